"""Blanks: the lines of a chapter with the blanks that Python-Markdown wants of lists and tables.

Editors set a list right below a line of text, and a list within a list in by 2, 3 or 4 blanks.
Python-Markdown wants a blank line there, and 4 blanks. The words of each line stay, and so does
their order: what is set as it wants it comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

__all__ = ["ITEM_NUMBER", "is_broken_table", "regular"]

ITEM_NUMBER = r"\d{1,3}[.)]"
"""A number of a list; more digits are those of a year."""

_ITEM = re.compile(rf"(?P<sign>[*+-]|{ITEM_NUMBER}) +(?=\S)")
_LINE_ACROSS = re.compile(r"(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})")
_BLOCK = re.compile(r"#|>|!!!|::|: ")
"""How a line begins that is never the rest of the line above."""

_DASHES = re.compile(r"\|? *:?-+:? *(?:\| *:?-+:? *)*\|?")
_STEP = 4
_CLOSEST = 2
"""The fewest blanks that set a line in below an item."""


@dataclass(frozen=True)
class _Around:
    """A list item or a box (without ``sign``): its margin as written, and as it shall be."""

    margin: int
    regular: int
    sign: str = ""

    @property
    def least(self) -> int:
        """Return the fewest blanks of a line that stands in it."""
        return self.margin + (_CLOSEST if self.sign else _STEP)

    def is_like(self, sign: str) -> bool:
        """Tell whether an item of this sign is one of the same list."""
        return bool(self.sign) and self.sign[0].isdigit() == sign[0].isdigit()


@dataclass
class _BlankReader:
    """Where the reading of the lines stands: ``above`` is the line above, without its blanks."""

    around: list[_Around] = field(default_factory=list)
    above: str = ""
    in_table: bool = False
    in_item: bool = False
    """Whether the line above is in the first lines of an item."""

    def read(self, line: str, below: str) -> Iterator[str]:
        """Yield a line, with a blank one above it if it needs that."""
        text = line.lstrip(" ")
        if not text:
            self.above, self.in_table, self.in_item = "", False, False
            yield line
            return
        margin = len(line) - len(text)
        if self.in_table and "|" in text:
            yield self._set_in(margin) + text
        elif sign := self._sign(margin, text):
            yield from self._item(margin, text, sign)
        elif self.above and not self.in_table and self._goes_on(text, below):
            yield self._next_line(margin, line, text)
        else:
            yield from self._block(margin, text, below)
        self.above = text

    def _sign(self, margin: int, text: str) -> str:
        """Return the sign of a list item; "" if the line begins with none."""
        match = _ITEM.match(text)
        if not match or _LINE_ACROSS.fullmatch(text):
            return ""
        sign = match["sign"]
        inside = [each for each in self.around if margin >= each.least]
        if margin - (inside[-1].margin + _STEP if inside else 0) >= _STEP:
            return sign if self.above and inside and inside[-1].sign else ""
        ended = self.around[len(inside) :]
        may_begin = not self.above or not sign[0].isdigit() or sign[:-1] == "1"
        return sign if may_begin or (ended and ended[0].is_like(sign)) else ""

    def _item(self, margin: int, text: str, sign: str) -> Iterator[str]:
        ended = [each for each in self.around if margin < each.least]
        self.around = [each for each in self.around if margin >= each.least]
        is_next = bool(ended) and ended[0].is_like(sign)
        is_first = self.in_item or self.above.startswith("!!!")
        if self.above and not is_next and (ended or not is_first):
            yield ""
        if ended and ended[0].sign:
            regular = ended[0].regular
        else:
            regular = self.around[-1].regular + _STEP if self.around else 0
        self.around.append(_Around(margin, regular, sign))
        self.in_table, self.in_item = False, True
        yield " " * regular + text

    def _goes_on(self, text: str, below: str) -> bool:
        """Tell whether a line is the rest of the text above it."""
        return (
            not _BLOCK.match(text) and not _LINE_ACROSS.fullmatch(text) and not _head(text, below)
        )

    def _next_line(self, margin: int, line: str, text: str) -> str:
        boxes = [each for each in self.around if not each.sign]
        if boxes and margin < boxes[-1].least and not self.above.startswith("!!!"):
            return " " * (boxes[-1].regular + _STEP) + text
        return line if not self.around or self.around[-1].sign else self._set_in(margin) + text

    def _block(self, margin: int, text: str, below: str) -> Iterator[str]:
        outer = [each for each in self.around if margin >= each.least]
        is_table = _head(text, below)
        if self.above and (is_table or self.in_table or outer != self.around):
            yield ""
        self.around, self.in_table, self.in_item = outer, is_table, False
        yield self._set_in(margin) + text
        if text.startswith("!!!"):
            regular = len(self._set_in(margin))
            self.around.append(_Around(margin, regular))

    def _set_in(self, margin: int) -> str:
        """Return the blanks before a line that stands in what is around it."""
        if not self.around:
            return " " * margin
        inside = self.around[-1]
        return " " * (inside.regular + _STEP + max(0, margin - inside.margin - _STEP))


def regular(lines: Sequence[str]) -> list[str]:
    """Return lines with blank lines and blanks as Python-Markdown wants them.

    >>> regular(["Each day:", "- Walk:", "  - at home"])
    ['Each day:', '', '- Walk:', '    - at home']
    """
    reader = _BlankReader()
    quoted = [line for is_quote, run in groupby(lines, _is_quote) for line in _run(is_quote, run)]
    each = zip(quoted, [*quoted[1:], ""], strict=True)
    return [regular for line, below in each for regular in reader.read(line, below)]


def _is_quote(line: str) -> bool:
    return line.lstrip(" ").startswith(">")


def _run(is_quote: bool, run: Iterable[str]) -> Iterable[str]:
    """Set the blanks within quoted lines as well."""
    if not is_quote:
        return run
    parts = [line.partition(">") for line in run]
    within = regular([text.removeprefix(" ") for _, _, text in parts])
    return [f"{parts[0][0]}> {line}" for line in within]


def _head(text: str, below: str) -> bool:
    """Tell whether a line is the head of a table: dashes stand below it."""
    dashes = below.strip()
    return "|" in text and "|" in dashes and _DASHES.fullmatch(dashes) is not None


def is_broken_table(text: str) -> bool:
    """Tell whether a paragraph was meant as a table: dashes and bars stand in its second line."""
    lines = text.split("\n", 2)
    return len(lines) > 1 and _head(lines[0], lines[1])
