"""Word lists: the words that guides use and no dictionary has, in ``words.txt`` files."""

from __future__ import annotations

from pathlib import Path

from backpocket.diagnostics import Diagnostic
from backpocket.load.folder import Reader

__all__ = ["read_words"]


def read_words(root: Path, guide: str) -> tuple[frozenset[str], list[Diagnostic]]:
    """Return the words of ``content/words.txt`` and of the guide’s own ``words.txt``.

    One word a line; a line that begins with # is a note.
    """
    words: set[str] = set()
    diagnostics: list[Diagnostic] = []
    for folder in (root / "content", root / "content" / guide):
        reader = Reader(root, folder)
        if reader.has("words.txt"):
            source = reader.source("words.txt")
            lines = source.text.splitlines() if source else []
            words |= {line.strip() for line in lines if not line.startswith("#")}
        diagnostics += reader.diagnostics
    return frozenset(words - {""}), diagnostics
