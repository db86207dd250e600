"""Markup: the Markdown of chapters and data fields as HTML.

Python-Markdown does the work; here are the additions of :mod:`backpocket.markup.marks`. Citations
leave as empty ``<span class="cite" data-keys="…">`` and get their numbers when the whole edition is
known (:mod:`backpocket.render.citations`). Raw HTML is never passed on.
"""

from __future__ import annotations

import html as html_
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import markdown
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry
from markupsafe import Markup

from backpocket.characters import without_soft_hyphens
from backpocket.markup.marks import CITATION, DIRECTIVE

__all__ = ["Directive", "Heading", "Prose", "Topic", "inline", "parts", "plain", "topics"]

NO_BREAK = "\N{NO-BREAK SPACE}"

_AFTER_NUMBER = re.compile(r"(?<=\d) (?=\[?[A-Za-z])")
_FRAME = re.compile(r" (?=\([A-C]\))")
_RANGE = re.compile(r"(?<=\d) to (?=\d)")
_ENTITY = re.compile(r"&(#?\w+);")
_VARIABLE = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
_CITATION_MARK = re.compile(r"\s*<span class=\"cite\"[^>]*></span>")
_SIDE_BOX = re.compile(r'<div class="admonition (?:do|key|note)">.*?</div>', re.DOTALL)
_SCHEMES = ("move", "term", "chapter")


