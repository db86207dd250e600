"""Publish: load, check, draw, render, write.

An edition is written when it is made and nothing is wrong with it; until then its last good file
stays where it is. What is wrong with the content stops all editions, since all are made from it.
``manifest.json`` lists what lies in the output folder.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from backpocket.clock import today
from backpocket.diagnostics import Diagnostic, Place, error, has_errors, in_order
from backpocket.load.disk import Disk
from backpocket.model.editions import EDITIONS, Edition
from backpocket.steps import Progress, unseen
from backpocket.write import files
from backpocket.write.freshness import (
    PACKAGE,
    Choice,
    current,
    inputs_digests,
    package_path,
    unchanged,
)
from backpocket.write.manifest import (
    SITE,
    Published,
    has_stale,
    hold,
    remove_stale,
    write_manifest,
)

if TYPE_CHECKING:
    from backpocket.load.project import Project
    from backpocket.model.guide import Guide
    from backpocket.render.jobs import Rendered, Result
    from backpocket.render.site.attachments import Attachment

__all__ = ["Outcome", "attachments_of", "load_and_check", "publish"]


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
    site: tuple[Published, ...] = ()
    """What was made of all editions together: the site, and each guide’s package."""


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
    site: bool = False,
) -> Outcome:
    """Build editions of guides (all guides, if none is named) into a folder.

    With ``strict``, a warning stops the build as an error does. ``jobs`` editions are made at a
    time; as many as there are cores, if it is None. What has not changed is not made ``again``,
    unless that is asked for. A build of everything removes what guides and editions that are gone
    have left, and makes the ``site`` and the packages of all guides, if that is asked for. One
    build at a time has the folder.
    """
    disk, choice = Disk(root), Choice(guides, editions, site)
    there = None if again else unchanged(disk, out, choice)
    if there is not None and not (choice.is_whole and has_stale(out, current(root, out))):
        return Outcome(tuple(there), (), built=False)

    def wait() -> None:
        nonlocal disk
        disk = Disk(root)  # for as long as another build takes, an editor may go on
        progress("wait", f"until another build of {out.name} is done")

    with contextlib.ExitStack() as held:
        try:
            held.enter_context(hold(out, wait))
        except OSError as problem:
            _, diagnostics = load_and_check(disk, guides, progress)
            return Outcome((), tuple(in_order([*diagnostics, _unwritten(problem, out)])))
        # The build that was waited for may have made the same.
        there = None if again else unchanged(disk, out, choice)
        outcome = (
            _build(disk, out, choice, progress, strict=strict, jobs=jobs)
            if there is None
            else Outcome(tuple(there), (), built=False)
        )
        swept = _sweep(root, out) if choice.is_whole and not outcome.is_stopped else []
    return replace(outcome, diagnostics=tuple(in_order([*outcome.diagnostics, *swept])))


def _build(
    disk: Disk, out: Path, choice: Choice, progress: Progress, *, strict: bool, jobs: int | None
) -> Outcome:
    project, diagnostics = load_and_check(disk, choice.guides, progress)
    press = project.press
    if press is None or _must_stop(diagnostics, strict=strict):
        return Outcome((), tuple(diagnostics), is_stopped=True)
    from backpocket.render.jobs import told_once
    from backpocket.render.makers import render_guide

    made: list[Published] = []
    is_whole = choice.is_whole
    for name, guide in press.guides.items():
        rendered, found = render_guide(project, guide, choice.editions, progress, jobs)
        diagnostics += [*found, *told_once(each for _, (_, each) in rendered)]
        if _must_stop(found, strict=strict):
            is_whole = False
            continue
        progress("write", name)
        try:
            sound = list(_sound(rendered, strict=strict))
            is_whole &= len(sound) == len(rendered)
            for edition, result in sound:
                files.write_whole(out / edition.path(name), result.data)
                made.append(_published(guide, edition, result))
        except OSError as problem:
            diagnostics.append(_unwritten(problem, out))
            is_whole = False
            break
    shared: list[Published] = []
    try:
        if choice.site and is_whole:
            shared, found = _write_site(project, out, made, progress)
            diagnostics += found
        if made:
            write_manifest(out, [*made, *shared], inputs_digests(disk, press.guides))
    except OSError as problem:
        diagnostics.append(_unwritten(problem, out))
    return Outcome(tuple(made), tuple(diagnostics), site=tuple(shared))


def _write_site(
    project: Project, out: Path, made: Sequence[Published], progress: Progress
) -> tuple[list[Published], list[Diagnostic]]:
    """Make the site of these files, and the packages of them; what is the same is not written."""
    from backpocket.render.site.packages import packages
    from backpocket.render.site.site import render_site

    progress("render", "site")
    attachments = attachments_of(made, out)
    pages, diagnostics = render_site(project, attachments)
    packed, found = packages(project, attachments)
    diagnostics += found
    if pages is None or has_errors(diagnostics):
        return [], diagnostics
    progress("write", "site")
    shared = [_shared(SITE, "site", f"site/{path}", data) for path, data in pages.items()]
    shared += [_shared(name, PACKAGE, package_path(name), data) for name, data in packed.items()]
    for item, data in zip(shared, [*pages.values(), *packed.values()], strict=True):
        if not files.is_written(out / item.path, item.sha256):
            files.write_whole(out / item.path, data)
    return shared, diagnostics


def attachments_of(made: Iterable[Published], out: Path) -> list[Attachment]:
    """Return finished files as the site offers them, read from the output folder."""
    from backpocket.render.site.attachments import Attachment

    named = {edition.name: edition for edition in EDITIONS}
    return [
        Attachment(
            item.guide,
            item.version,
            named[item.edition],
            item.path,
            item.bytes,
            item.pages,
            item.sha256,
            (out / item.path).read_bytes(),
        )
        for item in made
        if item.edition in named
    ]


def _shared(guide: str, edition: str, path: str, data: bytes) -> Published:
    """Return the entry of a file that is of no one edition."""
    return Published(guide, "", edition, path, len(data), 0, 0.0, files.digest(data))


def _sweep(root: Path, out: Path) -> list[Diagnostic]:
    """Remove what guides and editions that are gone have left."""
    try:
        remove_stale(out, current(root, out))
    except OSError as problem:
        return [_unwritten(problem, out)]
    return []


def _sound(
    rendered: Sequence[tuple[Edition, Result]], *, strict: bool
) -> Iterator[tuple[Edition, Rendered]]:
    """Yield the editions with which nothing is wrong."""
    for edition, (result, found) in rendered:
        if result is not None and not _must_stop(found, strict=strict):
            yield edition, result


def _must_stop(diagnostics: Sequence[Diagnostic], *, strict: bool) -> bool:
    return bool(diagnostics) if strict else has_errors(diagnostics)


def load_and_check(
    disk: Disk, guides: Sequence[str] | None = None, progress: Progress = unseen
) -> tuple[Project, list[Diagnostic]]:
    """Load guides and run every rule on them; WeasyPrint is not needed for this."""
    from backpocket.check.everything import check_guide
    from backpocket.check.house.styles_and_templates import check_look, check_own_tokens
    from backpocket.load.project import load_project

    progress("load", ", ".join(guides) if guides else "content")
    project, diagnostics = load_project(disk, guides)
    for name in project.guides:
        progress("check", name)
        diagnostics += check_guide(project, name, today())
        tokens = project.guides[name].tokens
        diagnostics += check_own_tokens(project.look, tokens) if tokens else []
    return project, in_order([*diagnostics, *check_look(project.look)])


def _published(guide: Guide, edition: Edition, result: Rendered) -> Published:
    return Published(
        guide=guide.name,
        version=guide.settings.version,
        edition=edition.name,
        path=edition.path(guide.name),
        bytes=len(result.data),
        pages=result.pages,
        type_size=result.type_size,
        sha256=files.digest(result.data),
    )


def _unwritten(problem: OSError, out: Path) -> Diagnostic:
    reason = problem.strerror or "it cannot be written"
    hint = "check the free space and the rights of the folder; the last good files are still there"
    return error(Place(out.name or "."), "E501", f"the output was not written: {reason}", hint=hint)
