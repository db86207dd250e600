"""Source: the text of one file of the project, and the places in it."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from functools import cached_property

from backpocket.diagnostics import Diagnostic, Place, error, warning

__all__ = ["Source"]


@dataclass(frozen=True)
class Source:
    """The text of one file: ``path`` from the project's root, line ends as ``\\n``, no BOM."""

    path: str
    text: str = field(repr=False)

    @property
    def is_toml(self) -> bool:
        return self.path.endswith(".toml")

    @property
    def is_chapter(self) -> bool:
        return self.path.endswith(".md")

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(index + 1 for index, char in enumerate(self.text) if char == "\n")]

    def place(self, offset: int) -> Place:
        """Return line and column, counted from 1 in characters, of an offset into the text."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect.bisect_right(self._starts, offset)
        return Place(self.path, line, offset - self._starts[line - 1] + 1)

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column, both counted from 1."""
        line = min(max(line, 1), len(self._starts))
        return min(self._starts[line - 1] + max(column, 1) - 1, len(self.text))

    def line(self, number: int) -> str:
        """Return the text of a line without its end; line 0 and lines past the end are empty."""
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]

    def _shown(self, offset: int) -> Place:
        """Return where a finding is shown: at the end of the file, on its last line with words."""
        if offset >= len(self.text):
            offset = len(self.text.rstrip())
        return self.place(offset)

    def error(self, offset: int, code: str, message: str, hint: str = "") -> Diagnostic:
        """Return an error at an offset, with its source line."""
        place = self._shown(offset)
        return error(place, code, message, hint=hint, excerpt=self.line(place.line))

    def warning(self, offset: int, code: str, message: str, hint: str = "") -> Diagnostic:
        """Return a warning at an offset, with its source line."""
        place = self._shown(offset)
        return warning(place, code, message, hint=hint, excerpt=self.line(place.line))
