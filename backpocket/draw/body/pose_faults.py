"""Faults of poses: what no body can do, and what does not touch, each with how far it is off."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np

from backpocket.draw.body.limbs import Reach, arm_angles, leg_angles
from backpocket.draw.body.rig import Rig, suffix
from backpocket.draw.body.rotations import Floats, X, Y, twist
from backpocket.draw.body.settling import Settling
from backpocket.model.poses import SIDES, LegOn, Pose, Side

__all__ = ["PoseFault", "faults_of", "joint_angles", "ranges"]

HAND_NEAR, FLOOR_NEAR = 1.0, 0.5
"""How far off what it holds a hand may be, and the floor what lies on it."""

_SLACK = 1.0
# How far a body may give way from what is written, in degrees, before that is another pose.
_GIVES_WAY = {"lean": 20.0, "tilt": 20.0, "lumbar": 15.0, "thorax": 15.0, "neck": 25.0, "nod": 25.0}


@dataclass(frozen=True)
class PoseFault:
    """One thing that does not hold: which part, what is wrong with it, and by how much."""

    part: str
    what: str
    size: float
    unit: str

    def __str__(self) -> str:
        return f"{self.part}: {self.what} by {self.size:.1f}{self.unit}"


@functools.cache
def ranges() -> Mapping[str, tuple[float, float]]:
    """How far each joint goes, least and most, in degrees."""
    text = resources.files("backpocket.draw.body").joinpath("ranges.toml").read_text("utf-8")
    return {joint: (least, most) for joint, (least, most) in tomllib.loads(text).items()}


def joint_angles(rig: Rig) -> Mapping[str, float]:
    """The angle of every joint that has a range, by its name; of a limb with its side before it."""
    found = {
        "side_bend": _bend(rig, "root", "spine01"),
        "twist": _turn(rig, "root", "spine01"),
        "look": _turn(rig, "spine01", "head"),
        "neck_bend": _bend(rig, "spine01", "head"),
        "lumbar": _flexion(rig, "root", "spine03"),
        "thorax": _flexion(rig, "spine03", "spine01"),
        "neck": _flexion(rig, "spine01", "neck03"),
    }
    for side in SIDES:
        for joint, angle in (_leg(rig, side) | _arm(rig, side)).items():
            found[f"{side} {joint}"] = angle
    return found


def _flexion(rig: Rig, lower: str, upper: str) -> float:
    turn = rig.turns[lower].T @ rig.turns[upper]
    return float(np.degrees(np.arctan2(turn[0, 1], turn[1, 1])))


def _bend(rig: Rig, lower: str, upper: str) -> float:
    turn = rig.turns[lower].T @ rig.turns[upper]
    return float(np.degrees(np.arctan2(turn[2, 1], turn[1, 1])))


def _turn(rig: Rig, lower: str, upper: str) -> float:
    return twist(rig.turns[lower].T @ rig.turns[upper], Y)


def _leg(rig: Rig, side: Side) -> dict[str, float]:
    q = suffix(side)
    angles = leg_angles(rig.pelvis, rig.leg_now(side), side)
    foot = rig.turns[f"lowerleg02{q}"].T @ rig.turns[f"foot{q}"] @ X
    return {
        "hip_flexion": angles.flexion,
        "hip_abduction": angles.abduction,
        "hip_rotation": angles.rotation,
        "knee": angles.hinge,
        "ankle": float(np.degrees(np.arctan2(foot[1], foot[0]))),
        "toes": _toes(rig, q),
    }


def _toes(rig: Rig, q: str) -> float:
    toes = rig.turns[f"foot{q}"].T @ rig.turns[f"toes{q}"] @ X
    return float(np.degrees(np.arctan2(toes[1], toes[0])))


def _arm(rig: Rig, side: Side) -> dict[str, float]:
    q = suffix(side)
    limb = rig.arm_now(side)
    fingers, palm = (rig.turns[f"wrist{q}"] @ way for way in rig.rest_hand(side))
    bent = np.degrees(np.arctan2((palm * limb.lower).sum() * -1, (fingers * limb.lower).sum()))
    angles = arm_angles(rig.chest, limb, side)
    return {
        "shoulder": (angles.flexion + 90) % 360 - 90 if abs(angles.abduction) < 60 else 0.0,
        "elbow": angles.hinge,
        "wrist": float(bent),
    }


def faults_of(settled: Settling, points: Floats) -> tuple[PoseFault, ...]:
    """All that does not hold in a solved pose; ``points`` are its vertices, not pressed yet."""
    pose = settled.pose
    return (
        *_reach(pose, settled.reaches),
        *_resting(pose, settled.gaps()),
        *_under(points, _support(pose)),
        *_bends(settled.rig),
        *_given_way(pose, settled.numbers),
    )


def _reach(pose: Pose, reaches: Mapping[str, Reach]) -> Iterator[PoseFault]:
    for limb, reach in reaches.items():
        size = reach.short
        leg = pose.leg("near" if limb.startswith("near") else "far")
        on_floor = limb.endswith("leg") and leg.on not in (LegOn.CROSSED, LegOn.STACKED)
        near = FLOOR_NEAR if on_floor else HAND_NEAR
        if abs(size) > near:
            what = "is short of what it is on" if size > 0 else "is too close to what it is on"
            yield PoseFault(limb.replace("_", " "), what, abs(size), " % of stature")


def _resting(pose: Pose, gaps: Sequence[float]) -> Iterator[PoseFault]:
    names = [rest.part.value for rest in pose.rests for _ in range(1 + rest.part.endswith("back"))]
    gaps = list(gaps)
    for side in SIDES:
        if pose.leg(side).on in (LegOn.LYING, LegOn.EDGE):
            names.append(f"{side} leg")
        if pose.leg(side).on is LegOn.LYING:
            # A leg lies if its knee or its foot does.
            at = len(names) - 1
            gaps[at : at + 2] = [min(gaps[at : at + 2])]
    for name, gap in zip(names, gaps, strict=True):
        if abs(gap) > FLOOR_NEAR:
            what = "floats above what it rests on" if gap > 0 else "sinks into what it rests on"
            yield PoseFault(name, what, abs(gap), " % of stature")


def _support(pose: Pose) -> float:
    """How high the lowest thing is that the body is on."""
    heights = [rest.height for rest in pose.rests]
    heights += [leg.height for side in SIDES if (leg := pose.leg(side)).on is not None]
    return min(heights, default=0.0)


def _under(points: Floats, support: float) -> Iterator[PoseFault]:
    low = float(points[:, 1].min()) - support
    if low > FLOOR_NEAR:
        yield PoseFault("body", "floats above the floor", low, " % of stature")
    if low < -2.0:
        yield PoseFault("body", "goes under the floor", -low, " % of stature")


def _bends(rig: Rig) -> Iterator[PoseFault]:
    for name, angle in joint_angles(rig).items():
        least, most = ranges()[name.split()[-1]]
        if not least - _SLACK <= angle <= most + _SLACK:
            way, size = ("too far", angle - most) if angle > most else ("too little", least - angle)
            yield PoseFault(name.replace("_", " "), f"bends {way}, {angle:.0f}°,", size, "°")


def _given_way(pose: Pose, numbers: Mapping[str, float]) -> Iterator[PoseFault]:
    for name, most in _GIVES_WAY.items():
        moved = abs(numbers.get(name, getattr(pose, name)) - getattr(pose, name))
        if moved > most:
            what = "must be other than what is written, for the contacts to hold,"
            yield PoseFault(name, what, moved, "°")
