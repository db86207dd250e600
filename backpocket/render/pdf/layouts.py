"""Layouts: one page in several ways, in larger and smaller type, until it fits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from backpocket.diagnostics import Diagnostic, Place
from backpocket.load.disk import Disk
from backpocket.model.editions import Edition
from backpocket.render.jobs import Job
from backpocket.render.pdf.type_size import largest, sizes

if TYPE_CHECKING:
    from backpocket.model.source import Source
    from backpocket.model.typefaces import Typefaces
    from backpocket.render.pdf.printer import Layout, Printer

__all__ = ["Layouts", "Way"]


@dataclass(frozen=True)
class Way:
    """A way of laying a page out: a type size in points, and stylesheets to add.

    The page may be ``taller`` than its paper, by so many CSS pixels.
    """

    size: float
    added: tuple[str, ...] = ()
    taller: float = 0


class Layouts:
    """The layouts of one page of an edition, each made once."""

    def __init__(self, job: Job, edition: Edition, html: str, place: Place) -> None:
        sources = tuple((name, job.sources[name]) for name in edition.all_stylesheets)
        self.printer = _printer(job.workshop.disk, sources, job.workshop.typefaces)
        self.found: dict[Way, list[Diagnostic]] = {}
        self._job, self._edition, self._html, self._place = job, edition, html, place
        self._made: dict[Way, Layout | None] = {}

    def at(self, way: Way) -> Layout | None:
        if way not in self._made:
            paper = self._edition.paper if not way.taller else _taller(self._edition, way.taller)
            self._made[way], self.found[way] = self.printer.lay_out(
                self._html,
                (*self._edition.stylesheets, *way.added),
                f"@page {{ size: {paper} }} html {{ font-size: {way.size}pt }}",
                self._job.workshop.drawn(self._edition).served,
                self._place,
            )
        return self._made[way]

    def fitting(self) -> Way | None:
        """Return the roomiest way that fits, in the largest type; None if there is none.

        Ways and sizes are bisected, after what is likeliest: what fits as it is meant to be.
        """
        fit = self._edition.fit
        if fit is None:
            return Way(self._edition.type_size)
        roomiest = fit.ways[0]
        if self._fits(*roomiest, fit.ideal):
            return Way(fit.ideal, roomiest[1])
        way = largest(fit.ways[::-1], lambda way: self._fits(*way, fit.floor))
        if way is None:
            return None
        size = largest(sizes(fit), partial(self._fits, *way))
        assert size is not None, "it fits at the floor"
        return Way(size, way[1])

    def can_fit(self) -> bool:
        """Say whether the closest way fits at the floor of the edition."""
        fit = self._edition.fit
        return fit is None or self._fits(*fit.ways[-1], fit.floor)

    def _fits(self, pages: int, added: tuple[str, ...], size: float) -> bool:
        layout = self.at(Way(size, added))
        return layout is not None and layout.pages <= pages


def _taller(edition: Edition, by: float) -> str:
    width, height = {"letter": ("8.5in", "11in")}.get(str(edition.paper), ("210mm", "297mm"))
    return f"{width} calc({height} + {by}px)"


@cache
def _printer(disk: Disk, sources: tuple[tuple[str, Source], ...], typefaces: Typefaces) -> Printer:
    """Return the printer of these styles: a process that renders several editions parses once."""
    from backpocket.render.pdf.printer import Printer

    return Printer(disk, dict(sources), typefaces)
