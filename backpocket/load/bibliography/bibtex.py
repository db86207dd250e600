"""BibTeX and BibLaTeX, read by bibtexparser; LaTeX in their texts is read by pylatexenc.

The fields and types are those of the BibLaTeX manual, sections 2.1 and 2.2, and of BibTeX.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from backpocket.diagnostics import Diagnostic
from backpocket.load.bibliography.exported import Exported, filled
from backpocket.model.source import Source

if TYPE_CHECKING:
    from bibtexparser.model import Entry

__all__ = ["read_bibtex"]

_TYPES: Mapping[str, str] = {
    "article": "article-journal",
    "bookinbook": "chapter",
    "booklet": "pamphlet",
    "conference": "paper-conference",
    "dataset": "dataset",
    "electronic": "webpage",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia",
    "jurisdiction": "legal_case",
    "legal": "legislation",
    "legislation": "legislation",
    "mastersthesis": "thesis",
    "misc": "document",
    "movie": "motion_picture",
    "online": "webpage",
    "patent": "patent",
    "periodical": "periodical",
    "phdthesis": "thesis",
    "report": "report",
    "software": "software",
    "standard": "standard",
    "suppbook": "chapter",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
    "video": "motion_picture",
    "www": "webpage",
}
_GENRES: Mapping[str, str] = {
    "mastersthesis": "master’s thesis",
    "phdthesis": "PhD thesis",
    "mathesis": "master’s thesis",
}
_LONGEST = 5_000
_LONGEST_NAMES = 50_000
"""Letters of a field; a paper of the large physics groups has 3,000 authors."""

_SUFFIXES = ("Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV")
_RAISED = re.compile(r"\$\s?(?P<sign>[_^])(?:\{(?P<long>[\w+-]{1,20})\}|(?P<short>\w))\s?\$")
_TEXT_RAISED = re.compile(r"\\text(?P<kind>sub|super)script\{(?P<text>[^{}\\]{0,40})\}")
_COMMENT = re.compile(r"(?<!\\)%")
_URL = re.compile(r"\\url\{(?P<url>[^{}]*)\}")


def read_bibtex(source: Source) -> tuple[list[Exported], list[Diagnostic]]:
    """Return the entries of a file, and what of it cannot be read."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import (
        RemoveEnclosingMiddleware,
        ResolveStringReferencesMiddleware,
    )

    logger = logging.getLogger("bibtexparser")
    logger.setLevel(logging.CRITICAL + 1)  # what it has to say is in its blocks
    stack = [ResolveStringReferencesMiddleware(True), RemoveEnclosingMiddleware(True)]
    library = parse_string(source.text, parse_stack=stack)
    diagnostics = []
    for block in library.failed_blocks:
        offset = source.offset((block.start_line or 0) + 1, 1)
        reason = str(block.error).strip().splitlines() or ["it does not end"]
        message = f"this entry cannot be read: {reason[-1].strip()}"
        diagnostics.append(source.error(offset, "E014", message))
    exported = []
    for entry in library.entries:
        offset = source.offset((entry.start_line or 0) + 1, 1)
        try:
            exported.append(Exported(_entry(entry), offset))
        except (ValueError, RecursionError, IndexError):
            hint = "write it as plain text, and shorter"
            message = "the LaTeX of this entry cannot be read"
            diagnostics.append(source.error(offset, "E014", message, hint))
    return exported, diagnostics


