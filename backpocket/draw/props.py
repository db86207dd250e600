"""Props: what a body lies, stands and leans on, as solid things in its world.

Each is made of convex solids. On the page a solid is its faces that look at the viewer, painted
from the back to the front; the depth test takes care of what a body hides and what hides a body.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPoint, Polygon

from backpocket.draw.figure.camera import Numbers, Viewpoint
from backpocket.draw.figure.mesh import ball
from backpocket.draw.figure.vectors import Tone
from backpocket.model.figures import Chair, Counter, Pillow, Prop, Rail, Step, Wall

__all__ = ["MAT_HEIGHT", "Cuboid", "Cushion", "Facet", "Solid", "faces", "mat", "meshed", "solids"]

MAT_HEIGHT = 1.2
"""Thickness of the exercise mat; its top is the zero line."""
_HALF_CHAIR, _HALF_STEP, _HALF_COUNTER, _HALF_WALL = 11.0, 15.0, 20.0, 21.0
_LEG, _BALUSTERS = 1.9, 6.5


@dataclass(frozen=True)
class Cuboid:
    """A box along the axes of the world: its lowest and its highest corner."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]

    @property
    def is_upright(self) -> bool:
        """Whether it is a board on its edge, such as a wall."""
        wide, high, deep = (b - a for a, b in zip(self.low, self.high, strict=True))
        return high > 10 * wide and deep > 5 * wide

    def corners(self) -> Numbers:
        """Return the eight corners; bit 0 of a number is x, bit 1 y, bit 2 z."""
        ends = np.array([self.low, self.high], dtype=np.float64)
        return np.array([[ends[n >> k & 1, k] for k in range(3)] for n in range(8)])

    def triangles(self) -> NDArray[np.intp]:
        quads = np.array(_QUADS)
        return np.concatenate([quads[:, :3], quads[:, [0, 2, 3]]])


_QUADS = (
    (0, 4, 6, 2), (1, 3, 7, 5), (0, 1, 5, 4), (2, 6, 7, 3), (0, 2, 3, 1), (4, 5, 7, 6),
)  # fmt: skip
"""The faces of a box, counter-clockwise from outside: left, right, bottom, top, back, front."""
_FRONT, _ENDS = (3, 4, 5), (0, 1)
"""The faces that are lighter: top and front, or of something thin and high, its broad sides."""


@dataclass(frozen=True)
class Cushion:
    """Something soft and round: its middle, and half its size along each axis."""

    middle: tuple[float, float, float]
    half: tuple[float, float, float]

    def corners(self) -> Numbers:
        places, _ = ball()
        blunt = np.sign(places) * np.sqrt(np.abs(places))
        rounded: Numbers = np.round(blunt * np.array(self.half) + np.array(self.middle), 4)
        return rounded

    def triangles(self) -> NDArray[np.intp]:
        return ball()[1]


Solid = Cuboid | Cushion


@dataclass(frozen=True)
class Facet:
    """A face of a prop on the page."""

    tone: Tone
    outline: Polygon


def solids(prop: Prop) -> tuple[Solid, ...]:
    """Return what a prop is made of; straps and bands have no shape without a body."""
    match prop:
        case Chair():
            return _chair(prop)
        case Step():
            return _step(prop)
        case Wall():
            thick = -4 if prop.side == "right" else 4
            left, right = sorted((prop.x, prop.x + thick))
            return (Cuboid((left, 0, -_HALF_WALL), (right, prop.height, _HALF_WALL)),)
        case Rail():
            return _rail(prop)
        case Counter():
            return _counter(prop)
        case Pillow():
            return (_pillow(prop),)
    return ()


def _chair(chair: Chair) -> tuple[Cuboid, ...]:
    sign = -1 if chair.back == "left" else 1
    rear, top, half = chair.x + sign * chair.depth, chair.height, _HALF_CHAIR

    def box(x: tuple[float, float], y: tuple[float, float], z: tuple[float, float]) -> Cuboid:
        left, right = sorted(x)
        return Cuboid((left, y[0], z[0]), (right, y[1], z[1]))

    back = (rear, rear + sign * _LEG)
    sides = ((-half, _LEG - half), (half - _LEG, half))
    front = (chair.x, chair.x + sign * _LEG)
    return (
        *(box(front, (0, top - 2), side) for side in sides),
        *(box(back, (0, top + 26), side) for side in sides),
        box((chair.x, rear), (top - 2, top), (-half, half)),
        *(box(back, (top + low, top + low + 5), (_LEG - half, half - _LEG)) for low in (9, 20)),
    )


