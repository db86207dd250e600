"""The zoom: a round inset that shows a small change larger."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapely import LineString, Point, Polygon, get_parts, unary_union
from shapely.affinity import affine_transform

from backpocket.draw.arrows import Place
from backpocket.draw.figure.shapes import Painted
from backpocket.draw.figure.vectors import Tone

__all__ = ["filled", "inset", "rings"]

_RING, _HALF_LINE = 0.6, 0.3
_LEAST, _PRINTS = 0.3, 0.28


@dataclass(frozen=True)
class _Lens:
    place: Place
    centre: Place
    radius: float
    times: float

    @property
    def source(self) -> Polygon:
        return Point(self.place).buffer(self.radius / self.times, quad_segs=16)

    @property
    def frame(self) -> Polygon:
        return Point(self.centre).buffer(self.radius, quad_segs=24)

    def enlarged(self, shape: Painted) -> Iterator[Painted]:
        """Yield what the lens shows of a shape; its lines are as wide as before."""
        if isinstance(shape.outlines[0], LineString):
            lines = [self._moved(line).intersection(self.frame) for line in shape.outlines]
            parts: list[Polygon | LineString] = [
                part for line in lines for part in get_parts(line) if part.length > _LEAST
            ]
        else:
            # Ink is what regions leave free: they grow where it would be wider than it was.
            grown = _HALF_LINE * (self.times - 1) * (-1 if shape.tone is Tone.INK else 1)
            grown *= 0 if shape.rim else 1
            whole = self._moved(filled(shape.outlines)).buffer(grown).intersection(self.frame)
            parts = [ring for part in get_parts(whole) for ring in rings(part)]
        if parts:
            yield Painted(shape.tone, tuple(parts), shape.width, shape.rim, shape.dashes)

    def _moved(self, outline: Polygon | LineString) -> Polygon | LineString:
        (x, y), (to_x, to_y), k = self.place, self.centre, self.times
        return affine_transform(outline, [k, 0, 0, k, to_x - k * x, to_y - k * y])


def inset(
    place: Place, centre: Place, radius: float, times: float, shapes: Sequence[Painted]
) -> list[Painted]:
    """Return what lies round a place, enlarged round a centre, and a line that leads there."""
    lens = _Lens(place, centre, radius, times)
    shown = [part for shape in shapes for part in lens.enlarged(shape)]
    away = math.dist(place, centre)
    line = LineString([place, centre])
    leader = LineString([line.interpolate(radius / times), line.interpolate(away - radius)])
    rings = tuple(LineString(each.exterior.coords) for each in (lens.source, lens.frame))
    return [
        Painted(Tone.PAPER, (lens.frame,)),
        *shown,
        Painted(Tone.INK, (*rings, leader), _RING),
    ]


def filled(outlines: Sequence[Polygon | LineString]) -> Polygon:
    """Return the area of outlines; those that run the other way round are holes."""
    largest = max(outlines, key=lambda each: each.area)
    way = largest.exterior.is_ccw
    whole = unary_union([each for each in outlines if each.exterior.is_ccw == way])
    return whole - unary_union([each for each in outlines if each.exterior.is_ccw != way])


def rings(area: Polygon) -> Iterator[Polygon]:
    """Yield the outline of an area, and its holes the other way round, if they print."""
    if not isinstance(area, Polygon) or area.buffer(-_PRINTS).is_empty:
        return
    yield Polygon(area.exterior if area.exterior.is_ccw else area.exterior.reverse())
    for hole in area.interiors:
        if not Polygon(hole).buffer(-_PRINTS).is_empty:
            yield Polygon(hole.reverse() if hole.is_ccw else hole)
