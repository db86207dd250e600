"""Names: what a customer typed becomes a line of letters that can be set.

Unicode in its composed form (UAX #15, NFC), on one line, without what steers text instead of
being text: control characters, bidi controls (a U+202E would turn the rest of a line around) and
joiners outside the scripts that need them. Emoji are ornament: they go, and the letters stay.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from fontTools.unicodedata import script

__all__ = ["Cleaned", "clean"]

LONGEST = 160
"""Letters that are looked at; a longer name is shortened before it is measured."""

_MOST_MARKS = 4
"""Marks on one letter: Hebrew with points and accents has three; a tower of marks is a prank."""

_JOINING = {"Arab", "Syrc", "Mong", "Nkoo", "Rohg", "Adlm"} | {
    "Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda", "Mlym", "Sinh", "Khmr", "Mymr",
}  # fmt: skip
"""Scripts in which a joiner changes the shape of its neighbours (Unicode 16, 23.2)."""

_JOINERS = "\u200c\u200d"
_UNKNOWN = {"Cn", "Co", "Cs"}
_ORNAMENT = {"So", "Sk"}
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
"""Letters and marks by their category that show nothing."""

_KEYCAP = "\u20e3"


@dataclass(frozen=True)
class Cleaned:
    """A line to set, and what was done to get it.

    ``text`` is empty where nothing is left. ``unknown`` says that there are code points that stand
    for no letter, so that the name cannot be set as its owner writes it; ``dropped`` that ornament
    was left out.
    """

    text: str
    unknown: bool = False
    dropped: bool = False


@lru_cache(maxsize=4096)
def _kind(letter: str) -> str:
    """Say what to do with a character: keep, space, silent, joiner, ornament, mark, unknown."""
    category = unicodedata.category(letter)
    if letter in _JOINERS:
        return "joiner"
    if letter == "\ufffd" or category in _UNKNOWN:
        return "ornament" if 0x1F000 <= ord(letter) < 0x20000 else "unknown"
    if letter.isspace() or category in ("Zs", "Zl", "Zp"):
        return "space"
    if category in ("Cc", "Cf") or letter in _BLANK or _selects(letter):
        return "silent"
    if category[0] == "M" and letter != _KEYCAP:
        return "mark"
    return "ornament" if category in _ORNAMENT or letter == _KEYCAP or _skin(letter) else "keep"


def _selects(letter: str) -> bool:
    """Say whether a character only picks a variant of the one before it."""
    return 0xFE00 <= ord(letter) <= 0xFE0F or 0xE0100 <= ord(letter) <= 0xE01EF


def _skin(letter: str) -> bool:
    return 0x1F3FB <= ord(letter) <= 0x1F3FF


@lru_cache(maxsize=64)
def clean(text: str) -> Cleaned:
    """Make one line of letters of what was typed; this never raises.

    >>> clean("  Zoe\\u0308 \\U0001f338\\u202e O'Neil\\n").text
    "Zoë O'Neil"
    >>> clean("\\ufffd").unknown
    True
    """
    if text.isascii() and text.isprintable():
        return Cleaned(_shortened(" ".join(text.split())))
    typed = text[: 4 * LONGEST].encode("utf-8", "replace").decode("utf-8") if text else ""
    unknown = "\ufffd" in typed or typed.count("?") > text[: 4 * LONGEST].count("?")
    kept: list[str] = []
    dropped = False
    marks = 0
    for letter in unicodedata.normalize("NFC", typed):
        kind = _kind(letter)
        marks = marks + 1 if kind == "mark" else 0
        unknown |= kind == "unknown" or marks > _MOST_MARKS
        dropped |= kind == "ornament"
        if kind in ("keep", "joiner") or (kind == "mark" and kept and kept[-1] != " "):
            kept.append(letter)
        elif kind == "space":
            kept.append(" ")
    line = " ".join(_with_joiners("".join(kept)).split())
    return Cleaned(_shortened(line), unknown, dropped)


def _with_joiners(text: str) -> str:
    """Keep a joiner between two letters of a script that needs it, and nowhere else."""
    if not any(joiner in text for joiner in _JOINERS):
        return text
    kept: list[str] = []
    for index, letter in enumerate(text):
        around = text[index - 1 : index] + text[index + 1 : index + 2]
        if letter not in _JOINERS or (
            around[:1] and any(script(each) in _JOINING for each in around)
        ):
            kept.append(letter)
    return "".join(kept)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
