"""Pagination: where each page of the A4 handout starts in an e-book.

A page of the book's page list starts at the first part of the guide that starts on that page of
the handout: a chapter, a topic, a move, a treatment, a word or a source.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Mapping, Sequence
from functools import lru_cache

from backpocket.diagnostics import Diagnostic, Place
from backpocket.model.editions import EDITIONS, Edition
from backpocket.render.jobs import Job
from backpocket.render.pages import make_page
from backpocket.render.xhtml import EPUB_TYPE, XHTML

__all__ = ["handout_pages", "mark_pages", "starts"]

HANDOUT: Edition = next(edition for edition in EDITIONS if edition.name == "handout-a4")

_ITSELF_A_LABEL = frozenset(["a", "h1", "h2", "h3", "h4"])
"""A page number inside these would be read as a part of their name."""

Anchors = Sequence[tuple[str, float, float]]
"""The ids on a page, each with its place: from the left, from the top."""


@lru_cache(maxsize=1)
def handout_pages(job: Job) -> tuple[list[Anchors] | None, list[Diagnostic]]:
    """Lay out the A4 handout, once for all books, and return the anchors of each of its pages."""
    from backpocket.render.pdf.printer import Printer

    page, diagnostics = make_page(job.workshop, HANDOUT, job.numbers)
    if page is None:
        return None, diagnostics
    sheets = {name: job.sources[name] for name in HANDOUT.stylesheets}
    layout, found = Printer(job.workshop.disk, sheets, job.workshop.typefaces).lay_out(
        page,
        HANDOUT.stylesheets,
        f"@page {{ size: {HANDOUT.paper} }} html {{ font-size: {HANDOUT.type_size}pt }}",
        job.workshop.drawings.served,
        Place(f"content/{job.workshop.guide.name} (the pages of {HANDOUT.name})"),
    )
    if layout is None:
        return None, [*diagnostics, *found]
    pages: list[Anchors] = [
        [(name, x, y) for name, (x, y, *_) in page.anchors.items()]
        for page in layout.document.pages
    ]
    return pages, diagnostics + found


def starts(pages: Sequence[Anchors], order: Sequence[str], first: str) -> list[str]:
    """Return the id at which each page starts in a book whose ids are in this ``order``.

    ``first`` is where page 1 starts. A page on which nothing new starts shares the start of the
    page after it, or the last start.

    >>> pages = [[], [("b", 0, 9), ("a", 0, 2)], [("a", 0, 0)], [("c", 5, 0), ("b", 0, 1)]]
    >>> starts(pages, ["cover", "a", "b", "c"], "cover")
    ['cover', 'a', 'c', 'c']
    """
    place = {name: index for index, name in enumerate(order)}
    firsts: list[str | None] = [first]
    seen: set[str] = set()
    last = place[first]
    for anchored in pages[1:]:
        new = [item for item in anchored if item[0] in place and item[0] not in seen]
        seen |= {item[0] for item in new}
        # Anchors of one line have nearly one height; then the left one, then the outer one. What
        # the book shows before the start of the page before it would turn the page list back.
        ahead = [item for item in new if place[item[0]] > last]
        best = min(
            ahead, key=lambda item: (round(item[2]), round(item[1]), place[item[0]]), default=None
        )
        firsts.append(best[0] if best else None)
        last = place[best[0]] if best else last
    known = [name for name in firsts if name is not None]
    return [
        name or next(filter(None, firsts[index:]), known[-1]) for index, name in enumerate(firsts)
    ]


def _marker(number: int) -> dict[str, str]:
    named = {"id": f"page-{number}", EPUB_TYPE: "pagebreak"}
    return {**named, "role": "doc-pagebreak", "aria-label": f"Page {number}"}


def mark_pages(root: etree.Element, pages: Mapping[str, Sequence[int]]) -> None:
    """Set the page markers into a file of the book; ``pages`` are the pages that start at an id."""
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in list(root.iter()):
        markers = [
            etree.Element(f"{XHTML}span", _marker(number))
            for number in pages.get(element.get("id", ""), ())
        ]
        if not markers:
            continue
        if element.tag.removeprefix(XHTML) in _ITSELF_A_LABEL:
            around = parents[element]
            at = list(around).index(element)
            around[at:at] = markers
            continue
        # In a list of words only dt and dd may stand.
        within = element[0] if len(element) and element[0].tag == f"{XHTML}dt" else element
        within.text, markers[-1].tail = None, within.text
        within[0:0] = markers
