"""Translation: how a module marks words that a reader of a guide sees."""

from __future__ import annotations

from gettext import NullTranslations

__all__ = ["CATALOGUE", "mark"]

CATALOGUE = NullTranslations()
"""Where marked words are looked up: the press’s own English stands for itself."""


def mark(text: str) -> str:
    """Mark words for the catalogues of translations; the template that sets them looks them up.

    A string alone, with no variable in it, so that tools that gather messages find it (the
    ``N_`` of the gettext manual, section 4.7: Marking sentences for translation later).
    """
    return text
