"""The rig: the bones of one body, turned joint by joint, from the pelvis outwards.

A bone's turn is the rotation that takes it from rest to where it is; its place is where it begins.
A limb is set by the directions of its two long bones and by the axis of the hinge between them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from backpocket.draw.body.model import BodyModel
from backpocket.draw.body.rotations import (
    Floats,
    X,
    Y,
    Z,
    about,
    cross,
    frame,
    from_vector,
    length,
    onto,
    to_vector,
    twist,
    unit,
)
from backpocket.model.poses import Side

__all__ = ["SPINE", "Limb", "Rig", "Way", "outwards", "suffix"]

Way = tuple[float, float, float]

SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
"""The bones of the back from the pelvis up: three of the low back, two of the chest."""

_NECK = ("neck01", "neck02", "neck03", "head")
_LUMBAR = (0.3, 0.4, 0.3, 0.0, 0.0)
_THORAX = (0.0, 0.0, 0.0, 0.5, 0.5)

# A tenth of the hip's turn goes to its half of the pelvis, so that the seat keeps its shape.
_PELVIS_SHARE = 0.10
# By how many degrees each finger leans to the thumb, so that the tips lie side by side.
_TOGETHER = {2: -5.0, 3: -1.0, 4: 3.5, 5: 8.5}
# The collar bone and the shoulder blade follow the arm: about a third of its lift (Inman, Saunders
# and Abbott 1944), most of it by the blade.
_COLLAR_SHARE, _BLADE_SHARE = 0.14, 0.28


def suffix(side: Side) -> str:
    """How the names of the bones of a side end: the body's right is near."""
    return ".R" if side == "near" else ".L"


def outwards(side: Side) -> float:
    """The sign of what goes outwards: the near side is at plus z."""
    return 1.0 if side == "near" else -1.0


@dataclass(frozen=True)
class Limb:
    """How a limb is set: directions of its upper and its lower bone, and the axis of its hinge."""

    upper: Floats
    lower: Floats
    hinge: Floats


