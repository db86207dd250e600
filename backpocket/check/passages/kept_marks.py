"""Marks with their places: those of chapters, and those in the texts of data files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from backpocket.load.fields import Fields
from backpocket.markup.marks import Kind, Mark, scan
from backpocket.model.source import Source

__all__ = ["marks"]


def marks(sources: Iterable[Source], texts: Iterable[Fields]) -> Iterator[tuple[Source, Mark]]:
    """Yield every mark of the chapters among some files, and of data files, each with its file."""
    for source in sources:
        if source.is_chapter:
            for mark in scan(source.text, blocks=True):
                yield source, mark
    for fields in texts:
        for mark in _of_fields(fields):
            yield fields.source, mark


def _of_fields(fields: Fields) -> Iterator[Mark]:
    """Yield the marks of the texts as they have been read; keys of ``cite`` are marks as well."""
    for key, text in fields.texts():
        if key[-2:-1] == ("cite",):
            yield Mark(Kind.CITATION, text, fields.offset(key))
            continue
        marks = scan(text, blocks=False)
        places = fields.places(key, text) if marks else ()
        for mark in marks:
            yield replace(mark, offset=places[min(mark.offset, len(places) - 1)])
