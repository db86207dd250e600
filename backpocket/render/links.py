"""Links: where those of a finished page lead, seen in the elements that will be written."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterator, Mapping
from typing import Any

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.markup.inline_marks import LINK_NAMES, REFUSED
from backpocket.model.addresses import objection, printed_objection

__all__ = ["ids", "leads_nowhere", "places_of", "stray_links"]

_LEADING = frozenset(["action", "background", "cite", "formaction", "href", "manifest", "ping"])
"""Attributes that lead elsewhere; an ``src`` is fetched, by a fetcher that has rules of its own."""


def stray_links(root: Any, place: Place) -> Iterator[Diagnostic]:
    """Find the links below an element that lead where none may.

    Rules have judged each text before. What gets here past them, through a template or a fault of
    the rules, is not written.
    """
    waiting = [(root, False)]
    while waiting:
        element, in_references = waiting.pop()
        in_references |= (element.get("id") or "").startswith("ref-")
        for name, target in element.items():
            hint = _objection(name, target, in_references=in_references)
            if hint:
                message = f"a link of the page leads to “{target}”"
                yield error(place, "E414", message, hint=hint)
        waiting += [(child, in_references) for child in reversed(element)]


def _objection(name: str, target: str, *, in_references: bool) -> str:
    if name == REFUSED:
        return objection(target, LINK_NAMES) or "write [text](https://…)"
    if name.rpartition("}")[2] in _LEADING:
        return printed_objection(target, in_references=in_references)
    return ""


def ids(root: etree.Element) -> Iterator[str]:
    """Yield the names that links lead to, in order."""
    return (name for element in root.iter() if (name := element.get("id")))


def places_of(pages: Mapping[str, etree.Element]) -> Mapping[str, str]:
    """Return under each name that links lead to the path of the page that has it."""
    return {name: path for path, root in pages.items() for name in ids(root)}


def leads_nowhere(name: str, whole: str, place: Place) -> Diagnostic:
    """Return that a link leads to what the ``whole`` of the pages has not."""
    message = f"a link leads to “{name}”, which is {whole}"
    hint = "a link leads to a part that this edition does not show"
    return error(place, "E404", message, hint=hint)
