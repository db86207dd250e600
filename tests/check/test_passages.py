"""Passages: each character of what a reader sees has its place in the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpocket.check.passages.chapters import chapter_passages
from backpocket.check.passages.passage import Passage
from backpocket.model.source import Source
from tests.conftest import Project

PIECES = [
    *(
        "- ",
        "1. ",
        "12) ",
        "# ",
        "> ",
        "| a | b |",
        "::diary",
        '!!! do "Do"',
        "!!!",
        "[@a]",
        "*so*",
    ),
    *("{{ x }}", "&copy;", "\\*", "[a](term:b)", '![a](b "c")', "word", "é🦵", ".", " ", "    "),
    *("\n", "\n", "\n\n"),
]


def read(text: str) -> list[Passage]:
    return list(chapter_passages(Source("a.md", text), {"x": "ten words"}))


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_each_character_has_its_place(text: str) -> None:
    for passage in read(text):
        assert len(passage.text) == len(passage.offsets)
        assert len(passage.raw) == len(passage.places)
        assert list(passage.places) == sorted(passage.places)
        for char, place in zip(passage.raw, passage.places, strict=True):
            assert char in ("\n", text[place])
        for char, place in zip(passage.text, passage.offsets, strict=True):
            assert char in (" ", text[place]) or text[place] in "{&"


@pytest.mark.parametrize("sign", ["-", "*", "12."])
def test_an_item_may_begin_below_its_sign(project: Project, sign: str) -> None:
    text = f"# More\n\n{sign} \n  It is *so* --- and 5kg\n"
    project.write("small/03-more.md", text)
    found = {each.code: each.place for each in project.diagnostics()}
    line = text.split("\n")[3]
    assert {code: (place.line, line[place.column - 1 :]) for code, place in found.items()} == {
        "W802": (4, "5kg"),
        "W803": (4, "--- and 5kg"),
        "W804": (4, "*so* --- and 5kg"),
    }
