"""Layout messages: what WeasyPrint says of a page or a stylesheet, as diagnostics."""

from __future__ import annotations

import re

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.model.source import Source

__all__ = ["page_problem", "style_problem"]

_STYLE_PLACE = re.compile(r" at (\d+):(\d+)")
_PROBLEMS = (
    (re.compile("glyph"), "E402", "write it with letters that the fonts have, or add a font"),
    (
        re.compile("Failed to load image"),
        "E403",
        "the template asks for a drawing that is not there",
    ),
    (re.compile("[Aa]nchor"), "E404", "a link leads to a part that this edition does not show"),
    (re.compile("alt(ernate)? description"), "E406", "give the picture an alternative text"),
)


def page_problem(message: str, place: Place) -> Diagnostic:
    """Return what is wrong with a page, from a message of the layout."""
    first = message.splitlines()[0] if message else "unknown problem"
    for pattern, code, hint in _PROBLEMS:
        if pattern.search(first):
            return error(place, code, first, hint=hint)
    return error(place, "E401", first)


def style_problem(message: str, source: Source) -> Diagnostic:
    """Return what is wrong with a stylesheet, at its line if the message tells one."""
    where = _STYLE_PLACE.search(message)
    offset = source.offset(int(where[1]), int(where[2])) if where else 0
    return source.error(offset, "E408", message.splitlines()[0])