def _entry(entry: Entry) -> Mapping[str, Any]:
    raw = {field.key.lower(): str(field.value) for field in entry.fields}
    written = entry.entry_type.lower()
    kind = _TYPES.get(written, "book" if "book" in written or "proc" in written else "document")
    url = _address(raw.get("url", "")) or _published(raw.get("howpublished", ""))
    kind = "webpage" if kind == "document" and url else kind
    is_article = kind == "article-journal"

    if any(len(raw.get(name, "")) > _LONGEST_NAMES for name in ("author", "editor", "translator")):
        raise ValueError("there are more names than any work has")

    def text(*names: str) -> str:
        return next((_plain(raw[name]) for name in names if raw.get(name)), "")

    series = text("series")
    number = "issue" if is_article else "collection-number" if series else "number"
    subtitle = text("subtitle")
    return filled(
        {
            "id": entry.key,
            "type": kind,
            "title": text("title") + (f": {subtitle}" if subtitle else ""),
            "title-short": text("shorttitle"),
            "author": [_person(name) for name in _names(raw.get("author", ""))],
            "editor": [_person(name) for name in _names(raw.get("editor", ""))],
            "translator": [_person(name) for name in _names(raw.get("translator", ""))],
            "container-title": text("booktitle", "journaltitle", "journal", "maintitle"),
            "container-title-short": text("shortjournal"),
            "collection-title": series,
            "event-title": text("eventtitle"),
            "issued": _date(raw, "date", "year", "month"),
            "accessed": _date(raw, "urldate"),
            "volume": text("volume"),
            number: text("number", "issue"),
            "page": text("pages").replace("–", "-"),
            "number-of-pages": text("pagetotal"),
            "chapter-number": text("chapter"),
            "publisher": text("publisher", "school", "institution", "organization"),
            "publisher-place": text("location", "address"),
            "edition": text("edition"),
            "version": text("version"),
            "genre": text("type") or _GENRES.get(written, ""),
            "ISBN": text("isbn"),
            "PMID": text("pmid"),
            "DOI": _address(raw.get("doi", "")),
            "URL": url,
        }
    )


def _plain(text: str) -> str:
    """Return the words of a LaTeX text, with tags for what stands above or below the line."""
    from pylatexenc.latex2text import LatexNodes2Text

    if len(text) > _LONGEST:
        raise ValueError("this text is longer than any that a list prints")
    text = _RAISED.sub(_raised, _TEXT_RAISED.sub(_raised, _COMMENT.sub(r"\\%", text)))
    words = LatexNodes2Text(math_mode="text", keep_comments=True).latex_to_text(text)
    return " ".join(words.split())


def _raised(match: re.Match[str]) -> str:
    groups = match.groupdict()
    tag = "sub" if groups.get("sign") == "_" or groups.get("kind") == "sub" else "sup"
    text = groups.get("text") or groups.get("long") or groups.get("short") or ""
    return f"<{tag}>{text}</{tag}>"


def _address(text: str) -> str:
    """Return an address or a DOI, in which LaTeX escapes a few signs."""
    inside = _URL.search(text)
    text = inside["url"] if inside else text
    for sign in "_%&#~$":
        text = text.replace(f"\\{sign}", sign)
    return "".join(text.split()).strip("{}")


def _published(text: str) -> str:
    return _address(text) if _URL.search(text) or text.startswith("http") else ""


def _names(text: str) -> Iterator[str]:
    """Yield the names that “and” parts, outside of braces."""
    depth = 0
    name: list[str] = []
    for word in text.split():
        if word.lower() == "and" and depth == 0:
            yield " ".join(name)
            name = []
            continue
        depth += word.count("{") - word.count("}")
        name.append(word)
    if name:
        yield " ".join(name)


def _person(name: str) -> dict[str, str]:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    parts = parse_single_name_into_parts(name, strict=False)
    made = {
        "family": parts.last,
        "given": parts.first,
        "non-dropping-particle": parts.von,
        "suffix": parts.jr,
    }
    texts = filled({part: _plain(" ".join(words)) for part, words in made.items()})
    if texts.get("given") in _SUFFIXES:  # “Martin King, Jr.”, which BibTeX takes for a given name
        given, _, family = texts["family"].rpartition(" ")
        texts = filled({"family": family, "given": given, "suffix": texts["given"]})
    return texts if texts.get("given") else {"literal": " ".join(texts.values())}


def _date(raw: Mapping[str, str], whole: str, year: str = "", month: str = "") -> dict[str, str]:
    if raw.get(whole):
        return {"raw": _plain(raw[whole])}
    if not raw.get(year):
        return {}
    number = raw.get(month, "").strip()
    given = _plain(raw[year])
    if number.isdecimal() and len(number) <= 2:
        return {"raw": f"{given}-{number}"}
    return {"raw": f"{_plain(number)} {given}".strip()}
