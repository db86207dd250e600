"""Publish: load, check, draw, render, write.

A guide is written when all of its editions are made and nothing is wrong; until then the last good
files stay where they are. ``manifest.json`` lists what lies in the output folder.
"""

from __future__ import annotations

import contextlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backpocket.clock import today
from backpocket.diagnostics import Diagnostic, Place, error, has_errors, in_order
from backpocket.model.editions import EDITIONS, Edition
from backpocket.steps import Step
from backpocket.write import files

if TYPE_CHECKING:
    from backpocket.model.guide import Guide, Press
    from backpocket.render.jobs import Rendered

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
    jobs: int | None = None,
) -> Outcome:
    """Build editions of guides (all guides, if none is named) into a folder.

    With ``strict``, a warning stops the build as an error does. ``jobs`` editions are made at a
    time; as many as there are cores, if it is None.
    """
    digests = _inputs_digests(root, guides)
    press, diagnostics = load_and_check(root, guides, step)
    if press is None or _must_stop(diagnostics, strict=strict):
        return Outcome((), tuple(in_order(diagnostics)))
    from backpocket.render.editions import render_guide

    made: list[Published] = []
    for name, guide in press.guides.items():
        rendered, found = render_guide(root, press, guide, editions, step, jobs)
        diagnostics += found
        if _must_stop(found, strict=strict):
            continue
        step("write", name)
        try:
            for edition, result in rendered:
                files.write_whole(out / name / edition.file, result.data)
                made.append(_published(guide, edition, result))
        except OSError as problem:
            diagnostics.append(_unwritten(problem, out))
            break
    try:
        if made:
            _write_manifest(out, made, digests)
    except OSError as problem:
        diagnostics.append(_unwritten(problem, out))
    return Outcome(tuple(made), tuple(in_order(diagnostics)))


def _must_stop(diagnostics: Sequence[Diagnostic], *, strict: bool) -> bool:
    return bool(diagnostics) if strict else has_errors(diagnostics)


def load_and_check(
    root: Path, guides: Sequence[str] | None = None, step: Step = lambda name, about: None
) -> tuple[Press | None, list[Diagnostic]]:
    """Load guides and run every rule on them; WeasyPrint is not needed for this."""
    from backpocket.check.everything import check, rule_codes
    from backpocket.check.house.styles_and_templates import check_house
    from backpocket.check.subject import Subject
    from backpocket.load.allowances import apply_allowances, read_allowances
    from backpocket.load.project import load_press
    from backpocket.load.shared import read_shared
    from backpocket.load.wordlists import read_words

    step("load", ", ".join(guides) if guides else "content")
    press, loaded, diagnostics = load_press(root, guides)
    diagnostics += _orders(root)
    shared = read_shared(root)
    for name, item in loaded.items():
        step("check", name)
        brand, regions = (press.brand, press.regions) if press else (None, {})
        words, found = read_words(root, name)
        found += check(Subject(name, item, brand, regions, today(), words, shared))
        allowances, wrong = read_allowances(root, name)
        whole = press is not None and item.guide is not None
        found = apply_allowances(allowances, name, found, rule_codes(), whole=whole)
        diagnostics += found + wrong
    diagnostics += check_house(root)
    return press, in_order(diagnostics)


def _orders(root: Path) -> list[Diagnostic]:
    """Find what is wrong with ``orders.toml``; a shop without orders has none."""
    from backpocket.load.catalogue import FILE, load_catalogue
    from backpocket.load.folder import Reader

    return load_catalogue(root)[1] if Reader(root, root / "content").has(FILE) else []


def unchanged(
    root: Path, out: Path, guides: Iterable[str], editions: Sequence[Edition] = EDITIONS
) -> list[Published] | None:
    """Return the files of these guides if all are there, whole, and made from what is here now.

    A guide whose review has become due meanwhile has changed: the rules object to it.
    """
    names = list(dict.fromkeys(guides))
    manifest = _read_manifest(out)
    digests = _inputs_digests(root, names)
    found: list[Published] = []
    for guide in names:
        if guide not in digests or manifest.inputs.get(guide) != digests[guide]:
            return None
        if _is_overdue(root, guide):
            return None
        listed = {item.edition: item for item in manifest.files if item.guide == guide}
        for edition in editions:
            if edition.form == "sheet" and not (root / "content" / guide / "sheet.toml").exists():
                continue
            item = listed.get(edition.name)
            if item is None or _digest(out / guide / edition.file) != item.sha256:
                return None
            found.append(item)
    return found


def _is_overdue(root: Path, guide: str) -> bool:
    """Say whether the day of a guide's review is past, or cannot be told.

    Of all that the rules look at, the day alone is in none of the files that a digest is made of.
    """
    try:
        text = (root / "content" / guide / "guide.toml").read_text(encoding="utf-8-sig")
        return bool(tomllib.loads(text)["next_review"] < today())
    except (OSError, ValueError, KeyError, TypeError):  # changed this very moment
        return True


def _digest(path: Path) -> str | None:
    """Return the digest of a file; None if it is not there or cannot be read."""
    try:
        return files.digest(path.read_bytes())
    except OSError:
        return None


def _inputs_digests(root: Path, guides: Sequence[str] | None) -> dict[str, str]:
    """Return the digests of guides (of all, if none is named) as they are now.

    A build takes them before it loads: what an editor saves meanwhile is then not taken for built.
    """
    from backpocket.load.project import guide_names

    digests: dict[str, str] = {}
    for name in guide_names(root) if guides is None else guides:
        with contextlib.suppress(OSError):  # loading says which file cannot be read
            digests[name] = files.inputs_digest(root, name)
    return digests


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


@dataclass(frozen=True)
class _Manifest:
    """What lies in the output folder, and the digest of what each guide was made from."""

    inputs: dict[str, str]
    files: tuple[Published, ...]


def _read_manifest(out: Path) -> _Manifest:
    """Read the manifest; one that is not there or not in its form counts as empty."""
    from pydantic import TypeAdapter

    try:
        data = (out / "manifest.json").read_bytes()
        return TypeAdapter(_Manifest).validate_json(data, strict=True)
    except (OSError, ValueError):
        return _Manifest({}, ())


def _write_manifest(out: Path, made: Sequence[Published], digests: Mapping[str, str]) -> None:
    """Write what lies in the output folder: what was made now, and what was there and still is."""
    manifest = _read_manifest(out)
    now = {item.guide: digests.get(item.guide, "") for item in made}
    new = {item.path for item in made}
    kept = [
        item
        for item in manifest.files
        if item.path not in new
        and (out / item.path).is_file()
        # A file made from other inputs than the new ones of its guide is not vouched for.
        and now.get(item.guide, manifest.inputs.get(item.guide)) == manifest.inputs.get(item.guide)
    ]
    listed = [asdict(item) for item in sorted([*kept, *made], key=lambda item: item.path)]
    text = json.dumps(
        {"inputs": {**manifest.inputs, **now}, "files": listed}, indent=2, sort_keys=True
    )
    files.write_whole(out / "manifest.json", (text + "\n").encode())


def _unwritten(problem: OSError, out: Path) -> Diagnostic:
    reason = problem.strerror or "it cannot be written"
    hint = "check the free space and the rights of the folder; the last good files are still there"
    return error(Place(out.name or "."), "E501", f"the output was not written: {reason}", hint=hint)
