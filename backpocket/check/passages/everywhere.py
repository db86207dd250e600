"""Everywhere: all passages of a guide, whichever file they stand in."""

from __future__ import annotations

from collections.abc import Mapping

from backpocket.check.passages.chapters import chapter_passages
from backpocket.check.passages.data import field_passages
from backpocket.check.passages.passage import Passage
from backpocket.load.fields import Fields
from backpocket.load.guides import Loaded

__all__ = ["is_shared", "passages"]


def is_shared(path: str) -> bool:
    """Say whether the path of a source is of a file that all guides share."""
    return path.count("/") == 1


def passages(
    loaded: Loaded, shared: Mapping[str, Fields], values: Mapping[str, str]
) -> tuple[Passage, ...]:
    """Return the passages of the chapters, of the data files, and of what guides share.

    ``values`` are what the variables stand for.
    """
    collected: list[Passage] = []
    for source in loaded.sources:
        if source.is_chapter:
            collected += chapter_passages(source, values)
    for name, fields in (*loaded.data.items(), *shared.items()):
        collected += field_passages(name, fields, values)
    return tuple(collected)
