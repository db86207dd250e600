"""The head: face in profile or from the front, hair, ear and neck.

A head has its own axes: the ear at the origin, x to the face, y to the crown. Heights follow
Drillis and Contini: chin 0.870, eye 0.936, crown 1.000 of stature.
"""

from __future__ import annotations

from collections.abc import Sequence

from shapely import Polygon
from shapely.ops import unary_union

from backpocket.draw.body.skeleton import Skeleton
from backpocket.draw.shapes.geometry import (
    Disc,
    Point,
    along,
    largest,
    local,
    rounded,
    soft_outline,
    spline,
)
from backpocket.model.poses import View

__all__ = ["ear_outline", "hair_outline", "head_outline"]

_PROFILE: tuple[tuple[float, float], ...] = (
    (0.6, -4.9), (2.6, -5.9), (4.2, -6.35), (5.2, -5.9), (5.45, -4.95), (5.3, -4.2),
    (5.55, -3.6), (5.45, -3.05), (5.65, -2.5), (5.6, -2.0), (6.35, -1.6), (6.65, -1.0),
    (6.15, 0.1), (5.65, 1.1), (5.75, 2.0), (5.6, 3.2), (4.8, 4.9), (3.0, 6.2), (0.6, 6.7),
    (-2.4, 6.1), (-4.6, 4.2), (-5.5, 1.4), (-5.3, -1.2), (-4.3, -3.3), (-2.6, -4.6),
)  # fmt: skip

_HAIR: tuple[tuple[float, float], ...] = (
    (5.75, 3.6), (4.7, 3.4), (3.5, 2.8), (2.6, 1.7), (2.0, 0.3), (1.6, -1.6), (0.9, -2.5),
    (-0.4, -2.6), (-1.7, -3.3), (-2.7, -4.4), (-4.2, -4.7), (-5.5, -3.2), (-6.2, -1.0),
    (-6.35, 1.6), (-5.4, 4.7), (-3.0, 6.8), (0.4, 7.6), (3.6, 7.1), (5.5, 5.6),
)  # fmt: skip

_FRONT: tuple[tuple[float, float], ...] = (
    (0.0, -6.3), (2.3, -5.6), (3.9, -3.6), (4.5, -1.2), (4.7, 1.4), (4.3, 4.2), (2.6, 6.1),
    (0.0, 6.7), (-2.6, 6.1), (-4.3, 4.2), (-4.7, 1.4), (-4.5, -1.2), (-3.9, -3.6), (-2.3, -5.6),
)  # fmt: skip

_FRONT_HAIR: tuple[tuple[float, float], ...] = (
    (4.3, 1.0), (3.7, 2.6), (2.2, 3.7), (-0.6, 3.9), (-2.8, 3.2), (-4.0, 2.0), (-4.4, 0.6),
    (-5.2, 1.0), (-5.3, 3.6), (-3.6, 6.6), (0.0, 7.6), (3.6, 6.6), (5.3, 3.6), (5.1, 1.0),
)  # fmt: skip


def head_outline(bones: Skeleton, view: View) -> Polygon:
    """Return head and neck as one outline."""
    face = _placed(bones, _PROFILE if view is View.SIDE else _FRONT)
    base, _ = along(bones.spine, 0.98)
    nape = (-1.3, -2.6) if view is View.SIDE else (0.0, -3.0)
    top = local(bones.head, bones.head_angle - 90, 1, nape)
    neck = soft_outline([Disc(base, 3.5), Disc(top, 3.0)])
    return rounded(largest(unary_union([face, neck])), 1.6)


def hair_outline(bones: Skeleton, view: View) -> Polygon:
    """Return the cap of short hair, a little fuller than the skull."""
    return _placed(bones, _HAIR if view is View.SIDE else _FRONT_HAIR)


def ear_outline(bones: Skeleton) -> Polygon:
    """Return the ear, seen side on."""
    rows = ((-0.75, 0.1, 1.0), (-0.45, -1.25, 0.6))
    return soft_outline(
        [Disc(local(bones.head, bones.head_angle - 90, 1, (x, y)), r) for x, y, r in rows]
    )


def _placed(bones: Skeleton, spots: Sequence[tuple[float, float]]) -> Polygon:
    nodes: list[Point] = [local(bones.head, bones.head_angle - 90, 1, spot) for spot in spots]
    return Polygon(spline(nodes, steps=5, closed=True)).buffer(0)
