"""Typesetter: what is tried, step by step, with a part that has no room where it stands.

A page is laid out and looked at. Each part that runs over takes the next of its steps, a class that
the stylesheets have rules for, and the page is laid out anew. A table takes the width of the page,
then closer cells, and at last its rows become blocks. A title gets smaller, down to a floor. What
is longer than a page goes on on the next one.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from backpocket.render.pdf.cover_overlaps import NEAR, Met, boxes_met, overlaps
from backpocket.render.pdf.table_rows import in_rows
from backpocket.render.pdf.tag_notes import REPEATED

__all__ = [
    "MOST_ROUNDS", "Steps", "every_long", "next_steps", "overlap", "take_steps", "too_long_moves",
    "too_tall",
]  # fmt: skip

Steps = Mapping[int, int]
"""How many of its steps an element has taken, by its number in the order of the page."""

MOST_ROUNDS = 12
"""How often a page is laid out at most."""

_SMALLER = ("long", "longer", "longest")
_AGAIN = "cited"
"""A link to where a source is cited; those to a page that the one before names are left out."""
_ROWS = "rows"
_BOXES = ("admonition", "signs")
"""What says on each page what it is: its first line is repeated."""

_LONGER_THAN_A_PAGE = (
    "topic", *_BOXES, "links",
)  # fmt: skip
_LADDERS: Mapping[str, tuple[str, ...]] = {
    "table": ("wide", "close", _ROWS),
    "cover": _SMALLER,
    "title": _SMALLER,
    "chapter": ("close",),
    _AGAIN: ("again",),
    **dict.fromkeys(_LONGER_THAN_A_PAGE, ("long",)),
}
"""The steps of each kind of part, in turn."""

_SHORT_END = 0.25
"""A chapter whose last page is filled no further is set a little closer."""

_TITLE_LINES = 2
"""A title that takes more lines than these gets smaller."""


def take_steps(root: etree.Element, steps: Steps) -> list[etree.Element]:
    """Give elements the classes of their steps; return all elements, as they are numbered."""
    elements = list(root.iter())
    around = {child: parent for parent in elements for child in parent}
    for number, taken in steps.items():
        element = elements[number]
        done = _LADDERS[_kind(element)][:taken]
        element.set("class", " ".join(filter(None, (element.get("class"), *done))))
        if done[-1] == _ROWS:
            in_rows(element, around[element])
        if "longer" in done and _kind(element) == "cover":
            _put_labels_below(element)
        if _kind(element) in _BOXES:
            element[0].set(REPEATED, "")
    return elements


def _put_labels_below(cover: etree.Element) -> None:
    """Set the labels of the picture below it as text: in it they would shrink with it."""
    pictures = [
        (box, image) for box in cover.iter("div") for image in box.findall("img[@data-plain]")
    ]
    for box, image in pictures:
        image.set("src", image.attrib.pop("data-plain"))
        line = etree.SubElement(box, "p", {"class": "cover-labels"})
        for label in image.attrib.pop("data-labels").split("\n"):
            span = etree.SubElement(line, "span")
            span.text, span.tail = label, " "


def every_long(elements: Sequence[etree.Element]) -> dict[int, int]:
    """Let every part that may be longer than a page go on on the next one."""
    may = (number for number, each in enumerate(elements) if _LADDERS.get(_kind(each)) == ("long",))
    return dict.fromkeys(may, 1)


def next_steps(
    elements: Sequence[etree.Element], pages: Iterable[Any], taken: Steps
) -> dict[int, int]:
    """Return all steps, with one more for each part without room; as ``taken``, if all have some.

    ``pages`` are the boxes of the pages of WeasyPrint, made of these ``elements``.
    """
    numbers = {element: number for number, element in enumerate(elements)}
    around = {child: parent for parent in elements for child in parent}
    met = [each for number, page in enumerate(pages) for each in boxes_met(number, page)]
    steps = {number: done for number, done in taken.items() if _kind(elements[number]) != _AGAIN}
    steps |= {numbers[element]: 1 for element in _named_before(met, around)}
    parts = (
        _cut(met),
        _too_wide(met),
        _many_lines(met),
        _covers(met),
        _short_ends(met),
        _tall_names(met),
    )
    for element in set().union(*parts):
        done = steps.get(numbers[element], 0)
        ladder = _LADDERS[_kind(element)]
        if done < len(ladder):
            steps[numbers[element]] = done + 1
            if ladder[done] == "wide":
                steps |= {numbers[each]: 1 for each in _topics_of(element, around)}
    return steps


def too_tall(pages: Iterable[Any], room: float) -> list[tuple[str, float]]:
    """Return the headings of the parts that no page of so much ``room`` holds, and their heights.

    ``pages`` are the boxes of pages that are as tall as they like; heights are in pixels.
    """
    found = {
        box.element: box.border_height()
        for number, page in enumerate(pages)
        for _, box, _ in boxes_met(number, page)
        if _stays_whole(box.element) and box.border_height() > room
    }
    return [(_heading(element), height) for element, height in found.items()]


def overlap(pages: Iterable[Any]) -> float:
    """Return by how many pixels the parts of a cover lie on each other at most."""
    met = [each for page in pages for each in boxes_met(0, page)]
    return max(overlaps(met).values(), default=0.0)


def too_long_moves(pages: Iterable[Any], room: float) -> list[tuple[str, float]]:
    """Return the moves that take more than a page, off which their columns would run."""
    heights: dict[etree.Element, float] = defaultdict(float)
    for _, box, _ in (met for number, page in enumerate(pages) for met in boxes_met(number, page)):
        if box.element.tag == "section" and "move" in (box.element.get("class") or "").split():
            heights[box.element] += box.border_height()
    return [(_heading(each), height) for each, height in heights.items() if height > room]


def _stays_whole(element: etree.Element) -> bool:
    names = (element.get("class") or "").split()
    return _kind(element) not in ("", "chapter", "topic", _AGAIN) or "move" in names


def _heading(element: etree.Element) -> str:
    heading = next(element.iter("h3"), None)
    texts = (each for each in element.iter() if (each.text or "").strip())
    first = heading if heading is not None else next(texts, element)
    return " ".join("".join(first.itertext()).split())


def _kind(element: etree.Element) -> str:
    """Return the kind of part that an element is, or “”.

    A table with a class is one of a template, which knows how to set it.
    """
    names = (element.get("class") or "").split()
    if element.tag == "table":
        return "" if set(names) - set(_LADDERS["table"]) else "table"
    return next((name for name in names if name in _LADDERS), "")


def _topics_of(
    element: etree.Element, around: Mapping[etree.Element, etree.Element]
) -> Iterator[etree.Element]:
    """Yield the topic that a table stands in: beside its heading there is no width to take."""
    while element in around:
        element = around[element]
        if _kind(element) == "topic":
            yield element


def _cut(met: Iterable[Met]) -> set[etree.Element]:
    """Return the parts that are to stay whole, and are cut since no page can hold them."""
    pages: dict[etree.Element, set[int]] = defaultdict(set)
    for page, box, _ in met:
        if _LADDERS.get(_kind(box.element)) == ("long",) and box.style["break_inside"] == "avoid":
            pages[box.element].add(page)
    return {element for element, on in pages.items() if len(on) > 1}


def _too_wide(met: Iterable[Met]) -> set[etree.Element]:
    """Return the tables that are wider than what they stand in."""
    return {
        box.element
        for _, box, around in met
        if around is not None
        and box.element is not around.element
        and _kind(box.element) == "table"
        and box.margin_width() > around.width + NEAR
    }


def _short_ends(met: Iterable[Met]) -> set[etree.Element]:
    """Return the chapters that go on for a few lines on a page of their own."""
    heights: dict[etree.Element, list[float]] = defaultdict(list)
    for _, box, _ in met:
        if _kind(box.element) == "chapter":
            heights[box.element].append(box.height)
    return {
        chapter
        for chapter, high in heights.items()
        if len(high) > 1 and high[-1] < _SHORT_END * max(high)
    }


def _tall_names(met: Iterable[Met]) -> set[etree.Element]:
    """Return the topics whose heading, which hangs beside the text, is taller than the text."""
    return {
        around.element
        for _, box, around in met
        if around is not None
        and (box.element.get("class") or "") == "topic-name"
        and box.element is not around.element
        and _kind(around.element) == "topic"
        and box.margin_height() > around.height + NEAR
    }


def _named_before(
    met: Iterable[Met], around: Mapping[etree.Element, etree.Element]
) -> Iterator[etree.Element]:
    """Yield the links to a page that another link beside them, in the same list, names already."""
    pages: dict[str, int] = {}
    for page, box, _ in met:
        pages.setdefault(box.element.get("id") or "", page)
    named: set[tuple[etree.Element, int | None]] = set()
    for link, beside in around.items():  # in the order of the document
        if _kind(link) == _AGAIN:
            at = beside, pages.get(link.get("href", "#")[1:])
            if at in named:
                yield link
            named.add(at)


def _many_lines(met: Iterable[Met]) -> set[etree.Element]:
    """Return the titles that take more than a few lines."""
    return {
        box.element
        for _, box, _ in met
        if _kind(box.element) == "title"
        and sum(type(line).__name__ == "LineBox" for line in box.children) > _TITLE_LINES
    }


def _covers(met: Iterable[Met]) -> set[etree.Element]:
    """Return the cover, if any of its parts lies on another."""
    return {cover for cover, by in overlaps(met).items() if by > 0}
