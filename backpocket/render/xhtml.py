"""XHTML: what Markdown and templates give, made a tree for a book or for plain text."""

from __future__ import annotations

import html.entities
import re
import xml.etree.ElementTree as etree
from copy import deepcopy

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.render.links import stray_links

__all__ = ["EPUB_TYPE", "XHTML", "as_xml", "leaves", "parsed", "written"]

XHTML = "{http://www.w3.org/1999/xhtml}"
"""What stands before the names of elements in a tree."""
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
etree.register_namespace("epub", "http://www.idpf.org/2007/ops")

_ENTITY = re.compile(r"&(\w+);")
_EMPTY = re.compile(r"<((?:br|hr|img|input|link|meta|wbr)\b[^<>]*+)>")
_OWN = frozenset(["amp", "lt", "gt", "quot", "apos"])


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


def written(root: etree.Element) -> bytes:
    """Write a tree as a file of a book: no element has a prefix."""
    bare = deepcopy(root)
    _bare(bare, "")
    body = etree.tostring(bare, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{body}\n'.encode()


def _bare(element: etree.Element, around: str) -> None:
    space, _, element.tag = element.tag.rpartition("}")
    if space != around:
        element.set("xmlns", space.removeprefix("{"))
    for child in element:
        _bare(child, space)
