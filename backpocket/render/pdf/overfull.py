"""Overfull: parts of a page that have no room on it, after all that a typesetter tries."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path

from backpocket.diagnostics import Diagnostic, Place, error

__all__ = ["ROOM", "crowded_cover", "is_of_a_break", "unbroken"]

_MM = 25.4 / 96
"""Millimetres of a CSS pixel."""


ROOM = 940.0
"""Pixels that a page of letter paper has for its text, about 250 mm."""


def unbroken(place: Place, parts: Sequence[tuple[str, float]], room: float = ROOM) -> Diagnostic:
    """Return that a part does not fit on a page; ``parts`` are names, and heights in pixels."""
    message = "a part in columns runs over its page, where WeasyPrint cannot break it"
    if parts:
        name, height = max(parts, key=lambda part: part[1])
        message = (
            f"“{name}” is {height * _MM:.0f} mm tall, and a page has room for {room * _MM:.0f} mm"
        )
    hint = "shorten it: danger signs, a move and the whole sheet are such parts"
    return error(place, "E411", message, hint=hint)


def crowded_cover(place: Place, overlap: float) -> Diagnostic:
    """Return that a cover has more words than it has room for, by so many pixels of height."""
    message = (
        f"words of the cover lie on each other by {overlap * _MM:.0f} mm, in its smallest type and "
        "with its smallest picture"
    )
    hint = "shorten the title, the promise, the main message or the three lines below"
    return error(place, "E420", message, hint=hint)


def is_of_a_break(problem: AssertionError | ValueError) -> bool:
    """Tell two faults of WeasyPrint 70, at grids that run over a page, from all others.

    A grid is gone on with, on the next page, from several of its children at once; most layouts can
    go on from one child alone: “too many values to unpack”. And a grid that may not be broken, and
    is longer than a page, leaves a first page with nothing on it, which the making of pages denies.
    Pages with room for their grids never come there.
    """
    *_, last = traceback.extract_tb(problem.__traceback__)
    if Path(last.filename).parent.parts[-2:] != ("weasyprint", "layout"):
        return False
    if isinstance(problem, AssertionError):
        return last.name == "make_page"
    return str(problem).startswith("too many values to unpack (expected 1")
