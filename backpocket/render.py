"""Render: draw a guide's figures, and lay out and print its editions, several at a time.

WeasyPrint keeps one core busy and gains nothing from threads, so each edition is a job of a
process of its own; a single one is done here.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from backpocket.diagnostics import Diagnostic, Place, has_errors
from backpocket.editions import EDITIONS, Edition, fit
from backpocket.steps import Step

if TYPE_CHECKING:
    from backpocket.model import Guide, Press
    from backpocket.pages import Workshop
    from backpocket.pdf import Layout, Printer
    from backpocket.sources import Source

__all__ = ["Rendered", "prepare", "render_edition", "render_guide", "stylesheets"]

TEXT_SIZE = 12.0
"""Points; what an edition is set in that may have as many pages as it needs."""


@dataclass(frozen=True)
class Rendered:
    """An edition as PDF, its number of pages, and its type size in points."""

    data: bytes
    pages: int
    type_size: float


@dataclass(frozen=True)
class Job:
    """What every edition of a guide is rendered from."""

    workshop: Workshop
    sources: Mapping[str, Source]
    numbers: Mapping[str, int]


def render_guide(
    root: Path, press: Press, guide: Guide, editions: Sequence[Edition], step: Step
) -> tuple[list[tuple[Edition, Rendered]], list[Diagnostic]]:
    """Render editions of a guide; those that cannot be made are left out and diagnosed."""
    step("draw", guide.name)
    job, diagnostics = prepare(root, press, guide, editions)
    if job is None or has_errors(diagnostics):
        return [], diagnostics
    wanted = [item for item in editions if item.form != "sheet" or guide.sheet is not None]
    rendered: list[tuple[Edition, Rendered]] = []
    for edition, (result, found) in zip(wanted, _results(job, wanted), strict=True):
        step("render", f"{guide.name} {edition.name}")
        diagnostics += found
        if result is not None:
            rendered.append((edition, result))
    return rendered, diagnostics


def prepare(
    root: Path, press: Press, guide: Guide, editions: Sequence[Edition]
) -> tuple[Job | None, list[Diagnostic]]:
    """Read the styles, draw the figures and number the references."""
    from backpocket.drawings import draw
    from backpocket.figures import Palette
    from backpocket.pages import Workshop, handout_numbers
    from backpocket.tokens import read_tokens

    sources, diagnostics = stylesheets(root, editions)
    if has_errors(diagnostics):
        return None, diagnostics
    tokens, found = read_tokens(sources["tokens.css"])
    diagnostics += found
    drawings, found = draw(guide, Palette.from_tokens(tokens))
    diagnostics += found
    if has_errors(diagnostics):
        return None, diagnostics
    workshop = Workshop(root, guide, press.brand, press.regions, drawings)
    numbers, found = handout_numbers(workshop, EDITIONS[0])
    return Job(workshop, sources, numbers), diagnostics + found


def stylesheets(
    root: Path, editions: Sequence[Edition]
) -> tuple[dict[str, Source], list[Diagnostic]]:
    """Read the tokens and the stylesheets of editions."""
    from backpocket.sources import read

    found: dict[str, Source] = {}
    diagnostics: list[Diagnostic] = []
    for name in dict.fromkeys(["tokens.css", *(n for e in editions for n in e.stylesheets)]):
        source, problems = read(root, root / "styles" / name)
        diagnostics += problems
        if source is not None:
            found[name] = source
    return found, diagnostics


Result = tuple[Rendered | None, list[Diagnostic]]


def _results(job: Job, editions: Sequence[Edition]) -> Iterator[Result]:
    """Yield the result of each edition, in order, as it is ready."""
    workers = min(len(editions), os.cpu_count() or 1)
    if workers < 2:
        for edition in editions:
            yield render_edition(job, edition)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(render_edition, [job] * len(editions), editions)


def render_edition(job: Job, edition: Edition) -> Result:
    """Make the page, lay it out at the size that fits, and print it."""
    from backpocket.pages import make_page

    place = Place(f"content/{job.workshop.guide.name} ({edition.name})")
    html, diagnostics = make_page(job.workshop, edition, job.numbers)
    if html is None or has_errors(diagnostics):
        return None, diagnostics
    sources = tuple((name, job.sources[name]) for name in edition.stylesheets)
    table = _Layouts(_printer(job.workshop.root, sources), job, edition, html, place)
    size: float | None = TEXT_SIZE
    if edition.fit is not None:
        most = edition.fit.pages
        size = fit.largest(fit.sizes(edition.fit), lambda points: table.at(points).pages <= most)
        if size is None:
            pages = table.at(edition.fit.floor).pages
            return None, [fit.overflow(job.workshop.guide, edition, pages)]
    assert size is not None
    layout = table.at(size)
    data, found = table.printer.write(layout, place)
    return Rendered(data, layout.pages, size), [*diagnostics, *table.found[size], *found]


@cache
def _printer(root: Path, sources: tuple[tuple[str, Source], ...]) -> Printer:
    """Return the printer of these styles: a process that renders several editions parses once."""
    from backpocket.pdf import Printer

    return Printer(root, dict(sources))


class _Layouts:
    """The layouts of one page at several type sizes, each made once."""

    def __init__(
        self, printer: Printer, job: Job, edition: Edition, html: str, place: Place
    ) -> None:
        self.printer = printer
        self.found: dict[float, list[Diagnostic]] = {}
        self._job, self._edition, self._html, self._place = job, edition, html, place
        self._made: dict[float, Layout] = {}

    def at(self, size: float) -> Layout:
        if size not in self._made:
            self._made[size], self.found[size] = self.printer.lay_out(
                self._html,
                self._edition.stylesheets,
                f"@page {{ size: {self._edition.paper} }} html {{ font-size: {size}pt }}",
                self._job.workshop.drawings.svg,
                self._place,
            )
        return self._made[size]
