"""Literals: the text that a quoted text of TOML or JSON stands for, and where each character is."""

from __future__ import annotations

import json
import tomllib
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpocket.load.literals import literal_places

ESCAPES = ["\\b", "\\t", "\\n", "\\f", "\\r", '\\"', "\\\\", "\\u00e9", "\\U0001F9B5", "\\u0022"]
FOLDED = ["\\\n", "\\ \t\n\n  "]
"""Lines that go on below: in the text, they are nothing."""

PIECES = {
    '"': [*"aé🦵' '", *ESCAPES],
    "'": [*'aé🦵"\\'],
    '"""': [*"aé🦵'\n", '"', '""', *ESCAPES, *FOLDED],
    "'''": [*'aé🦵"\\\n', "'", "''"],
}


def values(quote: str, pieces: list[str]) -> list[str]:
    """Return what each piece of a literal stands for, as TOML has it."""
    plain = quote.startswith("'")
    return [
        "" if each in FOLDED else each if plain or each[0] != "\\" else toml(f'"{each}"')
        for each in pieces
    ]


def toml(literal: str) -> str:
    return str(tomllib.loads(f"a = {literal}")["a"])


@pytest.mark.parametrize("quote", PIECES)
@given(data=st.data())
def test_each_character_of_toml_has_its_place(quote: str, data: st.DataObject) -> None:
    pieces = data.draw(st.lists(st.sampled_from(PIECES[quote]), max_size=8))
    inner = "".join(pieces)
    first = "\n" if len(quote) == 3 and data.draw(st.booleans()) else ""
    try:
        text = toml(f"{quote}{first}{inner}{quote}")
    except tomllib.TOMLDecodeError:  # three quotes within
        return
    if text != "".join(values(quote, pieces)):  # a blank below a line that goes on, and the like
        return
    begin = len("k = " + quote + first)
    at = list(accumulate(map(len, pieces), initial=begin))
    places = [
        place + index
        for place, value in zip(at, values(quote, pieces), strict=False)
        for index in range(len(value))
    ]
    source = f"k = {quote}{first}{inner}{quote}\nb = 'c'\n"
    assert literal_places(source, 4) == (text, places)


@given(st.text(st.sampled_from('aé🦵\U0001d49c"\\/\n\t\0'), max_size=8), st.booleans())
def test_each_character_of_json_has_its_place(text: str, escaped: bool) -> None:
    """A character beyond U+FFFF is one, also where it is written as two halves."""
    written = [json.dumps(char, ensure_ascii=escaped)[1:-1] for char in text]
    places = list(accumulate(map(len, written), initial=2))[:-1]
    source = f'["{"".join(written)}", "x"]'
    assert literal_places(source, 1) == (text, places)


def test_half_a_character_stays_half() -> None:
    source = '"\\ud83e \\ud83e\\uddb5\\uddb5"'
    assert literal_places(source, 0) == ("\ud83e \U0001f9b5\uddb5", [1, 7, 8, 20])
