"""Letters: texts in a form in which those of the content and of a finished file are alike.

No blanks, no small and large letters, one kind of hyphen and quote; ligatures and accented letters
are taken apart (Unicode Standard Annex 15, form KD). Where a blank stood is kept beside the
letters.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

__all__ = ["BREAK", "CLOSE", "SPACE", "SPOKEN", "Letters", "folded"]

SPOKEN = -1
"""The mark of a letter that is said for a picture, and not seen."""

CLOSE, SPACE, BREAK = 0, 1, 2
"""What stands before a letter: nothing, a blank, or the end of a line."""

_ALIKE = {
    **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{MINUS SIGN}", "-"),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\ufeff\u200c\u200d", ""),
}  # fmt: skip


@lru_cache(maxsize=4096)
def folded(char: str) -> str:
    """Return the letters that a character counts as; a blank counts as none.

    >>> folded("E"), folded("ﬁ"), folded("‑"), folded(" ")
    ('e', 'fi', '-', '')
    """
    if char in _ALIKE:
        return _ALIKE[char]
    text = unicodedata.normalize("NFKD", char).lower()
    return "".join(_ALIKE.get(each, each) for each in text if not each.isspace())


@dataclass
class Letters:
    """Folded letters, what stands before each, and a mark that the reader of a file gives each."""

    text: list[str] = field(default_factory=list)
    gaps: bytearray = field(default_factory=bytearray)
    marks: list[int] = field(default_factory=list)
    gap: int = CLOSE

    def add(self, char: str, mark: int = 0) -> None:
        """Add a character as it stands in a text."""
        letters = folded(char)
        if not letters and char.isspace():
            self.gap = max(self.gap, SPACE)
        for letter in letters:
            self.text.append(letter)
            self.gaps.append(self.gap)
            self.marks.append(mark)
            self.gap = CLOSE

    def write(self, text: str, mark: int = 0) -> None:
        """Add a text."""
        for char in text:
            self.add(char, mark)
