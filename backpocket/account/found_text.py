"""Reading: what a finished file shows, in the order in which it is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from backpocket.account.folding import BREAK, CLOSE, SPOKEN, Letters

__all__ = ["Reading"]


@dataclass(frozen=True)
class Reading:
    """Letters in reading order with what stands before each, and the mark of each."""

    text: str
    gaps: bytes
    marks: tuple[int, ...]

    @classmethod
    def of(cls, letters: Letters) -> Reading:
        return cls("".join(letters.text), bytes(letters.gaps), tuple(letters.marks))

    @cached_property
    def is_spoken(self) -> bool:
        """Say whether there are pictures, for which something is said."""
        return SPOKEN in self.marks

    @cached_property
    def size(self) -> int:
        return len(self.text)

    def shown(self, start: int, end: int) -> str:
        """Return letters with their blanks, for a message."""
        return "".join(
            (" " if gap and index else "") + letter
            for index, (letter, gap) in enumerate(
                zip(self.text[start:end], self.gaps[start:end], strict=True)
            )
        )

    def is_edge(self, index: int) -> bool:
        """Say whether a word may begin at an index: what stands before is no letter of it."""
        if index <= 0 or index >= self.size or self.gaps[index] != CLOSE:
            return True
        return not (self.text[index - 1].isalnum() and self.text[index].isalnum())

    def has_gaps(self, start: int, gaps: bytes) -> bool:
        """Say whether the blanks after ``start`` are these; a line may end anywhere in a word."""
        found = self.gaps[start : start + len(gaps)]
        return all(
            mine == BREAK or bool(mine) == bool(yours)
            for mine, yours in zip(found[1:], gaps[1:], strict=True)
        )
