"""Poses in between: on the way from one pose to another, for strips and animations.

A contact that both poses have holds all the way, and moves if its place does. A limb that leaves
one, or comes to one, goes by its joint angles, as one body has them at the start and at the end. So
bones turn, and no limb changes its length.
"""

from __future__ import annotations

import functools
from typing import Any

from backpocket.draw.body.limbs import arm_angles, leg_angles, pronation_of
from backpocket.draw.body.model import body_model
from backpocket.draw.body.pose_faults import joint_angles
from backpocket.draw.body.rig import Rig, outwards, suffix
from backpocket.draw.body.settling import Settling
from backpocket.model.poses import SIDES, Arm, ArmOn, Leg, LegOn, Pose, Resting, Side

__all__ = ["between"]

_BODY = "woman"
_TRUNK = (
    "lean", "tilt", "turn", "lumbar", "thorax", "side_bend", "twist", "neck", "nod", "neck_bend",
    "look", "x", "y",
)  # fmt: skip
_FEET = (LegOn.SOLE, LegOn.BALL)


def between(start: Pose, end: Pose, share: float) -> Pose:
    """The pose a share of the way, 0 to 1, from a start to an end."""
    if share <= 0 or share >= 1:
        return start if share <= 0 else end
    first, last = _settled(start), _settled(end)
    heights = {rest.part: rest.height for rest in end.rests}
    fields: dict[str, Any] = _each_mixed(_trunk(first), _trunk(last), share)
    for side in SIDES:
        fields[f"{side}_leg"] = _leg(first, last, side, share)
        fields[f"{side}_arm"] = _arm(first, last, side, share)
    fields["rests"] = tuple(
        Resting(part=rest.part, height=_mixed(rest.height, heights[rest.part], share))
        for rest in start.rests
        if rest.part in heights
    )
    return Pose(**fields, view=start.view, shoes=start.shoes)


def _trunk(taken: Settling) -> dict[str, float]:
    return {name: taken.numbers.get(name, getattr(taken.pose, name)) for name in _TRUNK}


@functools.lru_cache(maxsize=64)
def _settled(pose: Pose) -> Settling:
    taken = Settling(pose, body_model(_BODY))
    taken.solve()
    return taken


def _mixed(start: float, end: float, share: float) -> float:
    return round(start + (end - start) * share, 4)


def _each_mixed(start: dict[str, float], end: dict[str, float], share: float) -> dict[str, Any]:
    return {name: _mixed(start[name], end[name], share) for name in start}


def _all_mixed(start: Leg | Arm, end: Leg | Arm, share: float) -> dict[str, Any]:
    """Every number that both have, blended; what one has not, or is no number, of the nearer."""
    mixed = {}
    for name in type(start).model_fields:
        a, b = getattr(start, name), getattr(end, name)
        numbers = [
            each for each in (a, b) if isinstance(each, float | int) and not isinstance(each, bool)
        ]
        mixed[name] = _mixed(a, b, share) if len(numbers) == 2 else (a if share < 0.5 else b)
    for wanted in ("hip", "knee", "shoulder", "elbow"):
        # A bend that only one of the two keeps beside its contact is not kept on the way.
        if (start.on or end.on) and None in (getattr(each, wanted, 0) for each in (start, end)):
            mixed[wanted] = None
    return mixed


def _leg(first: Settling, last: Settling, side: Side, share: float) -> Leg:
    start, end = first.pose.leg(side), last.pose.leg(side)
    both_stand = start.on in _FEET and end.on in _FEET
    if start.on is not end.on and not both_stand:
        return Leg(**_each_mixed(_leg_of(first, side), _leg_of(last, side), share))
    return Leg(**_all_mixed(_placed_leg(first, side), _placed_leg(last, side), share))


def _placed_leg(taken: Settling, side: Side) -> Leg:
    """The leg with the place of its contact written out; a flat foot as on its ball, heel down."""
    leg, q = taken.pose.leg(side), suffix(side)
    bone = {LegOn.SOLE: "toes", LegOn.BALL: "toes", LegOn.SHIN: "lowerleg01"}
    bone[LegOn.KNEE] = bone[LegOn.SHIN]
    if leg.on not in bone:
        return leg
    x, _, z = taken.rig.places[bone[leg.on] + q].tolist()
    changes: dict[str, Any] = {"at": x, "apart": z * outwards(side)}
    if leg.on is LegOn.SOLE:
        changes |= {"on": LegOn.BALL, "heel": 0.0}
    return leg.model_copy(update=changes)


def _leg_of(taken: Settling, side: Side) -> dict[str, float]:
    rig = taken.rig
    angles = leg_angles(rig.pelvis, rig.leg_now(side), side)
    joints = joint_angles(rig)
    return {
        "hip": angles.flexion,
        "abduction": angles.abduction,
        "rotation": angles.rotation,
        "knee": angles.hinge,
        "ankle": joints[f"{side} ankle"],
        "toes": joints[f"{side} toes"],
    }


def _arm(first: Settling, last: Settling, side: Side, share: float) -> Arm:
    start, end = first.pose.arm(side), last.pose.arm(side)
    if start.on is not end.on:
        mixed = _each_mixed(_arm_of(first.rig, side), _arm_of(last.rig, side), share)
        return Arm(**mixed, hand=(start if share < 0.5 else end).shape)
    return Arm(**_all_mixed(_placed_arm(first, side), _placed_arm(last, side), share))


def _placed_arm(taken: Settling, side: Side) -> Arm:
    arm, q = taken.pose.arm(side), suffix(side)
    bone = {ArmOn.FLOOR: "wrist", ArmOn.FOREARM: "lowerarm01"}
    if arm.on not in bone:
        return arm
    x, _, z = taken.rig.places[bone[arm.on] + q].tolist()
    elbow = None if arm.reach else arm.elbow
    changes = {"at": x, "apart": z * outwards(side), "reach": False, "elbow": elbow}
    return arm.model_copy(update=changes)


def _arm_of(rig: Rig, side: Side) -> dict[str, float]:
    angles = arm_angles(rig.chest, rig.arm_now(side), side)
    return {
        "shoulder": angles.flexion,
        "abduction": angles.abduction,
        "rotation": angles.rotation,
        "elbow": angles.hinge,
        "forearm": pronation_of(rig.arm_now(side), rig.palm_now(side), side),
    }
