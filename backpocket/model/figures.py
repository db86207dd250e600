"""Frames: what an editor writes in the table ``[figures]`` of a move.

A move has a caption and two frames, start and end, and may have frames for an easier and a
harder way. A frame names a pose and adds marks: arrows, where it is felt, guide lines, props.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from math import dist
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from backpocket.model.poses import Length, Side, Spot, View
from backpocket.model.record import Record

__all__ = [
    "FIGURE_LETTERS",
    "PROPS",
    "Area",
    "Arrow",
    "Band",
    "Body",
    "Chair",
    "Counter",
    "DashedLine",
    "Figures",
    "Floor",
    "Frame",
    "Joint",
    "Pillow",
    "Prop",
    "Rail",
    "Scenery",
    "Shown",
    "Step",
    "Strap",
    "Wall",
    "Zoom",
]

FIGURE_LETTERS: Mapping[str, str] = {"start": "A", "end": "B"}
"""The letters by which a move's own texts speak of its figures."""


class Joint(StrEnum):
    """A place on the body that a mark is set from."""

    HEAD = "head"
    CROWN = "crown"
    CHIN = "chin"
    SHOULDER = "shoulder"
    CHEST = "chest"
    MIDDLE_BACK = "middle-back"
    LOW_BACK = "low-back"
    BELLY = "belly"
    HIP = "hip"
    NEAR_SHOULDER = "near-shoulder"
    NEAR_ELBOW = "near-elbow"
    NEAR_WRIST = "near-wrist"
    NEAR_HAND = "near-hand"
    NEAR_HIP = "near-hip"
    NEAR_KNEE = "near-knee"
    NEAR_ANKLE = "near-ankle"
    NEAR_TOES = "near-toes"
    FAR_SHOULDER = "far-shoulder"
    FAR_ELBOW = "far-elbow"
    FAR_WRIST = "far-wrist"
    FAR_HAND = "far-hand"
    FAR_HIP = "far-hip"
    FAR_KNEE = "far-knee"
    FAR_ANKLE = "far-ankle"
    FAR_TOES = "far-toes"


class Area(StrEnum):
    """A part of the body where a move is felt."""

    NECK = "neck"
    SHOULDER = "shoulder"
    CHEST = "chest"
    UPPER_BACK = "upper-back"
    LOW_BACK = "low-back"
    WHOLE_BACK = "whole-back"
    BELLY = "belly"
    LOW_BELLY = "low-belly"
    WAIST = "waist"
    SEAT = "seat"
    SIDE_HIP = "side-hip"
    FRONT_HIP = "front-hip"
    FRONT_THIGH = "front-thigh"
    BACK_THIGH = "back-thigh"
    INNER_THIGH = "inner-thigh"
    KNEE = "knee"
    CALF = "calf"
    SHIN = "shin"
    HEEL = "heel"
    SOLE = "sole"


Body = Literal["woman", "man", "elder"]
"""Who takes a pose: one of :data:`backpocket.model.poses.BODIES`."""


class Floor(StrEnum):
    """What the body stands or lies on."""

    MAT = "mat"
    BARE = "bare"
    NONE = "none"


def _in_words(most: int) -> AfterValidator:
    """Check that a text is not empty and has at most ``most`` words."""

    def check(text: str) -> str:
        count = len(text.split())
        if not count:
            raise ValueError("write a few words here")
        if count > most:
            raise ValueError(f"this has {count} words; use at most {most}")
        return text

    return AfterValidator(check)


class Arrow(Record):
    """A movement arrow: it starts on a part of the body and ends where that goes.

    In the start frame it goes to where the part is in the end frame; in each other frame it comes
    from where the part was in the start frame. ``start`` and ``end`` are steps (right, up) that
    move its ends; where both are written, they are steps from the part as it is in this frame, and
    the other frame is not asked. ``bend`` is how far the arrow bows out, as a share of its length:
    positive to its left.
    """

    at: Joint
    start: Spot | None = None
    end: Spot | None = None
    bend: Annotated[float, Field(ge=-0.6, le=0.6)] = 0


class DashedLine(Record):
    """A dashed straight line between two joints, moved aside by ``offset`` (to its left)."""

    start: Joint
    end: Joint
    offset: Length = 0
    past: Annotated[float, Field(ge=0, le=30, description="how far it goes on past both")] = 0


