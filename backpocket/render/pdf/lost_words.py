"""Lost: words of a page that its layout dropped without a word.

WeasyPrint can lay out a grid inside a grid, at the end of a page, without its last row, and logs
nothing. So each element's own text is held against the letters of the boxes that were made of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

__all__ = ["lost_texts"]

_NOT_SET = ("svg", "img")
"""What is drawn, and holds no text of the page."""


def lost_texts(body: Element, boxes: Iterable[Any]) -> list[str]:
    """Return the texts of elements below ``body`` that ``boxes`` do not hold whole.

    ``boxes`` are all boxes of all pages; those of generated content say nothing and count for
    nothing. Letters and digits count, blanks and signs do not.
    """
    laid_out: Counter[Element] = Counter()
    for box in boxes:
        text = getattr(box, "text", None)
        if isinstance(text, str) and box.element is not None and "::" not in box.element_tag:
            laid_out[box.element] += _letters(text)
    return [text for element, text in _texts(body) if laid_out[element] < _letters(text)]


def _texts(element: Element) -> Iterator[tuple[Element, str]]:
    """Yield each element with the text that is its own: before, between and after its children."""
    if element.tag in _NOT_SET:
        return
    own = " ".join("".join([element.text or "", *(child.tail or "" for child in element)]).split())
    if own:
        yield element, own
    for child in element:
        yield from _texts(child)


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)
