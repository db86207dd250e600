"""Characters: what no reader sees is found and named, and what a message shows cannot steer it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpocket.characters import invisible, named, printable, without_soft_hyphens

UNSEEN = {
    "U+0007": "\x07",
    "U+001B": "\x1b",
    "U+0085": "\x85",
    "U+034F (combining grapheme joiner)": "\u034f",
    "U+061C (arabic letter mark)": "\u061c",
    "U+115F (hangul choseong filler)": "\u115f",
    "U+180E (mongolian vowel separator)": "\u180e",
    "U+200B (zero width space)": "\u200b",
    "U+200F (right-to-left mark)": "\u200f",
    "U+2028 (line separator)": "\u2028",
    "U+2029 (paragraph separator)": "\u2029",
    "U+202E (right-to-left override)": "\u202e",
    "U+2060 (word joiner)": "\u2060",
    "U+2066 (left-to-right isolate)": "\u2066",
    "U+2800 (braille pattern blank)": "\u2800",
    "U+3164 (hangul filler)": "\u3164",
    "U+D800": "\ud800",
    "U+E000": "\ue000",
    "U+FE0F (variation selector-16)": "\ufe0f",
    "U+FEFF (zero width no-break space)": "\ufeff",
    "U+FFA0 (halfwidth hangul filler)": "\uffa0",
    "U+FFF9 (interlinear annotation anchor)": "\ufff9",
    "U+FFFE": "\ufffe",
    "U+E0041 (tag latin capital letter a)": "\U000e0041",
    "U+E0100 (variation selector-17)": "\U000e0100",
    "U+10FFFF": "\U0010ffff",
}


@pytest.mark.parametrize(("name", "char"), UNSEEN.items(), ids=UNSEEN)
def test_what_is_unseen_is_found_named_and_escaped(name: str, char: str) -> None:
    assert list(invisible(f"Do {char}not")) == [3]
    assert named(char) == name
    shown = printable(f"Do {char}not")
    assert shown.isascii()
    assert shown.isprintable()
    assert shown != "Do not"


@pytest.mark.parametrize(
    "text",
    [
        "Plain, “curly” – and\tso\non…",
        "a\N{NO-BREAK SPACE}b\N{THIN SPACE}c",
        "Łódź, Việt Nam, Ελλάδα, Київ, हिन्दी, 東京, 서울, e\N{COMBINING ACUTE ACCENT}",
        "🦵 ½ ≥ ©",
        "soft\N{SOFT HYPHEN}hyphen",
        "می\N{ZERO WIDTH NON-JOINER}خواهم",
        "क्\N{ZERO WIDTH JOINER}ष",
        "\N{ARABIC NUMBER SIGN}\N{ARABIC-INDIC DIGIT ONE}",
    ],
)
def test_what_can_be_seen_is_let_by(text: str) -> None:
    assert not list(invisible(text))


@pytest.mark.parametrize(
    "text",
    [
        "run\N{ZERO WIDTH JOINER}ning",
        "\N{ZERO WIDTH NON-JOINER}می",
        "می\N{ZERO WIDTH NON-JOINER}",
        "می\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH NON-JOINER}خ",
        "می\N{ZERO WIDTH NON-JOINER} خ",
    ],
)
def test_a_joiner_stands_between_letters_that_need_it(text: str) -> None:
    assert list(invisible(text))


@given(st.text())
def test_nothing_that_moves_a_cursor_is_left_in_a_message(text: str) -> None:
    shown = printable(text)
    assert not list(invisible(shown))
    assert not set("\t\n\N{SOFT HYPHEN}") & set(shown)
    assert printable(shown) == shown
    assert without_soft_hyphens(text).count("\N{SOFT HYPHEN}") == 0
