"""Geometry: points, directions and soft shapes on a plane with y up, in units of stature / 100.

Every soft part of the body is a chain of discs whose hulls are joined: whatever way the chain
bends, the outline stays whole and round, which offsetting a curve does not promise.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from shapely import MultiPolygon, Polygon, convex_hull, linestrings
from shapely.ops import unary_union

__all__ = [
    "Disc",
    "Point",
    "Profile",
    "along",
    "bounds",
    "chain",
    "direction",
    "distance",
    "half_plane",
    "interpolate",
    "largest",
    "local",
    "mix",
    "move",
    "rounded",
    "soft_outline",
    "spline",
    "turn",
]

Profile: TypeAlias = Sequence[tuple[float, float, float]]
"""Rows of (share of the length, reach to the left, reach to the right of the bone)."""


class Point(NamedTuple):
    """A point or an arrow from the origin."""

    x: float
    y: float


class Disc(NamedTuple):
    """A round slice of a limb."""

    centre: Point
    radius: float


def direction(degrees: float) -> Point:
    """Return the unit arrow for an angle: 0 is right, 90 is up."""
    return Point(math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))


def turn(start: Point, end: Point) -> float:
    """Return the angle in degrees of the line from ``start`` to ``end``."""
    return math.degrees(math.atan2(end.y - start.y, end.x - start.x))


def distance(start: Point, end: Point) -> float:
    """Return how far apart two points are."""
    return math.hypot(end.x - start.x, end.y - start.y)


def move(start: Point, degrees: float, length: float) -> Point:
    """Return the point that lies ``length`` from ``start`` in the given direction."""
    arrow = direction(degrees)
    return Point(start.x + arrow.x * length, start.y + arrow.y * length)


def mix(start: Point, end: Point, share: float) -> Point:
    """Return the point at ``share`` (0 to 1) of the way from ``start`` to ``end``."""
    return Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)


def local(origin: Point, degrees: float, flip: float, point: tuple[float, float]) -> Point:
    """Place a point of a part's own axes (x along it, y to its left, or right if flip is -1)."""
    arrow = direction(degrees)
    x, y = point[0], point[1] * flip
    return Point(origin.x + x * arrow.x - y * arrow.y, origin.y + x * arrow.y + y * arrow.x)


def interpolate(rows: Sequence[tuple[float, float]], share: float) -> float:
    """Read a value between the rows (share, value) on a smooth curve that never overshoots.

    Monotone cubic interpolation with harmonic slopes, after Fritsch and Butland (1984).
    """
    if share <= rows[0][0]:
        return rows[0][1]
    for i in range(len(rows) - 1):
        (left, low), (right, high) = rows[i], rows[i + 1]
        if share <= right:
            width = right - left
            t = (share - left) / width
            first, last = _slope(rows, i) * width, _slope(rows, i + 1) * width
            return (
                low * (1 + 2 * t) * (1 - t) ** 2
                + high * t * t * (3 - 2 * t)
                + first * t * (1 - t) ** 2
                - last * t * t * (1 - t)
            )
    return rows[-1][1]


def _slope(rows: Sequence[tuple[float, float]], i: int) -> float:
    """Return the slope at a row: the harmonic mean of both sides, 0 at a peak."""
    if i in (0, len(rows) - 1):
        i = min(i, len(rows) - 2)
        return (rows[i + 1][1] - rows[i][1]) / (rows[i + 1][0] - rows[i][0])
    before = (rows[i][1] - rows[i - 1][1]) / (rows[i][0] - rows[i - 1][0])
    after = (rows[i + 1][1] - rows[i][1]) / (rows[i + 1][0] - rows[i][0])
    return 2 * before * after / (before + after) if before * after > 0 else 0.0


def spline(nodes: Sequence[Point], steps: int = 8, closed: bool = False) -> list[Point]:
    """Return points on the Catmull-Rom curve (centripetal) through ``nodes``."""
    count = len(nodes)
    if closed:
        spans = [[nodes[(i + k) % count] for k in (-1, 0, 1, 2)] for i in range(count)]
    else:
        first, last = mix(nodes[1], nodes[0], 2), mix(nodes[-2], nodes[-1], 2)
        ends = [first, *nodes, last]
        spans = [ends[i : i + 4] for i in range(count - 1)]
    points = [_between(span, i / steps) for span in spans for i in range(steps)]
    return points if closed else [*points, nodes[-1]]


