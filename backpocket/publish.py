"""Publish: load, check, draw, render, write.

A guide is written when all of its editions are made and nothing is wrong; until then the last good
files stay where they are. ``manifest.json`` lists what lies in the output folder.
"""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from backpocket.clock import today
from backpocket.diagnostics import Diagnostic, Place, error, has_errors, in_order
from backpocket.model.editions import EDITIONS, Edition
from backpocket.steps import Progress, unseen
from backpocket.write import files
from backpocket.write.manifest import (
    Published,
    has_stale,
    hold,
    read_manifest,
    remove_stale,
    write_manifest,
)

if TYPE_CHECKING:
    from backpocket.model.guide import Guide, Press
    from backpocket.render.jobs import Rendered

__all__ = ["Outcome", "load_and_check", "publish", "unchanged"]


@dataclass(frozen=True)
class Outcome:
    """What a build came to: its files, and all that is wrong or doubtful.

    They were there already, and whole, if they were not ``built``. What is wrong with the content
    stops a build before anything is made: it ``is_stopped``.
    """

    files: tuple[Published, ...]
    diagnostics: tuple[Diagnostic, ...]
    built: bool = True
    is_stopped: bool = False


def publish(
    root: Path,
    out: Path,
    guides: Sequence[str] | None = None,
    editions: Sequence[Edition] = EDITIONS,
    progress: Progress = unseen,
    *,
    strict: bool = False,
    jobs: int | None = None,
    again: bool = True,
) -> Outcome:
    """Build editions of guides (all guides, if none is named) into a folder.

    With ``strict``, a warning stops the build as an error does. ``jobs`` editions are made at a
    time; as many as there are cores, if it is None. What has not changed is not made ``again``,
    unless that is asked for. A build of everything removes what guides and editions that are gone
    have left. One build at a time has the folder.
    """
    choice = _Choice(guides, editions)
    there = None if again else _unchanged(root, out, choice)
    if there is not None and not (choice.is_whole and has_stale(out, _current(root))):
        return there
    with contextlib.ExitStack() as held:
        try:
            wait = f"until another build of {out.name} is done"
            held.enter_context(hold(out, lambda: progress("wait", wait)))
        except OSError as problem:
            _, diagnostics = load_and_check(root, guides, progress)
            return Outcome((), tuple(in_order([*diagnostics, _unwritten(problem, out)])))
        # The build that was waited for may have made the same.
        there = None if again else _unchanged(root, out, choice)
        outcome = there or _build(root, out, choice, progress, strict=strict, jobs=jobs)
        swept = _sweep(root, out) if choice.is_whole and not outcome.is_stopped else []
    return replace(outcome, diagnostics=tuple(in_order([*outcome.diagnostics, *swept])))


@dataclass(frozen=True)
class _Choice:
    """The guides (all, if it is None) and the editions that a build is of."""

    guides: Sequence[str] | None
    editions: Sequence[Edition]

    @property
    def is_whole(self) -> bool:
        """Say whether this is everything that there is."""
        names = {edition.name for edition in self.editions}
        return self.guides is None and names >= {edition.name for edition in EDITIONS}

    def names(self, root: Path) -> Sequence[str]:
        """Return the names of the guides."""
        return _names(root) if self.guides is None else self.guides


def _build(
    root: Path, out: Path, choice: _Choice, progress: Progress, *, strict: bool, jobs: int | None
) -> Outcome:
    digests = _inputs_digests(root, choice.names(root))
    press, diagnostics = load_and_check(root, choice.guides, progress)
    if press is None or _must_stop(diagnostics, strict=strict):
        return Outcome((), tuple(diagnostics), is_stopped=True)
    from backpocket.render.editions import render_guide

    made: list[Published] = []
    for name, guide in press.guides.items():
        rendered, found = render_guide(root, press, guide, choice.editions, progress, jobs)
        diagnostics += found
        if _must_stop(found, strict=strict):
            continue
        progress("write", name)
        try:
            for edition, result in rendered:
                files.write_whole(out / name / edition.file, result.data)
                made.append(_published(guide, edition, result))
        except OSError as problem:
            diagnostics.append(_unwritten(problem, out))
            break
    try:
        if made:
            write_manifest(out, made, digests)
    except OSError as problem:
        diagnostics.append(_unwritten(problem, out))
    return Outcome(tuple(made), tuple(diagnostics))


