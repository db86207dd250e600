"""Marks: the additions to Markdown that point at something else in the guide.

``[@key]`` cites, ``{{ region.emergency }}`` brings in a value, ``[plank](move:plank)`` links, and
``::diary`` alone on a line is a directive. Data files are scanned as they stand, so that a mark
has the same true place in Markdown, TOML and YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from backpocket.sources import Source

__all__ = ["DIRECTIVE", "Kind", "Mark", "scan"]


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


DIRECTIVE = re.compile(r"^::(?P<name>[^\s:]+)(?:[ \t]+(?P<argument>\S.*?))?[ \t]*$", re.MULTILINE)
_CITATION = re.compile(r"\[(?P<keys>@[^\]\n]*)\]")
_VARIABLE = re.compile(r"\{\{(?P<name>[^{}\n]*)\}\}")
_LINK = re.compile(r"\]\((?P<target>[^()\s]*)\)|<(?P<auto>https?://[^<>\s]*)>")
_BOX = re.compile(r"^!!![ \t]*(?P<kind>[^\s\"]*)", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\]\n]*\]")
_HTML = re.compile(r"<(?P<tag>[A-Za-z/!?][^<>\s]*)(?![^<>\s]*:)")
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)


def scan(source: Source) -> Iterator[Mark]:
    """Yield every mark of a file, in no promised order."""
    is_markdown = source.path.endswith(".md")
    text = source.text if is_markdown else _COMMENT.sub(_blank, source.text)
    for match in _CITATION.finditer(text):
        yield from _keys(match)
    for match in _VARIABLE.finditer(text):
        yield Mark(Kind.VARIABLE, match["name"].strip(), match.start())
    for match in _LINK.finditer(text):
        target = match["target"] if match["auto"] is None else match["auto"]
        yield Mark(Kind.LINK, target, match.start(1) if match["auto"] is None else match.start())
    for match in _IMAGE.finditer(text):
        yield Mark(Kind.IMAGE, match[0], match.start())
    for match in _HTML.finditer(text):
        if not match["tag"].startswith(("https:", "http:")):
            yield Mark(Kind.HTML, match["tag"], match.start())
    if is_markdown:
        for match in DIRECTIVE.finditer(text):
            argument = match["argument"] or ""
            yield Mark(Kind.DIRECTIVE, f"{match['name']} {argument}".strip(), match.start())
        for match in _BOX.finditer(text):
            yield Mark(Kind.BOX, match["kind"], match.start())


def _keys(match: re.Match[str]) -> Iterator[Mark]:
    start = match.start("keys")
    for part in match["keys"].split(";"):
        key = part.strip()
        offset = start + (len(part) - len(part.lstrip()))
        yield Mark(Kind.CITATION, key.removeprefix("@") if key.startswith("@") else "", offset)
        start += len(part) + 1


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
