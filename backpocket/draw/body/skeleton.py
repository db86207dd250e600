"""The skeleton: a pose's angles become joints.

Segment lengths are shares of stature after Drillis and Contini (1966), as tabled in Winter,
Biomechanics and Motor Control of Human Movement; the trunk is three equal parts so that it can
round and arch. A hand or a foot that has a fixed place pulls its limb there by the law of cosines.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from backpocket.draw.shapes.geometry import Point, distance, mix, move, spline, turn
from backpocket.model.poses import Arm, HandHold, Leg, LegPart, Pose

__all__ = ["LENGTHS", "ArmJoints", "LegJoints", "ReachError", "Skeleton", "skeleton"]


@dataclass(frozen=True)
class Lengths:
    """Segment lengths in hundredths of stature."""

    spine_part: float = 9.6
    neck: float = 10.7
    upper_arm: float = 18.6
    forearm: float = 14.6
    thigh: float = 24.5
    shank: float = 24.6


LENGTHS = Lengths()
_GRIP = 3.4
_SHIN_FRONT, _SHIN_BACK, _THIGH_FRONT, _THIGH_BACK = 3.2, 4.0, 4.8, 4.6


class ReachError(ValueError):
    """A hand or a foot is put where the limb cannot reach."""


@dataclass(frozen=True)
class LegJoints:
    """The joints of a leg; ``flip`` is -1 where the sole lies on the other side."""

    hip: Point
    knee: Point
    ankle: Point
    foot: float
    toes: float
    flip: float

    @property
    def thigh(self) -> float:
        return turn(self.hip, self.knee)

    @property
    def shank(self) -> float:
        return turn(self.knee, self.ankle)


@dataclass(frozen=True)
class ArmJoints:
    """The joints of an arm, and where its fingers point."""

    shoulder: Point
    elbow: Point
    wrist: Point
    hand: float

    @property
    def upper(self) -> float:
        return turn(self.shoulder, self.elbow)

    @property
    def fore(self) -> float:
        return turn(self.elbow, self.wrist)


@dataclass(frozen=True)
class Skeleton:
    """Every joint of one pose; ``spine`` is a smooth line from hip to shoulder."""

    spine: tuple[Point, ...]
    low_spine: float
    high_spine: float
    head: Point
    head_angle: float
    near_leg: LegJoints
    far_leg: LegJoints
    near_arm: ArmJoints
    far_arm: ArmJoints

    @property
    def hip(self) -> Point:
        return self.spine[0]

    @property
    def shoulder(self) -> Point:
        return self.spine[-1]


def skeleton(pose: Pose) -> Skeleton:
    """Place every joint of ``pose``.

    Raises :class:`ReachError` when a limb is too short for the place that it is given.
    """
    hip = Point(*pose.hip)
    nodes = [hip]
    for angle in pose.spine:
        nodes.append(move(nodes[-1], angle, LENGTHS.spine_part))
    shoulder = nodes[-1]
    near_leg = _leg(hip, pose.near_leg)
    far_leg = _leg(_shifted(hip, pose), pose.far_leg or pose.near_leg)
    legs = {"near": near_leg, "far": far_leg}
    return Skeleton(
        spine=tuple(_bent_line(nodes)),
        low_spine=pose.spine[0],
        high_spine=pose.spine[2],
        head=move(shoulder, pose.neck, LENGTHS.neck),
        head_angle=pose.head,
        near_leg=near_leg,
        far_leg=far_leg,
        near_arm=_arm(shoulder, pose.near_arm, legs),
        far_arm=_arm(_shifted(shoulder, pose), pose.far_arm or pose.near_arm, legs),
    )


def _shifted(joint: Point, pose: Pose) -> Point:
    return Point(joint.x + pose.depth[0], joint.y + pose.depth[1])


def _bent_line(nodes: list[Point]) -> list[Point]:
    """Run a smooth curve through the spine that leaves hip and shoulder in their directions."""
    middle = [mix(nodes[0], nodes[1], 0.45), *nodes[1:3], mix(nodes[2], nodes[3], 0.55)]
    return spline([nodes[0], *middle, nodes[3]], steps=4)


def _leg(hip: Point, leg: Leg) -> LegJoints:
    thigh, shank = LENGTHS.thigh * leg.thigh_seen, LENGTHS.shank * leg.shank_seen
    if leg.thigh is not None and leg.shank is not None:
        knee = move(hip, leg.thigh, thigh)
        ankle = move(knee, leg.shank, shank)
    else:
        ankle = Point(*(leg.ankle or hip))
        knee = _joint(hip, ankle, thigh, shank, bend=1, limb="leg")
    toes = leg.foot if leg.toes is None else leg.toes
    return LegJoints(hip, knee, ankle, leg.foot, toes, -1.0 if leg.mirrored else 1.0)


def _arm(shoulder: Point, arm: Arm, legs: dict[str, LegJoints]) -> ArmJoints:
    upper, fore = LENGTHS.upper_arm * arm.upper_seen, LENGTHS.forearm * arm.fore_seen
    if arm.upper is not None and arm.fore is not None:
        elbow = move(shoulder, arm.upper, upper)
        return ArmJoints(shoulder, elbow, move(elbow, arm.fore, fore), arm.hand)
    if arm.holds is not None:
        wrist = move(_held_place(arm.holds, legs), arm.hand, -_GRIP)
    else:
        wrist = Point(*(arm.wrist or shoulder))
    elbow = _joint(shoulder, wrist, upper, fore, bend=-1, limb="arm")
    return ArmJoints(shoulder, elbow, wrist, arm.hand)


def _held_place(hold: HandHold, legs: dict[str, LegJoints]) -> Point:
    leg = legs["near" if hold.part in (LegPart.NEAR_THIGH, LegPart.NEAR_SHIN) else "far"]
    if hold.part in (LegPart.NEAR_SHIN, LegPart.FAR_SHIN):
        start, end, reach = leg.knee, leg.ankle, -_SHIN_BACK if hold.behind else _SHIN_FRONT
    else:
        start, end, reach = leg.hip, leg.knee, -_THIGH_BACK if hold.behind else _THIGH_FRONT
    return move(mix(start, end, hold.share), turn(start, end) + 90, reach)


def _joint(start: Point, end: Point, first: float, second: float, bend: int, limb: str) -> Point:
    """Find the knee or elbow between two ends; ``bend`` is the side that it juts out to."""
    reach = distance(start, end)
    if reach > first + second + 0.15 or reach < abs(first - second):
        raise ReachError(
            f"the {limb} is {first + second:.1f} long and its end is {reach:.1f} away: "
            "move the end or the body"
        )
    reach = min(reach, first + second - 1e-9)
    cosine = (first**2 + reach**2 - second**2) / (2 * first * reach)
    angle = turn(start, end) + bend * math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
    return move(start, angle, first)
