"""Noted boxes: WeasyPrint writes a note on each tag, of the HTML that its box was made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from backpocket.render.pdf.tag_notes import KEPT, Note, Rectangle

__all__ = ["noted"]


@contextmanager
def noted() -> Iterator[None]:
    """Have WeasyPrint put a :class:`Note` in the title of each structure element.

    It builds the tree of tags with one recursive generator, which is wrapped here: that a tag and
    its box meet nowhere else is why this reaches into a private part of WeasyPrint.
    """
    import pydyf
    from weasyprint.pdf import tags

    build = tags._build_box_tree  # noqa: SLF001
    numbers: dict[Any, int] = {}

    def building(box: Any, *rest: Any) -> Iterator[Any]:
        for element in build(box, *rest):
            if "T" not in element:
                element["T"] = pydyf.String(_note(getattr(box, "_box", box), numbers).text())
            yield element

    tags._build_box_tree = building  # noqa: SLF001
    try:
        yield
    finally:
        tags._build_box_tree = build  # noqa: SLF001


def _note(box: Any, numbers: dict[Any, int]) -> Note:
    """Say what a box is of; ``numbers`` are those of the elements met so far."""
    from weasyprint.css import AnonymousStyle

    if box.element is None or box.element_tag is None:
        return Note()
    tag = box.element_tag.rpartition("}")[2]
    if isinstance(box.style, AnonymousStyle):
        return Note(tag, leader=box.is_leader)
    number = numbers.setdefault(box.element, len(numbers))
    if "::" in tag:
        return Note(tag, number)
    own = box.element.attrib
    attributes = {name: own[name] for name in KEPT if name in own}
    if tag == "a":
        words = " ".join("".join(box.element.itertext()).split())
        spoken = f"Source {words}" if own.get("class") == "cite" else words
        attributes.setdefault("aria-label", spoken)
    rectangle: Rectangle | None = None
    if "data-field" in attributes:
        left, top = box.position_x + box.margin_left, box.position_y + box.margin_top
        rectangle = left, top, left + box.border_width(), top + box.border_height()
    return Note(tag, number, False, attributes, rectangle)
