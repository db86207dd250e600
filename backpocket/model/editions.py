"""Editions: the table of the published forms of a guide.

Adding a form is a row here, a template and a stylesheet.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

__all__ = ["CARDS", "EDITIONS", "LARGE", "PLANS", "Edition", "Fit"]

_Medium = Literal["paper", "book", "text"]
_Paper = Literal["a4", "letter"]
LARGE = 18.0
"""The type size of large print in points, page numbers and captions included (UKAAF G003)."""


@dataclass(frozen=True)
class Fit:
    """How an edition that must not fill more than ``pages`` pages finds its type size, in points.

    The largest size that fits is taken, from ``ideal`` down to ``floor`` in steps of ``step``. What
    does not fit at the floor is arranged anew: each of the ``arrangements`` is stylesheets that are
    added, the roomiest first, and takes less room than the one before. What fits in none of them
    may take up to ``most`` pages, if it may.
    """

    pages: int
    floor: float
    ideal: float
    step: float = 0.1
    arrangements: tuple[tuple[str, ...], ...] = ()
    most: int = 0

    @property
    def ways(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Return what to try, in turn: a number of pages, and stylesheets to add."""
        arranged = [(self.pages, added) for added in ((), *self.arrangements)]
        more = range(self.pages + 1, self.most + 1)
        return (*arranged, *((pages, arranged[-1][1]) for pages in more))


@dataclass(frozen=True)
class Edition:
    """One published form: what it is made with, in which type, and on which paper.

    ``type_size`` is in points; an edition with a ``fit`` finds its own. Figures are solid, or in
    lines that take little ink. An edition without paper is for readers in every region, and so is
    one that goes ``anywhere``; else they are those of the region that uses its paper. A
    ``personal`` one keeps a place for a reader's name, which :mod:`backpocket.orders` sets. One in
    ``pixels`` has cover and figures as dots, for devices that show no SVG.
    ``leaves_out`` names the texts of a guide that it does not show, on purpose: all others must
    stand in it, or it is not written.
    """

    name: str
    title: str
    form: Literal["handout", "sheet", "epub", "text", "card", "site"]
    paper: _Paper | None
    stylesheets: tuple[str, ...]
    fit: Fit | None = None
    type_size: float = 12.0
    figures: Literal["solid", "line"] = "solid"
    kind: Literal["pdf", "epub", "txt", "html"] = "pdf"
    personal: bool = False
    pixels: bool = False
    citation_style: str = "csl/vancouver.csl"
    leaves_out: tuple[str, ...] = ()
    own_template: str = ""
    """The template that it is made with, if it is not that of its form."""
    anywhere: bool = False

    @property
    def medium(self) -> _Medium:
        return _MEDIA[self.kind]

    @property
    def template(self) -> str:
        return self.own_template or f"{self.form}.html.j2"

    @property
    def all_stylesheets(self) -> tuple[str, ...]:
        """Return its stylesheets, and those that another arrangement would add."""
        added = itertools.chain(*self.fit.arrangements) if self.fit else ()
        return (*self.stylesheets, *dict.fromkeys(added))

    @property
    def large_print(self) -> bool:
        return (self.fit.floor if self.fit else self.type_size) >= LARGE

    def path(self, guide: str) -> str:
        """Return the path of its file in the output folder; it says by itself what the file is.

        >>> EDITIONS[0].path("lower-back-pain")
        'lower-back-pain/lower-back-pain-handout-a4.pdf'
        """
        return f"{guide}/{guide}-{self.name}.{self.kind}"


