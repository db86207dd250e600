"""Ink: whether letters can be seen on a page as it is painted.

A page is painted in grey, a half finer than points, and looked at where its letters are. What hides
letters behind a block or a picture is found by painting the page without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backpocket.account.faults import COVERED
from backpocket.account.page import GlyphLine, Page, Paint
from backpocket.account.placement import Flaw

__all__ = ["unseen"]

_SCALE = 1.5
_ROWS, _COLUMNS = 13, 11
"""At how many points of a letter its ink is looked for: closer than a stroke is wide."""

_AROUND = 0.4
"""How many points around a letter are looked at: a hyphen is thinner than a dot of the picture."""

_WIDER = np.array([-_AROUND, -_AROUND, _AROUND, _AROUND])

_CONTRAST = 2.5
"""The least contrast of ink that is seen (WCAG 2.2 asks 4.5 of its colour, 1.4.3)."""

_COVERED = 0.2
"""The share of a letter that looks other without what is painted over it."""

_Grey = NDArray[np.uint8]


def unseen(page: Page) -> Iterator[Flaw]:
    """Find lines with letters that have no ink of another tone than the ground, or are covered."""
    lines = [line for line in page.lines if line.box is not None]
    if not lines:
        return
    owners, boxes = _letters(lines)
    tones = _sampled(_painted(page), page, boxes)
    faint = _ratio(tones) < _CONTRAST
    yield from _told(lines, owners, boxes, faint, "cannot be seen on its ground")
    over = _over(page.paints, lines, owners, boxes)
    if over:
        without = _sampled(_painted(page, over), page, boxes)
        changed = (np.abs(tones.astype(int) - without) > 40).mean(axis=1)
        hidden = (changed > _COVERED) & ~faint
        yield from _told(lines, owners, boxes, hidden, "is covered by what is painted over it")


def _letters(lines: Sequence[GlyphLine]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the boxes of all letters, and the number of the line of each."""
    found = [(index, box) for index, line in enumerate(lines) for _, box in line.letters]
    return np.array([index for index, _ in found]), np.array([box for _, box in found])


def _painted(page: Page, without: Sequence[Paint] = ()) -> _Grey:
    """Paint a page, perhaps without some of what is on it."""
    import pypdfium2.raw as raw

    for paint in without:
        raw.FPDFPageObj_SetIsActive(paint.handle, False)
    try:
        picture: Any = page.handle.render(scale=_SCALE, grayscale=True, may_draw_forms=False)
        grey: _Grey = picture.to_numpy().reshape(picture.height, picture.width).copy()
        return grey
    finally:
        for paint in without:
            raw.FPDFPageObj_SetIsActive(paint.handle, True)


def _sampled(grey: _Grey, page: Page, boxes: NDArray[np.float64]) -> _Grey:
    """Return the tones at the points of each letter."""
    left, bottom, right, top = (boxes + _WIDER).T[:, :, None]
    across = left + (right - left) * (np.arange(_COLUMNS) + 0.5) / _COLUMNS
    down = top - (top - bottom) * (np.arange(_ROWS) + 0.5) / _ROWS
    columns = ((across - page.paper.left) * _SCALE).astype(int)
    rows = ((page.paper.top - down) * _SCALE).astype(int)
    height, width = grey.shape
    columns, rows = columns.clip(0, width - 1), rows.clip(0, height - 1)
    sampled: _Grey = grey[rows[:, :, None], columns[:, None, :]].reshape(len(boxes), -1)
    return sampled


def _ratio(tones: _Grey) -> NDArray[np.float64]:
    """Return the contrast between the lightest and the darkest tone of each letter (WCAG 2.2)."""
    light = (tones.max(axis=1) / 255.0) ** 2.2
    dark = (tones.min(axis=1) / 255.0) ** 2.2
    ratio: NDArray[np.float64] = (light + 0.05) / (dark + 0.05)
    return ratio


def _over(
    paints: Sequence[Paint],
    lines: Sequence[GlyphLine],
    owners: NDArray[np.int64],
    boxes: NDArray[np.float64],
) -> list[Paint]:
    """Return what is painted after letters, over the middle of one."""
    orders = np.array([line.order for line in lines])[owners]
    first = int(orders.min())
    across, down = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    found = []
    for paint in paints:
        if paint.order > first:
            left, bottom, right, top = paint.box
            is_under = (left < across) & (across < right) & (bottom < down) & (down < top)
            if bool((is_under & (orders < paint.order)).any()):
                found.append(paint)
    return found


def _told(
    lines: Sequence[GlyphLine],
    owners: NDArray[np.int64],
    boxes: NDArray[np.float64],
    at_fault: NDArray[np.bool_],
    what: str,
) -> Iterator[Flaw]:
    """Tell each line of which letters are at fault, and how wide these are together."""
    for index in np.unique(owners[at_fault]):
        mine = at_fault & (owners == index)
        width = float(boxes[mine, 2].max() - boxes[mine, 0].min())
        yield Flaw(lines[index], what, width, code=COVERED)
