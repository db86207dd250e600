"""Blanks: the words of a chapter stay as they are, wherever blanks are set between them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backpocket.markup.blanks import regular

PIECES = [
    "- ",
    "1. ",
    "2019. ",
    "| ",
    "|---|",
    "> ",
    "!!! do",
    "word",
    "## ",
    " ",
    "    ",
    "\n",
    "\n\n",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(TEXTS)
def test_no_word_is_lost_or_moved(text: str) -> None:
    lines = text.split("\n")
    assert "".join("".join(regular(lines)).split()) == "".join(text.split())


@given(TEXTS)
def test_what_is_regular_stays(text: str) -> None:
    once = regular(text.split("\n"))
    assert regular(once) == once
