"""CSL-JSON: what reference managers write, in the one form that the press sets.

Zotero, Mendeley, Crossref and PubMed agree on the names of the fields and on little else: a year
is a number or a text, a title holds tags and entities, a DOI is an address, a list holds one
title. Each function takes a value as it comes and raises ValueError, in the words of an editor,
for what cannot be set (CSL-JSON schema and CSL 1.0.2, https://docs.citationstyles.org).
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from backpocket.characters import invisible

__all__ = [
    "ALIASES",
    "TEXTS",
    "citation_key",
    "csl_doi",
    "csl_name",
    "csl_text",
    "csl_type",
    "csl_url",
    "whole_title",
]

_LONGEST = 5000
_TYPES: Mapping[str, str] = {
    "book-chapter": "chapter",
    "book-section": "chapter",
    "dissertation": "thesis",
    "edited-book": "book",
    "journal-article": "article-journal",
    "monograph": "book",
    "posted-content": "article",
    "proceedings-article": "paper-conference",
    "reference-book": "book",
    "reference-entry": "entry",
    "report-component": "report",
}
"""Crossref's own names of types that CSL has another name for."""

ALIASES: Mapping[str, str] = {
    "journalAbbreviation": "container-title-short",
    "shortTitle": "title-short",
    "event": "event-title",
    "short-container-title": "container-title-short",
    "accessDate": "accessed",
}

TEXTS = (
    "archive",
    "archive-place",
    "archive_collection",
    "archive_location",
    "authority",
    "chapter-number",
    "collection-number",
    "collection-title",
    "container-title",
    "container-title-short",
    "dimensions",
    "edition",
    "event-place",
    "event-title",
    "genre",
    "ISBN",
    "issue",
    "jurisdiction",
    "medium",
    "number",
    "number-of-pages",
    "number-of-volumes",
    "page",
    "part-number",
    "part-title",
    "PMCID",
    "PMID",
    "publisher",
    "publisher-place",
    "references",
    "section",
    "status",
    "supplement-number",
    "title-short",
    "version",
    "volume",
    "volume-title",
)
"""The fields that citation styles print, beside title, DOI and URL."""

_KEY_IN_NOTE = re.compile(r"^citation key:\s*+(\S++)\s*$", re.IGNORECASE | re.MULTILINE)
_NAME_PARTS = ("family", "given", "suffix", "dropping-particle", "non-dropping-particle", "literal")
_DROPPED = (
    "a|b|bold|br|em|i|inf|italic|mark|p|sc|scp|small|span|strong|title|tt|u"
    "|(?:jats|mml):[a-z]+|m(?:ath|frac|i|n|o|row|sub|sup|text)"
)
_TAG = re.compile(rf"</?(?:{_DROPPED})(?:\s[^<>]*+)?/?>", re.IGNORECASE)
_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi\s*+[:=]?\s*+)", re.IGNORECASE)


def citation_key(entry: Mapping[str, Any]) -> Any:
    """Return what an entry is cited by: its citation key, else its id; None if it has neither.

    >>> citation_key({"id": "http://zotero.org/users/1/items/AB", "citation-key": "adams2020"})
    'adams2020'
    """
    for name in ("citation-key", "citation_key", "citationKey"):
        if isinstance(entry.get(name), str) and entry[name].strip():
            return entry[name].strip()
    note = entry.get("note")
    pinned = _KEY_IN_NOTE.search(note) if isinstance(note, str) else None
    if pinned:
        return pinned[1]
    key = entry.get("id")
    return str(key) if isinstance(key, int) and not isinstance(key, bool) else key


def csl_text(value: object) -> str | None:
    """Return a text or a number as text: entities as characters, no tags but ``sub`` and ``sup``.

    >>> csl_text("Caf&eacute; <i>&amp;</i>\\n  H<sub>2</sub>O"), csl_text(25), csl_text([])
    ('Café & H<sub>2</sub>O', '25', None)
    """
    if isinstance(value, list) and len(value) <= 1:  # as Crossref has titles
        value = value[0] if value else None
    if value is None:
        return None
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise ValueError("write text or a number")
    text = str(value)
    if len(text) > _LONGEST:
        raise ValueError(f"this text is longer than {_LONGEST} letters; shorten it")
    for _ in range(2):  # some managers escape what was escaped
        text = _TAG.sub("", html.unescape(text))
    if list(invisible(text)):
        raise ValueError("this text holds a character that cannot be printed; delete it")
    return " ".join(text.split())


def whole_title(entry: Mapping[str, Any]) -> Any:
    """Return a title with the subtitle that Crossref keeps apart.

    >>> whole_title({"title": ["Heel pain"], "subtitle": ["A trial"]})
    'Heel pain: A trial'
    """
    title, subtitle = (
        value[0] if isinstance(value, list) and len(value) == 1 else value
        for value in (entry.get("title"), entry.get("subtitle"))
    )
    if isinstance(title, str) and isinstance(subtitle, str) and subtitle not in title:
        return f"{title}: {subtitle}"
    return entry.get("title")


def csl_type(value: object) -> object:
    """Return the name that CSL has for a type."""
    return _TYPES.get(value, value) if isinstance(value, str) else value


def csl_doi(value: object) -> str | None:
    """Return the DOI alone, whether given with ``doi:``, as an address, or as it is.

    >>> csl_doi("https://dx.doi.org/10.1000/a%28b%29"), csl_doi("doi: 10.1000/ab")
    ('10.1000/a(b)', '10.1000/ab')
    """
    if not isinstance(value, str):
        raise ValueError("this is not text; put it in quotes")
    text = csl_text(value) or ""
    prefix = _DOI.match(text)
    if prefix:
        text = text[prefix.end() :].strip()
        text = unquote(text) if "/" in prefix[0] else text
    if text and (not text.startswith("10.") or "/" not in text or any(map(str.isspace, text))):
        raise ValueError("a DOI begins with 10. and has a /, as in 10.1000/stairs.12")
    return text or None


def csl_url(value: object) -> object:
    """Return an address without its entities and the blanks around it; None if it is empty."""
    return (html.unescape(value).strip() or None) if isinstance(value, str) else value


def csl_name(value: object) -> Mapping[str, str]:
    """Return the name of a person or a group, with the parts that CSL has for it.

    >>> csl_name({"given": "Ann", "family": "Adams", "sequence": "first"})
    {'family': 'Adams', 'given': 'Ann'}
    >>> csl_name({"name": "Board of Knees"}), csl_name("Adams, Ann")
    ({'literal': 'Board of Knees'}, {'family': 'Adams', 'given': 'Ann'})
    """
    if isinstance(value, str):
        family, comma, given = value.partition(",")
        value = {"family": family, "given": given} if comma else {"literal": value}
    if not isinstance(value, Mapping):
        raise ValueError('write a name as { "family": "Adams", "given": "Ann" }')
    if not all(isinstance(value.get(part) or "", str) for part in _NAME_PARTS):
        raise ValueError("a part of this name is not text; put it in quotes")
    parts = {part: csl_text(value.get(part) or "") for part in _NAME_PARTS}
    known = {part: text for part, text in parts.items() if text}
    group = known.get("literal") or csl_text(value.get("name") or "")
    if group:
        return {"literal": group}
    if "family" in known:
        return known
    if "given" in known:  # the only name of somebody who has one
        return {"literal": known["given"]}
    unknown = next((name for name in value if name not in _NAME_PARTS), None)
    if unknown and not set(_NAME_PARTS) & set(value):
        raise ValueError(f"“{unknown}” is no part of a name; there are {', '.join(_NAME_PARTS)}")
    raise ValueError("this name has no family name; a group has a literal")