_MEDIA: Mapping[str, _Medium] = {"pdf": "paper", "epub": "book", "txt": "text", "html": "book"}
# The steps of a move say what its figures show.
# Their list of references is short: an article stands in it under its author, year and DOI.
_NOT_IN_HANDOUTS = (
    "sheet", "cover.caption", "move.caption", "reference.title", "settings.address",
)  # fmt: skip
_SHORT = "csl/short.csl"
# In drawings of the e-book letters are outlines; what is said for a picture has their words.
_NOT_IN_BOOKS = (
    "address", "cover.caption", "cover.labels", "picture.labels",
    "settings.series", "sheet",
)  # fmt: skip
# Words alone say what a picture shows, and not what stands below it.
_NOT_IN_WORDS = (
    "cover", "move.caption", "picture.caption", "picture.labels",
    "settings.address", "settings.series", "sheet",
)  # fmt: skip
_NOT_ON_CARDS = (
    "change", "chapter", "contents", "cover", "link", "move", "picture", "plan", "reference",
    "region", "settings.authors", "settings.contact", "settings.diary", "settings.for_whom",
    "settings.in_short", "settings.licence", "settings.main_message", "settings.next_review",
    "settings.not_for", "settings.notes", "settings.questions", "settings.reviewers",
    "settings.scope", "settings.series", "settings.topic", "settings.version", "settings.written",
    "sheet", "sign", "term", "traffic", "treatment",
)  # fmt: skip
_NOT_ON_SHEETS = (
    "brand", "change", "chapter", "contents", "cover", "link", "move", "picture", "plan",
    "reference", "region", "settings.authors", "settings.contact", "settings.diary",
    "settings.for_whom", "settings.in_short", "settings.licence", "settings.not_for",
    "settings.notes", "settings.promise", "settings.questions", "settings.reviewers",
    "settings.scope", "settings.series", "settings.title", "sign",
    "term", "traffic", "treatment",
)  # fmt: skip
_SHARED = ("tokens.css", "base.css", "page.css", "components.css")
_HANDOUT = (*_SHARED, "handout.css")
_SHEET = (*_SHARED, "sheet.css")
_CLOSER = (("sheet-close.css",), ("sheet-columns.css",))
_ONE_PAGE = Fit(pages=1, floor=12.0, ideal=13.5, step=0.5, arrangements=_CLOSER)
_FLOOR_ONLY = Fit(pages=1, floor=12.0, ideal=12.0)
_LIGHT_PAGE = replace(_FLOOR_ONLY, arrangements=_CLOSER)
_CLOSER_LARGE = (("sheet-large-print-close.css",),)
_TWO_PAGES = Fit(pages=2, floor=LARGE, ideal=20.0, step=1.0, arrangements=_CLOSER_LARGE, most=6)
_HANDOUT_LARGE = (*_HANDOUT, "large-print.css")
_HANDOUT_LIGHT = ("tokens.css", "ink-light-tokens.css", *_HANDOUT[1:], "ink-light-handout.css")
_SHEET_LARGE = (*_SHEET, "sheet-large-print.css")
_SHEET_LIGHT = ("tokens.css", "ink-light-tokens.css", *_SHEET[1:], "ink-light.css")

