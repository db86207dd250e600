"""Refused: what no text of a guide may hold, found in the tree that it becomes.

The tree is what pages are made of: what stands in it has got past no escape, entity or variable.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterator

from backpocket.diagnostics import Diagnostic
from backpocket.markup.inline_marks import LINK_NAMES, REFUSED
from backpocket.markup.picture_blocks import has_own_place
from backpocket.model.addresses import objection
from backpocket.model.source import Source

__all__ = ["INLINE_CODES", "inline_error", "inline_errors", "link_error", "picture_error"]

INLINE_CODES = ("E107", "E110")
"""The codes of what is found in the tree of a text."""


def inline_errors(source: Source, at: int, root: etree.Element) -> Iterator[Diagnostic]:
    """Find the links and pictures below an element that cannot stay; they stand at one offset."""
    for element in root.iter():
        yield from inline_error(source, at, element)


def inline_error(source: Source, at: int, element: etree.Element) -> Iterator[Diagnostic]:
    """Say why an element cannot stay, if it is such a link or picture."""
    if element.tag == "img" and not has_own_place(element):
        yield picture_error(source, at)
    target = element.get(REFUSED)
    if target is not None:
        yield link_error(source, at, target)
    elif element.tag == "a" and not "".join(element.itertext()).strip():
        yield source.error(at, "E107", "this link has no words", "write them between [ and ]")


def link_error(source: Source, at: int, target: str) -> Diagnostic:
    """Say why a link leads nowhere."""
    hint = objection(target, LINK_NAMES) or "write [text](https://…)"
    return source.error(at, "E107", f"this link cannot be followed: “{target}”", hint)


def picture_error(source: Source, at: int) -> Diagnostic:
    """Say how a picture is written."""
    if not source.is_chapter:
        hint = "name it in pictures.toml, and write ::picture NAME in a chapter"
        return source.error(at, "E110", "a picture stands in a chapter", hint)
    hint = 'write ![what is seen](foot.png "caption") between blank lines, without marks in it'
    message = "a picture stands in a paragraph of its own, and says what is seen"
    return source.error(at, "E110", message, hint)
