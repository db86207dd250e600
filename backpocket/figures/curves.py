"""Curves: a polygon becomes a short path of smooth cubic Béziers.

After Schneider, "An algorithm for automatically fitting digitized curves", Graphics Gems (1990):
the outline is cut at its corners, and each stretch gets as few curves as its tolerance allows.
Points are complex numbers here, which keeps the sums short.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

from shapely import LineString, Polygon

__all__ = ["path_data"]

_CORNER = math.radians(38)
_STEP, _STEPS, _LONG_STEP = 0.6, 6, 2.4
_ROUNDS, _HOPELESS = 4, 4

Curve = tuple[complex, complex, complex, complex]
Points = Sequence[complex]


def path_data(shape: Polygon | LineString, top: float, left: float, tolerance: float) -> str:
    """Return SVG path data for an outline or a line, with y turned down from ``top``.

    ``tolerance`` is the greatest distance between the path and the shape, in drawing units.
    """
    closed = isinstance(shape, Polygon)
    ring = shape.exterior if closed else shape
    points = [complex(x - left, top - y) for x, y in ring.simplify(tolerance / 3).coords]
    if closed:
        points = points[:-1]
    if len(points) < 2:
        return ""
    curves = [curve for stretch in _stretches(points, closed) for curve in _fit(stretch, tolerance)]
    return _written(curves, closed)


def _stretches(points: Points, closed: bool) -> list[Points]:
    """Cut the outline where it turns sharply."""
    if not closed:
        return [points]
    count = len(points)
    corners = [i for i in range(count) if _turning(points, i) > _CORNER]
    if not corners:
        corners = [min(range(count), key=lambda i: (points[i].real, points[i].imag))]
    ends = [*corners[1:], corners[0] + count]
    return [
        [points[i % count] for i in range(start, end + 1)]
        for start, end in zip(corners, ends, strict=True)
    ]


def _turning(points: Points, i: int) -> float:
    """Return by how much the outline turns at a point; small steps of an arc turn little."""
    before, after = points[i] - points[i - 1], points[(i + 1) % len(points)] - points[i]
    return abs(cmath.phase(after / before))


def _fit(stretch: Points, tolerance: float) -> list[Curve]:
    if len(stretch) == 2:
        return [_straight(stretch[0], stretch[1])]
    points = _filled(stretch)
    start, end = _unit(points[2] - points[0]), _unit(points[-3] - points[-1])
    if points[0] == points[-1]:
        start = _unit(points[1] - points[-2])
        end = -start
    return _fit_between(points, start, end, tolerance)


def _filled(points: Points) -> list[complex]:
    """Add points on long edges, so that a fit cannot swing out between them."""
    result = [points[0]]
    for start, end in pairwise(points):
        length = abs(end - start)
        count = math.ceil(max(min(length / _STEP, _STEPS), length / _LONG_STEP, 1))
        result += [start + (end - start) * k / count for k in range(1, count + 1)]
    return result


def _fit_between(points: Points, start: complex, end: complex, tolerance: float) -> list[Curve]:
    """Fit a curve that leaves along ``start`` and comes in along ``end``; split it if need be."""
    if len(points) == 2:
        return [_straight(points[0], points[1])]
    shares = _chord_shares(points)
    worst = 1
    for _ in range(_ROUNDS):
        curve = _least_squares(points, shares, start, end)
        error, worst = _worst(points, shares, curve)
        if error <= tolerance:
            return [curve]
        if error > tolerance * _HOPELESS:
            break
        shares = [_nearer(curve, point, t) for point, t in zip(points, shares, strict=True)]
    worst = min(max(worst, 1), len(points) - 2)
    middle = _unit(points[min(worst + 2, len(points) - 1)] - points[max(worst - 2, 0)])
    return [
        *_fit_between(points[: worst + 1], start, -middle, tolerance),
        *_fit_between(points[worst:], middle, end, tolerance),
    ]


def _straight(start: complex, end: complex) -> Curve:
    third = (end - start) / 3
    return (start, start + third, end - third, end)


def _least_squares(points: Points, shares: Sequence[float], start: complex, end: complex) -> Curve:
    """Choose the lengths of both handles that bring the curve nearest to the points."""
    first, last = points[0], points[-1]
    c00 = c01 = c11 = x0 = x1 = 0.0
    across = _dot(start, end)
    for point, t in zip(points, shares, strict=True):
        u = 1 - t
        b0, b1, b2, b3 = u * u * u, 3 * t * u * u, 3 * t * t * u, t * t * t
        rest = point - first * (b0 + b1) - last * (b2 + b3)
        c00 += b1 * b1
        c01 += b1 * b2 * across
        c11 += b2 * b2
        x0 += b1 * _dot(start, rest)
        x1 += b2 * _dot(end, rest)
    determinant = c00 * c11 - c01 * c01
    a = b = abs(last - first) / 3
    if abs(determinant) > 1e-9:
        length = sum(abs(q - p) for p, q in pairwise(points))
        best = (x0 * c11 - x1 * c01) / determinant, (x1 * c00 - x0 * c01) / determinant
        if min(best) > 1e-3 * length and max(best) <= length:
            a, b = best
    return (first, first + start * a, last + end * b, last)


def _chord_shares(points: Points) -> list[float]:
    """Return how far along the polyline each point lies, from 0 to 1."""
    lengths = list(accumulate((abs(q - p) for p, q in pairwise(points)), initial=0.0))
    return [length / lengths[-1] for length in lengths]


def _at(curve: Curve, t: float) -> complex:
    p, q, r, s = curve
    u = 1 - t
    return u * u * (u * p + 3 * t * q) + t * t * (3 * u * r + t * s)


def _worst(points: Points, shares: Sequence[float], curve: Curve) -> tuple[float, int]:
    gaps = [abs(point - _at(curve, t)) for point, t in zip(points, shares, strict=True)]
    error = max(gaps)
    return error, gaps.index(error)


def _nearer(curve: Curve, point: complex, t: float) -> float:
    """Take one Newton step towards the nearest point of the curve."""
    p, q, r, s = curve
    u = 1 - t
    away = _at(curve, t) - point
    pace = 3 * (u * u * (q - p) + 2 * u * t * (r - q) + t * t * (s - r))
    change = 6 * (u * (r - 2 * q + p) + t * (s - 2 * r + q))
    slope = _dot(pace, pace) + _dot(away, change)
    if abs(slope) < 1e-12:
        return t
    return min(1.0, max(0.0, t - _dot(away, pace) / slope))


def _dot(a: complex, b: complex) -> float:
    return a.real * b.real + a.imag * b.imag


def _unit(arrow: complex) -> complex:
    return arrow / (abs(arrow) or 1.0)


def _written(curves: Sequence[Curve], closed: bool) -> str:
    """Write curves with relative, rounded numbers; rounding never adds up along the path."""
    x, y = round(curves[0][0].real, 2), round(curves[0][0].imag, 2)
    parts = ["M", _numbers((x, y))]
    for start, b, c, end in curves:
        straight = max(abs(b - start - (end - start) / 3), abs(end - c - (end - start) / 3)) < 1e-6
        spots = (end,) if straight else (b, c, end)
        numbers = [round(n, 2) for spot in spots for n in (spot.real - x, spot.imag - y)]
        parts += ["l" if straight else "c", _numbers(numbers)]
        x, y = x + numbers[-2], y + numbers[-1]
    return "".join(parts) + ("z" if closed else "")


def _numbers(values: Sequence[float]) -> str:
    """Write numbers as SVG lets them be written shortest.

    >>> _numbers((0.5, -0.25, 3.0, -0.001))
    '.5-.25 3 0'
    """
    text = ""
    for value in values:
        word = f"{value:.2f}".rstrip("0").rstrip(".")
        word = "0" if word in ("", "-0") else word.replace("0.", ".", 1) if abs(value) < 1 else word
        text += word if not text or word.startswith("-") else f" {word}"
    return text
