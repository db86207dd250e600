"""Code spans: what stands between backticks, where no sign is a mark."""

from __future__ import annotations

import re
from bisect import bisect

__all__ = ["without_code"]

_TICKS = re.compile(r"(?<!\\)`+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def without_code(text: str) -> str:
    """Return a text of the same length with blanks for its code spans.

    >>> without_code("Write `~~`, not `c.")
    'Write     , not `c.'
    """
    if "`" not in text:
        return text
    ends = [match.start() for match in _BLANK_LINE.finditer(text)]
    runs = [(match.start(), match.end()) for match in _TICKS.finditer(text)]
    closing: dict[tuple[int, int], int] = {}
    partners: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        start, end = runs[index]
        kind = end - start, bisect(ends, start)  # as long, and in the same paragraph
        partners[index] = closing.get(kind)
        closing[kind] = index
    parts: list[str] = []
    at = index = 0
    while index < len(runs):
        partner = partners[index]
        if partner is None:
            index += 1
            continue
        start, end = runs[index][0], runs[partner][1]
        blank = "".join("\n" if char == "\n" else " " for char in text[start:end])
        parts += [text[at:start], blank]
        at, index = end, partner + 1
    return "".join([*parts, text[at:]])
