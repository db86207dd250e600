"""Names: one line of letters, whatever was typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpocket.orders.lettering.cleaned_names import LONGEST, clean


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Anna Kowalska", "Anna Kowalska"),
        ("  Anna \t Maria\r\nKowalska ", "Anna Maria Kowalska"),
        ("Zoe\u0308", "Zoë"),
        ("Nguyê\u0303n", "Nguyễn"),
        ("O'Neil & <b>Söhne</b>", "O'Neil & <b>Söhne</b>"),
        ("{{ config }} {% raw %}", "{{ config }} {% raw %}"),
        ("=1+1", "=1+1"),
        ("\u202eanna", "anna"),
        ("\u2067anna\u2069\u200f", "anna"),
        ("an\u00adna\ufeff", "anna"),
        ("\x00An\x07na\x1b", "Anna"),
        ("an\u200dna", "anna"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u3164", ""),
        ("\u0301", ""),
        ("", ""),
    ],
)
def test_a_name_becomes_a_line(typed: str, text: str) -> None:
    assert clean(typed).text == text
    assert not clean(typed).unknown


@pytest.mark.parametrize("typed", ["Anna 🌸", "👩‍👩‍👧 Anna", "Anna ❤️", "🇵🇱 Anna 👍🏽", "Anna 1️⃣"])
def test_emoji_go_and_letters_stay(typed: str) -> None:
    cleaned = clean(typed)
    assert cleaned.text.replace(" 1", "") == "Anna"
    assert cleaned.dropped
    assert not cleaned.unknown


@pytest.mark.parametrize(
    "typed", ["\ufffdnna", "\ue000", "a\U000e0fff", "\ud800x", "Z" + "\u0301" * 9]
)
def test_what_stands_for_no_letter_is_unknown(typed: str) -> None:
    assert clean(typed).unknown


def test_a_long_name_is_shortened_so_that_it_shows() -> None:
    text = clean("Anna " * 100_000).text
    assert len(text) <= LONGEST
    assert text.endswith("…")


@given(st.text())
def test_any_text_becomes_one_line_in_composed_form(typed: str) -> None:
    text = clean(typed).text
    assert len(text) <= LONGEST
    assert text == text.strip()
    assert unicodedata.is_normalized("NFC", text)
    assert all(
        letter == " " or unicodedata.category(letter)[0] in "LMNPS" or letter in "\u200c\u200d"
        for letter in text
    )


@given(st.text())
def test_a_clean_name_stays_as_it_is(typed: str) -> None:
    once = clean(typed).text
    assert clean(once).text == once
