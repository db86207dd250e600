"""Jobs: what the makers of editions are given, and what they give back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from backpocket.diagnostics import Diagnostic
from backpocket.model.source import Source
from backpocket.render.pages import Workshop

__all__ = ["Job", "Overflow", "Rendered", "Result", "told_once"]


@dataclass(frozen=True, eq=False)
class Job:
    """What every edition of a guide is rendered from; one job is like no other."""

    workshop: Workshop
    sources: Mapping[str, Source]
    numbers: Mapping[str, int]


@dataclass(frozen=True)
class Rendered:
    """An edition as a file, its number of pages, and its type size in points."""

    data: bytes
    pages: int
    type_size: float


@dataclass(frozen=True)
class Overflow(Diagnostic):
    """A sheet has more on it than its pages hold: by how many ``lines``; so many moves would fit.

    The message is ``excess`` of this edition, and what is ``too_tall`` on it.
    """

    excess: str = ""
    lines: int = 0
    too_tall: str = ""
    fitting: int = 0


def told_once(found: Iterable[Sequence[Diagnostic]]) -> list[Diagnostic]:
    """Return the diagnostics of editions; that sheets run over is told once, of the fullest."""
    each = [diagnostic for diagnostics in found for diagnostic in diagnostics]
    over = [diagnostic for diagnostic in each if isinstance(diagnostic, Overflow)]
    others = [diagnostic for diagnostic in each if not isinstance(diagnostic, Overflow)]
    if not over:
        return others
    worst = max(over, key=lambda item: item.lines)
    message = f"{', '.join(item.excess for item in over)}; {worst.too_tall}"
    return [*others, replace(worst, message=message)]


Result = tuple[Rendered | None, list[Diagnostic]]
