"""Limbs: from joint angles to directions and back, and the way to a place (inverse kinematics).

The angles are turned in the order flexion, abduction, rotation, each about an axis that the one
before has moved: the joint coordinate system of Grood and Suntay (1983), which the International
Society of Biomechanics recommends for the hip (Wu et al. 2002). So the abduction of a thigh that is
bent to 90 degrees leads its knee outwards, as an editor expects.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from backpocket.draw.body.rig import Limb, outwards
from backpocket.draw.body.rotations import (
    Floats,
    X,
    Y,
    Z,
    about,
    angle_between,
    cross,
    length,
    unit,
)
from backpocket.model.poses import Side

__all__ = [
    "Angles",
    "Reach",
    "arm_angles",
    "arm_by_angles",
    "bent_length",
    "leg_angles",
    "leg_by_angles",
    "palm_of",
    "pronation_of",
    "to_place",
]


@dataclass(frozen=True)
class Angles:
    """What a limb does at its two joints, in degrees."""

    flexion: float
    abduction: float
    rotation: float
    hinge: float


def _turned(base: Floats, angles: Angles, side: Side) -> Floats:
    sign = outwards(side)
    return (
        base
        @ about(Z, angles.flexion)
        @ about(X, -sign * angles.abduction)
        @ about(Y, -sign * angles.rotation)
    )


def leg_by_angles(pelvis: Floats, angles: Angles, side: Side) -> Limb:
    """The leg that has these angles against the pelvis."""
    turn = _turned(pelvis, angles, side)
    return Limb(turn @ -Y, turn @ about(Z, -angles.hinge) @ -Y, turn @ -Z)


def arm_by_angles(chest: Floats, angles: Angles, side: Side) -> Limb:
    """The arm that has these angles against the chest."""
    turn = _turned(chest, angles, side)
    return Limb(turn @ -Y, turn @ about(Z, angles.hinge) @ -Y, turn @ Z)


def leg_angles(pelvis: Floats, limb: Limb, side: Side) -> Angles:
    """The angles of a leg against the pelvis."""
    return _angles(pelvis, limb, side, -Z)


def arm_angles(chest: Floats, limb: Limb, side: Side) -> Angles:
    """The angles of an arm against the chest."""
    return _angles(chest, limb, side, Z)


def _angles(base: Floats, limb: Limb, side: Side, hinge: Floats) -> Angles:
    sign = outwards(side)
    x, y, z = (base.T @ limb.upper).tolist()
    flexion = math.degrees(math.atan2(x, -y))
    abduction = math.degrees(math.asin(max(-1.0, min(1.0, sign * z))))
    straight = _turned(base, Angles(flexion, abduction, 0, 0), side) @ hinge
    round_axis = math.atan2(
        float((cross(straight, limb.hinge) * limb.upper).sum()),
        float((straight * limb.hinge).sum()),
    )
    bend = angle_between(limb.upper, limb.lower)
    return Angles(flexion, abduction, sign * math.degrees(round_axis), bend)


def palm_of(limb: Limb, forearm: float, side: Side) -> Floats:
    """Where the palm faces: to the body, and turned down by the forearm's pronation."""
    sign = outwards(side)
    return about(limb.lower, -sign * forearm) @ (limb.hinge * -sign)


def pronation_of(limb: Limb, palm: Floats, side: Side) -> float:
    """How far a forearm is turned, from where the palm faces."""
    sign = outwards(side)
    straight = limb.hinge * -sign
    turned = math.atan2(
        float((cross(straight, palm) * limb.lower).sum()), float((straight * palm).sum())
    )
    return -sign * math.degrees(turned)


@dataclass(frozen=True)
class Reach:
    """How a limb meets what it is on, in units.

    ``short`` is by how much it does not get there: minus where that is too close. ``off`` is by how
    much the body would have to move for a wanted bend, or to get there at all.
    """

    short: float
    off: float


def to_place(
    start: Floats,
    place: Floats,
    lengths: tuple[float, float],
    pole: Floats,
    wanted: float | None = None,
) -> tuple[Limb, Reach]:
    """The limb from its start to a place, bent towards the pole; its bend may be wanted."""
    way = place - start
    distance = length(way)
    along = way / distance
    upper, lower = lengths
    far, near = (upper + lower) * 0.9999, abs(upper - lower) + 0.2 * min(upper, lower)
    reach = max(near, min(far, distance))
    aside = unit(pole - (pole * along).sum() * along)
    forth = (upper * upper - lower * lower + reach * reach) / (2 * reach)
    out = math.sqrt(max(upper * upper - forth * forth, 0.0))
    elbow = along * forth + aside * out
    limb = Limb(elbow / upper, unit(along * reach - elbow), cross(aside, along))
    short = distance - reach
    if wanted is None:
        return limb, Reach(short, short)
    return limb, Reach(short, distance - bent_length(lengths, wanted))


def bent_length(lengths: tuple[float, float], bend: float) -> float:
    """How far apart the ends of a limb are that is bent so, in degrees from straight."""
    upper, lower = lengths
    square = upper * upper + lower * lower + 2 * upper * lower * math.cos(math.radians(bend))
    return math.sqrt(square)
