"""Ink-light in pure black and white, as a fax, a stencil or a worn-out copier leaves it.

Pages are drawn in grey, and each dot is made black or white, whichever is nearer. What was ink is
still ink then: of the darkness of each letter most is black, and each line that an eye can see is
the edge of something black.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pdfplumber
import pypdfium2
import pytest
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation, sobel

from tests.builds import Built

DPI = 300
HALF = 128
"""From here on a dot is white."""
SEEN = 0.3
"""The step of brightness, of 1, that is a line to the eye."""
NEAR = 2
"""Dots by which an edge may move."""
KEPT_INK, KEPT_LINES = 0.75, 0.97

PAGES = [("sheet-ink-light-a4", 0), ("handout-ink-light-a4", 1), ("handout-ink-light-a4", 5),
         ("handout-ink-light-a4", 9), ("handout-ink-light-a4", 15)]  # fmt: skip
"""The sheet; the danger signs, the plan, moves, and the table of research."""

Grey = NDArray[np.uint8]
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Page:
    """A page in grey: where its letters stand, and its pictures, in dots."""

    grey: Grey
    letters: tuple[Box, ...]


@cache
def page(path: Path, number: int) -> Page:
    scale = DPI / 72
    picture = pypdfium2.PdfDocument(path)[number].render(scale=scale, grayscale=True)
    with pdfplumber.open(path) as pdf:
        boxes = [
            tuple(int(each[side] * scale) for side in ("x0", "top", "x1", "bottom"))
            for each in pdf.pages[number].chars
            if each["text"].strip()
        ]
    grey = np.asarray(picture.to_numpy(), dtype=np.uint8).squeeze()
    return Page(grey, tuple((x0, top, x1, bottom) for x0, top, x1, bottom in boxes))


def kept_ink(grey: Grey, letters: tuple[Box, ...]) -> list[float]:
    """Return how much of the darkness of each letter is black in black and white."""
    return [float(kept) for kept in _kept(grey, letters)]


def _kept(grey: Grey, letters: tuple[Box, ...]) -> Iterator[float]:
    for x0, top, x1, bottom in letters:
        part = grey[top : bottom + 1, x0 : x1 + 1]
        ink = (255 - part.astype(float)).sum() / 255
        yield np.count_nonzero(part < HALF) / ink if ink else 0.0


def kept_lines(grey: Grey) -> float:
    """Return the share of the edges that an eye sees which are edges in black and white."""
    seen = _edges(grey / 255) > SEEN
    black = _edges((grey >= HALF).astype(float)) > 0
    near = binary_dilation(black, iterations=NEAR)
    return int(np.count_nonzero(seen & near)) / max(int(np.count_nonzero(seen)), 1)


def _edges(bright: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the steps of brightness from dot to dot."""
    across, down = (sobel(bright, axis) / 4 for axis in (0, 1))
    steps: NDArray[np.float64] = np.hypot(across, down)
    return steps


@pytest.mark.parametrize(("edition", "number"), PAGES)
def test_it_is_read_in_pure_black_and_white(built: Built, edition: str, number: int) -> None:
    found = page(built.path(edition), number)
    ink = kept_ink(found.grey, found.letters)
    assert len(ink) > 300
    assert min(ink) >= KEPT_INK
    assert kept_lines(found.grey) >= KEPT_LINES


def test_pale_ink_is_found(built: Built) -> None:
    """What is printed too pale is gone in black and white, letters and lines."""
    found = page(built.path("sheet-ink-light-a4"), 0)
    pale = (255 - (255 - found.grey.astype(float)) * 0.45).astype(np.uint8)
    assert max(kept_ink(pale, found.letters)) < KEPT_INK
    assert kept_lines(pale) < KEPT_LINES


def test_colour_alone_is_found() -> None:
    """Two fields that differ in a tint have no line between them."""
    field = np.full((60, 60), 240, dtype=np.uint8)
    field[20:40, 20:40] = 140
    assert kept_lines(field) < KEPT_LINES
    field[20:40, [20, 39]] = field[[20, 39], 20:40] = 20
    assert kept_lines(field) >= KEPT_LINES
