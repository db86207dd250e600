"""Figures: the drawings of a guide as files of their own, those of a move equally wide."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterable
from dataclasses import replace

from backpocket.diagnostics import Diagnostic
from backpocket.draw.canvas import Drawing
from backpocket.draw.drawings import Drawings
from backpocket.render.ebook.plates import file_path, plate_path, plates
from backpocket.render.jobs import Job
from backpocket.render.site.edition import SITE

__all__ = ["show_figures", "with_equal_figures"]

_SCHEMES = frozenset(["figure", "picture", "own", "logo"])
_PIXELS = 3.2
"""Pixels for a unit of a drawing; a style makes it as large as there is room."""


def with_equal_figures(job: Job) -> Job:
    """Return a job whose figures of a move have one width: set as wide as a page, one scale."""
    drawings = job.workshop.drawings
    equal: dict[str, Drawing] = {}
    for move in job.workshop.guide.moves:
        named = {f"figure:{move}/{name}" for name in ("start", "end")}
        pair = {name: drawings.by_address[name] for name in named if name in drawings.by_address}
        width = max((each.width for each in pair.values()), default=0.0)
        equal |= {name: _widened(each, width) for name, each in pair.items()}
    changed = Drawings({**drawings.by_address, **equal}, drawings.files)
    return replace(job, workshop=replace(job.workshop, drawings=changed))


def _widened(drawing: Drawing, width: float) -> Drawing:
    """Set a drawing in the middle of a ground of some width."""
    left = (width - drawing.width) / 2
    size = f'width="{drawing.width:g}" height="{drawing.height:g}"'
    inside = drawing.svg.partition(">")
    view = inside[0].partition('viewBox="')[2].partition('"')[0]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {drawing.height:g}" '
        f'width="{width:g}" height="{drawing.height:g}">'
        f'<svg x="{left:.3f}" {size} viewBox="{view}">{inside[2]}</svg>'
    )
    return Drawing(svg, width, drawing.height)


def show_figures(
    job: Job, roots: Iterable[etree.Element]
) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Give the pictures of pages their addresses and sizes; return their files by address."""
    shown = [each for root in roots for each in root.iter("img") if _is_drawn(each)]
    asked = list(dict.fromkeys(each.attrib["src"] for each in shown))
    drawings = job.workshop.drawings
    own = {name: drawings.files[name] for name in asked if name in drawings.files}
    drawn, diagnostics = plates(job, SITE, [name for name in asked if name not in own])
    folder = job.workshop.guide.name
    paths = {name: f"{folder}/{plate_path(name)}" for name in drawn}
    paths |= {name: f"{folder}/{file_path(name, file)}" for name, file in own.items()}
    for each in shown:
        name = each.attrib["src"]
        size = own.get(name) or drawings[name]
        pixels = 1.0 if name in own else _PIXELS
        each.attrib |= {
            "src": paths[name],
            "width": str(round(size.width * pixels)),
            "height": str(round(size.height * pixels)),
        }
    files = {paths[name]: svg.encode() for name, svg in drawn.items()}
    return files | {paths[name]: file.data for name, file in own.items()}, diagnostics


def _is_drawn(element: etree.Element) -> bool:
    return element.get("src", "").partition(":")[0] in _SCHEMES
