"""Marks that point to nothing: citations, variables, links, directives, boxes, pictures, HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markdown.extensions.toc import slugify

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic, nearest
from backpocket.markup import html as markup
from backpocket.markup.marks import Kind, Mark, scan
from backpocket.markup.variables import variable_names
from backpocket.model.source import Source

__all__ = ["BOXES", "DIRECTIVES", "RULES"]

BOXES = ("danger", "do", "key", "note", "shop", "soon")
"""The kinds of box; each has its look in ``styles/components.css``."""

DIRECTIVES: dict[str, str | None] = {
    "about": None,
    "contents": None,
    "danger-signs": None,
    "diary": None,
    "figure-key": None,
    "for-whom": None,
    "glossary": None,
    "links": None,
    "move": "moves",
    "picture": "pictures",
    "questions": None,
    "references": None,
    "treatments": None,
}
"""The directives, and the names that their argument must be one of."""

Judge = Callable[[Subject, Source, Mark], Iterator[Diagnostic]]


@rule(
    *(f"E{number}" for number in range(101, 112)),
    purpose="Every mark in the text points to something that is there.",
)
def every_mark_resolves(subject: Subject) -> Iterator[Diagnostic]:
    for source in subject.sources:
        if source.path.endswith(".json"):
            continue
        for mark in scan(source):
            yield from _JUDGES[mark.kind](subject, source, mark)


def _citation(subject: Subject, source: Source, mark: Mark) -> Iterator[Diagnostic]:
    known = subject.loaded.names.citations
    if not mark.value:
        hint = "write [@key], or [@key1; @key2] for several"
        yield source.error(mark.offset, "E101", "this is not a citation key", hint)
    elif known is not None and mark.value not in known:
        message = f"unknown citation “{mark.value}”"
        yield source.error(mark.offset, "E104", message, nearest(mark.value, known))


def _variable(subject: Subject, source: Source, mark: Mark) -> Iterator[Diagnostic]:
    known = variable_names(subject.loaded.names.moves)
    if not mark.value or mark.value.startswith("{{"):
        hint = "write {{ NAME }} on one line"
        message = "this variable is not closed" if mark.value else "this variable has no name"
        yield source.error(mark.offset, "E105", message, hint)
    elif mark.value not in known:
        message = f"unknown variable “{mark.value}”"
        yield source.error(mark.offset, "E105", message, nearest(mark.value, known))


def _link(subject: Subject, source: Source, mark: Mark) -> Iterator[Diagnostic]:
    names = subject.loaded.names
    known = {"move": names.moves, "chapter": names.chapters, "term": names.terms}
    scheme, colon, name = mark.value.partition(":")
    if scheme in known and colon and not _NO_NAME.search(name):
        there = known[scheme]
        if there is not None and name not in there:
            message = f"this link leads to an unknown {scheme} “{name}”"
            yield source.error(mark.offset, "E106", message, nearest(name, there))
    elif not _ADDRESS.fullmatch(mark.value) and not _WHOLE_VARIABLE.fullmatch(mark.value):
        hint = "write [text](https://…), or [text](move:NAME); there are also chapter: and term:"
        message = f"this link cannot be followed: “{mark.value}”"
        yield source.error(mark.offset, "E107", message, hint)


_NO_NAME = re.compile(r"[\s\"]")
_ADDRESS = re.compile(r"https://[^\s/.]+(\.[^\s/.]+)+(/\S*)?")
_WHOLE_VARIABLE = re.compile(r"\{\{[^{}]*\}\}(/\S*)?")


def _directive(subject: Subject, source: Source, mark: Mark) -> Iterator[Diagnostic]:
    name, _, argument = mark.value.partition(" ")
    if name.startswith(":"):
        hint = "write ::NAME at the very start of a line of its own"
        yield source.error(mark.offset, "E108", "this is not a directive", hint)
        return
    if name not in DIRECTIVES:
        message = f"unknown directive “::{name}”"
        yield source.error(mark.offset, "E102", message, nearest(name, DIRECTIVES))
        return
    wanted = DIRECTIVES[name]
    if wanted is None:
        if argument:
            message = f"“::{name}” stands alone on its line"
            yield source.error(mark.offset, "E108", message, f"delete “{argument}”")
        return
    known = getattr(subject.loaded.names, wanted)
    if not argument:
        message = f"“::{name}” does not say which {name}"
        hint = f"write ::{name} NAME; {nearest('', known or ())}"
        yield source.error(mark.offset, "E103", message, hint)
    elif known is not None and argument not in known:
        message = f"unknown {wanted[:-1]} “{argument}”"
        yield source.error(mark.offset, "E103", message, nearest(argument, known))


def _box(subject: Subject, source: Source, mark: Mark) -> Iterator[Diagnostic]:
    if mark.value.startswith("!!!"):
        hint = 'write !!! KIND "Title" in straight quotes; indent the text below by 4 spaces'
        yield source.error(mark.offset, "E109", "this box is not in its form", hint)
    elif mark.value not in BOXES:
        message = f"unknown kind of box “{mark.value}”"
        yield source.error(mark.offset, "E109", message, nearest(mark.value, BOXES))


def _image(subject: Subject, source: Source, mark: Mark) -> Iterator[Diagnostic]:
    hint = "pictures are drawn: declare one in pictures.toml and write ::picture NAME"
    yield source.error(mark.offset, "E110", "image files are not used here", hint)


def _html(subject: Subject, source: Source, mark: Mark) -> Iterator[Diagnostic]:
    hint = "use Markdown; for the sign itself write &lt;"
    yield source.error(mark.offset, "E111", f"HTML is not used here: “<{mark.value}”", hint)


_JUDGES: dict[Kind, Judge] = {
    Kind.CITATION: _citation,
    Kind.VARIABLE: _variable,
    Kind.LINK: _link,
    Kind.DIRECTIVE: _directive,
    Kind.BOX: _box,
    Kind.IMAGE: _image,
    Kind.HTML: _html,
}


@rule("E112", purpose="A heading stands once in its chapter, so that links find the right one.")
def headings_are_unique(subject: Subject) -> Iterator[Diagnostic]:
    for source in subject.loaded.sources:
        if not source.is_chapter:
            continue
        seen: set[str] = set()
        for match in _HEADING.finditer(source.text):
            text = markup.plain(match["text"], {})
            address = slugify(text, "-")
            if address in seen:
                message = f"the heading “{text}” stands twice in this chapter"
                yield source.error(match.start(), "E112", message, "change one of them")
            seen.add(address)


_HEADING = re.compile(r"^#{1,6}[ \t]*(?P<text>[^#\n].*?)[ \t]*#*$", re.MULTILINE)


RULES = (
    every_mark_resolves,
    headings_are_unique,
)
