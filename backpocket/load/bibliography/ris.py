"""RIS: lines such as ``AU  - Adams, Ann``, an entry from ``TY`` to ``ER``; read by rispy.

The tags are those of the RIS specification of 2011, with the habits of EndNote, Zotero, Mendeley
and PubMed where they differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from backpocket.diagnostics import Diagnostic
from backpocket.load.bibliography.exported import Exported, filled, person
from backpocket.model.source import Source

__all__ = ["read_ris"]

_TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9]) {1,2}-(?: (?P<value>.*))?")
_TYPES: Mapping[str, str] = {
    "ADVS": "motion_picture",
    "BILL": "bill",
    "BLOG": "post-weblog",
    "BOOK": "book",
    "CASE": "legal_case",
    "CHAP": "chapter",
    "COMP": "software",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "DATA": "dataset",
    "DBASE": "dataset",
    "DICT": "entry-dictionary",
    "EBOOK": "book",
    "ECHAP": "chapter",
    "EDBOOK": "book",
    "EJOUR": "article-journal",
    "ELEC": "webpage",
    "ENCYC": "entry-encyclopedia",
    "GOVDOC": "report",
    "ICOMM": "webpage",
    "INPR": "article-journal",
    "JFULL": "periodical",
    "JOUR": "article-journal",
    "LEGAL": "legislation",
    "MANSCPT": "manuscript",
    "MAP": "map",
    "MGZN": "article-magazine",
    "MPCT": "motion_picture",
    "NEWS": "article-newspaper",
    "PAMP": "pamphlet",
    "PAT": "patent",
    "RPRT": "report",
    "STAND": "standard",
    "STAT": "legislation",
    "THES": "thesis",
    "UNPB": "manuscript",
    "VIDEO": "motion_picture",
}
_ARTICLES = ("article-journal", "article-magazine", "article-newspaper", "post-weblog")


def read_ris(source: Source) -> tuple[list[Exported], list[Diagnostic]]:
    """Return the entries of a file, and what of it cannot be read."""
    exported: list[Exported] = []
    diagnostics: list[Diagnostic] = []
    for offset, lines, is_whole in _records(source.text):
        if not is_whole:
            hint = "end the entry with the line “ER  - ”"
            diagnostics.append(source.error(offset, "E014", "this entry has no end", hint))
            continue
        exported.append(Exported(_entry(lines), offset))
    return exported, diagnostics


def _records(text: str) -> Iterator[tuple[int, list[str], bool]]:
    """Yield the offset and the lines of each entry, with two blanks after tags, and if it ends."""
    offset, start = 0, 0
    record: list[str] = []
    for line in text.split("\n"):
        match = _TAG.fullmatch(line.rstrip())
        tag = match["tag"] if match else ""
        if tag == "TY":
            if record:
                yield start, record, False
            record, start = [], offset
        if record or tag == "TY":
            record.append(f"{tag}  - {match['value'] or ''}" if match else line)
        if tag == "ER" and record:
            yield start, record, True
            record = []
        offset += len(line) + 1
    if record:
        yield start, record, False


def _entry(lines: list[str]) -> Mapping[str, Any]:
    import rispy

    [record] = rispy.loads("\n".join(lines))
    other = record.get("unknown_tag", {})

    def first(*names: str) -> Any:
        values = (record.get(name) for name in names)
        return next((value for value in values if value), None)

    kind = _TYPES.get(record.get("type_of_reference", ""), "document")
    container = first("secondary_title", "journal_name", "alternate_title3") or _one(other, "BT")
    number = record.get("number")
    is_article = kind in _ARTICLES
    return filled(
        {
            "id": record.get("id") or record.get("label"),
            "type": kind,
            "title": first("title", "primary_title") or _one(other, "CT") or _one(other, "BT"),
            "title-short": record.get("short_title"),
            "author": _people([*record.get("authors", ()), *record.get("first_authors", ())]),
            "editor": _people([*other.get("ED", ()), *record.get("secondary_authors", ())]),
            "translator": _people([record.get("translated_author", "")]),
            "container-title": container,
            "container-title-short": first("alternate_title1", "alternate_title2"),
            "collection-title": record.get("tertiary_title"),
            "issued": _date(first("date", "year", "publication_year")),
            "accessed": _date(record.get("access_date")),
            "volume": record.get("volume"),
            "issue" if is_article else "number": number,
            "page": _pages(record.get("start_page", ""), record.get("end_page", "")),
            "publisher": record.get("publisher"),
            "publisher-place": record.get("place_published"),
            "edition": record.get("edition"),
            "genre": None if is_article else record.get("type_of_work"),
            "ISBN": None if is_article else record.get("issn"),
            "DOI": record.get("doi"),
            "URL": next(iter(record.get("urls", ())), None),
        }
    )


def _one(tags: Mapping[str, list[str]], name: str) -> str:
    return next(iter(tags.get(name, ())), "")


def _people(names: list[str]) -> list[dict[str, str]]:
    return [person(name) for name in names if name.strip()]


def _date(value: str | None) -> dict[str, str] | None:
    """Return a date such as ``2020/04/30/`` or ``2020/04//Spring``."""
    if not value:
        return None
    year, *parts = (part.strip() for part in value.split("/"))
    numbers = [part for part in parts[:2] if part.isdecimal()]
    return {"raw": "-".join([year, *numbers])}


def _pages(first: str, last: str) -> str:
    return f"{first}-{last}" if last and last not in first else first
