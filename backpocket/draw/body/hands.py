"""Hands: palm, fingers and thumb for each thing a hand does.

A hand has its own axes: the wrist at the origin, x along the palm, y away from the palm side, so
that fingers curl towards -y. Each finger is a chain of round joints.
"""

from __future__ import annotations

from dataclasses import dataclass

from shapely import LineString, Polygon

from backpocket.draw.body.skeleton import ArmJoints
from backpocket.draw.shapes.geometry import Disc, Point, local, soft_outline
from backpocket.model.poses import Hand

__all__ = ["hand_creases", "hand_outline"]

_Rows = tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class _Shape:
    """Chains of (x, y, radius) for palm, fingers and thumb, and the creases between fingers."""

    chains: tuple[_Rows, ...]
    creases: tuple[tuple[tuple[float, float], ...], ...]


_SHAPES: dict[Hand, _Shape] = {
    Hand.FLAT: _Shape(
        chains=(
            ((0.0, 0.0, 1.6), (1.2, -0.35, 1.45), (3.6, -0.55, 1.2)),
            ((3.6, -0.45, 1.1), (5.6, -0.55, 0.86), (7.6, -0.95, 0.7), (9.3, -1.15, 0.56)),
            ((3.0, -0.9, 0.8), (5.4, -1.0, 0.7), (7.7, -1.17, 0.55)),
            ((1.0, -0.6, 1.0), (3.0, -1.0, 0.72), (4.6, -1.15, 0.58)),
        ),
        creases=(((4.4, -0.85), (6.0, -0.8), (7.9, -0.95)),),
    ),
    Hand.OPEN: _Shape(
        chains=(
            ((0.0, 0.0, 1.6), (2.0, 0.05, 1.9), (4.2, 0.0, 2.0)),
            ((4.2, 1.1, 0.85), (6.8, 1.25, 0.74), (9.0, 1.1, 0.6)),
            ((4.4, 0.35, 0.85), (7.2, 0.4, 0.74), (9.7, 0.15, 0.6)),
            ((4.3, -0.4, 0.82), (7.0, -0.5, 0.72), (9.2, -0.85, 0.58)),
            ((4.0, -1.2, 0.78), (6.2, -1.45, 0.66), (7.9, -1.85, 0.54)),
            ((0.8, 0.7, 1.0), (2.6, 2.2, 0.86), (4.6, 3.2, 0.66)),
        ),
        creases=(
            ((5.0, 0.75), (7.0, 0.85), (9.0, 0.66)),
            ((5.0, 0.0), (7.2, -0.05), (9.3, -0.32)),
            ((4.8, -0.8), (6.6, -0.98), (8.2, -1.3)),
        ),
    ),
    Hand.LOOSE: _Shape(
        chains=(
            ((0.0, 0.0, 1.6), (2.0, 0.1, 1.75), (3.8, 0.0, 1.8)),
            ((3.9, 0.7, 0.95), (6.0, 0.5, 0.8), (7.6, -0.5, 0.7), (8.3, -1.5, 0.58)),
            ((3.8, -0.2, 0.95), (5.6, -0.5, 0.8), (6.9, -1.5, 0.68), (7.3, -2.4, 0.56)),
            ((1.0, -0.6, 1.0), (2.9, -1.7, 0.8), (4.6, -2.5, 0.62)),
        ),
        creases=(((4.6, -0.05), (6.2, -0.35), (7.35, -1.35)),),
    ),
    Hand.GRIP: _Shape(
        chains=(
            ((0.0, 0.0, 1.6), (1.8, 0.3, 1.7), (3.4, 0.3, 1.75)),
            ((3.5, 0.9, 0.95), (5.1, 0.5, 0.9), (5.8, -1.0, 0.82), (5.4, -2.3, 0.7)),
            ((3.2, 0.2, 0.95), (4.4, -0.2, 0.9), (4.7, -1.5, 0.8), (4.2, -2.6, 0.68)),
            ((1.0, -0.4, 1.0), (2.4, -1.3, 0.86), (3.0, -2.6, 0.66)),
        ),
        creases=(
            ((3.6, 0.55), (4.75, 0.2), (5.25, -1.0), (4.85, -2.2)),
            ((2.7, -0.5), (3.5, -0.9), (3.75, -2.1)),
        ),
    ),
    Hand.FIST: _Shape(
        chains=(
            ((0.0, 0.0, 1.6), (1.8, 0.1, 1.8), (3.6, 0.1, 2.0)),
            ((4.2, 1.1, 1.1), (5.1, 0.4, 1.1), (5.0, -0.8, 1.05), (3.8, -1.5, 0.95)),
            ((1.2, -0.6, 1.0), (2.8, -1.6, 0.95), (4.4, -1.9, 0.8)),
        ),
        creases=(
            ((4.9, 1.0), (3.9, 0.5)),
            ((5.4, -0.15), (4.0, -0.3)),
            ((2.4, -0.6), (3.7, -0.95), (5.0, -1.05)),
        ),
    ),
}


def hand_outline(arm: ArmJoints, shape: Hand, palm: float = 1.0) -> Polygon:
    """Return the outline of a hand; ``palm`` is -1 where the palm faces the other way."""
    chains = [
        [Disc(local(arm.wrist, arm.hand, palm, (x, y)), r) for x, y, r in rows]
        for rows in _SHAPES[shape].chains
    ]
    return soft_outline(*chains)


def hand_creases(arm: ArmJoints, shape: Hand, palm: float = 1.0) -> list[LineString]:
    """Return the fine lines between the fingers."""
    return [
        LineString([Point(*local(arm.wrist, arm.hand, palm, spot)) for spot in crease])
        for crease in _SHAPES[shape].creases
    ]
