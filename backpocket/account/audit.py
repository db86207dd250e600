"""Audit: what is wrong with a finished edition, at its place in the content."""

from __future__ import annotations

from collections.abc import Iterator

from backpocket.account.book import read_book
from backpocket.account.contents import Contents
from backpocket.account.expected import expected
from backpocket.account.faults import Fault, changed_faults, lost_faults, order_faults
from backpocket.account.found_text import Reading
from backpocket.account.matching import Match, match
from backpocket.account.places import Find, located
from backpocket.account.plain import read_plain
from backpocket.diagnostics import Diagnostic
from backpocket.model.editions import Edition

__all__ = ["audit"]

_MOST = 20
"""How many faults of an edition are told: a template that drops a part drops all of it."""

_READERS = {"epub": read_book, "txt": read_plain}


def audit(data: bytes, contents: Contents, edition: Edition, find: Find) -> list[Diagnostic]:
    """Return what is wrong with the file of an edition, each at its place in the content.

    Texts may be lost, out of order or changed. ``find`` reads files of the content. PDFs are not
    looked at.
    """
    reader = _READERS.get(edition.kind)
    if reader is None:
        return []
    reading = reader(data)
    found = match(expected(contents, edition), reading)
    told = [_diagnostic(find, edition, fault) for fault in _reading_faults(found, reading)]
    return list(dict.fromkeys(told))[:_MOST]


def _reading_faults(found: Match, reading: Reading) -> Iterator[Fault]:
    yield from lost_faults(found, reading)
    yield from order_faults(found)
    yield from changed_faults(found, reading)


def _diagnostic(find: Find, edition: Edition, fault: Fault) -> Diagnostic:
    message = f"{edition.name}: {fault.what}"
    return located(find, fault.text, fault.word, fault.code, message, fault.hint)
