"""Page: the letters of a page with their boxes, and what else is painted on it.

Measures are points, from the lower left corner of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

__all__ = ["Box", "GlyphLine", "Page", "Paint"]


class Box(NamedTuple):
    """A rectangle: left, bottom, right, top."""

    left: float
    bottom: float
    right: float
    top: float

    def meet(self, other: Box) -> Box:
        """Return what both have in common; with a negative side, if that is nothing."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def is_there(self) -> bool:
        return self.right > self.left and self.top > self.bottom

    def touches(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass
class GlyphLine:
    """Letters that are painted in one go, in one line and one face.

    ``order`` is when it is painted, ``clip`` where it may be seen. It ``begins`` and ``ends`` with
    the room that its letters take, which is more than their boxes.
    """

    page: int
    order: int
    mark: int
    size: float
    font: str
    clip: Box | None
    in_figure: bool = False
    begins: float = 0
    ends: float = 0
    chars: list[tuple[str, Box]] = field(default_factory=list)

    @property
    def words(self) -> str:
        return "".join(char for char, _ in self.chars)

    @cached_property
    def letters(self) -> list[tuple[str, Box]]:
        """Return its characters that have ink."""
        return [each for each in self.chars if each[1].is_there and not each[0].isspace()]

    @cached_property
    def box(self) -> Box | None:
        """Return the box around its letters; None if it has none."""
        if not self.letters:
            return None
        left, bottom, right, top = zip(*(box for _, box in self.letters), strict=True)
        return Box(min(left), min(bottom), max(right), max(top))


@dataclass(frozen=True)
class Paint:
    """What is painted and is no letter; a ``plain`` one is a box, or a rule."""

    order: int
    box: Box
    is_plain: bool
    handle: Any = field(repr=False, compare=False)


@dataclass(frozen=True)
class Page:
    """A page: its paper, what is painted on it, in order, and its lines in the order of reading.

    ``frames`` are boxes of which only the sides are painted, one by one.
    """

    number: int
    paper: Box
    lines: tuple[GlyphLine, ...]
    paints: tuple[Paint, ...]
    frames: tuple[Paint, ...]
    handle: Any = field(repr=False, compare=False)