def _between(nodes: Sequence[Point], share: float) -> Point:
    """Evaluate the centripetal Catmull-Rom span from the second of four nodes to the third.

    After Barry and Goldman (1988).
    """
    a, b, c, d = nodes
    knots = [0.0]
    for start, end in ((a, b), (b, c), (c, d)):
        knots.append(knots[-1] + max(math.sqrt(distance(start, end)), 1e-6))
    t = knots[1] + share * (knots[2] - knots[1])

    def blend(p: Point, q: Point, low: float, high: float) -> Point:
        return mix(p, q, (t - low) / (high - low))

    one = blend(a, b, knots[0], knots[1])
    two = blend(b, c, knots[1], knots[2])
    three = blend(c, d, knots[2], knots[3])
    left, right = blend(one, two, knots[0], knots[2]), blend(two, three, knots[1], knots[3])
    return blend(left, right, knots[1], knots[2])


def along(points: Sequence[Point], share: float) -> tuple[Point, float]:
    """Return the point at ``share`` of a polyline's length, and its angle there.

    A share below 0 or above 1 goes straight on past the end.
    """
    lengths = [distance(a, b) for a, b in pairwise(points)]
    goal = share * sum(lengths)
    for i, length in enumerate(lengths):
        if goal <= length or i == len(lengths) - 1:
            angle = turn(points[i], points[i + 1])
            return move(points[i], angle, goal), angle
        goal -= length
    raise ValueError("a line needs two points")


def chain(points: Sequence[Point], profile: Profile, step: float = 1.6) -> Polygon:
    """Clothe a bone, given as a polyline, with a profile of soft tissue; return its outline."""
    total = sum(distance(a, b) for a, b in pairwise(points))
    low, high = profile[0][0], profile[-1][0]
    count = max(3, math.ceil((high - low) * total / step))
    left = [(t, reach) for t, reach, _ in profile]
    right = [(t, reach) for t, _, reach in profile]
    discs = []
    for i in range(count + 1):
        share = low + (high - low) * i / count
        place, angle = along(points, share)
        a, b = interpolate(left, share), interpolate(right, share)
        discs.append(Disc(move(place, angle + 90, (a - b) / 2), (a + b) / 2))
    return soft_outline(discs)


def soft_outline(discs: Sequence[Disc]) -> Polygon:
    """Join the hulls of neighbouring discs into one outline."""
    rims = [_rim(disc) for disc in discs]
    if len(rims) == 1:
        return Polygon(rims[0])
    hulls = convex_hull(linestrings([a + b for a, b in pairwise(rims)]))
    return largest(unary_union(hulls))


_CIRCLE = tuple(direction(i * 10) for i in range(36))


def _rim(disc: Disc) -> list[tuple[float, float]]:
    (x, y), radius = disc
    return [(x + radius * step.x, y + radius * step.y) for step in _CIRCLE]


def rounded(shape: Polygon, inner: float, outer: float = 0.0) -> Polygon:
    """Round the creases of a shape with radius ``inner`` and its tips with ``outer``."""
    return largest(shape.buffer(inner).buffer(-inner - outer).buffer(outer))


def largest(shape: Polygon | MultiPolygon) -> Polygon:
    """Return the biggest part of a shape without holes; rounding may leave crumbs."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]
    if not parts:
        return Polygon()
    return Polygon(max(parts, key=lambda part: part.area).exterior)


def half_plane(origin: Point, degrees: float, side: float = 90.0) -> Polygon:
    """Return a long block that covers what lies ahead of ``origin``, ``side`` wide on each hand."""
    corners = ((0, -side), (200, -side), (200, side), (0, side))
    return Polygon([local(origin, degrees, 1, corner) for corner in corners])


def bounds(shapes: Iterable[Polygon]) -> tuple[float, float, float, float]:
    """Return (left, bottom, right, top) of all shapes together."""
    boxes = [shape.bounds for shape in shapes if not shape.is_empty]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
