"""Curves: a polygon becomes a short path of smooth cubic Béziers.

The outline is cut at its corners, and each stretch gets as few curves as its tolerance allows
(see :mod:`.curve_fitting`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from shapely import LineString, Polygon, get_coordinates

from backpocket.draw.figure.curve_fitting import Flags, Numbers, dot, fit, places_in
from backpocket.draw.figure.vectors import PARTS

__all__ = ["paths_data"]

_CORNER = math.radians(38)
_STEP, _STEPS, _LONG_STEP = 0.8, 4, 2.4


def paths_data(
    shapes: Sequence[Polygon | LineString],
    origins: Sequence[tuple[float, float]],
    tolerance: float,
) -> list[str]:
    """Return SVG path data for outlines and lines, with y turned down, in parts of a unit.

    An origin is the (left, top) corner of the drawing that a shape is in; ``tolerance`` is the
    greatest distance between a path and its shape, in drawing units.
    """
    closed = [isinstance(shape, Polygon) for shape in shapes]
    stretches = [
        (number, stretch)
        for number, (shape, origin) in enumerate(zip(shapes, origins, strict=True))
        for stretch in _stretches(_points(shape, origin, tolerance), closed[number])
    ]
    curves: list[list[Numbers]] = [[] for _ in shapes]
    fitted = fit([stretch for _, stretch in stretches], tolerance)
    for (number, _), beziers in zip(stretches, fitted, strict=True):
        curves[number].append(beziers)
    return [
        _written(np.concatenate(beziers), ring) if beziers else ""
        for beziers, ring in zip(curves, closed, strict=True)
    ]


def _points(shape: Polygon | LineString, origin: tuple[float, float], tolerance: float) -> Numbers:
    ring = shape.exterior if isinstance(shape, Polygon) else shape
    places = get_coordinates(ring.simplify(tolerance / 3, preserve_topology=False))
    points: Numbers = (places - origin) * (1.0, -1.0)
    return points[:-1] if isinstance(shape, Polygon) else points


def _stretches(points: Numbers, closed: bool) -> list[Numbers]:
    """Cut the outline where it turns sharply."""
    if len(points) < 2:
        return []
    if not closed:
        return [_filled(points)]
    corners = np.flatnonzero(_turns_sharply(points))
    if not len(corners):
        corners = np.lexsort((points[:, 1], points[:, 0]))[:1]
    around = np.concatenate([points, points])
    ends = [*corners[1:], corners[0] + len(points)]
    return [_filled(around[start : end + 1]) for start, end in zip(corners, ends, strict=True)]


def _turns_sharply(points: Numbers) -> Flags:
    """Say where an outline turns by more than a corner's angle; steps of an arc turn little."""
    before = points - np.roll(points, 1, axis=0)
    after = np.roll(before, -1, axis=0)
    ahead = dot(before, after)
    limit = math.cos(_CORNER) * np.sqrt(dot(before, before) * dot(after, after))
    return ahead < limit


def _filled(points: Numbers) -> Numbers:
    """Add points on long edges, so that a fit cannot swing out between them."""
    if len(points) == 2:
        return points
    edges = np.diff(points, axis=0)
    lengths = np.sqrt(dot(edges, edges))
    wanted = np.maximum(np.minimum(lengths / _STEP, _STEPS), np.maximum(lengths / _LONG_STEP, 1))
    counts = np.ceil(wanted).astype(np.intp)
    shares = (places_in(counts) + 1) / np.repeat(counts, counts)
    spread = np.repeat(points[:-1], counts, axis=0)
    spread = spread + np.repeat(edges, counts, axis=0) * shares[:, None]
    return np.concatenate([points[:1], spread])


def _written(curves: Numbers, closed: bool) -> str:
    """Write curves with relative whole numbers; rounding never adds up along the path."""
    thirds = (curves[:, 3] - curves[:, 0]) / 3
    off = np.abs([curves[:, 1] - curves[:, 0] - thirds, curves[:, 3] - curves[:, 2] - thirds])
    straight = (off.max(axis=(0, 2)) < 1e-6).tolist()
    ends = np.rint(np.concatenate([curves[:1, 0], curves[:, 3]]) * PARTS)
    steps = np.rint(curves[:, 1:] * PARTS - ends[:-1, None]).astype(int).reshape(-1, 6).tolist()
    parts = ["M", _numbers(ends[0].astype(int).tolist())]
    last = ""
    for line, step in zip(straight, steps, strict=True):
        letter, numbers = ("l", _numbers(step[4:])) if line else ("c", _numbers(step))
        parts.append(letter if letter != last else "" if numbers.startswith("-") else " ")
        parts.append(numbers)
        last = letter
    return "".join(parts) + ("z" if closed else "")


def _numbers(values: Sequence[int]) -> str:
    """Write numbers as SVG lets them be written shortest.

    >>> _numbers((50, -25, 300, 0))
    '50-25 300 0'
    """
    text = ""
    for value in values:
        text += f"{value}" if not text or value < 0 else f" {value}"
    return text
