"""Clothes: where hems, hair and shoes run on the unposed body, and how far they stand off it.

A hem is where a number changes its sign: how far a point lies inside a sleeve, a trouser leg, a
collar, a shoe. The numbers are worked out once, on the body at rest, and move with its points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backpocket.draw.body.model import BodyModel
from backpocket.draw.figure.camera import Numbers
from backpocket.draw.figure.mesh import Counts, Mesh, ball, normals, ring_means, subdivided

__all__ = ["FIELDS", "Dressed", "dressed"]

FIELDS = (
    "x", "y", "z", "edge", "waist", "hair", "leg", "arm", "head", "hand", "thumb", "shoe",
)  # fmt: skip
"""What is known of each drawn point: where it is at rest, and how far inside each thing."""


@dataclass(frozen=True)
class _Outfit:
    """Where the clothes of one body end.

    Sleeves and legs are shares of the upper arm and of the shank (negative: above the knee), the
    waist and the collar are heights in hundredths of stature from the hip and from the neck.
    """

    sleeve: float
    leg: float
    waist: float
    collar: float
    shirt_off: float = 0.55
    leg_off: float = 0.25
    leg_flare: float = 0.0
    hair_off: float = 1.25


_OUTFITS: Mapping[str, _Outfit] = {
    "woman": _Outfit(sleeve=0.62, leg=0.66, waist=5.2, collar=1.2),
    "man": _Outfit(
        sleeve=0.72, leg=-0.2, waist=4.0, collar=1.6, leg_off=0.4, leg_flare=0.9, hair_off=0.9
    ),
    "elder": _Outfit(
        sleeve=0.72, leg=0.9, waist=3.4, collar=1.2, shirt_off=0.75, leg_off=0.5, leg_flare=0.3,
        hair_off=1.7,
    ),
}  # fmt: skip
_HAIRLINES: Mapping[str, tuple[tuple[float, float], ...]] = {
    "woman": (
        (-4.3, -9), (-3.6, -0.6), (-2.2, 0.7), (-0.6, 1.0), (-0.2, 3.5), (1.3, 3.9), (2.8, 4.6),
        (4.8, 6.0), (6.0, 7.6), (7.3, 9.5), (9.8, 12),
    ),
    "man": (
        (-3.4, -9), (-2.6, -1.4), (-1.2, -0.4), (-0.6, 0.4), (-0.2, 3.6), (1.6, 4.0), (3.2, 4.3),
        (4.9, 5.4), (6.2, 7.4), (7.3, 9.3), (9.8, 12),
    ),
    "elder": (
        (-4.6, -9), (-4.0, -1.2), (-2.4, 0.2), (-0.8, 0.9), (-0.2, 3.3), (1.3, 3.7), (2.8, 4.2),
        (4.4, 5.2), (5.6, 7.0), (7.0, 9.3), (9.8, 12),
    ),
}  # fmt: skip
"""How far forward hair reaches at each height, in hundredths of stature from the skull's joint."""


@dataclass(frozen=True, eq=False)
class Dressed:
    """A body with clothes and shoes on, or bare feet: what is needed to draw any pose of it."""

    model: BodyModel
    mesh: Mesh
    push: Numbers
    """(n,): how far each point of the body stands off its skin."""
    around: Any
    soft: NDArray[np.bool_]
    """(n,): which points are smoothed much, so that a foot becomes a shoe."""
    knot: Numbers
    """(b, 3): the points of a knot of hair, fixed to the head; they come last."""
    fields: NDArray[np.float32]
    """(m, k): each of :data:`FIELDS` at each drawn point."""
    shoes: bool

    def field(self, name: str) -> NDArray[np.float32]:
        out: NDArray[np.float32] = self.fields[:, FIELDS.index(name)]
        return out

    def drawn(self, points: Numbers) -> Numbers:
        """Return the drawn points of a posed body: cloth stands off, hangs smooth, lies flat."""
        model = self.model
        stood = _hung(model, points, self.push, self.around, self.soft)
        knot = carried(model, points, self.knot)
        drawn: Numbers = np.concatenate([self.mesh.points @ stood, knot])
        drawn[:, 1] = np.maximum(drawn[:, 1], 0.0)
        return drawn


_PASSES, _SHOE_PASSES = 4, 10


def _hung(
    model: BodyModel, points: Numbers, push: Numbers, around: Any, soft: NDArray[np.bool_]
) -> Numbers:
    """Return the points of a body with its clothes standing off, smoothed, shoes more so."""
    stood: Numbers = points + _outward(model, points) * push[:, None]
    suit = _suit(model) | soft
    for turn in range(_SHOE_PASSES if soft.any() else _PASSES):
        chosen = suit if turn < _PASSES else soft
        means = around @ stood
        stood[chosen] = 0.5 * stood[chosen] + 0.5 * means[chosen]
    return stood


