"""Bare addresses: where one ends that stands in a sentence without signs around it."""

from __future__ import annotations

import re

__all__ = ["BARE_ADDRESS", "within_sentence"]

BARE_ADDRESS = re.compile(
    r"(?<![\w/])(?<!\]\()https?://[^\s<>\[\]\"`{}|\\^\x02\x03]+"
    r"|(?<![\w.+/:@-])(?P<mail>[\w.+-]{1,64}@\w[\w-]{0,62}(?:\.\w[\w-]{0,62}){1,9}(?![\w@]))"
)
_OF_THE_SENTENCE = ".,;:!?*_~'’”»"
_MOST = 2000


def within_sentence(address: str) -> str:
    """Return an address without the signs at its end that are of the sentence around it.

    A bracket that closes one of the address is the address's.

    >>> within_sentence("https://example.org/a_(b))."), within_sentence("a@example.org")
    ('https://example.org/a_(b)', 'a@example.org')
    """
    end = min(len(address), _MOST)
    while end and (
        address[end - 1] in _OF_THE_SENTENCE
        or (address[end - 1] == ")" and address.count(")", 0, end) > address.count("(", 0, end))
    ):
        end -= 1
    return address[:end]