def _step(step: Step) -> tuple[Cuboid, ...]:
    right, tread = step.x + step.width, step.height - 2.2
    back, front = step.z - _HALF_STEP, step.z + _HALF_STEP
    return (
        Cuboid((step.x + 1, 0, back + 1), (right - 1, tread, front - 1)),
        Cuboid((step.x, tread, back), (right, step.height, front)),
    )


def _rail(rail: Rail) -> tuple[Cuboid, ...]:
    right, top, z = rail.x + rail.width, rail.height, rail.z
    posts = (rail.x + 2, right - 2 - _LEG)
    count = max(round((posts[1] - posts[0]) / _BALUSTERS), 1)
    between = [posts[0] + (posts[1] - posts[0]) * n / count + 0.5 for n in range(1, count)]
    return (
        *(Cuboid((x, 0, z - 1), (x + _LEG, top - 2, z + 1)) for x in posts),
        Cuboid((posts[0] + _LEG, 7, z - 0.7), (posts[1], 8.6, z + 0.7)),
        *(Cuboid((x, 8.6, z - 0.5), (x + 0.9, top - 2, z + 0.5)) for x in between),
        Cuboid((rail.x, top - 2, z - 1.2), (right, top, z + 1.2)),
    )


def _counter(counter: Counter) -> tuple[Cuboid, ...]:
    right, top, half = counter.x + counter.width, counter.height, _HALF_COUNTER
    return (
        Cuboid((counter.x + 2, 0, 1 - half), (right, top - 2.6, half - 1)),
        Cuboid((counter.x, top - 2.6, -half), (right, top, half)),
    )


def _pillow(pillow: Pillow) -> Cushion:
    across = 12.0 if pillow.kind == "pillow" else 15.0
    middle = (pillow.x, pillow.y + pillow.height / 2, 0)
    return Cushion(middle, (pillow.width / 2, pillow.height / 2, across))


def mat(left: float, right: float, half: float) -> Cuboid:
    """Return the mat, whose top is the zero line."""
    return Cuboid((left, -MAT_HEIGHT, -half), (right, 0, half))


def meshed(parts: Sequence[Solid]) -> tuple[Numbers, NDArray[np.intp]]:
    """Return the corners of solids in the world, and triangles over them, for the depth test."""
    corners: list[Numbers] = [np.zeros((0, 3))]
    triangles: list[NDArray[np.intp]] = [np.zeros((0, 3), dtype=np.intp)]
    count = 0
    for part in parts:
        places = part.corners()
        corners.append(places)
        triangles.append(part.triangles() + count)
        count += len(places)
    return np.concatenate(corners), np.concatenate(triangles)


def faces(
    parts: Sequence[Solid], view: Viewpoint, top: Tone = Tone.PROP, side: Tone = Tone.PROP_SIDE
) -> list[Facet]:
    """Return the faces of solids that are seen, the farthest first."""
    shown: list[Facet] = []
    for part in _from_behind(parts, view):
        places = view.seen(part.corners())[:, :2]
        if isinstance(part, Cushion):
            shown.append(Facet(top, MultiPoint(places).convex_hull))
            continue
        light = _ENDS if part.is_upright else _FRONT
        for number, quad in enumerate(_QUADS):
            outline = Polygon(places[list(quad)])
            if outline.exterior.is_ccw and outline.area > 0.02:
                shown.append(Facet(top if number in light else side, outline))
    return shown


def _from_behind(parts: Sequence[Solid], view: Viewpoint) -> list[Solid]:
    """Sort solids that do not run into each other: one is behind if a plane of the axes says so."""
    towards = view.rows[2]
    waiting, sorted_ = list(parts), []
    while waiting:
        free = next(
            (a for a in waiting if not any(_before(a, b, towards) for b in waiting if b is not a)),
            waiting[0],
        )
        waiting.remove(free)
        sorted_.append(free)
    return sorted_


def _before(a: Solid, b: Solid, towards: Sequence[float]) -> bool:
    """Say whether ``a`` may hide ``b``."""
    first, second = a.corners(), b.corners()
    nearer = False
    for axis, way in enumerate(towards):
        if abs(way) < 1e-6:
            continue
        lower = first[:, axis].max() <= second[:, axis].min()
        if lower or first[:, axis].min() >= second[:, axis].max():
            if lower == (way > 0):
                return False
            nearer = True
    return nearer
