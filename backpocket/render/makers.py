"""Render: draw a guide's figures, and lay out and print its editions, several at a time.

WeasyPrint keeps one core busy and gains nothing from threads, so each edition is a job of a
process of its own; a single one is done here.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from backpocket.diagnostics import Diagnostic, Place, error, has_errors
from backpocket.load.look import Look
from backpocket.load.project import Project
from backpocket.load.text_files import read_text
from backpocket.model.editions import EDITIONS, Edition
from backpocket.model.source import Source
from backpocket.render.jobs import Job, Result
from backpocket.render.pages import Workshop, handout_numbers
from backpocket.render.pools import WorkerLostError, spread
from backpocket.steps import Progress

if TYPE_CHECKING:
    from backpocket.account.contents import Contents
    from backpocket.draw.drawing_tasks import Task
    from backpocket.draw.drawings import Drawings
    from backpocket.draw.figure.vectors import Vectors
    from backpocket.model.guide import Brand, Guide
    from backpocket.model.typefaces import Typefaces

__all__ = [
    "MAKERS",
    "audited",
    "audited_pages",
    "contents_of",
    "prepare",
    "render_edition",
    "render_guide",
    "side_by_side",
    "stylesheets",
]

_TOKENS = "tokens.css"
_AS_THEY_STAND = ("fonts/fonts.conf",)
"""The files of ``styles/`` that nothing else names: where fonts are."""


def render_guide(
    project: Project,
    guide: Guide,
    editions: Sequence[Edition],
    progress: Progress,
    jobs: int | None = None,
) -> tuple[list[tuple[Edition, Result]], list[Diagnostic]]:
    """Render editions of a guide, ``jobs`` at a time; as many as there are cores, if it is None.

    Each result has what is wrong with it; the diagnostics beside them are of all editions, and
    none is made if one is an error. A guide need not have a sheet: with other editions wanted, that
    of a sheet is left out.
    """
    wanted = [item for item in editions if item.form != "sheet" or guide.sheet is not None]
    if editions and not wanted:
        place = Place(f"content/{guide.name}/sheet.toml")
        message = "this file is missing, and without it there is no sheet to make"
        return [], [error(place, "E001", message, hint="create it, or choose another edition")]
    progress("draw", guide.name)
    job, diagnostics = prepare(project, guide, editions)
    if job is None or has_errors(diagnostics):
        return [], diagnostics
    rendered: list[tuple[Edition, Result]] = []
    with closing(_results(job, wanted, jobs)) as results:
        for edition, result in zip(wanted, results, strict=True):
            progress("render", f"{guide.name} {edition.name}")
            rendered.append((edition, result))
    return rendered, diagnostics


def prepare(
    project: Project, guide: Guide, editions: Sequence[Edition]
) -> tuple[Job | None, list[Diagnostic]]:
    """Choose styles and typefaces, draw the figures and number the references."""
    press, look = project.press, project.look
    assert press is not None, "without a press there is no guide"
    sources, diagnostics = stylesheets(look, editions, guide)
    diagnostics += _missing(project.disk.root)
    typefaces = look.typefaces
    if typefaces is None or has_errors(diagnostics):
        return None, diagnostics
    codes = _codes(guide, press.brand)
    drawings, found = _drawn(project.disk.root, guide, typefaces, sources, [], codes)
    diagnostics += found
    line_drawings = None
    for edition in editions:
        if edition.figures == "line" and line_drawings is None:
            line_drawings, found = _drawn(
                project.disk.root, guide, typefaces, sources, edition.stylesheets, codes
            )
            diagnostics += [each for each in found if each not in diagnostics]
    if drawings is None or has_errors(diagnostics):
        return None, diagnostics
    workshop = Workshop(
        project.disk, look, guide, press.brand, press.regions, typefaces, drawings, line_drawings
    )
    numbers, found = handout_numbers(workshop, EDITIONS[0])
    return Job(workshop, sources, numbers), diagnostics + found


def _codes(guide: Guide, brand: Brand) -> dict[str, str]:
    """Return what the codes on pages lead to: with a site, a version of it and each move there."""
    settings = guide.settings
    address = brand.version_address(guide.name, settings.version) or settings.address
    moves = {f"move/{name}": brand.move_address(guide.name, name) for name in guide.moves}
    return {"guide": address, **{name: found for name, found in moves.items() if found}}


def _missing(root: Path) -> Iterator[Diagnostic]:
    """Find files missing that are read as they stand, whatever the edition."""
    return (_lost(name) for name in _AS_THEY_STAND if not (root / "styles" / name).is_file())


def _lost(name: str) -> Diagnostic:
    hint = "put it back from the press as it came"
    return error(Place(f"styles/{name}"), "E001", "this file is missing", hint=hint)


def _drawn(
    root: Path,
    guide: Guide,
    typefaces: Typefaces,
    sources: Mapping[str, Source],
    names: Sequence[str],
    codes: Mapping[str, str],
) -> tuple[Drawings | None, list[Diagnostic]]:
    """Draw a guide in the type of the press and the colours of these stylesheets."""
    from backpocket.draw.drawings import draw
    from backpocket.draw.kept import kept_of
    from backpocket.draw.styles import style_of

    style, diagnostics = style_of(sources, names, typefaces.text.name)
    if style is None:
        return None, diagnostics
    kept = kept_of(root)
    drawn = draw(guide, style, grey=bool(names), kept=kept, side_by_side=side_by_side, codes=codes)
    return drawn, diagnostics


def side_by_side(
    work: Callable[[Task], tuple[Vectors, ...]], tasks: Iterable[Task]
) -> Iterable[tuple[Vectors, ...]]:
    """Draw several things at a time, if there are enough of them to be worth a second process."""
    waiting = list(tasks)
    workers = min(len(waiting) // 3, os.cpu_count() or 1)
    return map(work, waiting) if workers < 2 else spread(_in_a_process, work, waiting, workers)


def _in_a_process(work: Callable[[Task], tuple[Vectors, ...]], task: Task) -> tuple[Vectors, ...]:
    return work(task)


def stylesheets(
    look: Look, editions: Sequence[Edition], guide: Guide | None = None
) -> tuple[dict[str, Source], list[Diagnostic]]:
    """Return the tokens and the stylesheets of editions, those tokens too that a guide has."""
    names = dict.fromkeys([_TOKENS, *(n for e in editions for n in e.all_stylesheets)])
    wanted = dict.fromkeys([*names, *(e.citation_style for e in editions)])
    missing = [name for name in wanted if name not in look.styles]
    sources = {name: look.styles[name] for name in names if name in look.styles}
    if guide is not None and guide.tokens is not None and _TOKENS in sources:
        both = f"{sources[_TOKENS].text}\n{guide.tokens.text}"  # the later takes the place
        sources[_TOKENS] = Source(sources[_TOKENS].path, both)
    return sources, [_lost(name) for name in missing]


def _results(
    job: Job, editions: Sequence[Edition], jobs: int | None
) -> Generator[Result, None, None]:
    """Yield the result of each edition, in order, as it is ready."""
    workers = min(len(editions), jobs or os.cpu_count() or 1)
    if workers < 2:
        for edition in editions:
            yield render_edition(job, edition)
        return
    made = 0
    try:
        with closing(spread(_if_there_is_memory, job, editions, workers)) as results:
            for result in results:
                yield result
                made += 1
    except (WorkerLostError, MemoryError):
        yield from ((None, [_ended(job)]) for _ in editions[made:])


def _if_there_is_memory(job: Job, edition: Edition) -> Result:
    try:
        return render_edition(job, edition)
    except MemoryError:
        return None, [_ended(job)]


def _ended(job: Job) -> Diagnostic:
    """Say that a process is gone; which edition it had in hand, nobody knows any more."""
    place = Place(f"content/{job.workshop.guide.name}")
    message = "a process that made pages was ended from outside, or had no memory left"
    hint = "run it again; should that not help, close other programs, or add --jobs 1"
    return error(place, "E412", message, hint=hint)


def render_edition(job: Job, edition: Edition) -> Result:
    """Have one edition made by the maker of its kind, and the account of its words taken."""
    rendered, diagnostics = MAKERS[edition.kind](job, edition)
    if rendered is not None:
        diagnostics = [*diagnostics, *audited(job, edition, rendered.data)]
    return rendered, diagnostics


def audited(job: Job, edition: Edition, data: bytes) -> list[Diagnostic]:
    """Return what the account of its words finds wrong with the file of an edition."""
    from backpocket.account.audit import audit

    with _no_collection():
        return audit(data, contents_of(job, edition), edition, _finder(job))


def audited_pages(job: Job, edition: Edition, pages: Iterable[bytes]) -> list[Diagnostic]:
    """Return what the account of its words finds wrong with pages that are given as XML."""
    from backpocket.account.audit import audit_pages

    with _no_collection():
        return audit_pages(pages, contents_of(job, edition), edition, _finder(job))


def _finder(job: Job) -> Callable[[str], Source | None]:
    """Return what reads the files of the content, each once."""
    workshop = job.workshop
    named: dict[str, Source | None] = {source.path: source for source in workshop.guide.sources}

    def find(path: str) -> Source | None:
        if path not in named:
            named[path] = read_text(workshop.disk, workshop.disk.root / path)[0]
        return named[path]

    return find


@contextmanager
def _no_collection() -> Iterator[None]:
    """Leave garbage where it is for a moment.

    Each of the letters of a page is an object. For so many, Python would look through all that a
    layout has left, again and again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def contents_of(job: Job, edition: Edition) -> Contents:
    """Return what the account of an edition knows of the guide: nothing of its pages."""
    from backpocket.account.contents import Contents

    workshop = job.workshop
    regions = workshop.regions_of(edition)
    return Contents(workshop.shown(edition), workshop.brand, regions, job.numbers)


def _pdf(job: Job, edition: Edition) -> Result:
    from backpocket.render.pdf.printed import render

    return render(job, edition)


def _epub(job: Job, edition: Edition) -> Result:
    from backpocket.render.ebook.epub import render

    return render(job, edition)


def _text(job: Job, edition: Edition) -> Result:
    from backpocket.render.text.plain_text import render

    return render(job, edition)


MAKERS: dict[str, Callable[[Job, Edition], Result]] = {"pdf": _pdf, "epub": _epub, "txt": _text}
"""What makes each kind of file; its libraries are loaded when the first of its kind is wanted."""