def carried(model: BodyModel, points: Numbers, places: Numbers) -> Numbers:
    """Carry places near the head at rest along with it."""
    brow, left, nape = _skull_points(model)
    rest = _frame(model.rest[brow], model.rest[left], model.rest[nape])
    now = _frame(points[brow], points[left], points[nape])
    off = places - model.rest[brow]
    along = [(off * axis).sum(axis=-1, keepdims=True) for axis in rest]
    result: Numbers = points[brow] + sum(a * axis for a, axis in zip(along, now, strict=True))
    return result


def _skull_points(model: BodyModel) -> tuple[int, int, int]:
    """Return three points that the skull alone moves, far from each other."""
    skull = np.flatnonzero(_Parts(model).head > 0.98)
    x, y, z = model.rest[skull].T
    high = y - model.head("head")[1]
    return (
        int(skull[np.argmax(x + 0.3 * high)]),
        int(skull[np.argmin(z)]),
        int(skull[np.argmin(x - 0.3 * high)]),
    )


def _frame(a: Numbers, b: Numbers, c: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    first = (b - a) / np.sqrt(((b - a) ** 2).sum())
    across = np.cross(first, c - a)
    second = across / np.sqrt((across**2).sum())
    return first, second, np.cross(first, second)


def _outward(model: BodyModel, points: Numbers) -> Numbers:
    faces = model.faces
    return normals(points, np.concatenate([faces[:, :3], faces[:, [0, 2, 3]]]))


def _suit(model: BodyModel) -> NDArray[np.bool_]:
    flags = np.zeros(len(model.rest), dtype=np.bool_)
    flags[model.faces[model.cloth]] = True
    return flags


@lru_cache(maxsize=8)
def dressed(model: BodyModel, shoes: bool) -> Dressed:
    """Dress a body."""
    parts = _Parts(model)
    outfit = _OUTFITS[model.name]
    suit = _suit(model)
    edge, waist = parts.hems(outfit), parts.waist(outfit)
    hair = np.where(suit, -9.0, parts.hair(_HAIRLINES[model.name]))
    shoe = np.where(suit, -9.0, parts.shoe())
    rest = model.rest
    values = {
        "x": rest[:, 0], "y": rest[:, 1], "z": rest[:, 2], "edge": edge, "waist": waist,
        "hair": hair, "leg": parts.leg, "arm": parts.arm, "head": parts.head,
        "hand": parts.hand * np.sign(rest[:, 2]), "thumb": parts.share("finger1-"),
        "shoe": shoe if shoes else np.full(len(rest), -9.0),
    }  # fmt: skip
    push = _push(outfit, parts, suit, edge, waist, hair)
    if shoes:
        push = np.where(shoe > -0.4, 0.75 * _eased(shoe, -0.4, 0.5), push)
    around = ring_means(model.faces, len(rest))
    soft = (shoe > -0.3) & shoes
    mesh = subdivided(model.faces, model.cloth, len(rest))
    fields = mesh.points @ np.stack([values[name] for name in FIELDS], axis=1)
    knot, triangles = parts.knot()
    mesh = Mesh(
        mesh.points,
        np.concatenate([mesh.triangles, triangles + len(fields)]),
        np.concatenate([mesh.cloth, np.zeros(len(triangles), dtype=np.bool_)]),
    )
    of_knot: dict[str, Numbers | float] = {
        "x": knot[:, 0] - 8, "y": knot[:, 1] + 3, "z": knot[:, 2], "head": 1.0, "hair": 5.0,
        "edge": -9.0, "waist": 30.0, "shoe": -9.0,
    }  # fmt: skip
    more = [np.broadcast_to(of_knot.get(name, 0.0), len(knot)) for name in FIELDS]
    fields = np.concatenate([fields, np.stack(more, axis=1)])
    return Dressed(model, mesh, push, around, soft, knot, fields.astype(np.float32), shoes)


def _push(
    outfit: _Outfit, parts: _Parts, suit: NDArray[np.bool_], edge: Numbers, waist: Numbers,
    hair: Numbers,
) -> Numbers:  # fmt: skip
    """Return how far each point stands off: cloth, more at its hems, and hair."""
    push = np.where(suit, outfit.leg_off, 0.0)
    shirt = suit & (waist > -2)
    push = np.where(shirt, outfit.shirt_off + 0.35 * _eased(-waist, -6, 0), push)
    flared = suit & (parts.leg > 0.3)
    push = np.where(flared, outfit.leg_off + outfit.leg_flare * _eased(edge, 9, 0), push)
    sleeve = suit & (parts.arm > 0.3)
    push = np.where(sleeve, 0.45 + 0.4 * _eased(edge, 5, 0), push)
    return np.where(~suit & (hair > -0.3), outfit.hair_off * _eased(hair, -0.3, 2.2), push)


def _eased(values: Numbers, low: float, high: float) -> Numbers:
    """Return 0 at ``low``, 1 at ``high`` and a smooth step between."""
    share = np.clip((values - low) / (high - low), 0.0, 1.0)
    result: Numbers = share * share * (3 - 2 * share)
    return result


class _Parts:
    """The parts of a body at rest: how much of each point belongs to them."""

    def __init__(self, model: BodyModel) -> None:
        self.model = model
        self.leg = self.share("upperleg", "lowerleg", "foot", "toes")
        self.arm = self.share("upperarm", "lowerarm", "wrist", "finger")
        self.hand = self.share("wrist", "finger")
        self.head = self.share("head")
        self.neck = self.share("neck")

    def share(self, *prefixes: str) -> Numbers:
        wanted = np.array([name.startswith(prefixes) for name in self.model.bones])
        model = self.model
        total: Numbers = np.where(wanted[model.influences], model.weights, 0.0).sum(axis=1)
        return total

    def bone(self, name: str) -> Numbers:
        return self.model.head(name)

    def _along(self, start: str, end: str) -> tuple[Numbers, float]:
        """Return how far along from one joint to the next each point is, and their distance."""
        first, arrow = self.bone(start), self.bone(end) - self.bone(start)
        square = float((arrow * arrow).sum())
        return ((self.model.rest - first) * arrow).sum(axis=1) / square, square**0.5

    def hems(self, outfit: _Outfit) -> Numbers:
        """Return how far inside sleeves, trouser legs and collar each point is; 9 at most."""
        rest = self.model.rest
        edge = np.full(len(rest), 9.0)
        for side, sign in (("R", 1), ("L", -1)):
            there = rest[:, 2] * sign > 0
            along, length = self._along(f"upperarm01.{side}", f"lowerarm01.{side}")
            room = (outfit.sleeve - along) * length
            edge = np.where((self.arm > 0.25) & there, np.minimum(edge, room), edge)
            along, length = self._along(f"lowerleg01.{side}", f"foot.{side}")
            room = (outfit.leg - along) * length
            edge = np.where((self.leg > 0.25) & there, np.minimum(edge, room), edge)
        off = rest - (self.bone("neck01") + np.array([0, outfit.collar, 0]))
        room = -(0.55 * off[:, 0] + off[:, 1]) / 1.1413
        return np.where((self.arm < 0.5) & (self.leg < 0.25), np.minimum(edge, room), edge)

    def waist(self, outfit: _Outfit) -> Numbers:
        """Return how high above the hem of the shirt each point is."""
        hip = self.bone("upperleg01.R")[1]
        height = self.model.rest[:, 1] - hip - outfit.waist
        return np.where(self.arm > 0.25, 30.0, height)

    def hair(self, line: tuple[tuple[float, float], ...]) -> Numbers:
        """Return how far inside the hair each point is; ears are free."""
        skull = self.bone("head")
        size = (self.model.rest[:, 1].max() - skull[1]) / 8.8
        x, y, z = ((self.model.rest - skull) / size).T
        x, y = x + 2.6, y
        heights, reach = zip(*line, strict=True)
        inside = np.interp(y, heights, reach) - x
        inside = np.where(self.head + self.neck > 0.5, inside, -9.0)
        ear = np.hypot((x - 2.7) / 1.7, (y - 0.9) / 2.5) - 1
        return np.minimum(inside, np.where(np.abs(z) > 3.4, ear * 1.7, 9.0))

    def knot(self) -> tuple[Numbers, Counts]:
        """Return a ball of hair at the back of the head, if it is worn so, and its triangles."""
        if self.model.name != "woman":
            return np.zeros((0, 3)), np.zeros((0, 3), dtype=np.intp)
        places, triangles = ball()
        skull = self.bone("head")
        return np.round(places * [2.7, 2.5, 2.8] + skull + [-5.6, 7.6, 0.0], 4), triangles

    def shoe(self) -> Numbers:
        """Return how far inside a shoe each point is: below a line that rises to the heel."""
        rest = self.model.rest
        ankle = self.bone("foot.R")
        top = ankle[1] + 0.4 - 0.16 * (rest[:, 0] - ankle[0])
        return np.where(self.share("foot", "toes", "lowerleg") > 0.5, top - rest[:, 1], -9.0)