class Zoom(Record):
    """A round inset that shows a small change larger: what lies round ``at``, ``times`` as big.

    Both places are points of the frame: right of the origin, up from the floor.
    """

    at: Spot
    centre: Spot
    radius: Annotated[float, Field(ge=5, le=30)] = 12
    times: Annotated[float, Field(gt=1, le=4)] = 2

    @model_validator(mode="after")
    def it_stands_beside_what_it_shows(self) -> Self:
        if dist(self.at, self.centre) <= self.radius + self.radius / self.times:
            raise ValueError("the inset covers the place that it shows: move its centre away")
        return self


class Chair(Record):
    """A chair; ``x`` is the front edge of its seat."""

    kind: Literal["chair"]
    x: Length
    height: Annotated[float, Field(ge=15, le=40)] = 25.6
    depth: Annotated[float, Field(ge=12, le=40)] = 23
    back: Literal["left", "right"] = "left"


class Step(Record):
    """A low step; ``x`` is its left edge, ``z`` how far to the viewer's side its middle stands."""

    kind: Literal["step"]
    x: Length
    z: Length = 0
    width: Annotated[float, Field(ge=10, le=60)] = 24
    height: Annotated[float, Field(ge=4, le=20)] = 10


class Wall(Record):
    """A wall; ``x`` is the side that faces the body, which stands to its ``side``."""

    kind: Literal["wall"]
    x: Length
    side: Literal["left", "right"] = "left"
    height: Annotated[float, Field(ge=40, le=130)] = 104


class Rail(Record):
    """A rail on two posts, along the body; ``z`` is how far to the viewer's side it stands."""

    kind: Literal["rail"]
    x: Length
    width: Annotated[float, Field(ge=10, le=80)] = 40
    height: Annotated[float, Field(ge=30, le=70)] = 54
    z: Length = -16


class Counter(Record):
    """A kitchen counter; ``x`` is the edge that the body faces."""

    kind: Literal["counter"]
    x: Length
    height: Annotated[float, Field(ge=30, le=70)] = 52
    width: Annotated[float, Field(ge=8, le=60)] = 16


class Pillow(Record):
    """A pillow, or a rolled towel; ``x`` and ``y`` are the middle of its underside."""

    kind: Literal["pillow", "towel"]
    x: Length
    y: Length = 0
    width: Annotated[float, Field(ge=4, le=40)] = 18
    height: Annotated[float, Field(ge=2, le=12)] = 5


class Strap(Record):
    """A strap or a towel round a sole, held in the hands."""

    kind: Literal["strap"]
    foot: Literal["near", "far"] = "near"


class Band(Record):
    """An elastic band round both thighs."""

    kind: Literal["band"]


Prop = Annotated[
    Chair | Step | Wall | Rail | Counter | Pillow | Strap | Band, Field(discriminator="kind")
]


PROPS = tuple(
    kind
    for prop in get_args(get_args(Prop)[0])
    for kind in get_args(prop.model_fields["kind"].annotation)
)
"""The kinds of props."""


class Scenery(Record):
    """A body in a pose of the library, with its marks and props."""

    pose: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    floor: Floor = Floor.MAT
    view: View | None = None
    arrows: tuple[Arrow, ...] = ()
    felt: tuple[Area, ...] = ()
    felt_side: Annotated[Side, Field(description="if not on both")] | None = None
    guides: tuple[DashedLine, ...] = ()
    props: tuple[Prop, ...] = ()
    zoom: Zoom | None = None
    ghost: bool = False
    """Show the body of the start frame behind this one, pale."""


class Shown(Record):
    """How an exercise that is in no guide is shown: who does it, and its frames, start first."""

    body: Body
    frames: Annotated[tuple[Scenery, ...], Field(min_length=1)]


class Frame(Scenery):
    """One drawing of a move, with its alt text."""

    alt: Annotated[str, _in_words(25)]


class Figures(Record):
    """The table ``[figures]`` of a move."""

    caption: Annotated[str, _in_words(15)]
    body: Body | None = None
    start: Frame
    end: Frame
    easier: Frame | None = None
    harder: Frame | None = None

    @property
    def frames(self) -> tuple[Frame, ...]:
        """All frames, in the order start, end, easier, harder."""
        return tuple(f for f in (self.start, self.end, self.easier, self.harder) if f is not None)
