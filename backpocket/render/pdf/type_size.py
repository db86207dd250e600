"""Fit: the largest type size at which a page does not run over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from backpocket.model.editions import Fit

__all__ = ["largest", "sizes"]

Choice = TypeVar("Choice")


def sizes(fit: Fit) -> list[float]:
    """Return the type sizes to choose from, in points, smallest first.

    >>> sizes(Fit(pages=1, floor=12.0, ideal=12.3))
    [12.0, 12.1, 12.2, 12.3]
    """
    steps = round((fit.ideal - fit.floor) / fit.step)
    return [round(fit.floor + fit.step * index, 3) for index in range(steps + 1)]


def largest(candidates: Sequence[Choice], fits: Callable[[Choice], bool]) -> Choice | None:
    """Return the largest candidate that fits, or None; above the largest, none fits.

    The ideal is tried first, since a page that has room is the common case; then the floor, then
    bisection.
    """
    if not candidates:
        return None
    if fits(candidates[-1]):
        return candidates[-1]
    if not fits(candidates[0]):
        return None
    low, high = 0, len(candidates) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if fits(candidates[middle]):
            low = middle
        else:
            high = middle
    return candidates[low]
