"""Lines: where in a chapter each block of its tree stands.

Python-Markdown keeps no places. But the words of its blocks are those of the lines, in the same
order, until inline marks are looked at: so each block is found by its first line, below the block
before it.
"""

from __future__ import annotations

import html
import xml.etree.ElementTree as etree
from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["LINE", "line_of", "number_lines"]

LINE = "data-line"
"""The attribute of a block that holds its line in the file, from 1."""

_IN_ONE_LINE = ("td", "th")
"""Blocks of which several stand in one line."""

_HEADINGS = ("", "h1", "h2", "h3", "h4", "h5", "h6")
"""Headings by their level: one without words has its signs alone."""

_FAR = 50
"""How many lines with words are looked at for the next block: between two are only their signs."""


def line_of(element: etree.Element) -> int:
    """Return the line of a block; 0 if it has none."""
    return int(element.get(LINE, 0))


def number_lines(root: etree.Element, lines: Sequence[str], first: int) -> None:
    """Give each block below ``root`` its line, the first of ``lines`` being number ``first``."""
    cursor = _Cursor(lines, [index for index, line in enumerate(lines) if line.strip()])
    blocks = [element for element in root.iter() if element is not root]
    for element in blocks:
        number = cursor.find(element)
        if number is not None:
            element.set(LINE, str(number + first))
    line = first  # of the last block, for what has no words that could be found
    for element in blocks:
        line = line_of(element) or _line_inside(element) or line
        element.set(LINE, str(line))


def _line_inside(element: etree.Element) -> int:
    return next((line_of(each) for each in element.iter() if line_of(each)), 0)


@dataclass
class _Cursor:
    """Where the search for the next block begins: a line that has words, and a place in it."""

    lines: Sequence[str]
    worded: Sequence[int]
    at: int = 0
    column: int = field(default=0)

    def find(self, element: etree.Element) -> int | None:
        """Return the index of the line in which a block begins, and go past the block."""
        words = _words(element)
        if not words:
            return None
        for step in range(self.at, min(self.at + _FAR, len(self.worded))):
            line = self.lines[self.worded[step]]
            end = _end(element, words[0], line, self.column if step == self.at else 0)
            if end < 0:
                continue
            self.at, self.column = step, end
            if element.tag not in _IN_ONE_LINE:
                self.at, self.column = step + len(words), 0
            return self.worded[step]
        return None


def _words(element: etree.Element) -> list[str]:
    """Return the lines of a block’s own text, as they stand in the file."""
    if element.tag == "directive":
        return [f"::{element.get('name')}"]
    if element.get("class") == "admonition-title":
        return ["!!!"]
    text = element.text or ""
    if element.tag == "code":
        text = html.unescape(text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    is_bare_heading = not lines and len(element) == 0 and element.tag in _HEADINGS
    return ["#" * _HEADINGS.index(element.tag)] if is_bare_heading else lines


def _end(element: etree.Element, words: str, line: str, start: int) -> int:
    """Return where the first words of a block end in its line; -1 if this is not its line."""
    found = line.find(words, start)
    if found < 0:
        return -1
    end = found + len(words)
    if element.tag in _IN_ONE_LINE or element.tag == "directive":
        return end
    if element.get("class") == "admonition-title":
        return end if not line[:found].strip(" >*+-.)0123456789") else -1
    return end if not line[end:].strip(" #") else -1
