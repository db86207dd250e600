"""Body: a chapter as topics, cut from the tree of its blocks, and what cannot be set in it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from markupsafe import Markup

from backpocket.diagnostics import Diagnostic
from backpocket.markup.blanks import is_broken_table
from backpocket.markup.elements import DIRECTIVE_TAG, block_tree, line_tree, to_html
from backpocket.markup.inline_marks import REFUSED
from backpocket.markup.lines import line_of
from backpocket.markup.lists_and_tables import TOO_MANY
from backpocket.markup.media import Medium, set_for
from backpocket.markup.refused import inline_error, inline_errors
from backpocket.model.source import Source

__all__ = ["BLOCK_CODES", "ChapterBody", "Directive", "Heading", "Prose", "Topic", "chapter_body"]

BLOCK_CODES = ("E113", "E115", "E117", "E119")
"""The codes of blocks that cannot be set where they stand."""

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_WITHIN = {"blockquote": "a quote", "li": "a list", "dd": "a list", "div": "a box"}
"""What blocks stand in that are not the chapter itself, by their tags."""

_NO_TITLE = re.compile(r"#[^\s#]")
"""What Markdown takes for a title and E118 does not."""

_NEVER_HOLDS = {
    "a heading": frozenset(_WITHIN.values()),  # pages are cut at them
    "a box": frozenset(["a box", "a quote"]),  # a step of a list may have one of its own
}


@dataclass(frozen=True)
class Heading:
    """A heading of a chapter, for contents and bookmarks; ``line`` is counted in its file."""

    level: int
    id: str
    text: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Prose:
    """A run of Markdown, as HTML."""

    html: Markup


@dataclass(frozen=True)
class Directive:
    """A line ``::name argument``: the template of that name stands here."""

    name: str
    argument: str


@dataclass(frozen=True)
class Topic:
    """A heading of level 2 and what stands under it; the first of a chapter may have none."""

    heading: Heading | None
    parts: tuple[Prose | Directive, ...]

    def runs(self, wide: Container[str]) -> Iterator[tuple[bool, Sequence[Prose | Directive]]]:
        """Yield the parts as they follow each other: those of ``wide`` names, and those between.

        A name may have its argument with it, as in ``picture:floor``.
        What stands beside the heading comes first, even if it is nothing.
        """

        def is_wide(part: Prose | Directive) -> bool:
            return isinstance(part, Directive) and (
                part.name in wide or f"{part.name}:{part.argument}" in wide
            )

        if not self.parts or is_wide(self.parts[0]):
            yield False, ()
        yield from ((found, tuple(parts)) for found, parts in groupby(self.parts, key=is_wide))


@dataclass(frozen=True)
class ChapterBody:
    """All of a chapter below its title."""

    topics: tuple[Topic, ...]
    headings: tuple[Heading, ...]
    notes: int = 0
    """How many notes there are up to the end of this chapter."""

    @property
    def directives(self) -> frozenset[str]:
        """Return the names of the directives."""
        parts = (part for topic in self.topics for part in topic.parts)
        return frozenset(part.name for part in parts if isinstance(part, Directive))


def chapter_body(
    source: Source,
    variables: Mapping[str, str],
    prefix: str,
    medium: Medium | None = None,
    notes: int = 0,
) -> tuple[ChapterBody | None, list[Diagnostic]]:
    """Read a chapter below its title, and say what of it cannot be set; None if nothing can.

    ``prefix`` starts the ids of the headings, so that they are unique in the whole guide. The body
    is as a ``medium`` shows it, ``notes`` being those of the chapters before.
    """
    start = len(source.text) - len(source.text.lstrip())
    title, _, text = source.text[start:].partition("\n")
    faults = list(_title_faults(source, start, line_tree(title, variables)))
    try:
        root = block_tree(text, variables, source.place(start).line + 1)
        faults += _faults(source, root)
        notes = set_for(medium, root, prefix, notes) if medium else notes
        return replace(_body(root, prefix), notes=notes), faults
    except RecursionError:
        message = "lists or boxes of this chapter stand too deep within each other"
        return None, [*faults, source.error(0, "E113", message, "write them side by side")]


def _body(root: etree.Element, prefix: str) -> ChapterBody:
    headings = {element: _heading(element, prefix) for element in root if element.tag in _HEADINGS}
    groups: list[list[etree.Element]] = [[]]
    for element in root:
        if element.tag == "h2":
            groups.append([])
        groups[-1].append(element)
    topics = (_topic(group, headings) for group in groups)
    kept = (topic for topic in topics if topic.heading or topic.parts)
    return ChapterBody(tuple(kept), tuple(headings.values()))


def _heading(element: etree.Element, prefix: str) -> Heading:
    """Return a heading, whose element gets its id in the guide."""
    element.set("id", f"{prefix}-{element.get('id', '')}")
    line = line_of(element)
    text = " ".join(to_html([element]).striptags().split())
    return Heading(int(element.tag[1]), element.get("id", ""), text, line)


def _topic(elements: list[etree.Element], headings: Mapping[etree.Element, Heading]) -> Topic:
    heading = headings[elements[0]] if elements and elements[0].tag == "h2" else None
    parts: list[Prose | Directive] = []
    run: list[etree.Element] = []
    for element in elements[1:] if heading else elements:
        if element.tag == DIRECTIVE_TAG:
            parts += _prose(run)
            parts.append(Directive(element.get("name", ""), element.get("argument", "")))
            run = []
        else:
            run.append(element)
    return Topic(heading, (*parts, *_prose(run)))


def _prose(run: list[etree.Element]) -> Iterator[Prose]:
    html = to_html(run)
    if html:
        yield Prose(html)


def _title_faults(source: Source, at: int, title: etree.Element) -> Iterator[Diagnostic]:
    """Find what a title cannot hold: the contents have its words alone, and lead to it."""
    yield from inline_errors(source, at, title)
    yield from _citation_in_heading(source, at, title)
    if any(element.tag == "a" and REFUSED not in element.attrib for element in title.iter()):
        message = "a link cannot stand in the title of a chapter"
        yield source.error(at, "E115", message, "write it in the text below")


def _citation_in_heading(source: Source, at: int, heading: etree.Element) -> Iterator[Diagnostic]:
    """Find a citation, which belongs to a statement."""
    if any(element.get("class") == "cite" for element in heading.iter()):
        hint = "write it behind a sentence of the text below"
        yield source.error(at, "E115", "a citation cannot stand in a heading", hint)


def _faults(source: Source, root: etree.Element) -> Iterator[Diagnostic]:
    """Find blocks that stand where none can, pictures, and links that lead where none may."""
    waiting: list[tuple[etree.Element, tuple[str, ...], int]]
    waiting = [(element, (), 0) for element in reversed(root)]
    while waiting:
        element, around, line = waiting.pop()
        line = line_of(element) or line
        at = source.offset(line, 1 + len(source.line(line)) - len(source.line(line).lstrip()))
        what = "a heading" if element.tag in _HEADINGS else _WITHIN.get(element.tag, "")
        wrong = [each for each in around if each in _NEVER_HOLDS.get(what, ())]
        if wrong:
            message = f"{what} cannot stand in {wrong[-1]}"
            yield source.error(at, "E115", message, "write it at the margin, after a blank line")
        if element.tag in _HEADINGS:
            yield from _citation_in_heading(source, at, element)
        if element.tag == "h1" and not wrong and not _NO_TITLE.match(source.text, at):
            hint = "write ## for a part of this chapter, or make it a chapter of its own"
            yield source.error(at, "E119", "a chapter has one title, its first line", hint)
        if TOO_MANY in element.attrib:
            message = f"this row has {element.get(TOO_MANY)} more than the head of its table"
            yield source.error(at, "E117", message, "take a bar out, or give the head a cell more")
        if element.tag == "p" and is_broken_table(element.text or ""):
            message = "this table has another number of cells in its head than below it"
            yield source.error(at, "E117", message, "give each column of the head one | --- |")
        yield from inline_error(source, at, element)
        around = (*around, what) if what else around
        waiting += [(child, around, line) for child in reversed(element)]
