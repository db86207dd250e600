"""Poses: how a body stands, sits or lies, as an editor writes it in ``content/poses.toml``.

A pose is written in the angles that a physiotherapist names, in degrees, and in contacts: what
lies on the floor, and what the hands hold. The contacts are solved for every body, and the angles
give way as little as they must, so that one pose fits all. The body faces the viewer's right, so
that its right side is the near one. Lengths are hundredths of stature, the floor is 0.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from backpocket.model.record import Record

__all__ = [
    "BODIES",
    "SIDES",
    "Arm",
    "ArmOn",
    "Elbows",
    "HandShape",
    "Leg",
    "LegOn",
    "Length",
    "LimbSide",
    "Pose",
    "Rest",
    "Resting",
    "Side",
    "Spot",
    "View",
]

BODIES = ("woman", "man", "elder")
"""The bodies that take every pose: two adults, and one that is older and heavier."""

Side = Literal["near", "far"]
SIDES: tuple[Side, Side] = ("near", "far")

Angle = Annotated[float, Field(ge=-180, le=180, description="degrees")]
Length = Annotated[float, Field(ge=-150, le=150, description="hundredths of stature")]
Spot = tuple[Length, Length]


class View(StrEnum):
    """From where a pose is seen; soft is the side, turned and lifted a little, raised is higher."""

    SOFT = "soft"
    RAISED = "raised"
    SIDE = "side"
    LEFT = "three-quarter-left"
    RIGHT = "three-quarter-right"
    RAISED_LEFT = "raised-left"
    FRONT = "front"
    BEHIND = "behind"
    BEHIND_LEFT = "behind-left"
    ABOVE = "above"


class HandShape(StrEnum):
    """What the fingers do."""

    FLAT = "flat"
    RELAXED = "relaxed"
    FIST = "fist"
    GRIP = "grip"


class Rest(StrEnum):
    """A part of the trunk or the head that the body rests on."""

    BACK = "back"
    LOW_BACK = "low-back"
    SHOULDERS = "shoulders"
    SEAT = "seat"
    BELLY = "belly"
    CHEST = "chest"
    SIDE = "side"
    SHOULDER = "shoulder"
    HEAD = "head"


class LegOn(StrEnum):
    """How a leg is on the floor, or on what else.

    The sole, the ball or the edge of the foot; the knee and the shin, or the knee with toes tucked;
    lying. Off the floor: level behind the body; crossed, the ankle on the other thigh; stacked, on
    the other ankle.
    """

    SOLE = "sole"
    BALL = "ball"
    SHIN = "shin"
    KNEE = "knee"
    LYING = "lying"
    EDGE = "edge"
    CROSSED = "crossed"
    STACKED = "stacked"
    LEVEL = "level"


class ArmOn(StrEnum):
    """What a hand lies on or holds; in “floor” the palm does, in “forearm” the whole forearm.

    “level” holds nothing: the arm reaches out level, past the head.
    """

    FLOOR = "floor"
    FOREARM = "forearm"
    LEVEL = "level"
    NEAR_SHIN = "near-shin"
    FAR_SHIN = "far-shin"
    NEAR_THIGH = "near-thigh"
    FAR_THIGH = "far-thigh"
    HIP = "hip"
    BELLY = "belly"
    CHEST = "chest"
    HEAD = "head"
    CHAIR = "chair"
    COUNTER = "counter"
    RAIL = "rail"
    STRAP = "strap"
    WALL = "wall"


class LimbSide(StrEnum):
    """On which face of a limb a hand lies, as its owner would say it."""

    FRONT = "front"
    BACK = "back"
    OUTSIDE = "outside"
    INSIDE = "inside"


class Elbows(StrEnum):
    """Where the point of a bent elbow goes, as seen from the trunk."""

    OUT = "out"
    BACK = "back"
    DOWN = "down"
    FRONT = "front"
    UP = "up"


_FLAT = (
    ArmOn.FLOOR, ArmOn.FOREARM, ArmOn.WALL, ArmOn.HIP, ArmOn.BELLY, ArmOn.CHEST, ArmOn.COUNTER,
)  # fmt: skip
_THINGS = (ArmOn.CHAIR, ArmOn.COUNTER, ArmOn.RAIL, ArmOn.STRAP, ArmOn.WALL)


class Leg(Record):
    """A leg: its angles, and what it stands, kneels or lies on.

    Of a leg on the floor, ``at`` is where the ankle (of a ball, the ball; of a kneeling leg, the
    knee) is, or ``ahead`` how far it is in front of its hip; ``apart`` is how far it is from the
    middle, outwards. The angles of such a leg follow, but for a hip or knee angle that is written
    down: the body moves until it holds.
    """

    hip: Annotated[Angle, Field(description="flexion; minus stretches the leg back")] | None = None
    abduction: Annotated[Angle, Field(description="outwards")] = 0
    rotation: Annotated[Angle, Field(description="outwards, also of the knee of a set foot")] = 0
    knee: Annotated[Angle, Field(description="flexion")] | None = None
    ankle: Annotated[Angle, Field(description="toes up; minus points the foot")] = 0
    toes: Annotated[Angle, Field(description="up")] = 0
    on: LegOn | None = None
    at: Length | None = None
    ahead: Length = 0
    apart: Length | None = None
    height: Length = 0
    heel: Annotated[float, Field(ge=0, le=90, description="how far the heel is lifted")] = 0
    heading: Annotated[Angle, Field(description="of the foot, outwards")] = 6


class Arm(Record):
    """An arm: its angles, the shape of its hand, and what the hand lies on or holds.

    On the floor, ``at`` is where the wrist (of a forearm, the elbow) is, or ``ahead`` how far it is
    in front of its shoulder; on a thing, ``at`` and ``height`` are where the palm is. On a limb,
    ``along`` says how far down, and ``where`` on which face. A shoulder or elbow angle that is
    written down holds: the body moves, or, with ``reach``, the hand slides along the floor.
    """

    shoulder: Annotated[Angle, Field(description="flexion: forwards, 180 is overhead")] | None = (
        None
    )
    abduction: Annotated[Angle, Field(description="outwards")] = 0
    rotation: Annotated[Angle, Field(description="outwards; minus turns the arm in")] = 0
    elbow: Annotated[Angle, Field(description="flexion")] | None = None
    forearm: Annotated[Angle, Field(description="palm down; minus turns the palm up")] = 0
    wrist: Annotated[Angle, Field(description="palm bent in; minus bends the hand back")] = 0
    hand: HandShape | None = None
    on: ArmOn | None = None
    at: Length | None = None
    ahead: Length = 0
    apart: Length | None = None
    reach: bool = False
    height: Length = 0
    heading: Annotated[Angle, Field(description="of the fingers, outwards")] = 0
    along: Annotated[float, Field(ge=0, le=1)] = 0.2
    where: LimbSide = LimbSide.FRONT
    elbows: Elbows | None = None

    @model_validator(mode="after")
    def things_have_a_place(self) -> Self:
        if self.on in _THINGS and self.at is None:
            raise ValueError(f"say where the hand is on the {self.on}: at, and height")
        return self

    @property
    def shape(self) -> HandShape:
        """The shape of the hand; where none is written, the one that what it holds asks for."""
        if self.hand is not None:
            return self.hand
        if self.on in _FLAT:
            return HandShape.FLAT
        return HandShape.RELAXED if self.on in (None, ArmOn.LEVEL) else HandShape.GRIP


class Resting(Record):
    """A part that the body rests on, and how high above the floor."""

    part: Rest
    height: Length = 0


class Pose(Record):
    """One position of the whole body.

    The trunk leans forwards from upright (90: face down, -90: on the back), tilts to its near side,
    and turns towards the viewer. ``legs`` and ``arms`` say what both do, ``near_leg`` and the like
    what one does.
    """

    lean: Angle = 0
    tilt: Angle = 0
    turn: Angle = 0
    lumbar: Annotated[Angle, Field(description="flexion of the low back; minus arches it")] = 0
    thorax: Annotated[Angle, Field(description="flexion of the upper back")] = 0
    side_bend: Annotated[Angle, Field(description="of the spine, to the near side")] = 0
    twist: Annotated[Angle, Field(description="of the spine, to the far side")] = 0
    neck: Annotated[Angle, Field(description="flexion")] = 0
    nod: Annotated[Angle, Field(description="of the head; minus looks up")] = 0
    neck_bend: Annotated[Angle, Field(description="of the neck, to the near side")] = 0
    look: Annotated[Angle, Field(description="turn of the head, to the far side")] = 0
    x: Annotated[Length, Field(description="where the middle of the hips is")] = 0
    y: Annotated[Length, Field(description="about how high the hips are")] | None = None
    rests: tuple[Resting, ...] = ()
    legs: Leg = Leg()
    near_leg: Leg | None = None
    far_leg: Leg | None = None
    arms: Arm = Arm()
    near_arm: Arm | None = None
    far_arm: Arm | None = None
    view: View = View.SOFT
    shoes: bool = False

    @field_validator("rests", mode="before")
    @classmethod
    def parts_alone_or_with_heights(cls, value: Any) -> Any:
        """Read ``["back"]`` as on the floor, ``{ seat = 25 }`` as on something so high."""
        if isinstance(value, dict):
            return [{"part": part, "height": height} for part, height in value.items()]
        if isinstance(value, list):
            return [{"part": part} if isinstance(part, str) else part for part in value]
        return value

    def leg(self, side: Side) -> Leg:
        """What the leg of one side does."""
        return (self.near_leg if side == "near" else self.far_leg) or self.legs

    def arm(self, side: Side) -> Arm:
        """What the arm of one side does."""
        return (self.near_arm if side == "near" else self.far_arm) or self.arms
