"""The camera: how a body in its world is seen on the page.

World: x to the viewer's right, y up, z to the viewer, a hundredth of stature a unit, the floor at
y = 0. The picture has x to the right, y up, and z to the viewer too: what has more of it is nearer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backpocket.model.poses import View

__all__ = ["Numbers", "Viewpoint", "viewpoint"]

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Viewpoint:
    """A turn round the upright (to the right) and a height above the floor, both in degrees."""

    turn: float
    height: float

    @property
    def rows(self) -> tuple[tuple[float, float, float], ...]:
        """The rows of the rotation from the world to the picture."""
        a, e = math.radians(self.turn), math.radians(self.height)
        sin_a, cos_a, sin_e, cos_e = (
            round(each, 6) for each in (math.sin(a), math.cos(a), math.sin(e), math.cos(e))
        )
        return (
            (cos_a, 0.0, -sin_a),
            (-sin_e * sin_a, cos_e, -sin_e * cos_a),
            (cos_e * sin_a, sin_e, cos_e * cos_a),
        )

    def seen(self, points: Numbers) -> Numbers:
        """Turn world points into the picture, to a ten-thousandth: the same on every machine."""
        x, y, z = points[..., 0], points[..., 1], points[..., 2]
        turned = np.stack([a * x + b * y + c * z for a, b, c in self.rows], axis=-1)
        return np.round(turned, 4)


_VIEWPOINTS: Mapping[View, Viewpoint] = {
    View.SIDE: Viewpoint(0, 0),
    View.SOFT: Viewpoint(14, 6),
    View.RAISED: Viewpoint(14, 16),
    View.LEFT: Viewpoint(-35, 9),
    View.RIGHT: Viewpoint(35, 9),
    View.RAISED_LEFT: Viewpoint(-18, 30),
    View.BEHIND: Viewpoint(-78, 6),
    View.BEHIND_LEFT: Viewpoint(-45, 9),
    View.FRONT: Viewpoint(80, 6),
    View.ABOVE: Viewpoint(14, 52),
}


def viewpoint(view: View) -> Viewpoint:
    """Return from where a named view sees."""
    return _VIEWPOINTS[view]
