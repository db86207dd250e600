"""Roles: what a book's readers know boxes, tables and citations by."""

from __future__ import annotations

import xml.etree.ElementTree as etree

from backpocket.render.xhtml import EPUB_TYPE, XHTML

__all__ = ["give_roles", "name_tables"]

_BROAD, _WIDEST = 15.0, 30.0
"""Ems of a table from which a tablet stacks it, and any page: type may be twice as large."""
_LETTER, _PADDING = 0.62, 1.0
"""Ems that a wide letter takes, and the padding of a cell."""
_BOX_ROLES = {
    "key": ("tip", "doc-tip"),
    "do": ("tip", "doc-tip"),
    "danger": ("notice", "doc-notice"),
    "soon": ("notice", "doc-notice"),
}


def name_tables(root: etree.Element) -> None:
    """Name the columns in the cells of the tables below an element, and give all their roles."""
    for table in root.iter(f"{XHTML}table"):
        if "role" not in table.attrib:
            _name_cells(table)


def give_roles(root: etree.Element) -> None:
    """Give the boxes and citations below an element their roles (DPUB-ARIA 1.1)."""
    for box in root.iter(f"{XHTML}div"):
        name, _, kind = box.get("class", "").partition(" ")
        if name == "admonition" and kind and " " not in kind:
            _give(box, *_BOX_ROLES.get(kind, ("", "note")))
    for link in root.iter(f"{XHTML}a"):
        if link.get("class") == "cite":
            _give(link, "biblioref", "doc-biblioref")


def _give(element: etree.Element, kind: str, role: str) -> None:
    if kind:
        element.set(EPUB_TYPE, kind)
    element.set("role", role)


def _least_width(table: etree.Element) -> float:
    """Return the ems that the longest words of the columns take, side by side."""
    longest: dict[int, int] = {}
    for row in table.iter(f"{XHTML}tr"):
        for column, cell in enumerate(row):
            words = "".join(cell.itertext()).split()
            longest[column] = max(longest.get(column, 0), *map(len, words), 0)
    return sum(_PADDING + _LETTER * letters for letters in longest.values())


def _name_cells(table: etree.Element) -> None:
    """Name the column in each cell and each role, so that a narrow page may stack the cells.

    A table that a stylesheet stacks is no table to a screen reader unless the roles say so. The
    first cell of a row heads it.
    """
    width = _least_width(table)
    if width > _BROAD and "class" not in table.attrib:
        table.set("class", "stacked" if width > _WIDEST else "broad")
    names = ["".join(cell.itertext()).strip() for cell in table.iter(f"{XHTML}th")]
    table.set("role", "table")
    for tag, role in (("thead", "rowgroup"), ("tbody", "rowgroup"), ("tr", "row")):
        for part in table.iter(XHTML + tag):
            part.set("role", role)
    for cell in table.iter(f"{XHTML}th"):
        cell.set("role", "columnheader")
    for row in table.iterfind(f"{XHTML}tbody/{XHTML}tr"):
        for index, (name, cell) in enumerate(zip(names, list(row), strict=False)):
            if name:
                cell.set("data-label", name)
            cell.set("role", "cell" if index else "rowheader")
            if not index:
                cell.tag = f"{XHTML}th"
                cell.set("scope", "row")
