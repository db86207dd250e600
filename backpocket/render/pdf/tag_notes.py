"""Notes: what a piece of a PDF's structure was in the HTML.

WeasyPrint turns HTML elements into structure elements and forgets which was which. A note keeps it:
:mod:`.noted_boxes` writes one on each structure element, :mod:`.structure` reads them all and takes
them away again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

__all__ = ["KEPT", "REPEATED", "Note", "Rectangle"]

REPEATED = "data-repeated"
"""The attribute of what stands again at the head of each page, and is read once."""

KEPT = ("aria-label", "data-field", "data-name", REPEATED, "lang", "scope", "title")
"""The HTML attributes that a note holds; of a link without a label it holds the words instead."""

Rectangle = tuple[float, float, float, float]
"""Left, top, right and bottom in CSS pixels, from the top left corner of the page."""


@dataclass(frozen=True)
class Note:
    """The HTML element of a box: its tag (“li::marker” for what CSS adds), which one, and where.

    The parts of an element that is broken over lines or pages share its ``number``; a box that CSS
    adds inside an element has the element's tag and no number.
    """

    tag: str = ""
    number: int = -1
    leader: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    rectangle: Rectangle | None = None

    def text(self) -> str:
        """Write the note as one line."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Note:
        """Read what :meth:`text` wrote.

        >>> Note.read(Note("td", 7, attributes={"scope": "row"}).text()).attributes["scope"]
        'row'
        """
        values = json.loads(text)
        corners = values.pop("rectangle")
        return cls(**values, rectangle=tuple(corners) if corners else None)
