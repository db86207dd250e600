"""Solving: the few numbers of a body that give way until all contacts hold.

Least squares with damping (Levenberg 1944, Marquardt 1963) over numbers that each have a stiffness:
a contact is met to a hundredth of a unit, and what moves for it is what moves easily.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from backpocket.draw.body.rotations import Floats

__all__ = ["least_squares"]

_STEP, _ROUNDS, _SMALL = 0.02, 12, 1e-5


def least_squares(
    errors: Callable[[Floats], Sequence[float]], start: Floats, stiffness: Floats
) -> Floats:
    """The numbers near ``start`` that make all errors small; a stiff number moves less.

    ``errors`` gives as many numbers each time. ``stiffness`` is the error that a change by one costs.
    """

    def whole(numbers: Floats) -> Floats:
        return np.concatenate([np.array(errors(numbers)), (numbers - start) * stiffness])

    numbers, damping = start.copy(), 1e-3
    found = whole(numbers)
    for _ in range(_ROUNDS):
        slopes = np.stack(
            [(whole(numbers + _STEP * row) - found) / _STEP for row in np.eye(len(numbers))],
            1,
        )
        square, downhill = slopes.T @ slopes, slopes.T @ found
        size = float((found * found).sum())
        while True:
            step = np.linalg.solve(square + damping * np.eye(len(numbers)), -downhill)
            tried = whole(numbers + step)
            if (tried * tried).sum() <= size or damping > 1e3:
                break
            damping *= 8
        if (tried * tried).sum() > size:
            break
        numbers, found, damping = numbers + step, tried, damping / 8
        if np.abs(step).max() < _SMALL or size - (found * found).sum() < 1e-9:
            break
    return numbers
