"""Cover overlaps: how far the parts of a cover lie on each other, in a layout of WeasyPrint."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

__all__ = ["NEAR", "Met", "boxes_met", "overlaps"]

NEAR = 1.0
"""Pixels by which boxes may touch."""

_SEE_THROUGH = 0.05
"""How far down a drawing of the press is empty where words may stand, of its height."""


class Met(NamedTuple):
    """A box on a page, and the box that it stands in."""

    page: int
    box: Any
    around: Any


def boxes_met(number: int, page: Any) -> Iterator[Met]:
    """Yield the boxes of the elements of a page."""
    waiting = [(page, None)]
    while waiting:
        box, around = waiting.pop()
        if box.element is not None and "::" not in (box.element_tag or ""):
            yield Met(number, box, around)
        waiting += [(child, box) for child in getattr(box, "children", ())]


def overlaps(met: Iterable[Met]) -> Mapping[etree.Element, float]:
    """Return by how many pixels the parts of each cover lie on each other at most."""
    parts: dict[etree.Element, list[Any]] = defaultdict(list)
    for _, box, around in met:
        if around is not None and around.element is not None and _is_cover(around.element):
            parts[around.element].append(box)
    return {
        cover: max((_common(a, b) for a, b in combinations(boxes, 2)), default=0.0)
        for cover, boxes in parts.items()
    }


def _is_cover(element: etree.Element) -> bool:
    return "cover" in (element.get("class") or "").split()


def _common(one: Any, two: Any) -> float:
    """Return the height of what two parts of a cover both take; 0 if they only touch."""
    (left, top, right, bottom), (x1, y1, x2, y2) = _edges(one), _edges(two)
    wide, high = min(right, x2) - max(left, x1), min(bottom, y2) - max(top, y1)
    return high if wide > NEAR and high > NEAR else 0.0


def _edges(box: Any) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a part of the cover: of its lines, or of its border."""
    lines = [each for each in box.descendants() if type(each).__name__ == "LineBox"]
    if box.element.tag in ("h1", "p") and lines:
        first, last = lines[0].position_y, lines[-1].position_y + lines[-1].height
        right = max(line.position_x + line.width for line in lines)
        return min(line.position_x for line in lines), first, right, last
    left, top = box.position_x + box.margin_left, box.position_y + box.margin_top
    height = box.border_height()
    names = (box.element.get("class") or "").split()
    empty = height * _SEE_THROUGH if names == ["cover-picture"] else 0.0
    return left, top + empty, left + box.border_width(), top + height
