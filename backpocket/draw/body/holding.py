"""Holding: arms set so that the hand lies on the floor, on the body or on a thing."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from backpocket.draw.body.footing import Offsets
from backpocket.draw.body.limbs import Angles, Reach, arm_by_angles, bent_length, palm_of, to_place
from backpocket.draw.body.rig import Limb, Rig, Way, outwards, suffix
from backpocket.draw.body.rotations import Floats, X, Y, Z, about, cross, length, unit
from backpocket.draw.body.surfaces import CLOTH, palm_depth, palm_length, radius, trunk_point
from backpocket.model.poses import Arm, ArmOn, Elbows, HandShape, LimbSide, Side

__all__ = ["Grasp", "set_arm", "set_fingers"]

# How far the fingers bend at the knuckles and beyond; where each bone of the thumb points.
_FINGERS: dict[HandShape, tuple[tuple[float, float], tuple[Way, Way, Way]]] = {
    HandShape.FLAT: ((-8, -3), ((0.62, 0.78, 0.1), (0.88, 0.47, 0.0), (0.94, 0.34, 0.0))),
    HandShape.RELAXED: ((16, 20), ((0.7, 0.6, 0.4), (0.9, 0.22, 0.36), (0.92, 0.05, 0.4))),
    HandShape.FIST: ((72, 88), ((0.62, 0.45, 0.64), (0.72, -0.3, 0.62), (0.4, -0.88, 0.25))),
    HandShape.GRIP: ((28, 38), ((0.68, 0.56, 0.46), (0.84, 0.2, 0.5), (0.8, 0.0, 0.6))),
}
_ROUND: dict[LimbSide, float] = {
    LimbSide.FRONT: 0,
    LimbSide.OUTSIDE: 90,
    LimbSide.BACK: 180,
    LimbSide.INSIDE: -90,
}
_LIMBS: dict[ArmOn, tuple[Side, str, str]] = {
    ArmOn.NEAR_SHIN: ("near", "lowerleg01", "foot"),
    ArmOn.FAR_SHIN: ("far", "lowerleg01", "foot"),
    ArmOn.NEAR_THIGH: ("near", "upperleg01", "lowerleg01"),
    ArmOn.FAR_THIGH: ("far", "upperleg01", "lowerleg01"),
}
_POLES: dict[Elbows, tuple[float, float, float]] = {
    Elbows.OUT: (-0.15, -0.25, 1.0),
    Elbows.BACK: (-1.0, -0.1, 0.25),
    Elbows.DOWN: (-0.1, -1.0, 0.3),
    Elbows.FRONT: (1.0, -0.2, 0.4),
    Elbows.UP: (-0.1, 1.0, 0.6),
}
_PALM, _ELBOW = 2.4, 2.3


@dataclass(frozen=True)
class Grasp:
    """Where a hand is to be: its palm's middle, where its fingers point, where its palm faces."""

    palm_at: Floats
    fingers: Floats
    palm: Floats


def set_arm(rig: Rig, side: Side, arm: Arm, offsets: Offsets) -> Reach:
    """Set an arm; returns how its hand meets what it is on."""
    rig.rest_shoulder(side)
    if arm.on is None:
        angles = Angles(arm.shoulder or 0, arm.abduction, arm.rotation, arm.elbow or 0)
        for _ in range(2):
            limb = arm_by_angles(rig.chest, angles, side)
            rig.set_arm(side, limb)
        palm = palm_of(limb, arm.forearm, side)
        bend = about(cross(limb.lower, palm), arm.wrist)
        rig.set_hand(side, bend @ limb.lower, bend @ palm)
        return Reach(0, 0)
    if arm.on is ArmOn.LEVEL:
        return _level(rig, side, arm)
    if arm.on is ArmOn.FOREARM:
        return _on_forearm(rig, side, arm, offsets)
    for _ in range(3):
        hold = _hold(rig, side, arm, offsets)
        back = palm_length(rig.model, side) * 0.55
        wrist = hold.palm_at - hold.palm * palm_depth(rig.model, side) - hold.fingers * back
        if arm.on is ArmOn.FLOOR:
            wrist = hold.palm_at
        start = rig.places[f"upperarm01{suffix(side)}"]
        pole = _pole(rig, side, arm)
        limb, reach = to_place(
            start, wrist, rig.arm_lengths(side), pole, None if arm.reach else arm.elbow
        )
        rig.set_arm(side, limb)
    rig.set_hand(side, hold.fingers, hold.palm)
    return reach


