"""Drawings: pictures that are no figures of a move, as data in ``content/drawings/``.

A drawing is a box with parts in painting order: bodies in a pose of the library, areas, lines and
discs; and the places of its labels. Lengths are hundredths of stature, y goes up.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from backpocket.model.figures import Body, Scenery
from backpocket.model.poses import Pose
from backpocket.model.record import Record

__all__ = [
    "AreaPart",
    "DiscPart",
    "DrawingSpec",
    "FigurePart",
    "LinePart",
    "Part",
    "PictureLabel",
    "Tone",
]  # fmt: skip

Far = Annotated[float, Field(ge=-400, le=400, description="hundredths of stature")]
Point = tuple[Far, Far]
Turn = Annotated[float, Field(ge=-180, le=180, description="degrees")]
Thick = Annotated[float, Field(gt=0, le=40)]


class Tone(StrEnum):
    """What a shape is; a palette gives each its colour."""

    INK = "ink"
    SKIN = "skin"
    FAR_SKIN = "far-skin"
    SHIRT = "shirt"
    FAR_SHIRT = "far-shirt"
    LEGS = "legs"
    FAR_LEGS = "far-legs"
    HAIR = "hair"
    GREY_HAIR = "grey-hair"
    SHOE = "shoe"
    FAR_SHOE = "far-shoe"
    MAT = "mat"
    MAT_SIDE = "mat-side"
    PROP = "prop"
    PROP_SIDE = "prop-side"
    STRAP = "strap"
    FELT = "felt"
    ACCENT = "accent"
    GHOST = "ghost"
    CALM = "calm"
    PAPER = "paper"
    BONE = "bone"
    MUSCLE = "muscle"
    DEEP_MUSCLE = "deep-muscle"


class PictureLabel(Record):
    """Where a label stands; with a target, a line leads from the label to it."""

    at: Point
    anchor: Literal["start", "middle", "end"] = "start"
    size: Annotated[float, Field(ge=4, le=30)] = 6.6
    width: Annotated[int, Field(ge=4, le=60, description="characters a line")] = 60
    target: Point | None = None


class FigurePart(Scenery):
    """A body in a pose; ``at`` is where its origin is in the drawing."""

    kind: Literal["figure"]
    body: Body = "woman"
    at: Point = (0, 0)
    scale: Annotated[float, Field(gt=0, le=10)] = 1
    camera: tuple[Turn, Turn] | None = None
    """From where it is seen, if not from where the pose is: degrees to the right, and up."""
    outline: Tone | None = None
    """Show nothing but the shape of the body, in this tone."""


class _Shape(Record):
    """A shape; a mirrored one stands on both sides of x = 0."""

    tone: Tone
    mirrored: bool = False


class AreaPart(_Shape):
    """A filled area; with a rim, a line goes round it."""

    kind: Literal["area"]
    points: Annotated[tuple[Point, ...], Field(min_length=3)]
    curved: bool = True
    rim: Tone | None = None
    width: Thick = 0.9


class LinePart(_Shape):
    """A line with round ends; ``dashes`` are as long as the gaps between them."""

    kind: Literal["line"]
    points: Annotated[tuple[Point, ...], Field(min_length=2)]
    curved: bool = True
    width: Thick = 0.9
    dashes: Annotated[float, Field(ge=0, le=20)] = 0


class DiscPart(_Shape):
    """A filled disc, or with a rim one with a line round it."""

    kind: Literal["disc"]
    at: Point
    radius: Thick
    rim: Tone | None = None
    width: Thick = 0.9


Part = Annotated[FigurePart | AreaPart | LinePart | DiscPart, Field(discriminator="kind")]


class DrawingSpec(Record):
    """A drawing: its box (left, bottom, right, top), its parts, and the places of its labels."""

    box: tuple[Far, Far, Far, Far]
    labels: Mapping[str, PictureLabel] = {}
    poses: Mapping[str, Pose] = {}
    """Poses that only this drawing has."""
    part: tuple[Part, ...]
