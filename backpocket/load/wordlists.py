"""Word lists: the words that guides use and no dictionary has, in ``words.txt`` files."""

from __future__ import annotations

from backpocket.load.folder import Folder

__all__ = ["read_words"]


def read_words(folder: Folder) -> frozenset[str]:
    """Return the words of the ``words.txt`` of a folder, if there is one.

    One word a line; a line that begins with # is a note.
    """
    source = folder.source("words.txt") if folder.has("words.txt") else None
    lines = source.text.splitlines() if source else []
    return frozenset({line.strip() for line in lines if not line.startswith("#")} - {""})