@dataclass(frozen=True)
class Heading:
    """A heading of a chapter, for contents and bookmarks."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Prose:
    """A run of Markdown, as HTML."""

    html: Markup
    headings: tuple[Heading, ...]


@dataclass(frozen=True)
class Directive:
    """A line ``::name argument``: the template of that name stands here."""

    name: str
    argument: str


@dataclass(frozen=True)
class Topic:
    """A heading of level 2 and what stands under it; the first of a chapter may have none.

    ``side`` holds the short boxes, which a page may hang beside the text.
    """

    heading: Heading | None
    side: list[Markup]
    parts: list[Prose | Directive]


def parts(text: str, variables: Mapping[str, str], prefix: str) -> list[Prose | Directive]:
    """Cut a chapter at its directives and turn what lies between into HTML.

    ``prefix`` starts the ids of the headings, so that they are unique in the whole guide.
    """
    found: list[Prose | Directive] = []
    position = 0
    for match in DIRECTIVE.finditer(text):
        _append_prose(found, text[position : match.start()], variables, prefix)
        found.append(Directive(match["name"], match["argument"] or ""))
        position = match.end()
    _append_prose(found, text[position:], variables, prefix)
    return found


def topics(found: Iterable[Prose | Directive]) -> list[Topic]:
    """Group the parts of a chapter under its headings of level 2."""
    made: list[Topic] = [Topic(None, [], [])]
    for part in found:
        if isinstance(part, Directive):
            made[-1].parts.append(part)
            continue
        headings = {heading.id: heading for heading in part.headings}
        for piece in re.split(r"(?=<h2 )", part.html):
            match = re.match(r'<h2 id="([^"]*)">.*?</h2>\s*', piece, re.DOTALL)
            if match:
                made.append(Topic(headings[match[1]], [], []))
            _fill(made[-1], piece[match.end() :] if match else piece)
    return [topic for topic in made if topic.heading or topic.parts or topic.side]


def _fill(topic: Topic, html: str) -> None:
    topic.side.extend(Markup(box) for box in _SIDE_BOX.findall(html))
    text = _SIDE_BOX.sub("", html).strip()
    if text:
        topic.parts.append(Prose(Markup(text), ()))


def inline(text: str, variables: Mapping[str, str]) -> Markup:
    """Turn one line of Markdown into HTML without a paragraph around it."""
    html = _line_converter().reset().convert(_prepare(" ".join(text.split()), variables))
    return Markup(html.removeprefix("<p>").removesuffix("</p>"))


def plain(text: str, variables: Mapping[str, str]) -> str:
    """Return the words of a Markdown text alone, for titles, alternatives and metadata."""
    html = _CITATION_MARK.sub("", inline(text, variables))
    return " ".join(Markup(html).striptags().split())


def _append_prose(
    found: list[Prose | Directive], text: str, variables: Mapping[str, str], prefix: str
) -> None:
    if not text.strip():
        return
    converter = _converter().reset()
    html = converter.convert(_prepare(text, variables))
    headings = tuple(_headings(getattr(converter, "toc_tokens", []), prefix))
    html = re.sub(r'(<h[1-6] id=")', rf"\1{prefix}-", html)
    found.append(Prose(Markup(html), headings))


def _headings(tokens: list[dict[str, object]], prefix: str) -> list[Heading]:
    found = []
    for token in tokens:
        text = str(Markup(str(token["name"])).unescape())
        found.append(Heading(int(str(token["level"])), f"{prefix}-{token['id']}", text))
        children = token["children"]
        found += _headings(children if isinstance(children, list) else [], prefix)
    return found


def _prepare(text: str, variables: Mapping[str, str]) -> str:
    """Put the variables in, and tie to each other what must not part at a line end."""
    text = _VARIABLE.sub(lambda match: variables.get(match[1], match[0]), text)
    text = without_soft_hyphens(_ENTITY.sub(_entity, text))
    text = text.replace(" [@", f"{NO_BREAK}[@")
    text = _FRAME.sub(NO_BREAK, text)
    text = _RANGE.sub(f"{NO_BREAK}to{NO_BREAK}", text)
    return _AFTER_NUMBER.sub(NO_BREAK, text)


def _entity(match: re.Match[str]) -> str:
    """Return the character of ``&copy;``: XHTML has no names but those of its own signs."""
    char = html_.unescape(match[0])
    if char in ("<", ">", "&", '"'):
        return match[0]
    return char if char != match[0] else f"&amp;{match[1]};"


@cache
def _converter() -> markdown.Markdown:
    extensions: list[str | Extension] = [
        "tables",
        "sane_lists",
        "admonition",
        "def_list",
        "toc",
        _Additions(),
    ]
    return markdown.Markdown(extensions=extensions, output_format="xhtml")


@cache
def _line_converter() -> markdown.Markdown:
    """Return the converter of a single line: “1. May” or “# 1” is text there, not a block."""
    converter = markdown.Markdown(extensions=[_Additions()], output_format="xhtml")
    blocks: Registry[BlockProcessor] = Registry()
    blocks.register(ParagraphProcessor(converter.parser), "paragraph", 10)
    converter.parser.blockprocessors = blocks
    return converter


class _Additions(Extension):
    """Citations and links of the guide; no raw HTML."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (Markdown's name)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(_Citations(CITATION.pattern, md), "citation", 185)
        md.treeprocessors.register(_Links(md), "guide-links", 5)
        md.treeprocessors.register(_Tables(md), "table-scopes", 4)


class _Citations(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 (Markdown's name)
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        keys = [part.strip().removeprefix("@") for part in m[1].split(";")]
        element = etree.Element("span", {"class": "cite", "data-keys": " ".join(keys)})
        return element, m.start(0), m.end(0)


class _Links(Treeprocessor):
    """``move:plank`` becomes ``#move-plank``; links outside are marked as such."""

    def run(self, root: etree.Element) -> None:
        for link in root.iter("a"):
            scheme, colon, name = (link.get("href") or "").partition(":")
            if colon and scheme in _SCHEMES:
                link.set("href", f"#{scheme}-{name}")
                link.set("class", f"to-{scheme}")
            elif colon:
                link.set("class", "outside")


class _Tables(Treeprocessor):
    """Header cells say what they head, so that a screen reader can."""

    def run(self, root: etree.Element) -> None:
        for cell in root.iter("th"):
            cell.set("scope", "col")
