"""Texts: all passages of a guide, whichever file they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from backpocket.check.passages.chapters import chapter_passages
from backpocket.check.passages.data import field_passages
from backpocket.check.passages.passage import Passage
from backpocket.markup.variables import variables

if TYPE_CHECKING:
    from backpocket.check.subject import Subject

__all__ = ["is_shared", "passages"]


def is_shared(path: str) -> bool:
    """Say whether the path of a source is of a file that all guides share."""
    return path.count("/") == 1


def passages(subject: Subject) -> tuple[Passage, ...]:
    """Return the passages of the chapters, of the data files, and of what guides share."""
    values = _values(subject)
    found: list[Passage] = []
    for source in subject.loaded.sources:
        if source.is_chapter:
            found += chapter_passages(source, values)
    for name, fields in (*subject.loaded.data.items(), *subject.shared.items()):
        found += field_passages(name, fields, values)
    return tuple(found)


def _values(subject: Subject) -> Mapping[str, str]:
    """Return what the variables stand for in the first region; nothing if they are not known."""
    guide, brand = subject.loaded.guide, subject.brand
    region = next(iter(subject.regions.values()), None)
    return variables(guide, brand, region) if guide and brand and region else {}
