"""Footing: legs set on the floor, or by their angles."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from backpocket.draw.body.limbs import Angles, Reach, leg_by_angles, to_place
from backpocket.draw.body.rig import Limb, Rig, outwards, suffix
from backpocket.draw.body.rotations import Floats, X, Y, Z, about, cross, length, unit
from backpocket.draw.body.surfaces import radius
from backpocket.model.poses import Leg, LegOn, Side

__all__ = ["Offsets", "set_leg"]

Offsets = dict[tuple[str, str], float]
"""How much higher a contact is put than its bones say, by side and part: measured on the skin."""

_KNEE, _INSTEP, _BALL, _ANKLE = 3.4, 2.6, 1.2, 1.6
_POINTED, _STACK = 6.0, 4.6


@dataclass(frozen=True)
class _Ground:
    """A leg's own directions on the floor: ahead, and out to its side."""

    ahead: Floats
    turn: Floats


def set_leg(rig: Rig, side: Side, leg: Leg, offsets: Offsets, shift: tuple[float, float]) -> Reach:
    """Set a leg; returns how it meets what it is on.

    ``shift`` is what the solver adds to flexion and abduction of a leg that is on nothing fixed.
    """
    if leg.on in (LegOn.SHIN, LegOn.KNEE):
        return _kneel(rig, side, leg, offsets)
    if leg.on in (LegOn.SOLE, LegOn.BALL):
        return _stand(rig, side, leg, offsets)
    if leg.on is LegOn.LEVEL:
        return _level(rig, side, leg)
    if leg.on is LegOn.CROSSED:
        return _crossed(rig, side, leg)
    if leg.on is LegOn.STACKED:
        return _stacked(rig, side, leg)
    angles = Angles(
        (leg.hip or 0) + shift[0], leg.abduction + shift[1], leg.rotation, leg.knee or 0
    )
    rig.set_leg(side, leg_by_angles(rig.pelvis, angles, side))
    shank = rig.turns[f"lowerleg02{suffix(side)}"]
    rig.set_foot(side, shank @ about(Z, leg.ankle), leg.toes)
    return Reach(0, 0)


def _level(rig: Rig, side: Side, leg: Leg) -> Reach:
    """Held out level behind the body; the hip angle that is written down adds to that."""
    hinge = rig.pelvis @ -Z
    way = rig.pelvis @ -Y
    upper = about(hinge, -(leg.hip or 0)) @ unit(np.array((way[0], 0.0, way[2])))
    limb = Limb(upper, about(hinge, leg.knee or 0) @ upper, hinge)
    rig.set_leg(side, limb)
    shank = rig.turns[f"lowerleg02{suffix(side)}"]
    rig.set_foot(side, shank @ about(Z, leg.ankle), leg.toes)
    return Reach(0, 0)


def _crossed(rig: Rig, side: Side, leg: Leg) -> Reach:
    """The ankle on the other thigh, a little above its knee, and the own knee out to the side."""
    other: Side = "far" if side == "near" else "near"
    q, sign = suffix(side), outwards(side)
    hip, knee = (rig.places[f"{bone}{suffix(other)}"] for bone in ("upperleg01", "lowerleg01"))
    thigh = unit(knee - hip)
    front = rig.turns[f"upperleg02{suffix(other)}"] @ X
    front = unit(front - (front * thigh).sum() * thigh)
    high = radius(rig.model, ("upperleg01", "lowerleg01"), 0.86, 0.0) + _ANKLE
    place = hip + (knee - hip) * 0.86 + front * high
    out = rig.pelvis @ Z * sign
    for _ in range(2):
        start = rig.places[f"upperleg01{q}"]
        limb, reach = to_place(start, place, rig.leg_lengths(side), out + 0.24 * front, leg.knee)
        rig.set_leg(side, limb)
    shank = rig.turns[f"lowerleg02{q}"]
    rig.set_foot(side, shank @ about(Z, leg.ankle), leg.toes)
    return reach


