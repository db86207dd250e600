"""Geometry: points, directions and soft shapes on a plane with y up, in units of stature / 100.

Every soft part of the body is a chain of discs whose hulls are joined: whatever way the chain
bends, the outline stays whole and round, which offsetting a curve does not promise.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
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
    "grown",
    "half_plane",
    "interpolate",
    "largest",
    "local",
    "mix",
    "move",
    "rounded",
    "soft_outline",
    "spline",
    "straight",
    "turn",
]

Numbers: TypeAlias = NDArray[np.float64]
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


def interpolate(rows: Sequence[tuple[float, ...]], share: float) -> tuple[float, ...]:
    """Read the values between rows (share, value …) on smooth curves that never overshoot.

    Monotone cubic interpolation with harmonic slopes, after Fritsch and Butland (1984). Beyond
    the ends the values stay as they are there.
    """
    return tuple(_interpolated(np.array(rows, dtype=float), np.array([share]))[0].tolist())


def _interpolated(rows: Numbers, shares: Numbers) -> Numbers:
    places, values = rows[:, 0], rows[:, 1:]
    widths = np.diff(places)[:, None]
    slopes = np.diff(values, axis=0) / widths
    before, after = slopes[:-1], slopes[1:]
    turns = before * after <= 0
    inner = np.where(turns, 0.0, 2 * before * after / np.where(turns, 1.0, before + after))
    tangents = np.concatenate([slopes[:1], inner, slopes[-1:]])
    shares = np.clip(shares, places[0], places[-1])
    i = np.clip(np.searchsorted(places, shares) - 1, 0, len(widths) - 1)
    t = (shares - places[i])[:, None] / widths[i]
    u = 1 - t
    ends: Numbers = values[i] * (1 + 2 * t) * u * u + values[i + 1] * t * t * (3 - 2 * t)
    ends += (tangents[i] * t * u * u - tangents[i + 1] * t * t * u) * widths[i]
    return ends


def spline(nodes: Sequence[Point], steps: int = 8, closed: bool = False) -> list[Point]:
    """Return points on the Catmull-Rom curve (centripetal) through ``nodes``.

    After Barry and Goldman (1988); all spans are worked out together.
    """
    places = np.array(nodes, dtype=float)
    if closed:
        ends = np.concatenate([places[-1:], places, places[:2]])
    else:
        first, last = 2 * places[0] - places[1], 2 * places[-1] - places[-2]
        ends = np.concatenate([[first], places, [last]])
    a, b, c, d = (ends[k : len(ends) - 3 + k, None] for k in range(4))
    one, two, three = _knots(b - a), _knots(c - b), _knots(d - c)
    t = two * (np.arange(steps) / steps)[None, :, None]
    early = _blend(_blend(a, b, (one + t) / one), _blend(b, c, t / two), (one + t) / (one + two))
    late = _blend(_blend(b, c, t / two), _blend(c, d, (t - two) / three), t / (two + three))
    points = [Point(x, y) for x, y in _blend(early, late, t / two).reshape(-1, 2).tolist()]
    return points if closed else [*points, nodes[-1]]


def _knots(steps: Numbers) -> Numbers:
    """Return the square roots of lengths, which keep tight bends free of loops."""
    lengths = np.sqrt((steps * steps).sum(axis=-1, keepdims=True))
    knots: Numbers = np.maximum(np.sqrt(lengths), 1e-6)
    return knots


def _blend(start: Numbers, end: Numbers, share: Numbers) -> Numbers:
    blended: Numbers = start + (end - start) * share
    return blended


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


def chain(points: Sequence[Point], profile: Profile, step: float = 2.2) -> Polygon:
    """Clothe a bone, given as a polyline, with a profile of soft tissue; return its outline."""
    places, rows = np.array(points, dtype=float), np.array(profile, dtype=float)
    edges = np.diff(places, axis=0)
    lengths = np.sqrt((edges * edges).sum(axis=1))
    ends = np.cumsum(lengths)
    low, high = rows[0, 0], rows[-1, 0]
    shares = np.linspace(low, high, max(3, math.ceil((high - low) * ends[-1] / step)) + 1)
    goals = shares * ends[-1]
    i = np.minimum(np.searchsorted(ends, goals), len(ends) - 1)
    ahead = edges[i] / lengths[i, None]
    left, right = _interpolated(rows, shares).T
    aside = np.column_stack([-ahead[:, 1], ahead[:, 0]]) * ((left - right) / 2)[:, None]
    centres = places[i] + ahead * (goals - ends[i] + lengths[i])[:, None] + aside
    outline = largest(unary_union(_hulls(centres, (left + right) / 2)))
    return largest(outline.simplify(_FINE, preserve_topology=False))


def straight(start: Point, end: Point, profile: Profile, step: float = 1.2) -> Polygon:
    """Clothe a straight bone as :func:`chain` does; its outline never crosses itself."""
    rows, total = np.array(profile, dtype=float), distance(start, end)
    low, high = rows[0, 0], rows[-1, 0]
    shares = np.linspace(low, high, max(3, math.ceil((high - low) * total / step)) + 1)
    left, right = _interpolated(rows, shares).T
    sides = np.column_stack([shares * total, left]), np.column_stack([shares * total, -right])
    tip, root = (
        _CAP * (left[k] + right[k]) / 2 * sign + (shares[k] * total, (left[k] - right[k]) / 2)
        for k, sign in ((-1, 1), (0, -1))
    )
    outline = np.concatenate([sides[0][:-1], tip, sides[1][-2:0:-1], root])
    ahead, aside = np.array(direction(turn(start, end))), np.array(direction(turn(start, end) + 90))
    return Polygon(start + outline[:, :1] * ahead + outline[:, 1:] * aside)


def soft_outline(*chains: Sequence[Disc]) -> Polygon:
    """Join the hulls of neighbouring discs of one or more chains into one outline."""
    return largest(unary_union(np.concatenate([_hulls(*_measures(discs)) for discs in chains])))


def _measures(discs: Sequence[Disc]) -> tuple[Numbers, Numbers]:
    measures = np.array([(*disc.centre, disc.radius) for disc in discs])
    return measures[:, :2], measures[:, 2]


def _hulls(centres: Numbers, radii: Numbers) -> NDArray[np.object_]:
    """Return the hull of each two neighbouring discs, or of a single disc."""
    rims = centres[:, None] + radii[:, None, None] * _CIRCLE
    pairs = np.concatenate([rims[:-1], rims[1:]], axis=1) if len(rims) > 1 else rims
    hulls: NDArray[np.object_] = convex_hull(linestrings(pairs))
    return hulls


_CAP = np.array([direction(90 - i * 12) for i in range(16)])
_FINE = 0.008  # less than a hundredth of a millimetre in print: unseen points cost time
_CIRCLE = np.array([direction(i * 12) for i in range(30)])


def rounded(shape: Polygon, inner: float, outer: float = 0.0) -> Polygon:
    """Round the creases of a shape with radius ``inner`` and its tips with ``outer``."""
    soft = largest(grown(grown(grown(shape, inner), -inner - outer), outer))
    return largest(soft.simplify(_FINE, preserve_topology=False))


def grown(shape: Polygon | MultiPolygon, by: float) -> Polygon | MultiPolygon:
    """Move the edge of a shape outwards; corners become arcs, no finer than an eye can see."""
    return shape.buffer(by, quad_segs=6) if by else shape


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