EDITIONS: tuple[Edition, ...] = (
    Edition(
        "handout-a4",
        "Handout, A4",
        "handout",
        "a4",
        _HANDOUT,
        citation_style=_SHORT,
        leaves_out=_NOT_IN_HANDOUTS,
    ),
    Edition(
        "handout-letter",
        "Handout, US Letter",
        "handout",
        "letter",
        _HANDOUT,
        citation_style=_SHORT,
        leaves_out=_NOT_IN_HANDOUTS,
    ),
    Edition(
        "sheet-a4", "Stretch sheet, A4", "sheet", "a4", _SHEET, _ONE_PAGE, leaves_out=_NOT_ON_SHEETS
    ),
    Edition(
        "sheet-letter",
        "Stretch sheet, US Letter",
        "sheet",
        "letter",
        _SHEET,
        _ONE_PAGE,
        leaves_out=_NOT_ON_SHEETS,
    ),
    Edition(
        "handout-large-print-a4",
        "Large-print handout, A4",
        "handout",
        "a4",
        _HANDOUT_LARGE,
        type_size=LARGE,
        citation_style=_SHORT,
        leaves_out=_NOT_IN_HANDOUTS,
    ),
    Edition(
        "handout-large-print-letter",
        "Large-print handout, US Letter",
        "handout",
        "letter",
        _HANDOUT_LARGE,
        type_size=LARGE,
        citation_style=_SHORT,
        leaves_out=_NOT_IN_HANDOUTS,
    ),
    Edition(
        "handout-ink-light-a4",
        "Ink-light handout, A4",
        "handout",
        "a4",
        _HANDOUT_LIGHT,
        figures="line",
        citation_style=_SHORT,
        leaves_out=_NOT_IN_HANDOUTS,
    ),
    Edition(
        "handout-ink-light-letter",
        "Ink-light handout, US Letter",
        "handout",
        "letter",
        _HANDOUT_LIGHT,
        figures="line",
        citation_style=_SHORT,
        leaves_out=_NOT_IN_HANDOUTS,
    ),
    Edition(
        "sheet-large-print-a4",
        "Large-print sheet, A4",
        "sheet",
        "a4",
        _SHEET_LARGE,
        _TWO_PAGES,
        leaves_out=_NOT_ON_SHEETS,
    ),
    Edition(
        "sheet-large-print-letter",
        "Large-print sheet, US Letter",
        "sheet",
        "letter",
        _SHEET_LARGE,
        _TWO_PAGES,
        leaves_out=_NOT_ON_SHEETS,
    ),
    Edition(
        "sheet-ink-light-a4",
        "Ink-light sheet, A4",
        "sheet",
        "a4",
        _SHEET_LIGHT,
        _LIGHT_PAGE,
        figures="line",
        leaves_out=_NOT_ON_SHEETS,
    ),
    Edition(
        "sheet-ink-light-letter",
        "Ink-light sheet, US Letter",
        "sheet",
        "letter",
        _SHEET_LIGHT,
        _LIGHT_PAGE,
        figures="line",
        leaves_out=_NOT_ON_SHEETS,
    ),
    # The e-book's page list is that of the A4 handout, which is laid out for it.
    Edition(
        "ebook",
        "E-book",
        "epub",
        None,
        ("epub.css", *_HANDOUT),
        kind="epub",
        leaves_out=_NOT_IN_BOOKS,
    ),
    Edition(
        "ebook-compatible",
        "E-book for older devices",
        "epub",
        None,
        ("epub.css", *_HANDOUT),
        kind="epub",
        pixels=True,
        leaves_out=_NOT_IN_BOOKS,
    ),
    Edition(
        "handout", "Handout, plain text", "text", None, (), kind="txt", leaves_out=_NOT_IN_WORDS
    ),
)

_PAPERS: tuple[tuple[_Paper, str], ...] = (("a4", "A4"), ("letter", "US Letter"))
_CARD = ("tokens.css", "base.css", "components.css", "card.css", "personal.css")

_SIZES: tuple[tuple[str, str, _Paper], ...] = (
    ("a6", "A6", "a4"), ("4x6", "4 x 6 inches", "letter"),
)  # fmt: skip

CARDS: Mapping[str, Edition] = {
    size: Edition(
        f"card-{size}",
        f"Insert card, {title}",
        "card",
        paper,
        _CARD,
        _FLOOR_ONLY,
        personal=True,
        leaves_out=_NOT_ON_CARDS,
    )
    for size, title, paper in _SIZES
}
"""The cards by size, each with the region of its paper; card.css has their measures."""

PLANS: Mapping[str, Edition] = {
    paper: Edition(
        f"plan-{paper}",
        f"Plan, {title}",
        "sheet",
        paper,
        (*_SHEET, "plan.css"),
        replace(_ONE_PAGE, arrangements=(("plan-close.css",), ("sheet-columns.css",))),
        leaves_out=_NOT_ON_SHEETS,
        own_template="plan.html.j2",
    )
    for paper, title in _PAPERS
}
"""The sheets of moves that a clinic chose, by paper."""
