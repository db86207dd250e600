"""Slots: the places on a finished page that stay free for a reader, found and filled.

``templates/partials/reader-slot.html.j2`` sets one letter in each, and ``styles/personal.css``
marks it with colours. Here the page is cut at the marks: what stands around them stays as it is,
tags included, and only the letters are replaced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import ContentStreamInlineImage, ContentStreamInstruction

from backpocket.orders.lettering.line_fitting import Fitted, Room
from backpocket.orders.lettering.typesetting import Typesetter

__all__ = ["ORDER", "PARCEL", "READER", "Cutting", "Slot", "cut"]

READER, ORDER, PARCEL = "reader", "order", "parcel"
_MARKS = {READER: 3, ORDER: 4, PARCEL: 5}
"""The blue of the letters, and the red of the ground, of each kind of slot; out of 255."""

_Instruction = ContentStreamInstruction | ContentStreamInlineImage

_LEADING = 1.2
"""From one line to the next, in type sizes."""


@dataclass(frozen=True)
class Slot:
    """A place: its box, and the start of its line of type, in units of the page from its top.

    ``unit`` is how many points one such unit has. ``right`` says that lines end at the right side.
    """

    kind: str
    left: float
    top: float
    width: float
    height: float
    baseline: float
    size: float
    unit: float
    bold: bool
    right: bool

    def frame(self, floor: float) -> Room:
        """Return the frame of lines with a floor in points."""
        floor /= self.unit
        lines = max(1, int((self.height + 0.5) / (_LEADING * floor)))
        return Room(self.width, max(self.size, floor), floor, lines)

    def fill(self, typesetter: Typesetter, fitted: Fitted, ink: str) -> bytes:
        """Write lines into the slot: one stands where the letter of the template stood.

        Several go down from the top; or up from the bottom, if that is where the letter stood.
        """
        size = fitted.size
        step = _LEADING * size
        first = self.baseline
        if len(fitted.lines) > 1:
            edge = self.top + self.height if self._is_low else self.top
            first = edge + (self.baseline - edge) * size / self.size
            first -= step * (len(fitted.lines) - 1) if self._is_low else 0
        places = [
            (
                self.left + (self.width - line.width * size if self.right else 0),
                first + step * index,
            )
            for index, line in enumerate(fitted.lines)
        ]
        return f"q {ink} rg\n{typesetter.text(fitted.lines, places, size)}Q\n".encode()

    @property
    def _is_low(self) -> bool:
        """Whether the letter of the template stands at the bottom of the box."""
        return self.baseline > self.top + 0.6 * self.height


@dataclass(frozen=True)
class Cutting:
    """The content of a page around its slots: ``pieces`` has one more than there are slots."""

    slots: tuple[Slot, ...]
    pieces: tuple[bytes, ...]


def cut(page: pikepdf.Page) -> Cutting:
    """Cut the content of a page at its slots."""
    reader = _SlotReader(page)
    kept: list[list[_Instruction]] = [[]]
    for instruction in pikepdf.parse_content_stream(page):
        step = reader.read(instruction)
        if step == "keep":
            kept[-1].append(instruction)
        elif step == "slot":
            kept.append([])
    slots = tuple(_completed(slot, reader.grounds) for slot in reader.slots)
    pieces = tuple(pikepdf.unparse_content_stream(each) + b"\n" for each in kept)
    return Cutting(slots, pieces)


def _completed(slot: Slot, grounds: Mapping[str, Sequence[float]]) -> Slot:
    left, top, width, height = grounds[slot.kind]
    return replace(slot, left=left, top=top, width=width, height=height, right=slot.left > left + 1)


def _mark(instruction: _Instruction) -> tuple[str, bool] | None:
    """Return the kind of slot that a colour marks, and whether it is the colour of its ground."""
    colour = [round(float(each) * 255) for each in instruction.operands]
    for kind, mark in _MARKS.items():
        if colour in ([1, 2, mark], [mark, 2, 1]):
            return kind, colour == [mark, 2, 1]
    return None


class _SlotReader:
    """Follows the content of a page: keeps, leaves out, or stops at a slot."""

    def __init__(self, page: pikepdf.Page) -> None:
        self.slots: list[Slot] = []
        self.grounds: dict[str, Sequence[float]] = {}
        self._fonts = page.obj.Resources.get("/Font", pikepdf.Dictionary())
        self._units = [1.0]
        self._letter: str | None = None
        self._ground: str | None = None
        self._in_text = False
        self._start = (0.0, 0.0)
        self._type = ("", 0.0)

    def read(self, instruction: _Instruction) -> str:
        """Return what becomes of an instruction: keep, drop, or slot where a slot is complete."""
        operator = str(instruction.operator)
        values = list(instruction.operands)
        if operator == "q":
            self._units.append(self._units[-1])
        elif operator == "Q":
            self._units.pop()
        elif operator == "cm":
            self._units[-1] *= abs(float(values[0]))
        elif operator == "rg":
            return self._colour(instruction)
        elif self._ground is not None:
            return self._box(operator, values)
        elif self._letter is not None:
            return self._text(operator, values)
        return "keep"

    def _colour(self, instruction: _Instruction) -> str:
        mark = _mark(instruction)
        self._letter = self._ground = None
        if mark is None:
            return "keep"
        if mark[1]:
            self._ground = mark[0]
        else:
            self._letter = mark[0]
        return "drop"

    def _box(self, operator: str, values: Sequence[Any]) -> str:
        if operator == "re":
            assert self._ground is not None
            self.grounds[self._ground] = [float(each) for each in values]
            return "drop"
        if operator in ("f", "f*"):
            self._ground = None
            return "drop"
        return "keep"

    def _text(self, operator: str, values: Sequence[Any]) -> str:
        if operator == "BT":
            self._in_text = True
        if not self._in_text:
            return "keep"
        if operator == "Tm":
            self._start = float(values[4]), float(values[5])
        elif operator == "Tf":
            self._type = str(values[0]), float(values[1])
        elif operator == "ET":
            self._in_text = False
            assert self._letter is not None
            font, size = self._type
            bold = "Bold" in str(self._fonts[font].BaseFont)
            x, y = self._start
            self.slots.append(
                Slot(self._letter, x, 0, 0, 0, y, size, self._units[-1], bold, right=False)
            )
            self._letter = None
            return "slot"
        return "drop"