def _sweep(root: Path, out: Path) -> list[Diagnostic]:
    """Remove what guides and editions that are gone have left."""
    try:
        remove_stale(out, _current(root))
    except OSError as problem:
        return [_unwritten(problem, out)]
    return []


def _current(root: Path) -> frozenset[str]:
    """Return the paths in the output folder of all files that there are to be."""
    return frozenset(
        f"{guide}/{edition.file}"
        for guide in _names(root)
        for edition in EDITIONS
        if _is_wanted(root, guide, edition)
    )


def _names(root: Path) -> Sequence[str]:
    from backpocket.load.project import guide_names

    return guide_names(root)


def _is_wanted(root: Path, guide: str, edition: Edition) -> bool:
    """Say whether a guide has an edition: it need not have a sheet."""
    return edition.form != "sheet" or (root / "content" / guide / "sheet.toml").exists()


def _must_stop(diagnostics: Sequence[Diagnostic], *, strict: bool) -> bool:
    return bool(diagnostics) if strict else has_errors(diagnostics)


def load_and_check(
    root: Path, guides: Sequence[str] | None = None, progress: Progress = unseen
) -> tuple[Press | None, list[Diagnostic]]:
    """Load guides and run every rule on them; WeasyPrint is not needed for this."""
    from backpocket.check.everything import check, rule_codes
    from backpocket.check.house.styles_and_templates import check_house
    from backpocket.check.subject import Subject
    from backpocket.load.allowances import apply_allowances, read_allowances
    from backpocket.load.project import load_press
    from backpocket.load.shared import read_shared
    from backpocket.load.wordlists import read_words

    progress("load", ", ".join(guides) if guides else "content")
    press, loaded, diagnostics = load_press(root, guides)
    diagnostics += _orders(root)
    shared = read_shared(root)
    for name, item in loaded.items():
        progress("check", name)
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


def _unchanged(root: Path, out: Path, choice: _Choice) -> Outcome | None:
    names = choice.names(root)
    if not names or not set(names) <= set(_names(root)):
        return None
    there = unchanged(root, out, names, choice.editions)
    return None if there is None else Outcome(tuple(there), (), built=False)


def unchanged(
    root: Path, out: Path, guides: Iterable[str], editions: Sequence[Edition] = EDITIONS
) -> list[Published] | None:
    """Return the files of these guides if all are there, whole, and made from what is here now.

    A guide whose review has become due meanwhile has changed: the rules object to it.
    """
    names = list(dict.fromkeys(guides))
    manifest = read_manifest(out)
    digests = _inputs_digests(root, names)
    found: list[Published] = []
    for guide in names:
        if guide not in digests or manifest.inputs.get(guide) != digests[guide]:
            return None
        if _is_overdue(root, guide):
            return None
        listed = {item.edition: item for item in manifest.files if item.guide == guide}
        for edition in editions:
            if not _is_wanted(root, guide, edition):
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


def _inputs_digests(root: Path, guides: Iterable[str]) -> dict[str, str]:
    """Return the digests of guides as they are now.

    A build takes them before it loads: what an editor saves meanwhile is then not taken for built.
    """
    digests: dict[str, str] = {}
    for name in guides:
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


def _unwritten(problem: OSError, out: Path) -> Diagnostic:
    reason = problem.strerror or "it cannot be written"
    hint = "check the free space and the rights of the folder; the last good files are still there"
    return error(Place(out.name or "."), "E501", f"the output was not written: {reason}", hint=hint)
