"""Figure bands: the scale at which the figures of a move fill the room that a page has for them."""

from __future__ import annotations

from collections.abc import Sequence

from backpocket.draw.canvas import Drawing

__all__ = ["is_upright", "scale"]


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