def set_fingers(rig: Rig, side: Side, arm: Arm) -> None:
    """Bend the fingers as the shape of the hand says."""
    rig.set_fingers(side, *_FINGERS[arm.shape])


def _level(rig: Rig, side: Side, arm: Arm) -> Reach:
    """Reaching out level past the head, the thumb up; its shoulder angle adds to that."""
    up, hinge = rig.chest @ Y, rig.chest @ Z
    way = about(hinge, arm.shoulder or 0) @ unit(np.array((up[0], 0.0, up[2])))
    limb = Limb(way, about(hinge, arm.elbow or 0) @ way, hinge)
    for _ in range(2):
        rig.set_arm(side, limb)
    rig.set_hand(side, limb.lower, palm_of(limb, arm.forearm, side))
    return Reach(0, 0)


def _pole(rig: Rig, side: Side, arm: Arm) -> Floats:
    usual = Elbows.DOWN if arm.on is ArmOn.FLOOR else Elbows.OUT
    x, y, z = _POLES[arm.elbows or usual]
    pole: Floats = rig.chest @ np.array((x, y, z * outwards(side)))
    return pole


def _ahead(rig: Rig, start: Floats, end: Floats) -> Floats:
    """The way that fingers on the floor point: on from the shoulder, or else as the head does."""
    way = np.array((end[0] - start[0], 0, end[2] - start[2]))
    if length(way) > 12:
        return unit(np.array((way[0], 0, 0.35 * way[2])))
    up, front = rig.chest @ Y, rig.chest @ X
    flat = np.array((up[0], 0, up[2]))
    return unit(flat) if length(flat) > 0.5 else unit(np.array((front[0], 0, front[2])))


def _on_floor(rig: Rig, side: Side, arm: Arm, offsets: Offsets) -> Grasp:
    sign = outwards(side)
    shoulder = rig.places[f"upperarm01{suffix(side)}"]
    x = float(shoulder[0]) + arm.ahead if arm.at is None else arm.at
    y = arm.height + _PALM + offsets.get((side, "hand"), 0)
    z = float(shoulder[2]) if arm.apart is None else sign * arm.apart
    if arm.reach:
        aside = math.hypot(y - float(shoulder[1]), z - float(shoulder[2]))
        far = bent_length(rig.arm_lengths(side), arm.elbow or 0)
        x = float(shoulder[0]) + math.copysign(math.sqrt(max(far**2 - aside**2, 0)), arm.ahead)
    place = np.array((x, y, z))
    fingers = about(Y, -sign * arm.heading) @ _ahead(rig, shoulder, place)
    return Grasp(place, fingers, -Y)


def _on_forearm(rig: Rig, side: Side, arm: Arm, offsets: Offsets) -> Reach:
    """The elbow on the floor under the shoulder, the forearm along the floor."""
    q, sign = suffix(side), outwards(side)
    upper, lower = rig.arm_lengths(side)
    short = 0.0
    for _ in range(3):
        shoulder = rig.places[f"upperarm01{q}"]
        x = float(shoulder[0]) + arm.ahead if arm.at is None else arm.at
        z = float(shoulder[2]) if arm.apart is None else sign * arm.apart
        elbow = np.array((x, arm.height + _ELBOW + offsets.get((side, "elbow"), 0), z))
        ahead = about(Y, -sign * arm.heading) @ _ahead(rig, shoulder, elbow)
        climb = (_PALM - _ELBOW - offsets.get((side, "elbow"), 0)) + offsets.get((side, "hand"), 0)
        forth = unit(ahead * lower + Y * climb)
        down = unit(elbow - shoulder)
        short = length(elbow - shoulder) - upper
        rig.set_arm(side, Limb(down, forth, unit(cross(down, forth))))
    palm = Z * -sign if arm.hand is HandShape.FIST else -Y
    rig.set_hand(side, ahead, palm)
    return Reach(short, short)


def _hold(rig: Rig, side: Side, arm: Arm, offsets: Offsets) -> Grasp:
    if arm.on is ArmOn.FLOOR:
        return _on_floor(rig, side, arm, offsets)
    if arm.on in _LIMBS:
        return _on_limb(rig, side, arm)
    if arm.on in (ArmOn.HIP, ArmOn.BELLY, ArmOn.CHEST):
        return _on_trunk(rig, side, arm)
    if arm.on is ArmOn.HEAD:
        return _on_head(rig, side)
    return _on_thing(rig, side, arm)


