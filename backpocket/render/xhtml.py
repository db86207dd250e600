"""XHTML: what Markdown and templates give, made fit for a book or for plain text."""

from __future__ import annotations

import html
import html.entities
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.render.links import stray_links

__all__ = ["anchors", "as_xml", "leaves", "parsed", "polished"]

_EPUB = "http://www.idpf.org/2007/ops"
etree.register_namespace("epub", _EPUB)
_ENTITY = re.compile(r"&(\w+);")
_EMPTY = re.compile(r"<((?:br|hr|img|input|link|meta|wbr)\b[^<>]*+)>")
_OWN = frozenset(["amp", "lt", "gt", "quot", "apos"])
_ID = re.compile(r'<(?P<tag>\w++)(?:(?!\sid=")[^<>])*\sid="(?P<id>[^"<>]++)"[^<>]*+>')
_TABLE = re.compile(r"<table>(?:(?!</?table>).)*</table>", re.DOTALL)
_BROAD, _WIDEST = 15.0, 30.0
"""Ems of a table from which a tablet stacks it, and any page: type may be twice as large."""
_LETTER, _PADDING = 0.62, 1.0
"""Ems that a wide letter takes, and the padding of a cell."""
_BOX = re.compile(r'<div class="admonition (?P<kind>[\w-]+)">')
_BOX_ROLES = {
    "key": 'epub:type="tip" role="doc-tip"',
    "do": 'epub:type="tip" role="doc-tip"',
    "danger": 'epub:type="notice" role="doc-notice"',
    "soon": 'epub:type="notice" role="doc-notice"',
}


def leaves(page: str) -> dict[str, str]:
    """Cut what a template made into its files: a form feed and a name stand before each."""
    named = (part.partition("\n") for part in page.split("\f")[1:])
    return {name.strip(): text.strip() + "\n" for name, _, text in named}


def as_xml(page: str) -> str:
    """Write HTML as XML: close empty elements, and write its own entities as letters."""

    def letter(match: re.Match[str]) -> str:
        if match[1] in _OWN:
            return match[0]
        return html.entities.html5.get(f"{match[1]};", match[0])

    def closed(match: re.Match[str]) -> str:
        return f"<{match[1].removesuffix('/').rstrip()}/>"

    return _EMPTY.sub(closed, _ENTITY.sub(letter, page))


def parsed(text: str, place: Place) -> tuple[etree.Element | None, list[Diagnostic]]:
    """Parse XML; text that is not well formed is an error, and so is a link that may not be."""
    try:
        root = etree.fromstring(text.encode())  # noqa: S314 - our own page, without a DTD
        return root, list(stray_links(root, place))
    except etree.ParseError as problem:
        line = problem.position[0]
        excerpt = text.splitlines()[line - 1] if 0 < line <= len(text.splitlines()) else ""
        message = f"this is not well-formed XML: {problem} in “{excerpt.strip()[:80]}”"
        hint = "look for a template that opens an element and does not close it"
        return None, [error(place, "E410", message, hint=hint)]


def anchors(text: str) -> Iterator[re.Match[str]]:
    """Yield the start tags that have an id, in order: groups ``tag`` and ``id``."""
    return _ID.finditer(text)


def polished(text: str) -> str:
    """Give boxes, tables and citations of a book's file the roles that its readers know."""
    text = _TABLE.sub(lambda match: _table(match[0]), text)
    text = _BOX.sub(lambda match: _box(match["kind"]), text)
    return text.replace(
        '<a class="cite"', '<a class="cite" epub:type="biblioref" role="doc-biblioref"'
    )


def _box(kind: str) -> str:
    role = _BOX_ROLES.get(kind, 'role="note"')
    return f'<div class="admonition {kind}" {role}>'


def _least_width(table: etree.Element) -> float:
    """Return the ems that the longest words of the columns take, side by side."""
    longest: dict[int, int] = {}
    for row in table.iter("tr"):
        for column, cell in enumerate(row):
            words = "".join(cell.itertext()).split()
            longest[column] = max(longest.get(column, 0), *map(len, words), 0)
    return sum(_PADDING + _LETTER * letters for letters in longest.values())


def _table(text: str) -> str:
    """Name the column in each cell and each role, so that a narrow page may stack the cells.

    A table that a stylesheet stacks is no table to a screen reader unless the roles say so. The
    first cell of a row heads it.
    """
    named = text.replace("<table", f'<table xmlns:epub="{_EPUB}"', 1)
    table = etree.fromstring(named)  # noqa: S314 - a part of our own page
    width = _least_width(table)
    if width > _BROAD:
        table.set("class", "stacked" if width > _WIDEST else "broad")
    names = ["".join(cell.itertext()).strip() for cell in table.iter("th")]
    table.set("role", "table")
    for tag, role in (("thead", "rowgroup"), ("tbody", "rowgroup"), ("tr", "row")):
        for part in table.iter(tag):
            part.set("role", role)
    for cell in table.iter("th"):
        cell.set("role", "columnheader")
    for row in table.iterfind("tbody/tr"):
        for index, (name, cell) in enumerate(zip(names, list(row), strict=False)):
            if name:
                cell.set("data-label", name)
            cell.set("role", "cell" if index else "rowheader")
            if not index:
                cell.tag = "th"
                cell.set("scope", "row")
    return etree.tostring(table, encoding="unicode")
