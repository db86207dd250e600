"""Figure bands: how large the figures of a move are in the room that a page has for them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from backpocket.draw.canvas import Drawing

__all__ = ["corner", "is_narrow", "is_upright", "ratio", "scale", "spread"]

_NARROW = 0.45
"""The width, of its height, of a body that stands upright with its arms at its sides or over it."""
_ROOM = 0.24
"""The side, of the height of a figure of the sheet, of the corner that its letter takes."""


def scale(
    drawings: Sequence[Drawing], width: float, height: float, *, stacked: bool = False
) -> float:
    """Return the millimetres that a unit of these drawings takes: one scale for all of them.

    They stand side by side, or ``stacked`` in a room of ``width`` by ``height`` millimetres.

    >>> scale([Drawing("", 100, 50), Drawing("", 76, 40)], 176, 60)
    1.0
    >>> scale([Drawing("", 100, 50), Drawing("", 76, 40)], 176, 45, stacked=True)
    0.5
    """
    along, across = (sum, max) if not stacked else (max, sum)
    wide = along(drawing.width for drawing in drawings)
    high = across(drawing.height for drawing in drawings)
    return round(min(width / wide, height / high), 4)


def is_upright(drawings: Sequence[Drawing]) -> bool:
    """Say whether a body stands or sits up in these drawings, and does not lie or kneel."""
    return max(drawing.height / drawing.width for drawing in drawings) > 1


def is_narrow(drawings: Sequence[Drawing]) -> bool:
    """Say whether one of these drawings is too narrow for a letter, or has no corner for it."""
    narrowest = min(drawing.width / drawing.height for drawing in drawings)
    return narrowest < _NARROW or min(each.corner / each.height for each in drawings) < _ROOM


def corner(drawings: Sequence[Drawing]) -> float:
    """Return the side of the square that is free in the upper left corner of each drawing."""
    return min(drawing.corner for drawing in drawings)


def ratio(drawings: Sequence[Drawing]) -> float:
    """Return how wide these drawings are side by side, for a height of one."""
    high = max(drawing.height for drawing in drawings)
    return round(sum(drawing.width for drawing in drawings) / high, 4)


def spread(drawings: Sequence[Drawing]) -> float:
    """Return how wide these drawings are side by side when the least of them has an area of one.

    So many times 20 mm are the width in which each of them has 400 square millimetres or more.

    >>> spread([Drawing("", 100, 25), Drawing("", 50, 50)])
    3.0
    """
    least = min(drawing.width * drawing.height for drawing in drawings)
    return round(sum(drawing.width for drawing in drawings) / math.sqrt(least), 4)