def _on_limb(rig: Rig, side: Side, arm: Arm) -> Grasp:
    """On a thigh or a shin: the palm on the skin, the fingers round it, to the other hand."""
    assert arm.on is not None
    owner, first, last = _LIMBS[arm.on]
    q, sign = suffix(owner), outwards(owner)
    start, end = rig.places[f"{first}{q}"], rig.places[f"{last}{q}"]
    way = unit(end - start)
    front = rig.turns[f"{first[:-2]}02{q}"] @ X
    front = unit(front - (front * way).sum() * way)
    outside = cross(front, -way) * sign
    # Each hand comes from its own side, so it stops short of the middle by some degrees.
    own = 1.0 if side == owner else -1.0
    middle = _ROUND[arm.where]
    off = 78.0 if own > 0 else 28.0
    off = off if arm.where is LimbSide.FRONT else -off
    round_front = middle + own * off if arm.where in (LimbSide.FRONT, LimbSide.BACK) else middle
    away = front * np.cos(np.radians(round_front)) + outside * np.sin(np.radians(round_front))
    along = arm.along + (0.0 if side == owner else 0.05)
    far_out = radius(rig.model, (first, last), round(along, 2), round_front)
    place = start + (end - start) * along + away * far_out
    inwards = cross(away, way) * sign
    fingers = inwards if (inwards * outside).sum() * own < 0 else -inwards
    if arm.where in (LimbSide.OUTSIDE, LimbSide.INSIDE):
        fingers = way
    if side != owner:
        place = place + away * 0.8
    return Grasp(place, unit(fingers - 0.15 * way), -away)


def _on_trunk(rig: Rig, side: Side, arm: Arm) -> Grasp:
    sign = outwards(side)
    if arm.on is ArmOn.HIP:
        x, y, z = trunk_point(rig.model, 7.5, 0.0, 0.0)
        bone, fingers, palm = "root", (0.85, -0.45, -0.3), (-0.1, -0.3, -1.0)
    elif arm.on is ArmOn.CHEST:
        x, y, z = trunk_point(rig.model, 18.5 if side == "near" else 22.0, 4.5, 90.0)
        bone, fingers, palm = "spine02", (0.0, 0.12, -1.0), (-1.0, 0.0, -0.1)
    else:
        # One hand above the other, so that the fingers do not meet.
        x, y, z = trunk_point(rig.model, 6.5 if side == "near" else 11.0, 5.0, 90.0)
        bone, fingers, palm = "spine05", (0.05, -0.25, -1.0), (-1.0, 0.0, -0.1)
    flip = np.array((1.0, 1.0, sign))
    turn = rig.turns[bone]
    place = rig.places[bone] + turn @ (np.array((x, y, z)) * flip - rig.model.head(bone))
    out = unit(turn @ (np.array(palm) * flip))
    return Grasp(place - out * CLOTH, unit(turn @ (np.array(fingers) * flip)), out)


def _on_head(rig: Rig, side: Side) -> Grasp:
    """Behind the ear, the fingers to the crown."""
    sign = outwards(side)
    turn = rig.turns["head"]
    place = rig.places["head"] + turn @ np.array((-1.5, 2.0, 4.6 * sign))
    return Grasp(place, turn @ unit(np.array((-0.3, 1.0, 0.0))), turn @ np.array((0, 0, -sign)))


def _on_thing(rig: Rig, side: Side, arm: Arm) -> Grasp:
    """On a chair or a counter the palm lies, on a rail or a strap it grips, on a wall it leans."""
    sign = outwards(side)
    shoulder = rig.places[f"upperarm01{suffix(side)}"]
    z = float(shoulder[2]) if arm.apart is None else sign * arm.apart
    place = np.array((arm.at or 0.0, arm.height, z))
    way = place - shoulder
    ahead = unit(np.array((way[0], 0, 0.3 * way[2]))) if abs(way[0]) > 4 else X
    ahead = about(Y, -sign * arm.heading) @ ahead
    if arm.on is ArmOn.WALL:
        return Grasp(place, Y, ahead)
    if arm.on is ArmOn.STRAP:
        return Grasp(place, unit(np.array((-0.2, 0.5, -sign))), unit(ahead))
    return Grasp(place, ahead, -Y)
