"""Printed: an edition as PDF, laid out at the size that fits."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from backpocket.diagnostics import Diagnostic, Place, has_errors
from backpocket.draw.tokens import ink_of
from backpocket.load.disk import Disk
from backpocket.model.editions import Edition
from backpocket.render.jobs import Job, Rendered, Result
from backpocket.render.pages import make_page
from backpocket.render.pdf import type_size as fit
from backpocket.render.pdf.finish import finished

if TYPE_CHECKING:
    from backpocket.model.source import Source
    from backpocket.model.typefaces import Typefaces
    from backpocket.render.pdf.printer import Layout, Printer

__all__ = ["render"]


def render(job: Job, edition: Edition) -> Result:
    """Make the page, lay it out at the size that fits, and print it."""
    place = Place(f"content/{job.workshop.guide.name} ({edition.name})")
    html, diagnostics = make_page(job.workshop, edition, job.numbers)
    if html is None or has_errors(diagnostics):
        return None, diagnostics
    ink, found = ink_of(job.sources, edition.stylesheets)
    if ink is None:
        return None, found
    sources = tuple((name, job.sources[name]) for name in edition.stylesheets)
    typefaces = job.workshop.typefaces
    table = _Layouts(_printer(job.workshop.disk, sources, typefaces), job, edition, html, place)
    size: float | None = edition.type_size
    if edition.fit is not None:
        most = edition.fit.pages
        size = fit.largest(fit.sizes(edition.fit), lambda points: table.pages(points, most) <= most)
        if size is None:
            pages = table.pages(edition.fit.floor, most)
            return None, [fit.overflow(job.workshop.guide, edition, pages)]
    assert size is not None
    layout = table.at(size)
    diagnostics += table.found[size]
    if layout is None:
        return None, diagnostics
    data, found = table.printer.write(layout, place)
    data = finished(data, job.workshop.face_data("regular")[0], size, ink)
    return Rendered(data, layout.pages, size), [*diagnostics, *found]


@cache
@cache
def _printer(disk: Disk, sources: tuple[tuple[str, Source], ...], typefaces: Typefaces) -> Printer:
    """Return the printer of these styles: a process that renders several editions parses once."""
    from backpocket.render.pdf.printer import Printer

    return Printer(disk, dict(sources), typefaces)


class _Layouts:
    """The layouts of one page at several type sizes, each made once."""

    def __init__(
        self, printer: Printer, job: Job, edition: Edition, html: str, place: Place
    ) -> None:
        self.printer = printer
        self.found: dict[float, list[Diagnostic]] = {}
        self._job, self._edition, self._html, self._place = job, edition, html, place
        self._made: dict[float, Layout | None] = {}

    def pages(self, size: float, most: int) -> int:
        """Return how many pages a size takes: more than ``most``, if it cannot be laid out."""
        layout = self.at(size)
        return layout.pages if layout else most + 1

    def at(self, size: float) -> Layout | None:
        if size not in self._made:
            self._made[size], self.found[size] = self.printer.lay_out(
                self._html,
                self._edition.stylesheets,
                f"@page {{ size: {self._edition.paper} }} html {{ font-size: {size}pt }}",
                self._job.workshop.drawn(self._edition).served,
                self._place,
            )
        return self._made[size]
