"""Curves: a polygon becomes a short path of smooth cubic Béziers.

After Schneider, "An algorithm for automatically fitting digitized curves", Graphics Gems (1990):
the outline is cut at its corners, and each stretch gets as few curves as its tolerance allows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from shapely import LineString, Polygon

from .geometry import Point, distance, mix

__all__ = ["path_data"]

_CORNER = 38.0
_STEP = 0.6
Curve = tuple[Point, Point, Point, Point]


def path_data(shape: Polygon | LineString, top: float, left: float, tolerance: float) -> str:
    """Return SVG path data for an outline or a line, with y turned down from ``top``.

    ``tolerance`` is the greatest distance between the path and the shape, in drawing units.
    """
    closed = isinstance(shape, Polygon)
    ring = shape.exterior if closed else shape
    points = [Point(x - left, top - y) for x, y in ring.simplify(tolerance / 4).coords]
    if closed:
        points = points[:-1]
    if len(points) < 2:
        return ""
    curves = [curve for stretch in _stretches(points, closed) for curve in _fit(stretch, tolerance)]
    return _written(curves, closed)


def _stretches(points: list[Point], closed: bool) -> list[list[Point]]:
    """Cut the outline where it turns sharply; fill long straight runs with points."""
    if not closed:
        return [_filled(points)]
    count = len(points)
    corners = [i for i in range(count) if _is_corner(points, i)]
    if not corners:
        corners = [min(range(count), key=lambda i: points[i])]
    parts = []
    for start, end in zip(corners, [*corners[1:], corners[0] + count], strict=True):
        parts.append(_filled([points[i % count] for i in range(start, end + 1)]))
    return parts


def _is_corner(points: list[Point], i: int) -> bool:
    """A corner turns by more than the limit within a short way; an arc of small steps does not."""
    here, count = points[i], len(points)
    before, after = points[i - 1], points[(i + 1) % count]
    return _turning(before, here, after) > _CORNER


def _turning(before: Point, here: Point, after: Point) -> float:
    first = math.atan2(here.y - before.y, here.x - before.x)
    second = math.atan2(after.y - here.y, after.x - here.x)
    return abs(math.degrees((second - first + math.pi) % math.tau - math.pi))


def _filled(points: Sequence[Point]) -> list[Point]:
    """Add points on long edges, so that a fit cannot swing out between them."""
    result = [points[0]]
    for start, end in pairwise(points):
        count = max(1, math.ceil(distance(start, end) / _STEP))
        result += [mix(start, end, k / count) for k in range(1, count + 1)]
    return result


def _fit(points: list[Point], tolerance: float) -> list[Curve]:
    if len(points) == 1:
        return []
    start, end = _heading(points), _heading(points[::-1])
    if points[0] == points[-1]:
        joint = _unit(points[-2], points[1])
        start, end = joint, Point(-joint.x, -joint.y)
    return _fit_between(points, start, end, tolerance)


def _fit_between(points: list[Point], start: Point, end: Point, tolerance: float) -> list[Curve]:
    if len(points) == 2:
        third = distance(points[0], points[1]) / 3
        return [_curve(points, start, end, third, third)]
    shares = _chord_shares(points)
    for _ in range(5):
        curve = _least_squares(points, shares, start, end)
        error, worst = _worst(points, shares, curve)
        if error <= tolerance:
            return [curve]
        if error > tolerance * 9:
            break
        shares = [_nearer(curve, p, t) for p, t in zip(points, shares, strict=True)]
    worst = min(max(worst, 1), len(points) - 2)
    middle = _unit(points[max(worst - 2, 0)], points[min(worst + 2, len(points) - 1)])
    back = Point(-middle.x, -middle.y)
    return [
        *_fit_between(points[: worst + 1], start, back, tolerance),
        *_fit_between(points[worst:], middle, end, tolerance),
    ]


def _curve(points: list[Point], start: Point, end: Point, a: float, b: float) -> Curve:
    first, last = points[0], points[-1]
    return (
        first,
        Point(first.x + start.x * a, first.y + start.y * a),
        Point(last.x + end.x * b, last.y + end.y * b),
        last,
    )


def _least_squares(points: list[Point], shares: list[float], start: Point, end: Point) -> Curve:
    """Choose the lengths of both handles that bring the curve nearest to the points."""
    first, last = points[0], points[-1]
    c00 = c01 = c11 = x0 = x1 = 0.0
    for point, t in zip(points, shares, strict=True):
        b0, b1, b2, b3 = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        ax, ay, bx, by = start.x * b1, start.y * b1, end.x * b2, end.y * b2
        rest_x = point.x - first.x * (b0 + b1) - last.x * (b2 + b3)
        rest_y = point.y - first.y * (b0 + b1) - last.y * (b2 + b3)
        c00 += ax * ax + ay * ay
        c01 += ax * bx + ay * by
        c11 += bx * bx + by * by
        x0 += ax * rest_x + ay * rest_y
        x1 += bx * rest_x + by * rest_y
    determinant = c00 * c11 - c01 * c01
    span = distance(first, last)
    third = span / 3
    if abs(determinant) < 1e-9:
        return _curve(points, start, end, third, third)
    a, b = (x0 * c11 - x1 * c01) / determinant, (x1 * c00 - x0 * c01) / determinant
    length = sum(distance(p, q) for p, q in pairwise(points))
    if min(a, b) < 1e-3 * length or max(a, b) > length:
        return _curve(points, start, end, third, third)
    return _curve(points, start, end, a, b)


def _chord_shares(points: list[Point]) -> list[float]:
    shares = [0.0]
    for start, end in pairwise(points):
        shares.append(shares[-1] + distance(start, end))
    return [share / shares[-1] for share in shares]


def _at(curve: Curve, t: float) -> Point:
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    (p, q, r, s) = curve
    return Point(a * p.x + b * q.x + c * r.x + d * s.x, a * p.y + b * q.y + c * r.y + d * s.y)


def _worst(points: list[Point], shares: list[float], curve: Curve) -> tuple[float, int]:
    gaps = [distance(p, _at(curve, t)) for p, t in zip(points, shares, strict=True)]
    worst = max(range(len(gaps)), key=gaps.__getitem__)
    return gaps[worst], worst


def _nearer(curve: Curve, point: Point, t: float) -> float:
    """Take one Newton step towards the nearest point of the curve."""
    p, q, r, s = curve
    u = 1 - t
    here = _at(curve, t)
    d1x = 3 * (u * u * (q.x - p.x) + 2 * u * t * (r.x - q.x) + t * t * (s.x - r.x))
    d1y = 3 * (u * u * (q.y - p.y) + 2 * u * t * (r.y - q.y) + t * t * (s.y - r.y))
    d2x = 6 * (u * (r.x - 2 * q.x + p.x) + t * (s.x - 2 * r.x + q.x))
    d2y = 6 * (u * (r.y - 2 * q.y + p.y) + t * (s.y - 2 * r.y + q.y))
    dx, dy = here.x - point.x, here.y - point.y
    slope = d1x * d1x + d1y * d1y + dx * d2x + dy * d2y
    if abs(slope) < 1e-12:
        return t
    return min(1.0, max(0.0, t - (dx * d1x + dy * d1y) / slope))


def _heading(points: Sequence[Point]) -> Point:
    return _unit(points[0], points[min(2, len(points) - 1)])


def _unit(start: Point, end: Point) -> Point:
    length = distance(start, end) or 1.0
    return Point((end.x - start.x) / length, (end.y - start.y) / length)


def _written(curves: list[Curve], closed: bool) -> str:
    """Write curves with relative, rounded numbers; rounding never adds up along the path."""
    if not curves:
        return ""
    x, y = round(curves[0][0].x, 2), round(curves[0][0].y, 2)
    parts = [f"M{_number(x)}{_joined(y)}"]
    for _, b, c, d in curves:
        numbers = [n for p in (b, c, d) for n in (p.x - x, p.y - y)]
        parts.append("c" + _number(numbers[0]) + "".join(_joined(n) for n in numbers[1:]))
        x, y = x + round(numbers[4], 2), y + round(numbers[5], 2)
    return "".join(parts) + ("z" if closed else "")


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    if text in ("-0", ""):
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _joined(value: float) -> str:
    text = _number(value)
    return text if text.startswith("-") else " " + text
