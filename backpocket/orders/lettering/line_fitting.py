"""Fitting: a line of any length in a place of a given size.

It is set in the size of the design if it fits; then smaller, down to the floor; at the floor on as
many lines as the place has; and what still does not fit is shortened so that everybody can see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backpocket.orders.lettering.fonts import Book
from backpocket.orders.lettering.shaping import Line, TextPart, clusters, shape

__all__ = ["Fitted", "Room", "fit", "fit_end"]

_MORE = "…"


@dataclass(frozen=True)
class Room:
    """How wide a place is, its type size and the floor, and how many lines it has at the floor.

    All lengths are in one unit.
    """

    width: float
    size: float
    floor: float
    lines: int = 1


@dataclass(frozen=True)
class Fitted:
    """Lines and their type size."""

    lines: tuple[Line, ...]
    size: float
    shortened: bool = False


def fit(book: Book, parts: Sequence[TextPart], frame: Room, *, bold: bool) -> Fitted:
    """Set a line in a frame; raises :class:`~.shaping.MissingError` if a letter is in no face."""
    whole = shape(book, parts, bold=bold)
    cut = whole.text.rstrip().endswith(_MORE)
    size = min(frame.size, frame.width / whole.width) if whole.width else frame.size
    if size >= frame.floor:
        return Fitted((whole,), size, shortened=cut)
    return _Wrapper(book, parts, frame.width / frame.floor, bold=bold).wrapped(frame, cut=cut)


def fit_end(book: Book, before: str, text: str, frame: Room, *, bold: bool) -> Fitted:
    """Set a number on one line: smaller, down to the floor, then without its beginning.

    The end of a number is what tells it from its neighbours. Raises MissingError.
    """
    parts = [TextPart(before), TextPart(text)]
    whole = shape(book, parts, bold=bold)
    size = min(frame.size, frame.width / whole.width)
    if size >= frame.floor:
        return Fitted((whole,), size)
    for cut in range(1, len(text)):
        line = shape(book, [TextPart(f"{_MORE}{text[cut:]}")], bold=bold)
        if line.width * frame.floor <= frame.width:
            return Fitted((line,), frame.floor, shortened=True)
    return Fitted((whole,), size)


class _Wrapper:
    """Breaks parts into lines of at most ``most`` ems."""

    def __init__(self, book: Book, parts: Sequence[TextPart], most: float, *, bold: bool) -> None:
        self.book, self.parts, self.most, self.bold = book, parts, most, bold
        self.text = "".join(part.text for part in parts)
        self.cuts = [0]
        for cluster in clusters(self.text):
            self.cuts.append(self.cuts[-1] + len(cluster))

    def wrapped(self, frame: Room, *, cut: bool) -> Fitted:
        lines: list[Line] = []
        start = 0
        while start < len(self.text) and len(lines) < frame.lines:
            last = len(lines) == frame.lines - 1
            end = len(self.text) if last else self._end(start)
            line = self._line(start, end)
            if line.width > self.most:
                line, cut = self._shortened(start), True
            lines.append(line)
            start = end
            while start < len(self.text) and self.text[start] == " ":
                start += 1
        return Fitted(tuple(lines), frame.floor, shortened=cut)

    def _end(self, start: int) -> int:
        """Return where a line ends: at the last blank that fits, if that leaves it half full.

        Chinese and Japanese have no blanks, and break between any two letters.
        """
        inside = [cut for cut in self.cuts if cut > start]
        fitting = self._longest(start, inside)
        if fitting == len(self.text):
            return fitting
        blank = self.text.rfind(" ", start, fitting + 1)
        return blank if blank - start > (fitting - start) / 2 else fitting

    def _longest(self, start: int, ends: list[int], more: str = "") -> int:
        """Return the last of these ends at which the line still fits, at least the first."""
        low, high = 0, len(ends) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._line(start, ends[middle], more).width <= self.most:
                low = middle
            else:
                high = middle - 1
        return ends[low]

    def _shortened(self, start: int) -> Line:
        inside = [cut for cut in self.cuts if cut > start]
        return self._line(start, self._longest(start, inside, _MORE), _MORE)

    def _line(self, start: int, end: int, more: str = "") -> Line:
        """Shape the text from start to end, and what shows that there is more."""
        pieces: list[TextPart] = []
        offset = 0
        for part in self.parts:
            piece = part.text[max(start - offset, 0) : max(end - offset, 0)]
            offset += len(part.text)
            if piece:
                pieces.append(TextPart(piece, part.base))
        if pieces:
            pieces[-1] = TextPart(pieces[-1].text.rstrip() + more, pieces[-1].base)
        return shape(self.book, pieces, bold=self.bold)
