"""Places: where in its file a text of the content stands, to the column."""

from __future__ import annotations

from collections.abc import Callable

from backpocket.account.wordings import Wording
from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.load.offsets import json_offsets, toml_offsets
from backpocket.model.source import Source

__all__ = ["located"]

Find = Callable[[str], Source | None]
"""Returns the source of a path from the project’s root; None if it cannot be read."""


def located(find: Find, text: Wording, word: int, code: str, message: str, hint: str) -> Diagnostic:
    """Return an error at a word of a text, counted from 0."""
    source = find(text.origin.path)
    if source is None:
        return error(Place(text.origin.path), code, message, hint=hint)
    start, end = _span(source, text)
    words = text.words.split()
    at = _word(source.text, start, end, words, word)
    return source.error(at, code, message, hint)


def _span(source: Source, text: Wording) -> tuple[int, int]:
    """Return where a field begins, or the line of a block, and where the search for words ends."""
    if not text.origin.key:
        start = source.offset(text.origin.line or 1, 1)
        return start, len(source.text)
    spans = toml_offsets(source) if source.is_toml else json_offsets(source)
    starts = {key: value for key, _, value in spans}
    key = text.origin.key
    while key and key not in starts:
        key = key[:-1]
    start = starts.get(key, 0)
    later = [each for each in starts.values() if each > start]
    return start, min(later, default=len(source.text))


def _word(source: str, start: int, end: int, words: list[str], wanted: int) -> int:
    """Return where a word stands; if it is not written so, the last one before it that is."""
    at = found = start
    for word in words[: wanted + 1]:
        core = word.strip("“”‘’«»\"'()[].,;:!?…")
        place = source.find(core, at, end) if core else -1
        if place >= 0:
            found, at = place, place + len(core)
    return found
