"""Marks: the additions to Markdown that point at something else in the guide.

``[@key]`` cites, ``{{ region.emergency }}`` brings in a value, ``[plank](move:plank)`` links, and
``::diary`` alone on a line is a directive. Data files are scanned as they stand, so that a mark
has the same true place in Markdown and TOML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from backpocket.model.source import Source

__all__ = ["CITATION", "DIRECTIVE", "Kind", "Mark", "scan"]


class Kind(StrEnum):
    """What a mark does."""

    CITATION = "citation"
    VARIABLE = "variable"
    LINK = "link"
    DIRECTIVE = "directive"
    BOX = "box"
    IMAGE = "image"
    HTML = "HTML"


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
_MISPLACED = re.compile(r"^[ \t]*(?P<line>::.*)$", re.MULTILINE)
CITATION = re.compile(r"\[(?P<keys>@[^\[\]\n]*+)\]")
_CITE_FIELD = re.compile(r"\bcite\s*=\s*\[(?P<keys>[^\[\]]*)\]")
_QUOTED = re.compile(r"\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'")
_VARIABLE = re.compile(r"\{\{(?P<name>[^{}\n]*)(?P<end>\}\})?")
_LINK = re.compile(
    r"\]\((?P<target>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)(?P<end>\))?"  # [text](target)
    r"|\][ \t]+(?P<apart>\((?:move|term|chapter|https?):[^()\n]*\)?)"  # [text] (target)
    r"|<(?P<auto>https?://[^<>\s]*)>"
)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n@][^\]\n]*\]:[ \t]*(?P<target>.*)$", re.MULTILINE)
_BOX = re.compile(r"^(?P<indent>[ \t]*)!!!(?P<rest>.*)$", re.MULTILINE)
_BOX_FORM = re.compile(r" ?(?P<kind>[\w-]+)(?: +\"[^\"]*\")? *")
_BOX_TEXT = re.compile(r"\n(?:[ \t]*\n)*(?P<indent>[ \t]+)\S")
_IMAGE = re.compile(r"!\[[^\[\]\n]*+\]")
_HTML = re.compile(r"<(?P<tag>[A-Za-z/!?][^<>\s]*)")
_TOML_TEXT_OR_COMMENT = re.compile(
    r'"""(?:\\.|[^\\])*?"""|"(?:\\.|[^"\\\n])*"'  # with backslashes that escape
    r"|'''.*?'''|'[^'\n]*'"  # and without
    r"|(?P<comment>#[^\n]*)",
    re.DOTALL,
)


@lru_cache(maxsize=512)
def scan(source: Source) -> Sequence[Mark]:
    """Return every mark of a file, in no promised order; there are none in comments.

    What is meant as a mark and is not in its form is there too, for a rule to object to: the
    value of such a mark is the text as it stands, signs and all.
    """
    return tuple(_scan(_without_comments(source), is_markdown=source.path.endswith(".md")))


def _scan(text: str, *, is_markdown: bool) -> Iterator[Mark]:
    for match in CITATION.finditer(text):
        yield from _keys(match)
    for match in _VARIABLE.finditer(text):
        value = match["name"].strip() if match["end"] else match[0].strip()
        yield Mark(Kind.VARIABLE, value, match.start())
    yield from _links(text)
    for match in _HTML.finditer(text):
        if not match["tag"].startswith(("https:", "http:")):
            yield Mark(Kind.HTML, match["tag"], match.start())
    if is_markdown:
        yield from _blocks(text)
    else:
        yield from _cite_fields(text)


def _keys(match: re.Match[str]) -> Iterator[Mark]:
    start = match.start("keys")
    for part in match["keys"].split(";"):
        key = part.strip()
        offset = start + (len(part) - len(part.lstrip()))
        yield Mark(Kind.CITATION, key.removeprefix("@") if key.startswith("@") else "", offset)
        start += len(part) + 1


def _cite_fields(text: str) -> Iterator[Mark]:
    """Yield the keys of ``cite = ["key"]`` in a data file."""
    for field in _CITE_FIELD.finditer(text):
        for match in _QUOTED.finditer(text, *field.span("keys")):
            key = match["single"] if match["double"] is None else match["double"]
            yield Mark(Kind.CITATION, key, match.start())


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
        value = form["kind"] if form and is_whole else match[0].strip()
        yield Mark(Kind.BOX, value, match.end("indent"))


def _without_comments(source: Source) -> str:
    """Return the text of a file with blanks for its comments, so that all else keeps its place."""
    if source.is_toml:
        return _TOML_TEXT_OR_COMMENT.sub(_blank, source.text)
    return source.text


def _blank(match: re.Match[str]) -> str:
    return match[0] if match["comment"] is None else " " * len(match[0])
