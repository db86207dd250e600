"""Jobs: what the makers of editions are given, and what they give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backpocket.diagnostics import Diagnostic
from backpocket.model.source import Source
from backpocket.render.pages import Workshop

__all__ = ["Job", "Rendered", "Result"]


@dataclass(frozen=True)
class Job:
    """What every edition of a guide is rendered from."""

    workshop: Workshop
    sources: Mapping[str, Source]
    numbers: Mapping[str, int]


@dataclass(frozen=True)
class Rendered:
    """An edition as a file, its number of pages, and its type size in points."""

    data: bytes
    pages: int
    type_size: float


Result = tuple[Rendered | None, list[Diagnostic]]
