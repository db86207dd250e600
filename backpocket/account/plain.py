"""Plain: what a text edition shows, line by line."""

from __future__ import annotations

from backpocket.account.folding import BREAK, Letters
from backpocket.account.found_text import Reading

__all__ = ["read_plain"]


def read_plain(data: bytes) -> Reading:
    """Return the words of a text edition."""
    letters = Letters()
    for line in data.decode().splitlines():
        letters.gap = BREAK
        letters.write(line)
    return Reading.of(letters)
