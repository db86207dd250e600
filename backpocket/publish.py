"""Publish: load, check, draw, render, write.

A guide is written when all of its editions are made and nothing is wrong; until then the last good
files stay where they are. ``manifest.json`` lists what lies in the output folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backpocket import files
from backpocket.diagnostics import Diagnostic, Place, error, has_errors, in_order
from backpocket.editions import EDITIONS, Edition
from backpocket.steps import Step

if TYPE_CHECKING:
    from backpocket.model import Guide, Press
    from backpocket.render import Rendered

__all__ = ["Outcome", "Published", "Step", "load_and_check", "publish", "unchanged"]


@dataclass(frozen=True)
class Published:
    """A file of the output folder, as the manifest lists it."""

    guide: str
    version: str
    edition: str
    path: str
    bytes: int
    pages: int
    type_size: float
    sha256: str


@dataclass(frozen=True)
class Outcome:
    """What a build came to: its files, and all that is wrong or doubtful."""

    files: tuple[Published, ...]
    diagnostics: tuple[Diagnostic, ...]


def publish(
    root: Path,
    out: Path,
    guides: Sequence[str] | None = None,
    editions: Sequence[Edition] = EDITIONS,
    step: Step = lambda name, about: None,
    *,
    strict: bool = False,
) -> Outcome:
    """Build editions of guides (all guides, if none is named) into a folder."""
    press, diagnostics = load_and_check(root, guides, step)
    stop = bool(diagnostics) if strict else has_errors(diagnostics)
    if press is None or stop:
        return Outcome((), tuple(in_order(diagnostics)))
    from backpocket.render import render_guide

    made: list[Published] = []
    for name, guide in press.guides.items():
        rendered, found = render_guide(root, press, guide, editions, step)
        diagnostics += found
        if has_errors(found):
            continue
        step("write", name)
        try:
            for edition, result in rendered:
                files.write_whole(out / name / edition.file, result.data)
                made.append(_published(guide, edition, result))
        except OSError as problem:
            return Outcome(tuple(made), (*diagnostics, _unwritten(problem, out)))
    try:
        _write_manifest(root, out, made, editions)
    except OSError as problem:
        diagnostics.append(_unwritten(problem, out))
    return Outcome(tuple(made), tuple(in_order(diagnostics)))


def load_and_check(
    root: Path, guides: Sequence[str] | None = None, step: Step = lambda name, about: None
) -> tuple[Press | None, list[Diagnostic]]:
    """Load guides and run every rule on them; WeasyPrint is not needed for this."""
    from backpocket.checks import Subject, check
    from backpocket.load import load_press

    step("load", ", ".join(guides) if guides else "content")
    press, loaded, diagnostics = load_press(root, guides)
    for name, item in loaded.items():
        step("check", name)
        brand, regions = (press.brand, press.regions) if press else (None, {})
        diagnostics += check(Subject(name, item, brand, regions))
    return press, in_order(diagnostics)


def unchanged(
    root: Path, out: Path, guides: Iterable[str], editions: Sequence[Edition] = EDITIONS
) -> list[Published] | None:
    """Return the files of these guides if all are there, whole, and made from what is here now."""
    manifest = _read_manifest(out)
    found: list[Published] = []
    for guide in guides:
        if manifest["inputs"].get(guide) != files.inputs_digest(root, guide):
            return None
        listed = {item["edition"]: item for item in manifest["files"] if item["guide"] == guide}
        for edition in editions:
            item = listed.get(edition.name)
            path = out / guide / edition.file
            if (
                item is None
                or not path.is_file()
                or files.digest(path.read_bytes()) != item["sha256"]
            ):
                return None
            found.append(Published(**item))
    return found


def _published(guide: Guide, edition: Edition, result: Rendered) -> Published:
    return Published(
        guide=guide.name,
        version=guide.settings.version,
        edition=edition.name,
        path=f"{guide.name}/{edition.file}",
        bytes=len(result.data),
        pages=result.pages,
        type_size=result.type_size,
        sha256=files.digest(result.data),
    )


def _read_manifest(out: Path) -> dict[str, Any]:
    empty: dict[str, Any] = {"inputs": {}, "files": []}
    try:
        manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        [Published(**item) for item in manifest["files"]]
        dict(manifest["inputs"])
    except (OSError, ValueError, TypeError, KeyError):
        return empty
    return dict(manifest)


def _write_manifest(
    root: Path, out: Path, made: Sequence[Published], editions: Sequence[Edition]
) -> None:
    """Write what lies in the output folder: what was made now, and what was there and still is."""
    manifest = _read_manifest(out)
    digests = {name: files.inputs_digest(root, name) for name in {item.guide for item in made}}
    new = {item.path for item in made}
    kept = [
        item
        for item in manifest["files"]
        if item["path"] not in new
        and (out / item["path"]).is_file()
        # A file made from other inputs than the new ones of its guide is not vouched for.
        and digests.get(item["guide"], manifest["inputs"].get(item["guide"]))
        == manifest["inputs"].get(item["guide"])
    ]
    listed = sorted([*kept, *map(asdict, made)], key=lambda item: str(item["path"]))
    inputs = {**manifest["inputs"], **digests}
    text = json.dumps({"inputs": inputs, "files": listed}, indent=2, sort_keys=True)
    files.write_whole(out / "manifest.json", (text + "\n").encode())


def _unwritten(problem: OSError, out: Path) -> Diagnostic:
    reason = problem.strerror or "it cannot be written"
    hint = "check the free space and the rights of the folder; the last good files are still there"
    return error(Place(out.name), "E501", f"the output was not written: {reason}", hint=hint)
