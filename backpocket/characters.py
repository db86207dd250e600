"""Characters: which of them a reader can see, and the names and escapes of all others.

A character that shows nothing can turn a sentence round (U+202E), hide a word from every rule
(U+200B) or send orders to a terminal (U+001B). Content may hold none; messages show them escaped.
Classes: Unicode Standard Annex 44, General_Category and Default_Ignorable_Code_Point.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["SOFT_HYPHEN", "invisible", "named", "printable", "without_soft_hyphens"]

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"

_INVISIBLE_CLASSES = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
_LAID_OUT = frozenset("\t\n")
_VISIBLE_FORMATS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
"""Signs of Arabic, Syriac and Kaithi that stand above or below digits (property
Prepended_Concatenation_Mark): of their class, Cf, but there to be seen."""

_BLANK_LETTERS = frozenset(
    "\u034f"  # combining grapheme joiner
    "\u115f\u1160\u3164\uffa0"  # Hangul fillers
    "\u17b4\u17b5"  # Khmer vowels that are not written
    "\u180b\u180c\u180d\u180f"  # Mongolian variation selectors
    "\u2800"  # Braille pattern blank
    "\ufffc"  # object replacement character
    "\U00016fe4\U0001d159"  # Khitan filler, musical null notehead
)
"""What shows nothing although its class says letter, mark or sign."""

_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_JOINING = (range(0x0600, 0x10A0), range(0x1780, 0x18B0))
"""Arabic to Myanmar, Khmer and Mongolian: where a joiner between letters changes their form."""

_PLAIN = re.compile(r"[\t\n -~\xa0-\xac\xae-\u02ff\u2010-\u2027]*")
"""What most texts are made of, so that the rest need not be looked at one by one."""


def invisible(text: str) -> Iterator[int]:
    """Yield the index of each character that no reader would see, and that may change the text.

    Tabs, line ends and soft hyphens are let by, and so is a joiner between two letters of a script
    that needs it.

    >>> list(invisible("Do \\u202enot\\u202c run"))
    [3, 7]
    """
    match = _PLAIN.match(text)
    start = match.end() if match else 0
    for index in range(start, len(text)):
        char = text[index]
        if not _is_invisible(char) or char == SOFT_HYPHEN or char in _LAID_OUT:
            continue
        if char in _JOINERS and _joins(text, index):
            continue
        yield index


def _is_invisible(char: str) -> bool:
    if char in _VISIBLE_FORMATS:
        return False
    return (
        unicodedata.category(char) in _INVISIBLE_CLASSES
        or char in _BLANK_LETTERS
        or any(ord(char) in each for each in _SELECTORS)
    )


def _joins(text: str, index: int) -> bool:
    around = text[index - 1 : index] + text[index + 1 : index + 2]
    return len(around) == 2 and all(
        unicodedata.category(char)[0] in "LM" and any(ord(char) in each for each in _JOINING)
        for char in around
    )


def named(char: str) -> str:
    """Return the number of a character, and its name if it has one.

    >>> named("\\u202e"), named("\\x07")
    ('U+202E (right-to-left override)', 'U+0007')
    """
    name = unicodedata.name(char, "").lower()
    return f"U+{ord(char):04X} ({name})" if name else f"U+{ord(char):04X}"


def printable(text: str) -> str:
    """Return a text with escapes for all that would not show, or would steer a terminal.

    >>> printable("caf\\udce9\\x1b[31m.md")
    'caf\\\\udce9\\\\x1b[31m.md'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(char) if _is_invisible(char) else char for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()


def without_soft_hyphens(text: str) -> str:
    """Return a text without the marks of where a word may be divided: no edition divides one."""
    return text.replace(SOFT_HYPHEN, "")
