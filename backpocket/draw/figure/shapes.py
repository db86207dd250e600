"""Shapes: what is painted, in the picture, before it is written as paths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from shapely import LineString, Polygon, get_coordinates, segmentize
from shapely.affinity import scale, translate

from backpocket.draw.figure.curves import paths_data
from backpocket.draw.figure.vectors import Fill, Stroke, Tone, Vectors, Words

__all__ = ["Painted", "bounds", "moved", "scaled", "vectors"]

_TOLERANCE = 0.06
_STEP = 1.0


@dataclass(frozen=True)
class Painted:
    """Shapes of one tone, y up: filled outlines, holes among them, or lines of a width.

    Filled ones may have a rim: a line of another tone round each.
    """

    tone: Tone
    outlines: tuple[Polygon | LineString, ...]
    width: float = 0.0
    rim: Tone | None = None
    dashes: float = 0.0


def bounds(shapes: Iterable[Painted]) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of all shapes, their lines included."""
    boxes = []
    for shape in shapes:
        half = shape.width / 2
        for outline in shape.outlines:
            left, bottom, right, top = outline.bounds
            boxes.append((left - half, bottom - half, right + half, top + half))
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def moved(shapes: Iterable[Painted], right: float, up: float) -> list[Painted]:
    """Return the shapes in another place."""
    return [
        replace(shape, outlines=tuple(translate(each, right, up) for each in shape.outlines))
        for shape in shapes
    ]


def scaled(shape: Painted, times: float) -> Painted:
    """Return a shape in another size, its lines as wide as before."""
    outlines = tuple(scale(each, times, times, origin=(0, 0)) for each in shape.outlines)
    return replace(shape, outlines=outlines)


def vectors(
    shapes: Sequence[Painted],
    box: tuple[float, float, float, float],
    words: Sequence[Words] = (),
) -> Vectors:
    """Write shapes as paths in a box: left, bottom, right, top. Words have their places already."""
    left, bottom, right, top = box
    outlines = [outline for shape in shapes for outline in shape.outlines]
    paths = iter(paths_data(outlines, [(left, top)] * len(outlines), _TOLERANCE))
    written: list[Fill | Stroke | Words] = []
    for shape in shapes:
        path = "".join(next(paths) for _ in shape.outlines)
        if not path:
            continue
        if isinstance(shape.outlines[0], Polygon):
            written.append(Fill(shape.tone, path, shape.rim, shape.width))
        else:
            written.append(Stroke(shape.tone, path, shape.width, shape.dashes))
    size = round(right - left, 1), round(top - bottom, 1)
    return Vectors(*size, (*written, *words), _corner(shapes, left, top))


def _corner(shapes: Iterable[Painted], left: float, top: float) -> float:
    """Return the side of the largest square in the upper left corner that no shape reaches."""
    sides: list[float] = []
    for shape in shapes:
        for outline in shape.outlines:
            # a line from a point to itself has no segment to part
            parted = segmentize(outline, _STEP) if outline.length else outline
            x, y = get_coordinates(parted).T
            sides.append(float(np.maximum(x - left, top - y).min()) - shape.width / 2)
    return round(max(min(sides, default=0.0), 0.0), 1)
