"""Printed: an edition as PDF, laid out in the way that fits."""

from __future__ import annotations

from dataclasses import replace

from backpocket.diagnostics import Diagnostic, Place, has_errors
from backpocket.draw.tokens import ink_of
from backpocket.model.editions import Edition
from backpocket.render.jobs import Job, Rendered, Result
from backpocket.render.pages import make_page
from backpocket.render.pdf.finish import finished
from backpocket.render.pdf.layouts import Layouts, Way
from backpocket.render.pdf.overflow import TALL, card_overflow, overflow
from backpocket.render.pdf.type_size import largest

__all__ = ["render"]


def render(job: Job, edition: Edition) -> Result:
    """Make the page, lay it out in the way that fits, and print it."""
    layouts, diagnostics = _layouts(job, edition)
    if layouts is None:
        return None, diagnostics
    ink, found = ink_of(job.sources, edition.stylesheets)
    if ink is None:
        return None, found
    way = layouts.fitting()
    if way is None:
        return None, [_overflow(job, edition, layouts)]
    layout = layouts.at(way)
    diagnostics += layouts.found[way]
    if layout is None:
        return None, diagnostics
    data, found = layouts.printer.write(layout, _place(job, edition))
    data = finished(data, job.workshop.face_data("regular")[0], way.size, ink)
    return Rendered(data, layout.pages, way.size), [*diagnostics, *found]


def _place(job: Job, edition: Edition) -> Place:
    return Place(f"content/{job.workshop.guide.name} ({edition.name})")


def _layouts(job: Job, edition: Edition) -> tuple[Layouts | None, list[Diagnostic]]:
    """Make the page of an edition, to be laid out."""
    html, diagnostics = make_page(job.workshop, edition, job.numbers)
    if html is None or has_errors(diagnostics):
        return None, diagnostics
    return Layouts(job, edition, html, _place(job, edition)), diagnostics


def _overflow(job: Job, edition: Edition, layouts: Layouts) -> Diagnostic:
    """Say what is too tall on an edition that fits in no way."""
    fit, guide = edition.fit, job.workshop.guide
    assert fit is not None
    if edition.form != "sheet" or guide.sheet is None:
        return card_overflow(guide, edition)
    tall = layouts.at(Way(fit.floor, fit.ways[-1][1], taller=TALL))
    assert tall is not None, "a page that is as tall as it likes has no breaks"
    blocks = guide.sheet.block
    fewer = range(1, len(blocks))
    fitting = largest(fewer, lambda number: _can_fit(_with_blocks(job, number), edition))
    moves = sum(len(block.moves) for block in blocks[: fitting or 0])
    return overflow(guide, edition, tall.document, moves)


def _can_fit(job: Job, edition: Edition) -> bool:
    layouts, _ = _layouts(job, edition)
    return layouts is not None and layouts.can_fit()


def _with_blocks(job: Job, number: int) -> Job:
    """Return the job of a guide whose sheet has its first blocks alone."""
    workshop = job.workshop
    sheet = workshop.guide.sheet
    assert sheet is not None
    shorter = sheet.model_copy(update={"block": sheet.block[:number]})
    guide = replace(workshop.guide, sheet=shorter)
    return replace(job, workshop=replace(workshop, guide=guide))