def _stacked(rig: Rig, side: Side, leg: Leg) -> Reach:
    """The ankle on the other ankle, the knee on the other knee, or turned out from it."""
    q, sign = suffix(side), outwards(side)
    other = suffix("far" if side == "near" else "near")
    hinge = rig.turns[f"upperleg02{other}"] @ -Z
    out = rig.pelvis @ Z * sign
    place = rig.places[f"foot{other}"] + out * _STACK
    for _ in range(2):
        start = rig.places[f"upperleg01{q}"]
        along = unit(place - start)
        front = cross(along, about(along, sign * leg.rotation) @ hinge)
        limb, reach = to_place(start, place, rig.leg_lengths(side), front)
        rig.set_leg(side, limb)
    shank = rig.turns[f"lowerleg02{q}"]
    rig.set_foot(side, shank @ about(Z, leg.ankle), leg.toes)
    return reach


def _spot(rig: Rig, side: Side, leg: Leg) -> tuple[float, float]:
    """Where on the floor a contact is: x and z."""
    hip = rig.places[f"upperleg01{suffix(side)}"]
    x = float(hip[0]) + leg.ahead if leg.at is None else leg.at
    return x, float(hip[2]) if leg.apart is None else outwards(side) * leg.apart


def _stand(rig: Rig, side: Side, leg: Leg, offsets: Offsets) -> Reach:
    """A foot flat, or on its ball with the heel lifted; the ankle is where the foot says."""
    q, sign = suffix(side), outwards(side)
    model = rig.model
    ankle, ball = model.head(f"foot{q}"), model.head(f"toes{q}")
    turn = about(Y, -sign * leg.heading) @ about(Z, -leg.heel)
    x, z = _spot(rig, side, leg)
    if leg.on is LegOn.BALL:
        pivot = np.array((ball[0], _BALL, ball[2]))
        place = np.array((x, leg.height + _BALL + offsets.get((side, "foot"), 0), z))
        place = place + turn @ (ankle - pivot)
    else:
        place = np.array((x, leg.height + ankle[1], z))
    # The knee goes over the foot, so it turns out with it.
    hinge = rig.pelvis @ -Z
    outwards_by = sign * (leg.rotation + 0.6 * leg.heading)
    for _ in range(2):
        hip = rig.places[f"upperleg01{q}"]
        along = unit(place - hip)
        front = cross(along, about(along, outwards_by) @ hinge)
        limb, reach = to_place(hip, place, rig.leg_lengths(side), front, leg.knee)
        rig.set_leg(side, limb)
    rig.set_foot(side, turn, leg.heel if leg.on is LegOn.BALL else leg.toes)
    return reach


def _kneel(rig: Rig, side: Side, leg: Leg, offsets: Offsets) -> Reach:
    """A knee on the floor and the shank behind it: along the floor, or up to tucked toes."""
    q, sign = suffix(side), outwards(side)
    model = rig.model
    x, z = _spot(rig, side, leg)
    knee = np.array((x, leg.height + _KNEE + offsets.get((side, "knee"), 0), z))
    thigh, shank = rig.leg_lengths(side)
    back = about(Y, 180 + sign * leg.heading) @ X
    if leg.on is LegOn.SHIN:
        ankle_up = _INSTEP + offsets.get((side, "foot"), 0) - knee[1] + leg.height
        foot = frame_of(back, -Y, _POINTED)
    else:
        ankle, ball = model.head(f"foot{q}"), model.head(f"toes{q}")
        foot = about(Y, 180 + sign * leg.heading) @ about(Y, 180) @ about(Z, -(leg.heel or 80))
        rise = foot @ (ankle - np.array((ball[0], _BALL, ball[2])))
        ankle_up = rise[1] + _BALL + offsets.get((side, "foot"), 0) - knee[1] + leg.height
    climb = max(-1.0, min(1.0, ankle_up / shank))
    lower = back * math.sqrt(1 - climb * climb) + Y * climb
    short = 0.0
    for _ in range(2):
        way = knee - rig.places[f"upperleg01{q}"]
        upper = unit(way)
        rig.set_leg(side, Limb(upper, lower, unit(cross(upper, lower))))
        short = length(way) - thigh
    rig.set_foot(side, foot, 0 if leg.on is LegOn.SHIN else (leg.heel or 80))
    return Reach(short, short)


def frame_of(direction: Floats, up: Floats, lifted: float) -> Floats:
    """The turn of a foot that points so, with its top there, its toes lifted towards the top."""
    turn = np.stack([direction, up, cross(direction, up)], 1)
    return turn @ about(Z, lifted)
