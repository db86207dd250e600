"""Settling: a body moves, as little as it must, until the contacts of its pose hold.

Wanted angles and contacts may not all hold at once on every body. The contacts win: height and lean
of the body, the bend of its back and its neck give way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from backpocket.draw.body.footing import Offsets, set_leg
from backpocket.draw.body.holding import set_arm, set_fingers
from backpocket.draw.body.limbs import Reach
from backpocket.draw.body.model import BodyModel, Ints
from backpocket.draw.body.rig import Rig, suffix
from backpocket.draw.body.rotations import Floats, X, Y, Z, about
from backpocket.draw.body.skin import skinned
from backpocket.draw.body.solving import Solver
from backpocket.draw.body.surfaces import outer_rows, part_rows, rest_rows
from backpocket.model.poses import SIDES, ArmOn, LegOn, Pose, Rest, Side

__all__ = ["Settling"]

# The error that a wanted bend costs for each degree that it is off.
_DEGREE = 0.1
_USUAL_HEIGHT, _LOOSE = 30.0, 0.001
_PLANTED = (LegOn.SOLE, LegOn.BALL, LegOn.SHIN, LegOn.KNEE)
_ON_THE_OTHER = (LegOn.CROSSED, LegOn.STACKED)
_LEANT_ON = (ArmOn.FLOOR, ArmOn.FOREARM, ArmOn.WALL, ArmOn.CHAIR, ArmOn.COUNTER)
# The lowest of some vertices is found so sharply; a few that are as low count for as much.
_SHARP, _BLUNT = 8.0, 0.15
_HAND = ("wrist", "finger2", "finger3", "finger4", "finger5")
# A body whose trunk is tilted more than this lies on its side.
_ON_ITS_SIDE = 30.0
# How far flesh gives way under what rests on it.
_SINK: Mapping[Rest, float] = {
    Rest.BACK: 0.8,
    Rest.LOW_BACK: 0.4,
    Rest.SHOULDERS: 0.6,
    Rest.SEAT: 1.0,
    Rest.BELLY: 1.0,
    Rest.CHEST: 0.8,
    Rest.SIDE: 1.2,
    Rest.SHOULDER: 1.2,
    Rest.HEAD: 0.3,
}
# What gives way, and how stiffly: the error that a change by one unit or degree costs.
_STIFFNESS: Mapping[str, float] = {
    "y": 0.01,
    "x": 0.05,
    "lean": 0.015,
    "tilt": 0.025,
    "side_bend": 0.05,
    "neck_bend": 0.02,
    "lumbar": 0.06,
    "thorax": 0.06,
    "neck": 0.02,
    "nod": 0.04,
    "near_hip": 0.06,
    "far_hip": 0.06,
    "near_abduction": 0.025,
    "far_abduction": 0.025,
}
# When a pass is good enough; between two, contacts are measured on the skin.
_SMALL = (0.05, 0.02, 0.001)


@dataclass
class Settling:
    """A body on its way into a pose: its bones, and what it has found out about contacts."""

    pose: Pose
    model: BodyModel
    offsets: Offsets = field(default_factory=dict)
    reaches: dict[str, Reach] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rig = Rig(self.model)
        self.numbers: dict[str, float] = {}
        self.names = self._free()
        wanted = [getattr(self.pose, name, 0.0) for name in self.names]
        self.start = np.array([_USUAL_HEIGHT if value is None else value for value in wanted])

    def _free(self) -> tuple[str, ...]:
        pose = self.pose
        names = ["y", "x", "lean", "lumbar", "thorax"]
        if abs(pose.tilt) > _ON_ITS_SIDE:
            names += ["tilt", "side_bend"]
        if any(rest.part is Rest.HEAD for rest in pose.rests):
            names += ["neck_bend"] if abs(pose.tilt) > _ON_ITS_SIDE else ["neck", "nod"]
        held = {str(pose.arm(side).on).partition("-")[0] for side in SIDES}
        for side in SIDES:
            on = pose.leg(side).on
            if on is LegOn.LYING:
                names += [f"{side}_hip", f"{side}_abduction"]
            elif on is None and side in held:
                names.append(f"{side}_hip")
        return tuple(names)

    def set(self, numbers: Floats, *, whole: bool = True) -> None:
        """Turn all bones as the pose and the free numbers say."""
        pose, rig = self.pose, self.rig
        at = dict(zip(self.names, numbers.tolist(), strict=True))
        tilt = at.get("tilt", pose.tilt)
        root: Floats = about(Y, -pose.turn) @ about(Z, -at["lean"]) @ about(X, tilt)
        rig.turns.clear()
        rig.set_root(np.array((at["x"], at["y"], 0.0)), root)
        rig.set_spine(at["lumbar"], at["thorax"], at.get("side_bend", pose.side_bend), pose.twist)
        rig.set_neck(
            at.get("neck", pose.neck),
            at.get("nod", pose.nod),
            at.get("neck_bend", pose.neck_bend),
            pose.look,
        )
        last = sorted(SIDES, key=lambda side: pose.leg(side).on in _ON_THE_OTHER)
        for side in last:
            shift = (at.get(f"{side}_hip", 0.0), at.get(f"{side}_abduction", 0.0))
            self.reaches[f"{side}_leg"] = set_leg(rig, side, pose.leg(side), self.offsets, shift)
        for side in SIDES:
            arm = pose.arm(side)
            if arm.on is not None:
                self.reaches[f"{side}_arm"] = set_arm(rig, side, arm, self.offsets)
            elif whole:
                set_arm(rig, side, arm, self.offsets)

    def errors(self, numbers: Floats) -> list[float]:
        """What does not hold yet, in units: contacts, wanted bends, parts off what they rest on."""
        self.set(numbers, whole=False)
        found = [reach.off for reach in self.reaches.values()]
        for side in SIDES:
            leg, arm = self.pose.leg(side), self.pose.arm(side)
            if leg.hip is not None and leg.on in _PLANTED:
                hip = self.flexion(self.rig.pelvis, "upperleg01", "lowerleg01", side)
                found.append(_DEGREE * (hip - leg.hip))
            if arm.shoulder is not None and arm.on in _LEANT_ON:
                shoulder = self.flexion(self.rig.chest, "upperarm01", "lowerarm01", side)
                found.append(_DEGREE * ((shoulder + 90) % 360 - 90 - arm.shoulder))
        return [*found, *self.gaps()]

    def flexion(self, base: Floats, bone: str, next_bone: str, side: Side) -> float:
        """How far a thigh or an upper arm is bent against the trunk."""
        q, places = suffix(side), self.rig.places
        x, y, _ = (base.T @ (places[next_bone + q] - places[bone + q])).tolist()
        return math.degrees(math.atan2(x, -y))

    def _resting(self) -> list[tuple[Ints, float, float]]:
        """The vertices of each part that rests, how low it is to be, and how much that counts."""
        wanted = [
            (rows, rest.height - _SINK[rest.part], 1.0)
            for rest in self.pose.rests
            for rows in rest_rows(self.model, rest.part)
        ]
        for side in SIDES:
            on = self.pose.leg(side).on
            foot = outer_rows(self.model, ("foot", "toes"), suffix(side))
            if on is LegOn.LYING:
                knee = part_rows(self.model, ("lowerleg01",), suffix(side))
                wanted += [(knee, -0.4, 0.5), (foot, -0.4, 0.7)]
            if on is LegOn.EDGE:
                wanted.append((foot, 0.0, 1.0))
        return wanted

    def gaps(self) -> list[float]:
        """How far the parts that rest on something are above it, flesh pressed."""
        wanted = self._resting()
        if not wanted:
            return []
        heights = skinned(
            self.model, *self.rig.stacked(), np.concatenate([rows for rows, _, _ in wanted])
        )[:, 1]
        ends = np.cumsum([len(rows) for rows, _, _ in wanted])[:-1]
        return [
            (_lowest(part) - goal) * weight
            for part, (_, goal, weight) in zip(np.split(heights, ends), wanted, strict=True)
        ]

    def measure(self) -> None:
        """Note how high contacts must be put for the skin, not the bones, to touch."""
        pose = self.pose
        for side in SIDES:
            set_fingers(self.rig, side, pose.arm(side))
        parts = [
            (side, part, prefixes, height)
            for side in SIDES
            for part, prefixes, height in _touching(pose, side)
        ]
        off: dict[tuple[Side, str], float] = {}
        for side, part, prefixes, height in parts:
            rows = part_rows(self.model, prefixes, suffix(side))
            low = float(skinned(self.model, *self.rig.stacked(), rows)[:, 1].min())
            off[side, part] = low - height
        # What both sides do alike stays alike, though the two halves of the mesh differ a little.
        alike = (pose.near_leg, pose.near_arm) == (pose.far_leg, pose.far_arm) == (None, None)
        for side, part in off:
            other: Side = "far" if side == "near" else "near"
            both = off[other, part] if alike and (other, part) in off else off[side, part]
            mean = (off[side, part] + both) / 2
            self.offsets[side, part] = self.offsets.get((side, part), 0.0) - mean

    def solve(self) -> None:
        """Find the numbers, and set the rig by them."""
        stiffness = np.array([_STIFFNESS[name] for name in self.names])
        if self.pose.y is None:
            stiffness[self.names.index("y")] = _LOOSE
        solver = Solver(self.errors, self.start, stiffness)
        for again in range(len(_SMALL)):
            if any(abs(error) > 1e-3 for error in self.errors(solver.numbers)):
                solver.solve(_SMALL[again])
                if again == len(_SMALL) - 1:
                    solver.settle()
            self.set(solver.numbers)
            if again < len(_SMALL) - 1:
                self.measure()
        self.numbers = dict(zip(self.names, solver.numbers.tolist(), strict=True))
        for side in SIDES:
            set_fingers(self.rig, side, self.pose.arm(side))


def _lowest(heights: Floats) -> float:
    """About the least height, and smooth where another vertex becomes the lowest."""
    least = float(heights.min())
    return least - math.log(float(np.exp((least - heights) * _SHARP).sum())) / _SHARP + _BLUNT


def _touching(pose: Pose, side: Side) -> list[tuple[str, tuple[str, ...], float]]:
    """What of a limb touches the floor: its name, its bones, and the floor's height there."""
    leg, arm = pose.leg(side), pose.arm(side)
    found: list[tuple[str, tuple[str, ...], float]] = []
    if leg.on is LegOn.BALL:
        found.append(("foot", ("foot", "toes"), leg.height))
    if leg.on in (LegOn.SHIN, LegOn.KNEE):
        found.append(("knee", ("lowerleg01", "upperleg02"), leg.height))
        found.append(("foot", ("foot", "toes"), leg.height))
    if arm.on in (ArmOn.FLOOR, ArmOn.FOREARM):
        found.append(("hand", _HAND, arm.height))
    if arm.on is ArmOn.FOREARM:
        found.append(("elbow", ("lowerarm01", "upperarm02"), arm.height))
    return found
