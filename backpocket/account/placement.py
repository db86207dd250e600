"""Geometry: where letters stand on a page, and where they may.

All measures are points; what is told is in millimetres.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from backpocket.account.faults import COVERED, CUT, SMALL
from backpocket.account.page import Box, GlyphLine, Page, Paint

__all__ = ["Flaw", "flaws"]

_MM = 72 / 25.4
_EDGE = 4.0 * _MM
"""What many printers leave white at the edges of the paper."""

_SLACK = 1.0
"""How far the edges of letters may be out of their box: they are rounder than they look."""

_OVERLAP = 0.25
"""The share of a letter that another may cover: lines may touch."""

_SQUEEZED = 0.6
"""The share of a letter that the next may cover."""

_LEAST_RAISED = 0.7
"""The least size of raised and lowered letters, as a share of that of those beside them."""

_LOW = 0.9
"""The least height of a box that texts stand in, as a share of that of a line; rules are lower."""

_RULE = 4.0
"""The greatest width of a rule."""


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a line, by how many points, and the letter where it begins."""

    line: GlyphLine
    what: str
    by: float = 0
    letter: int = 0
    code: str = CUT


def flaws(page: Page, floor: float) -> Iterator[Flaw]:
    """Find what is outside its page or its box, on other letters, or set too small."""
    lines = []
    for line in page.lines:
        if not line.words.strip():
            continue
        if line.size < floor - 0.1 and not _is_raised(line, page.lines):
            what = f"is set in {line.size:.1f} points, {floor - line.size:.1f} less than {floor:g}"
            yield Flaw(line, what, code=SMALL)
        if line.box is not None:
            lines.append(line)
            yield from _outside(line, page.paper)
            yield from _cut_off(line)
            yield from _out_of_box(line, (*page.paints, *page.frames), page.paper)
            yield from _squeezed(line)
    yield from _on_others(lines)


def _is_raised(line: GlyphLine, lines: Sequence[GlyphLine]) -> bool:
    """Say whether a line is a sign of a note, or raised or lowered letters, beside larger ones."""
    box = line.box
    if box is None:
        return False
    return any(
        other.box is not None
        and _LEAST_RAISED * other.size < line.size < other.size
        and min(box.top, other.box.top) > max(box.bottom, other.box.bottom)
        and min(abs(line.begins - other.ends), abs(other.begins - line.ends)) < 0.3 * line.size
        for other in lines
    )


def _outside(line: GlyphLine, paper: Box) -> Iterator[Flaw]:
    assert line.box is not None
    beyond = _beyond(line.box, paper)
    if beyond > 0:
        yield Flaw(line, "runs off the page", beyond)
        return
    inner = Box(paper.left + _EDGE, paper.bottom + _EDGE, paper.right - _EDGE, paper.top - _EDGE)
    beyond = _beyond(line.box, inner)
    if beyond > 0:
        yield Flaw(line, "runs into the edge of the page, where printers cannot print,", beyond)


def _beyond(box: Box, outer: Box) -> float:
    """Return how far a box is out of another."""
    return max(
        outer.left - box.left,
        outer.bottom - box.bottom,
        box.right - outer.right,
        box.top - outer.top,
    )


def _cut_off(line: GlyphLine) -> Iterator[Flaw]:
    if line.clip is None:
        return
    assert line.box is not None
    beyond = _beyond(line.box, line.clip)
    if beyond > _SLACK:
        yield Flaw(line, "is cut off", beyond)


def _out_of_box(line: GlyphLine, paints: Sequence[Paint], paper: Box) -> Iterator[Flaw]:
    """Tell a line that begins in a box and runs out of it, or runs over a rule."""
    box = line.box
    assert box is not None
    if line.in_figure:
        return
    first = line.letters[0][1]
    for paint in paints:
        around = paint.box
        if paint.order > line.order or not paint.is_plain or not around.touches(box):
            continue
        if around.width <= _RULE and around.height > box.height:
            inside = min(around.right, box.right) - max(around.left, box.left)
            if around.left > box.left + _SLACK and around.right < box.right - _SLACK and inside > 0:
                yield Flaw(line, "runs over a line of its box", box.right - around.right)
                return
        if around.height < _LOW * line.size or _beyond(paper, around) < _EDGE:
            continue
        beyond = _beyond(box, around)
        if around.holds(*first.middle) and beyond > _SLACK:
            yield Flaw(line, "runs out of its box", beyond)
            return


def _squeezed(line: GlyphLine) -> Iterator[Flaw]:
    """Tell a line whose letters stand on each other, or go back."""
    assert line.box is not None
    letters = line.letters
    wide = sum(box.right - box.left for _, box in letters)
    if wide <= line.box.width and letters[0][1].left <= letters[-1][1].left:
        return
    pairs = [pair for pair in pairwise(letters) if _is_left_to_right(pair[0][0] + pair[1][0])]
    on_next = [
        one.meet(two).width
        for (_, one), (_, two) in pairs
        if one != two and one.meet(two).width > _SQUEEZED * min(one.width, two.width)
    ]
    if len(on_next) > 1:
        yield Flaw(line, "has its letters on each other", max(on_next), code=COVERED)
    back = max((one.left - two.left for (_, one), (_, two) in pairs), default=0)
    if back > _SLACK:
        yield Flaw(line, "has its letters in another order", back, code=COVERED)


def _is_left_to_right(chars: str) -> bool:
    return all(unicodedata.bidirectional(char) in ("L", "EN") for char in chars)


def _on_others(lines: Sequence[GlyphLine]) -> Iterator[Flaw]:
    """Find letters on letters of another line."""
    ordered = sorted(lines, key=lambda line: line.box.bottom if line.box else 0)
    for index, line in enumerate(ordered):
        box = line.box
        assert box is not None
        for other in ordered[index + 1 :]:
            assert other.box is not None
            if other.box.bottom > box.top - _SLACK:
                break
            meet = box.meet(other.box)
            if meet.width > _SLACK and meet.height > _SLACK:
                flaw = _collision(line, other, meet)
                if flaw is not None:
                    yield flaw


def _collision(line: GlyphLine, other: GlyphLine, where: Box) -> Flaw | None:
    mine = [box for _, box in line.letters if box.touches(where)]
    theirs = [box for _, box in other.letters if box.touches(where)]
    for one in mine:
        for two in theirs:
            meet = one.meet(two)
            if not meet.is_there:
                continue
            least = min(one.width * one.height, two.width * two.height)
            if (
                meet.width * meet.height > _OVERLAP * least
                and min(meet.width, meet.height) > _SLACK / 2
            ):
                what = f"stands on “{' '.join(other.words.split())[:40]}”"
                return Flaw(line, what, meet.height, code=COVERED)
    return None
