"""Surfaces: where the skin of a part lies, so that a hand or the floor can touch it."""

from __future__ import annotations

import functools
import math

import numpy as np

from backpocket.draw.body.model import BodyModel, Ints
from backpocket.draw.body.rig import suffix
from backpocket.draw.body.rotations import X, Z, cross, length, unit
from backpocket.model.poses import Rest, Side

__all__ = [
    "CLOTH",
    "outer_rows",
    "palm_depth",
    "palm_length",
    "part_rows",
    "radius",
    "rest_rows",
    "trunk_point",
]

CLOTH = 0.4
"""How much thicker than the mesh a clothed part is drawn."""

_DIRECTIONS = 120

_RESTS: dict[Rest, tuple[tuple[str, ...], ...]] = {
    Rest.BACK: (("root", "pelvis", "spine05"), ("spine02", "spine01")),
    Rest.LOW_BACK: (("spine04",), ("spine03",)),
    Rest.SHOULDERS: (("spine01", "neck01"),),
    Rest.SEAT: (("root", "pelvis", "upperleg01"),),
    Rest.BELLY: (("root", "pelvis", "spine05", "spine04", "upperleg01"),),
    Rest.CHEST: (("spine02", "spine01"),),
    Rest.SIDE: (("root", "pelvis", "upperleg01"),),
    Rest.SHOULDER: (("clavicle", "shoulder01", "upperarm01"),),
    Rest.HEAD: (("head",),),
}


@functools.cache
def part_rows(model: BodyModel, prefixes: tuple[str, ...], side: str = "") -> Ints:
    """The vertices of some bones, of one side if any."""
    return model.vertices_of(*prefixes, side=side)


@functools.cache
def outer_rows(model: BodyModel, prefixes: tuple[str, ...], side: str = "") -> Ints:
    """Those of the vertices that are outermost in some direction: what can touch a floor."""
    rows = part_rows(model, prefixes, side)
    points = model.rest[rows]
    # Directions spread evenly by the golden angle (Swinbank and Purser 2006).
    number = np.arange(_DIRECTIONS) + 0.5
    height = 1 - 2 * number / _DIRECTIONS
    turn = np.pi * (1 + 5**0.5) * number
    flat = np.sqrt(1 - height * height)
    ways = np.stack([flat * np.cos(turn), height, flat * np.sin(turn)], 1)
    found: Ints = rows[np.unique((points @ ways.T).argmax(0))]
    return found


def rest_rows(model: BodyModel, part: Rest) -> tuple[Ints, ...]:
    """The vertices of what a body rests on: one set for each place that must touch."""
    rows = part_rows if part is Rest.SHOULDER else outer_rows
    return tuple(rows(model, prefixes) for prefixes in _RESTS[part])


@functools.cache
def radius(model: BodyModel, bones: tuple[str, str], along: float, round_front: float) -> float:
    """How far the skin is from the line of a limb, on its near side, measured at rest.

    ``bones`` begin the limb and what follows it; ``along`` is the share of its length;
    ``round_front`` the angle from its front to its outside.
    """
    start, end = (model.head(f"{bone}.R") for bone in bones)
    way = unit(end - start)
    front = unit(X - (X * way).sum() * way)
    outside = cross(front, -way)
    rows = part_rows(model, (bones[0][:-2],), ".R")
    step = model.rest[rows] - start
    down = (step * way).sum(1)
    ahead, aside = (step * front).sum(1), (step * outside).sum(1)
    turned = np.degrees(np.arctan2(aside, ahead)) - round_front
    close = np.abs((turned + 180) % 360 - 180) < 28
    close &= np.abs(down - along * length(end - start)) < 2.2
    return float(np.hypot(ahead, aside)[close].mean()) + CLOTH


@functools.cache
def palm_length(model: BodyModel, side: Side) -> float:
    """From the wrist to the knuckles."""
    q = suffix(side)
    return length(model.head(f"finger3-1{q}") - model.head(f"wrist{q}"))


@functools.cache
def palm_depth(model: BodyModel, side: Side) -> float:
    """From the hand's bones to the skin of its palm."""
    return 1.25


@functools.cache
def trunk_point(model: BodyModel, up: float, aside: float, front: float) -> tuple[float, ...]:
    """A point of the trunk's skin at rest: so high above the hips, on the near side.

    It is the outermost point in the direction that ``front`` turns from the side (0) to the front
    (90), among those that are as far aside.
    """
    hips = model.head("upperleg01.R")
    rows = part_rows(model, ("root", "pelvis", "spine"))
    points = model.rest[rows]
    close = np.abs(points[:, 1] - hips[1] - up) < 1.6
    if front > 45:
        close &= np.abs(points[:, 2] - aside) < 2.0
    angle = math.radians(front)
    outermost = points[close] @ (X * math.sin(angle) + Z * math.cos(angle))
    x, y, z = points[close][outermost.argmax()].tolist()
    return x, y, z
