"""Paper: what parts the letters of a page into words."""

from __future__ import annotations

import pytest

from backpocket.account.folding import BREAK, CLOSE, SPACE
from backpocket.account.page import Box, GlyphLine
from backpocket.account.paper import _gap


def a_line(words: str, left: float, bottom: float, size: float) -> GlyphLine:
    """Return a line of letters of half their size each."""
    line = GlyphLine(1, 0, 0, size, "Sans", None)
    wide = size / 2
    line.chars += [
        (char, Box(left + at * wide, bottom, left + (at + 1) * wide, bottom + 0.7 * size))
        for at, char in enumerate(words)
    ]
    line.begins, line.ends = left, left + len(words) * wide
    return line


@pytest.mark.parametrize(
    ("line", "gap"),
    [
        (a_line("on", 130, 700, 10), CLOSE),
        (a_line("on", 133, 700, 10), SPACE),
        (a_line("2", 130, 704, 6), CLOSE),  # raised
        (a_line("Title", 100, 655, 48), BREAK),  # below a short word, and near to it
        (a_line("next", 100, 688, 10), BREAK),
        (a_line("far", 170, 700, 10), BREAK),
    ],
)
def test_a_word_ends_where_the_next_line_of_letters_does_not_go_on(
    line: GlyphLine, gap: int
) -> None:
    assert _gap(line, a_line("again.", 100, 700, 10)) == gap
