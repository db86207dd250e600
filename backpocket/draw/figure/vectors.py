"""Vectors: a drawing without colours, which any palette can paint, and files can keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from backpocket.model.drawings import Tone

__all__ = ["PARTS", "Fill", "Stroke", "Tone", "Vectors", "Words", "from_plain", "plain"]

PARTS = 25
"""Paths are written in whole numbers, so many to a hundredth of stature."""


@dataclass(frozen=True)
class Fill:
    """A filled path; with a rim, a line as wide goes round it."""

    tone: Tone
    path: str
    rim: Tone | None = None
    width: float = 0.0


@dataclass(frozen=True)
class Stroke:
    """A path as a line with round ends."""

    tone: Tone
    path: str
    width: float
    dashes: float = 0.0


@dataclass(frozen=True)
class Words:
    """A line of text: where its base line starts, ends or has its middle, y down."""

    text: str
    x: float
    y: float
    size: float
    anchor: str


@dataclass(frozen=True)
class Vectors:
    """Shapes in painting order, in a box from 0, 0, y down, in hundredths of stature.

    ``corner`` is the side of the largest square in the upper left corner that nothing lies in.
    """

    width: float
    height: float
    shapes: tuple[Fill | Stroke | Words, ...]
    corner: float = 0.0


def plain(vectors: Vectors) -> list[Any]:
    """Return vectors as lists, texts and numbers, as JSON has them."""
    shapes = [[type(shape).__name__, *astuple(shape)] for shape in vectors.shapes]
    return [vectors.width, vectors.height, shapes, vectors.corner]


def from_plain(values: Sequence[Any]) -> Vectors:
    """Return the vectors that :func:`plain` has made lists of."""
    width, height, shapes, corner = values
    return Vectors(width, height, tuple(_shape(*each) for each in shapes), corner)


def _shape(kind: str, first: str, *rest: Any) -> Fill | Stroke | Words:
    if kind == "Words":
        return Words(first, *rest)
    if kind == "Stroke":
        return Stroke(Tone(first), *rest)
    path, rim, width = rest
    return Fill(Tone(first), path, Tone(rim) if rim else None, width)
