"""Poses: the joint angles of one body, as an editor writes them in ``content/poses.toml``.

Angles are in degrees and say where a segment points, from the body's end to its far end: 0 is
the viewer's right, 90 up, 180 left, -90 down. Lengths are in hundredths of stature, the floor
(or the top of the mat) is y = 0. The near side is the reader's right side in every pose, so an
elbow always bends counter-clockwise and a knee clockwise.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from backpocket.model.record import Record

__all__ = ["Arm", "Hand", "HandHold", "Leg", "LegPart", "Pose", "View"]

Angle = Annotated[float, Field(ge=-360, le=360, description="degrees; 0 right, 90 up")]
Length = Annotated[float, Field(ge=-150, le=150, description="hundredths of stature")]
Spot = tuple[Length, Length]
Seen = Annotated[float, Field(gt=0.2, le=1, description="share of the length that is seen")]


class View(StrEnum):
    """From where the trunk and the head are seen."""

    SIDE = "side"
    FRONT = "front"


class Hand(StrEnum):
    """What a hand does: lies flat, reaches, hangs loose, grips, or makes a light fist."""

    FLAT = "flat"
    OPEN = "open"
    LOOSE = "loose"
    GRIP = "grip"
    FIST = "fist"


class LegPart(StrEnum):
    """A segment of a leg that a hand can hold."""

    NEAR_THIGH = "near-thigh"
    NEAR_SHIN = "near-shin"
    FAR_THIGH = "far-thigh"
    FAR_SHIN = "far-shin"


class HandHold(Record):
    """A place on a leg: how far down the segment, and on its front or its back."""

    part: LegPart
    share: Annotated[float, Field(ge=0, le=1)] = 0.25
    behind: bool = False


class Leg(Record):
    """A leg: two angles, or the place of the ankle; then the foot, and the toes if they bend."""

    thigh: Angle | None = None
    shank: Angle | None = None
    ankle: Spot | None = None
    foot: Angle = 0
    toes: Angle | None = None
    thigh_seen: Seen = 1
    shank_seen: Seen = 1
    mirrored: bool = False

    @model_validator(mode="after")
    def one_way_to_place_it(self) -> Self:
        angles = (self.thigh, self.shank)
        if self.ankle is None and None in angles:
            raise ValueError("give a leg both angles (thigh, shank), or the place of its ankle")
        if self.ankle is not None and angles != (None, None):
            raise ValueError("a leg takes two angles or an ankle, not both: drop one of them")
        return self


class Arm(Record):
    """An arm: two angles, or the place of the wrist, or what the hand holds."""

    upper: Angle | None = None
    fore: Angle | None = None
    wrist: Spot | None = None
    holds: HandHold | None = None
    hand: Angle = 0
    shape: Hand = Hand.LOOSE
    upper_seen: Seen = 1
    fore_seen: Seen = 1
    behind: bool = False

    @model_validator(mode="after")
    def one_way_to_place_it(self) -> Self:
        angles = (self.upper, self.fore)
        ways = [angles != (None, None), self.wrist is not None, self.holds is not None]
        if sum(ways) != 1:
            raise ValueError("place an arm in one way: upper and fore, or wrist, or holds")
        if ways[0] and None in angles:
            raise ValueError("give an arm both angles: upper and fore")
        return self


class Pose(Record):
    """One position of the whole body.

    Where the far leg or arm is left out, it does as the near one. ``depth`` shifts the far hip
    and shoulder (right, up), as when the reader stands a step to one side.
    """

    hip: Spot
    spine: tuple[Angle, Angle, Angle]
    neck: Angle
    head: Angle
    view: View = View.SIDE
    near_leg: Leg
    far_leg: Leg | None = None
    near_arm: Arm
    far_arm: Arm | None = None
    depth: Spot = (0, 0)
    shoes: bool = False
