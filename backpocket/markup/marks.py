"""Marks: the additions to Markdown that point at something else in the guide.

``[@key]`` cites, ``{{ region.emergency }}`` brings in a value, ``[plank](move:plank)`` links, and
``::diary`` alone on a line is a directive.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from backpocket.markup.cited_keys import CITATION, bare_citations, cited

__all__ = ["DIRECTIVE", "ENTITY", "Kind", "Mark", "entity_text", "scan"]


class Kind(StrEnum):
    """What a mark does."""

    CITATION = "citation"
    VARIABLE = "variable"
    LINK = "link"
    DIRECTIVE = "directive"
    BOX = "box"
    IMAGE = "image"
    HTML = "HTML"
    ENTITY = "entity"


@dataclass(frozen=True)
class Mark:
    """A mark and where it stands: ``value`` is the key, name, target or tag, without its signs."""

    kind: Kind
    value: str
    offset: int


DIRECTIVE = re.compile(
    r"^::(?P<name>[^\s:]++)(?:[ \t]++(?P<argument>\S++(?:[^\S\n]++\S++)*))?[^\S\n]*+$",
    re.MULTILINE,
)
_MISPLACED = re.compile(r"^(?:[ \t>*+-]|\d++[.)])*(?P<line>::.*)$", re.MULTILINE)
ENTITY = re.compile(r"&(?P<name>#?\w++);")
_VARIABLE = re.compile(r"\{\{(?P<name>[^{}\n]*)(?P<end>\}\})?")
_LINK = re.compile(
    r"\]\((?P<target>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)(?P<end>\))?"  # [text](target)
    r"|\][ \t]+(?P<apart>\((?:move|term|chapter|https?):[^()\n]*\)?)"  # [text] (target)
    r"|<(?P<auto>https?://[^<>\s]*)>"
)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n@^][^\]\n]*\]:[ \t]*(?P<target>.*)$", re.MULTILINE)
_BOX = re.compile(r"^(?P<indent>(?:[ \t>*+-]|\d++[.)])*)!!!(?P<rest>.*)$", re.MULTILINE)
_BOX_FORM = re.compile(r" ?(?P<kind>[\w-]+)(?: +\"[^\"]*\")? *")
_BOX_TEXT = re.compile(r"\n(?:[ \t]*\n)*(?P<indent>[ \t]+)\S")
_IMAGE = re.compile(r"!\[[^\[\]\n]*+\]")
_HTML = re.compile(r"<(?P<tag>[A-Za-z/!?][^<>\s]*)")
_LONGEST_ENTITY = 40
"""More signs than any name or number of a character has."""


@lru_cache(maxsize=512)
def scan(text: str, *, blocks: bool) -> Sequence[Mark]:
    """Return every mark of a text, in no promised order; a chapter has those of ``blocks`` too.

    What is meant as a mark and is not in its form is there too, for a rule to object to: the
    value of such a mark is the text as it stands, signs and all.
    """
    return tuple(_scan(text, blocks=blocks))


def entity_text(entity: str) -> str:
    """Return what an entity such as ``&copy;`` or ``&#xA9;`` stands for; itself, if for nothing.

    >>> entity_text("&copy;"), entity_text("&#7;"), entity_text("&so;")
    ('©', '\\x07', '&so;')
    """
    name = entity[1:-1]
    if len(name) > _LONGEST_ENTITY:
        return entity
    try:
        digits = name.removeprefix("#").lower()
        number = int(f"0{digits}", 0) if digits.startswith("x") else int(digits)
        return chr(number) if name.startswith("#") else html.unescape(entity)
    except (ValueError, OverflowError):
        return html.unescape(entity)


def _scan(text: str, *, blocks: bool) -> Iterator[Mark]:
    yield from _citations(text)
    for match in _VARIABLE.finditer(text):
        value = match["name"].strip() if match["end"] else match[0].strip()
        yield Mark(Kind.VARIABLE, value, match.start())
    yield from _links(text)
    for match in _HTML.finditer(text):
        if not match["tag"].startswith(("https:", "http:")):
            yield Mark(Kind.HTML, match["tag"], match.start())
    for match in ENTITY.finditer(text):
        yield Mark(Kind.ENTITY, match[0], match.start())
    if blocks:
        yield from _blocks(text)


def _citations(text: str) -> Iterator[Mark]:
    for match in CITATION.finditer(text):
        for part in cited(match["cited"]):
            yield Mark(Kind.CITATION, part.key, match.start("cited") + part.offset)
    for key, offset in bare_citations(text):
        yield Mark(Kind.CITATION, key, offset)


def _links(text: str) -> Iterator[Mark]:
    images = set()
    for match in _IMAGE.finditer(text):
        images.add(match.end() - 1)
        yield Mark(Kind.IMAGE, match[0], match.start())
    for match in _LINK.finditer(text):
        if match["auto"] is not None:
            yield Mark(Kind.LINK, match["auto"], match.start())
        elif match["apart"] is not None:
            yield Mark(Kind.LINK, match["apart"], match.start("apart"))
        elif match.start() not in images:
            value = match["target"] if match["end"] else f"({match['target']}"
            yield Mark(Kind.LINK, value, match.start("target"))


def _blocks(text: str) -> Iterator[Mark]:
    """Yield the marks that take lines of their own, which only Markdown has."""
    for match in _DEFINITION.finditer(text):
        yield Mark(Kind.LINK, match[0].strip(), match.start())
    for match in _MISPLACED.finditer(text):
        directive = DIRECTIVE.match(text, match.start())
        value = match["line"]
        if directive:
            value = f"{directive['name']} {directive['argument'] or ''}".strip()
        yield Mark(Kind.DIRECTIVE, value, match.start("line"))
    for match in _BOX.finditer(text):
        form = _BOX_FORM.fullmatch(match["rest"])
        inside = _BOX_TEXT.match(text, match.end())
        is_whole = inside and len(inside["indent"].expandtabs(4)) >= 4 + len(match["indent"])
        is_whole = is_whole and not match["indent"].strip()
        value = form["kind"] if form and is_whole else f"!!!{match['rest']}".strip()
        yield Mark(Kind.BOX, value, match.end("indent"))