@dataclass
class Rig:
    """The turns (3, 3) and the places (3,) of a body's bones, set from the pelvis outwards."""

    model: BodyModel
    turns: dict[str, Floats] = field(default_factory=dict)
    places: dict[str, Floats] = field(default_factory=dict)

    def _set(self, bone: str, turn: Floats) -> None:
        self.turns[bone] = turn
        self._put(bone)

    def _put(self, bone: str) -> None:
        model = self.model
        number = model.numbers[bone]
        parent = model.parents[number]
        above = model.bones[parent]
        step = model.heads[number] - model.heads[parent]
        self.places[bone] = self.places[above] + self.turns[above] @ step

    # The trunk

    def set_root(self, place: Floats, turn: Floats) -> None:
        """Put the middle of the hips at a place, the pelvis turned so."""
        model = self.model
        hips = (model.head("upperleg01.L") + model.head("upperleg01.R")) / 2
        self.turns["root"] = turn
        self.places["root"] = place - turn @ (hips - model.head("root"))
        for bone in ("pelvis.L", "pelvis.R"):
            self._set(bone, turn)
            self._put(f"upperleg01{bone[-2:]}")

    def set_spine(self, lumbar: float, thorax: float, side_bend: float, twisted: float) -> None:
        """Bend the back: flexion of its two parts; to the near side; round to the far side."""
        turn = self.turns["root"]
        share = 1 / len(SPINE)
        for bone, low, high in zip(SPINE, _LUMBAR, _THORAX, strict=True):
            turn = turn @ about(Z, -(lumbar * low + thorax * high))
            if side_bend or twisted:
                turn = turn @ about(X, side_bend * share) @ about(Y, twisted * share)
            self._set(bone, turn)

    def set_neck(self, neck: float, nod: float, bend: float, look: float) -> None:
        """Bend the neck, nod the head, bend to the near side, turn to the far side."""
        turn = self.turns["spine01"]
        for bone, flexion in zip(_NECK, (neck / 3, neck / 3, neck / 3, nod), strict=True):
            turn = turn @ about(Z, -flexion)
            if bend or look:
                share = 1 / len(_NECK)
                turn = turn @ about(X, bend * share) @ about(Y, look * share)
            self._set(bone, turn)

    @property
    def pelvis(self) -> Floats:
        """The turn of the pelvis."""
        return self.turns["root"]

    @property
    def chest(self) -> Floats:
        """The turn of the upper back."""
        return self.turns["spine01"]

    # Legs

    def rest_leg(self, side: Side) -> Limb:
        """The leg at rest."""
        q, head = suffix(side), self.model.head
        hip, knee, ankle = head(f"upperleg01{q}"), head(f"lowerleg01{q}"), head(f"foot{q}")
        return Limb(unit(knee - hip), unit(ankle - knee), -Z)

    def leg_lengths(self, side: Side) -> tuple[float, float]:
        """The lengths of the thigh and the shank."""
        q, head = suffix(side), self.model.head
        hip, knee, ankle = head(f"upperleg01{q}"), head(f"lowerleg01{q}"), head(f"foot{q}")
        return length(knee - hip), length(ankle - knee)

    def set_leg(self, side: Side, limb: Limb) -> None:
        """Turn thigh and shank; the hinge of a knee points to the far side."""
        q, rest = suffix(side), self.rest_leg(side)
        thigh = frame(limb.upper, limb.hinge) @ frame(rest.upper, rest.hinge).T
        shank = frame(limb.lower, limb.hinge) @ frame(rest.lower, rest.hinge).T
        swung = self.pelvis.T @ thigh
        self._set(f"pelvis{q}", self.pelvis @ from_vector(to_vector(swung) * _PELVIS_SHARE))
        half = about(rest.upper, -twist(swung, rest.upper) * 0.5)
        for bone, turn in (
            ("upperleg01", thigh @ half),
            ("upperleg02", thigh),
            ("lowerleg01", shank),
            ("lowerleg02", shank),
            ("foot", shank),
            ("toes", shank),
        ):
            self._set(bone + q, turn)

    def leg_now(self, side: Side) -> Limb:
        """The leg as it is set."""
        bones = ("upperleg01", "lowerleg01", "foot")
        return self._limb_now(side, bones, self.turns[f"upperleg02{suffix(side)}"] @ -Z)

    def arm_now(self, side: Side) -> Limb:
        """The arm as it is set."""
        bones = ("upperarm01", "lowerarm01", "wrist")
        hinge = self.turns[f"upperarm02{suffix(side)}"] @ self.rest_arm(side).hinge
        return self._limb_now(side, bones, hinge)

    def _limb_now(self, side: Side, bones: tuple[str, str, str], hinge: Floats) -> Limb:
        start, middle, end = (self.places[bone + suffix(side)] for bone in bones)
        return Limb(unit(middle - start), unit(end - middle), hinge)

    def set_foot(self, side: Side, turn: Floats, toes: float) -> None:
        """Turn the foot, and its toes up against it."""
        q = suffix(side)
        self._set(f"foot{q}", turn)
        self._set(f"toes{q}", turn @ about(Z, toes))

    # Arms

    def rest_arm(self, side: Side) -> Limb:
        """The arm at rest; its elbow is a little bent, which gives the hinge."""
        q, head = suffix(side), self.model.head
        shoulder, elbow = head(f"upperarm01{q}"), head(f"lowerarm01{q}")
        upper, lower = unit(elbow - shoulder), unit(head(f"wrist{q}") - elbow)
        return Limb(upper, lower, unit(cross(upper, lower)))

    def arm_lengths(self, side: Side) -> tuple[float, float]:
        """The lengths of the upper arm and the forearm."""
        q, head = suffix(side), self.model.head
        shoulder, elbow = head(f"upperarm01{q}"), head(f"lowerarm01{q}")
        return length(elbow - shoulder), length(head(f"wrist{q}") - elbow)

    def rest_shoulder(self, side: Side) -> None:
        """Leave the collar bone and the blade as the chest has them."""
        q = suffix(side)
        for bone in ("clavicle", "shoulder01"):
            self._set(bone + q, self.chest)
        self._put(f"upperarm01{q}")

    def set_arm(self, side: Side, limb: Limb) -> None:
        """Turn upper arm and forearm; collar bone and blade follow, so the shoulder moves."""
        q, rest = suffix(side), self.rest_arm(side)
        upper = frame(limb.upper, limb.hinge) @ frame(rest.upper, rest.hinge).T
        lower = frame(limb.lower, limb.hinge) @ frame(rest.lower, rest.hinge).T
        against = self.chest.T @ upper
        round_axis = twist(against, rest.upper)
        lift = to_vector(against @ about(rest.upper, -round_axis))
        for bone, turn in (
            ("clavicle", self.chest @ from_vector(lift * _COLLAR_SHARE)),
            ("shoulder01", self.chest @ from_vector(lift * _BLADE_SHARE)),
            ("upperarm01", upper @ about(rest.upper, -round_axis * 0.55)),
            ("upperarm02", upper),
            ("lowerarm01", lower),
            ("lowerarm02", lower),
            ("wrist", lower),
        ):
            self._set(bone + q, turn)

    def rest_hand(self, side: Side) -> tuple[Floats, Floats]:
        """The directions of the fingers and of the palm at rest."""
        q, head = suffix(side), self.model.head
        wrist = head(f"wrist{q}")
        fingers = unit((head(f"finger3-1{q}") + head(f"finger4-1{q}")) / 2 - wrist)
        palm = cross(head(f"finger2-1{q}") - wrist, head(f"finger5-1{q}") - wrist)
        inwards = np.array((0.2, -0.5, -outwards(side)))
        return fingers, unit(palm if (palm * inwards).sum() > 0 else -palm)

    def palm_now(self, side: Side) -> Floats:
        """Where the palm faces, as it is set."""
        palm: Floats = self.turns[f"wrist{suffix(side)}"] @ self.rest_hand(side)[1]
        return palm

    def set_hand(self, side: Side, fingers: Floats, palm: Floats) -> None:
        """Turn the hand; half of its turn about the forearm is the lower forearm's."""
        q = suffix(side)
        turn = frame(fingers, palm) @ frame(*self.rest_hand(side)).T
        forearm = self.turns[f"lowerarm01{q}"]
        along = self.rest_arm(side).lower
        half = about(along, twist(forearm.T @ turn, along) * 0.5)
        self._set(f"lowerarm02{q}", forearm @ half)
        self._set(f"wrist{q}", turn)

    def set_fingers(self, side: Side, bend: tuple[float, float], thumb: Sequence[Way]) -> None:
        """Bend the fingers at the knuckles and beyond them, and point the bones of the thumb.

        A way has three parts: along the fingers, to the thumb's side, and out of the palm.
        """
        q, model = suffix(side), self.model
        hand = self.turns[f"wrist{q}"]
        fingers, palm = self.rest_hand(side)
        hinge = cross(fingers, palm)
        row = model.head(f"finger2-1{q}") - model.head(f"finger5-1{q}")
        aside = unit(row - (row * fingers).sum() * fingers)
        for finger, inwards in _TOGETHER.items():
            tip = model.tails[model.numbers[f"finger{finger}-3{q}"]]
            way = tip - model.head(f"finger{finger}-1{q}")
            way = unit(way - (way * palm).sum() * palm)
            goal = fingers + aside * math.tan(math.radians(inwards))
            turn = hand @ onto(way, unit(goal))
            for joint in (1, 2, 3):
                turn = turn @ about(hinge, bend[0] if joint == 1 else bend[1])
                self._set(f"finger{finger}-{joint}{q}", turn)
        for joint, (along, out, down) in enumerate(thumb, 1):
            bone = f"finger1-{joint}{q}"
            way = model.tails[model.numbers[bone]] - model.head(bone)
            goal = fingers * along + aside * out + palm * down
            self._set(bone, hand @ onto(unit(way), unit(goal)))

    def stacked(self) -> tuple[Floats, Floats]:
        """All turns (bones, 3, 3) and places (bones, 3); what is not set goes with its parent."""
        for bone in self.model.bones:
            if bone not in self.turns:
                parent = self.model.bones[self.model.parents[self.model.numbers[bone]]]
                self._set(bone, self.turns[parent])
        bones = self.model.bones
        return (
            np.stack([self.turns[bone] for bone in bones]),
            np.stack([self.places[bone] for bone in bones]),
        )
