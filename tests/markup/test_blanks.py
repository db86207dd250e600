"""Blanks: the words of a chapter stay as they are, wherever blanks are set between them."""

from __future__ import annotations

import pytest
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


@pytest.mark.parametrize(
    ("written", "set_apart"),
    [
        # A list below a line of text, and one of another kind below a list.
        ("Each day:\n- Walk\n- Rest", "Each day:\n\n- Walk\n- Rest"),
        ("Each day:\n1. Walk\n2. Rest", "Each day:\n\n1. Walk\n2. Rest"),
        ("a\n* b\n+ c\n- d", "a\n\n* b\n+ c\n- d"),
        ("- a\n- b\n1. c\n2. d", "- a\n- b\n\n1. c\n2. d"),
        ("***\n- a", "***\n\n- a"),
        ("> a\n>- b", "> a\n> \n> - b"),
        # What only looks like a list, or like the end of one.
        ("It was in\n2. May", "It was in\n2. May"),
        ("1. a\n   2019. b", "1. a\n   2019. b"),
        ("a\n- - -\nb", "a\n- - -\nb"),
        ("9. a\n10. b\n11. c", "9. a\n10. b\n11. c"),
        ("- a\nb\n- c", "- a\nb\n- c"),
        ("- a\n\n\n- b", "- a\n\n\n- b"),
        ("a\n        - code", "a\n        - code"),
        # Lists within lists, set in by 2, 3 or 4 blanks, or by more.
        ("- a\n  - b\n- c", "- a\n    - b\n- c"),
        ("- a\n   - b\n     c\n   - d\n- e", "- a\n    - b\n     c\n    - d\n- e"),
        ("- a\n    - b\n        - c", "- a\n    - b\n        - c"),
        ("- a\n          - b", "- a\n    - b"),
        ("- a\n  1. b\n  2. c\n- d", "- a\n    1. b\n    2. c\n- d"),
        (
            "- a\n    - b\n\n        - c\n          - d",
            "- a\n    - b\n\n        - c\n            - d",
        ),
        ("- a\n\n  b\n\n  - c", "- a\n\n    b\n\n    - c"),
        ("> - a\n>   - b\n> c\nd", "> - a\n>     - b\n> c\nd"),
        # Boxes.
        ("!!! do\n    - a\n    - b", "!!! do\n    - a\n    - b"),
        ("!!! do\n    a\n    - b", "!!! do\n    a\n\n    - b"),
        ("!!! do\n    - a\n      - b\n    c\nd", "!!! do\n    - a\n        - b\n    c\n    d"),
        ("!!! do\n    a\n  b", "!!! do\n    a\n    b"),
        ("- a\n  !!! do\n      b\n      - c", "- a\n    !!! do\n        b\n\n        - c"),
        ("!!! do\n    - a\n              - b\n    c", "!!! do\n    - a\n        - b\n    c"),
        (
            "- a\n    !!! do\n        b\n              - c",
            "- a\n    !!! do\n        b\n              - c",
        ),
        # Tables, and headings.
        ("a:\n| A |\n|---|\n| 1 |\nb", "a:\n\n| A |\n|---|\n| 1 |\n\nb"),
        ("a | b\n--|--\nc | d\n- e", "a | b\n--|--\nc | d\n\n- e"),
        ("- a\n  | A |\n  |---|\n  | 1 |", "- a\n\n    | A |\n    |---|\n    | 1 |"),
        ("- a\n  ## H", "- a\n    ## H"),
        ("a\n## H\nb", "a\n## H\nb"),
    ],
)
def test_lines_as_editors_set_them(written: str, set_apart: str) -> None:
    assert regular(written.split("\n")) == set_apart.split("\n")
