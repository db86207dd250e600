"""Solving: the few numbers of a body that give way until all contacts hold.

Least squares with damping (Levenberg 1944, Marquardt 1963) over numbers that each have a stiffness:
a contact is met to a hundredth of a unit, and what moves for it is what moves easily. The slopes
are found by small steps once, and then kept up to date from the steps taken (Broyden 1965).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from backpocket.draw.body.rotations import Floats

__all__ = ["Solver"]

_STEP, _ROUNDS = 0.05, 24
_LAST, _EXACT, _DIGITS = 6, 1e-9, 3


class Solver:
    """Finds the numbers near those wanted that make all errors small; a stiff number moves less.

    ``errors`` gives as many numbers each time. ``stiffness`` is the error that a change by one
    costs.
    """

    def __init__(
        self, errors: Callable[[Floats], Sequence[float]], wanted: Floats, stiffness: Floats
    ) -> None:
        self._errors, self._wanted, self._stiffness = errors, wanted, stiffness
        self._slopes: Floats | None = None
        self.numbers = wanted.copy()

    def solve(self, small: float) -> None:
        """Go on from the numbers as they are until the steps are small, or none helps."""
        found = self._whole(self.numbers)
        fresh = self._slopes is None
        slopes = self._fresh(found) if self._slopes is None else self._slopes
        damping = 1e-4
        for _ in range(_ROUNDS):
            step = _step(slopes, found, damping)
            tried = self._whole(self.numbers + step)
            slopes = slopes + np.outer(tried - found - slopes @ step, step) / (step @ step + 1e-12)
            if tried @ tried < found @ found:
                self.numbers, found, fresh = self.numbers + step, tried, False
                damping = max(damping / 8, 1e-6)
                if np.abs(step).max() < small:
                    break
            elif not fresh:
                slopes, fresh = self._fresh(found), True
            elif damping > 10:
                break
            else:
                damping *= 10
        self._slopes = slopes

    def settle(self) -> None:
        """End where no path shows: full steps with new slopes, then a round number.

        On another machine sums differ in their last digits, and may have led another way here.
        """
        before, cost = self.numbers, float((found := self._whole(self.numbers)) @ found)
        slopes = self._fresh(found)
        for _ in range(_LAST):
            step = _step(slopes, found, 0.0)
            self.numbers = self.numbers + step
            found = self._whole(self.numbers)
            if np.abs(step).max() < _EXACT:
                break
        if found @ found > cost + _EXACT:  # what cannot be met has no such end
            self.numbers = before
        self.numbers = np.round(self.numbers, _DIGITS)

    def _whole(self, numbers: Floats) -> Floats:
        costs = (numbers - self._wanted) * self._stiffness
        return np.concatenate([np.array(self._errors(numbers)), costs])

    def _fresh(self, found: Floats) -> Floats:
        rows = _STEP * np.eye(len(self.numbers))
        return np.stack([(self._whole(self.numbers + row) - found) / _STEP for row in rows], 1)


def _step(slopes: Floats, found: Floats, damping: float) -> Floats:
    square = slopes.T @ slopes
    step = np.linalg.solve(square + damping * np.eye(len(square)), -(slopes.T @ found))
    return np.asarray(step, dtype=np.float64)
