"""Audit: what is wrong with a finished edition, at its place in the content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from backpocket.account.book import read_book, read_pages
from backpocket.account.contents import Contents
from backpocket.account.expected import expected
from backpocket.account.faults import Fault, changed_faults, lost_faults, order_faults, shown
from backpocket.account.found_text import Reading
from backpocket.account.ink import unseen
from backpocket.account.matching import Match, match
from backpocket.account.page import GlyphLine
from backpocket.account.paper import Paper, read_paper
from backpocket.account.placement import Flaw, flaws
from backpocket.account.places import Find, located
from backpocket.account.plain import read_plain
from backpocket.account.visual import seen_order_faults
from backpocket.account.wordings import Wording
from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.model.editions import Edition

__all__ = ["audit", "audit_pages"]

_POINTS = 72 / 25.4
"""Points in a millimetre."""

_SLOT = "X"
"""What keeps the place of a reader’s name, in a colour that nobody sees."""

_MOST = 20
"""How many faults of an edition are told: a style that hides a part hides all of it."""


def audit(data: bytes, contents: Contents, edition: Edition, find: Find) -> list[Diagnostic]:
    """Return what is wrong with the file of an edition, each at its place in the content.

    Texts may be lost, cut, covered, out of order or changed. ``find`` reads files of the content.
    """
    if edition.kind == "pdf":
        paper = read_paper(data)
        found = match(expected(contents, edition), paper.reading)
        told = [*_reading_faults(found, paper.reading), *seen_order_faults(found, paper)]
        pages = [_page(paper, fault.at) for fault in told]
        diagnostics = [
            _diagnostic(find, edition, fault, page) for fault, page in zip(told, pages, strict=True)
        ]
        floor = edition.fit.floor if edition.fit else edition.type_size
        drawn = [each for page in paper.pages for each in (*flaws(page, floor), *unseen(page))]
        if edition.personal:
            drawn = [each for each in drawn if each.line.words.strip() != _SLOT]
        owners = _Owners(found, paper)
        place = Place(f"content/{contents.guide.name}")
        worst = _worst(drawn, owners)
        diagnostics += [_flaw(find, edition, flaw, owners, place) for flaw in worst]
    else:
        reading = read_book(data) if edition.kind == "epub" else read_plain(data)
        diagnostics = _read_amiss(reading, contents, edition, find)
    return list(dict.fromkeys(diagnostics))[:_MOST]


def audit_pages(
    pages: Iterable[bytes], contents: Contents, edition: Edition, find: Find
) -> list[Diagnostic]:
    """Return what is wrong with the pages of an edition, given as XML, as :func:`audit` does."""
    diagnostics = _read_amiss(read_pages(pages), contents, edition, find)
    return list(dict.fromkeys(diagnostics))[:_MOST]


def _read_amiss(
    reading: Reading, contents: Contents, edition: Edition, find: Find
) -> list[Diagnostic]:
    """Return what is wrong with words that stand on no page of paper."""
    found = match(expected(contents, edition), reading)
    return [_diagnostic(find, edition, fault, 0) for fault in _reading_faults(found, reading)]


def _reading_faults(found: Match, reading: Reading) -> Iterator[Fault]:
    yield from lost_faults(found, reading)
    yield from order_faults(found)
    yield from changed_faults(found, reading)


def _page(paper: Paper, at: int) -> int:
    """Return the page of a letter, or of the next that stands on one."""
    for mark in paper.reading.marks[at : at + 2000]:
        if mark >= 0:
            return paper.glyphs[mark][0].page
    return paper.pages[-1].number


def _diagnostic(find: Find, edition: Edition, fault: Fault, page: int) -> Diagnostic:
    where = f"{edition.name}, page {page}" if page else edition.name
    message = f"{where}: {fault.what}"
    return located(find, fault.text, fault.word, fault.code, message, fault.hint)


class _Owners:
    """Which text each line of letters is of; a label is of the text beside it, or before it."""

    def __init__(self, found: Match, paper: Paper) -> None:
        self._texts: dict[int, Wording] = {}
        for leaf in found.leaves:
            for mark in paper.reading.marks[leaf.start : leaf.end] if leaf.is_pinned else ():
                if mark >= 0 and isinstance(leaf.part, Wording):
                    self._texts.setdefault(id(paper.glyphs[mark][0]), leaf.part)
        lines = list({id(line): line for line, _ in paper.glyphs}.values())
        for line, below in reversed(list(pairwise(lines))):
            if id(line) not in self._texts and id(below) in self._texts and _is_beside(line, below):
                self._texts[id(line)] = self._texts[id(below)]
        for above, line in pairwise(lines):
            if id(line) not in self._texts and id(above) in self._texts:
                self._texts[id(line)] = self._texts[id(above)]

    def of(self, flaw: Flaw) -> Wording | None:
        """Return the text of a line; for words that an edition adds, the text before them."""
        return self._texts.get(id(flaw.line))


def _is_beside(line: GlyphLine, other: GlyphLine) -> bool:
    one, two = line.box, other.box
    if one is None or two is None or line.page != other.page:
        return False
    return min(one.top, two.top) > max(one.bottom, two.bottom)


def _worst(drawn: Iterable[Flaw], owners: _Owners) -> list[Flaw]:
    """Return one flaw of each kind for each text: the greatest."""
    found: dict[tuple[int, str, str], Flaw] = {}
    for flaw in drawn:
        text = owners.of(flaw)
        key = id(text) if text else id(flaw.line), flaw.code, flaw.what if not text else ""
        if key not in found or found[key].by < flaw.by:
            found[key] = flaw
    return list(found.values())


def _flaw(find: Find, edition: Edition, flaw: Flaw, owners: _Owners, place: Place) -> Diagnostic:
    text = owners.of(flaw)
    words = shown(flaw.line.words)
    by = f" by {flaw.by / _POINTS:.1f} mm" if flaw.by else ""
    message = f"{edition.name}, page {flaw.line.page}: “{words}” {flaw.what}{by}"
    hint = "shorten the text, or mend the style that sets it there"
    if text is None:
        return error(place, flaw.code, message, hint=hint)
    return located(find, text, _first_word(text, flaw), flaw.code, message, hint)


def _first_word(text: Wording, flaw: Flaw) -> int:
    """Return the index of the word of a text with which a line begins."""
    words = text.words.split()
    line = flaw.line.words.split()
    for index in range(len(words)):
        if words[index : index + 2] == line[:2]:
            return index
    return 0
