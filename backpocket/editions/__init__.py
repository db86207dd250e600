"""Editions: the table of the published forms of a guide.

Adding a form is a row here, a template and a stylesheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["EDITIONS", "Edition", "Fit"]


@dataclass(frozen=True)
class Fit:
    """How an edition that must fill exactly ``pages`` pages finds its type size, in points.

    The largest size that fits is taken, from ``ideal`` down to ``floor`` in steps of ``step``.
    """

    pages: int
    floor: float
    ideal: float
    step: float = 0.1


@dataclass(frozen=True)
class Edition:
    """One published form: what it is made with and on which paper."""

    name: str
    title: str
    form: Literal["handout", "sheet"]
    paper: Literal["a4", "letter"]
    stylesheets: tuple[str, ...]
    fit: Fit | None = None

    @property
    def template(self) -> str:
        return f"{self.form}.html.j2"

    @property
    def file(self) -> str:
        return f"{self.name}.pdf"


_SHARED = ("tokens.css", "base.css", "page.css", "components.css")
_HANDOUT = (*_SHARED, "handout.css")
_SHEET = (*_SHARED, "sheet.css")
_ONE_PAGE = Fit(pages=1, floor=12.0, ideal=13.5)

EDITIONS: tuple[Edition, ...] = (
    Edition("handout-a4", "Handout, A4", "handout", "a4", _HANDOUT),
    Edition("handout-letter", "Handout, US Letter", "handout", "letter", _HANDOUT),
    Edition("sheet-a4", "Stretch sheet, A4", "sheet", "a4", _SHEET, _ONE_PAGE),
    Edition("sheet-letter", "Stretch sheet, US Letter", "sheet", "letter", _SHEET, _ONE_PAGE),
)
