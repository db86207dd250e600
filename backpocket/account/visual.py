"""Visual: whether texts that follow each other are seen in that order on a page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from backpocket.account.faults import DISORDERED, Fault, shown
from backpocket.account.matching import Match, Spot
from backpocket.account.page import Box, GlyphLine
from backpocket.account.paper import Paper
from backpocket.account.wordings import Series, Wording

__all__ = ["seen_order_faults"]


def seen_order_faults(match: Match, paper: Paper) -> Iterator[Fault]:
    """Tell what is set above, and not right of, what it follows."""
    waiting = [match.root]
    while waiting:
        spot = waiting.pop()
        waiting += [each for each in spot.inner if each.is_pinned]
        if not isinstance(spot.part, Series):
            continue
        inner = [each for each in spot.inner if each.is_pinned]
        for before, after in pairwise(inner):
            if before.end <= after.start:
                yield from _pair(before, after, paper)


def _pair(before: Spot, after: Spot, paper: Paper) -> Iterator[Fault]:
    one, two = _line(before.end - 1, paper), _line(after.start, paper)
    if one is None or two is None or not _is_before(two, one):
        return
    first = next(each for each in before.leaves if each.end == before.end)
    second = next(each for each in after.leaves if each.start == after.start)
    assert isinstance(first.part, Wording)
    assert isinstance(second.part, Wording)
    what = f"“{shown(second.part.words)}” is set before “{shown(first.part.words)}”"
    yield Fault(DISORDERED, second.part, what, "it follows it in the content", second.start)


def _line(index: int, paper: Paper) -> tuple[GlyphLine, Box] | None:
    mark = paper.reading.marks[index]
    return paper.glyphs[mark] if mark >= 0 else None


def _is_before(one: tuple[GlyphLine, Box], two: tuple[GlyphLine, Box]) -> bool:
    """Say whether a letter is seen before another: on a page before it, or above and not right."""
    (line, box), (other, its) = one, two
    if line.page != other.page:
        return line.page < other.page
    if line.in_figure or other.in_figure:
        return False
    above = box.bottom > its.top
    beside = min(box.top, its.top) - max(box.bottom, its.bottom) > 0
    return (above and box.left < its.right) or (beside and box.right <= its.left)
