"""Feet: a bare foot with toes that bend at the ball, and the shoe that goes over it.

A foot has its own axes: the ankle joint at the origin, x towards the toes, y up the shin.
"""

from __future__ import annotations

from collections.abc import Sequence

from shapely import Polygon

from backpocket.draw.body.skeleton import LegJoints
from backpocket.draw.shapes.geometry import Point, direction, local, spline

__all__ = ["foot_outline", "shoe_outline", "sole_outline"]

_BALL = Point(8.4, -3.2)

_FOOT: tuple[tuple[float, float], ...] = (
    (2.15, 1.6), (2.7, 0.75), (4.4, -0.15), (6.6, -1.0), (8.8, -1.75), (10.4, -2.15),
    (11.6, -2.3), (12.4, -2.9), (12.2, -3.65), (11.2, -3.88), (10.0, -3.75), (8.4, -3.9),
    (6.6, -3.78), (4.0, -3.5), (1.2, -3.78), (-0.8, -3.9), (-2.2, -3.75), (-2.9, -2.7),
    (-2.65, -1.0), (-2.1, 0.3), (-2.1, 1.6),
)  # fmt: skip

_SHOE: tuple[tuple[float, float], ...] = (
    (2.5, 1.5), (2.9, 0.55), (4.8, -0.55), (7.2, -1.35), (9.6, -1.75), (11.6, -2.0), (13.0, -2.6),
    (13.5, -3.5), (13.1, -4.0), (11.0, -3.95), (8.4, -3.95), (4.0, -3.95), (0.0, -3.95),
    (-2.8, -3.95), (-3.45, -3.3), (-3.3, -1.6), (-2.9, -0.2), (-3.1, 1.1), (-2.4, 1.6),
)  # fmt: skip

_SOLE: tuple[tuple[float, float], ...] = (
    (13.5, -3.5), (13.75, -4.1), (13.0, -4.85), (10.6, -5.0), (8.4, -5.0), (4.0, -4.95),
    (0.0, -5.0), (-2.4, -5.0), (-3.75, -4.5), (-3.6, -3.6), (0.0, -3.85), (4.0, -3.75),
    (8.4, -3.85), (11.0, -3.8),
)  # fmt: skip


def foot_outline(leg: LegJoints) -> Polygon:
    """Return a bare foot with its toes bent as the joints say."""
    return _placed(leg, _FOOT)


def shoe_outline(leg: LegJoints) -> Polygon:
    """Return the upper of a running shoe."""
    return _placed(leg, _SHOE)


def sole_outline(leg: LegJoints) -> Polygon:
    """Return the sole of a running shoe."""
    return _placed(leg, _SOLE)


def _placed(leg: LegJoints, spots: Sequence[tuple[float, float]]) -> Polygon:
    bend = (leg.toes - leg.foot) * leg.flip
    nodes = [local(leg.ankle, leg.foot, leg.flip, _bent(spot, bend)) for spot in spots]
    return Polygon(spline(nodes, steps=5, closed=True)).buffer(0)


def _bent(spot: tuple[float, float], bend: float) -> tuple[float, float]:
    """Turn what lies ahead of the ball of the foot, gently at first."""
    ahead = spot[0] - _BALL.x
    if ahead <= -0.8 or not bend:
        return spot
    arrow = direction(bend * min(1.0, (ahead + 0.8) / 1.8))
    x, y = spot[0] - _BALL.x, spot[1] - _BALL.y
    return (_BALL.x + x * arrow.x - y * arrow.y, _BALL.y + x * arrow.y + y * arrow.x)
