"""Marks that point to nothing: citations, variables, links, directives, boxes, pictures, HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic, nearest
from backpocket.load.text_files import invisible_characters
from backpocket.markup.elements import line_tree
from backpocket.markup.inline_marks import LINK_NAMES
from backpocket.markup.marks import Kind, Mark, entity_text
from backpocket.markup.refused import INLINE_CODES, inline_errors, link_error, picture_error
from backpocket.markup.variables import TABLES, variable_names
from backpocket.model.addresses import objection
from backpocket.model.source import Source

__all__ = ["BOXES", "DIRECTIVES", "RULES"]

BOXES = ("danger", "do", "key", "note", "shop", "soon")
"""The kinds of box; each has its look in ``styles/components.css``."""

DIRECTIVES: dict[str, str | None] = {
    "about": None,
    "contents": None,
    "danger-signs": None,
    "decision": None,
    "diary": None,
    "figure-key": None,
    "for-whom": None,
    "glossary": None,
    "ladder": None,
    "links": None,
    "move": "moves",
    "moves": None,
    "picture": "pictures",
    "questions": None,
    "references": None,
    "traffic-light": None,
    "treatments": None,
    "week": None,
}
"""The directives, and the names that their argument must be one of."""

Judge = Callable[[Subject, Source, Mark], Iterator[Diagnostic]]


@rule(
    *(f"E{number}" for number in range(101, 112)),
    purpose="Every mark in the text points to something that is there.",
)
def every_mark_resolves(subject: Subject) -> Iterator[Diagnostic]:
    told: set[tuple[str, str]] = set()
    for source, mark in subject.marks:
        for found in _JUDGES[mark.kind](subject, source, mark):
            told.add((found.place.path, found.message))
            yield found
    for found in _in_trees(subject):
        if (found.place.path, found.message) not in told:
            yield found


def _in_trees(subject: Subject) -> Iterator[Diagnostic]:
    """Find links and pictures that a text has although no mark says so.

    Variables put into a text can make such; what they stand for has to be known for that.
    """
    for _, _, faults in subject.bodies:
        for each in faults:
            unknown = "{{" in each.message and not subject.values
            if each.code in INLINE_CODES and not unknown:
                yield each
    for fields in subject.texts if subject.values else ():
        for key, text in fields.texts():
            if _MAY_LINK.search(text):
                at = fields.places(key, text)[0]
                for values in subject.values if "region." in text else subject.values[:1]:
                    yield from inline_errors(fields.source, at, line_tree(text, values))


_MAY_LINK = re.compile(r"[\[<@]|\{\{|://")


def _citation(subject: Subject, source: Source, mark: Mark) -> Iterator[Diagnostic]:
    known = subject.loaded.ids.citations
    if not mark.value:
        hint = "write [@key], [@key1; @key2] for several, or [see @key, p. 3] in plain words"
        yield source.error(mark.offset, "E101", "this is not a citation key", hint)
    elif mark.value.startswith("@"):
        hint = f"write [{mark.value}]; for the sign itself write &#64;"
        yield source.error(mark.offset, "E101", "this citation stands in no brackets", hint)
    elif known is not None and mark.value not in known:
        message = f"unknown citation “{mark.value}”"
        yield source.error(mark.offset, "E104", message, nearest(mark.value, known))


def _variable(subject: Subject, source: Source, mark: Mark) -> Iterator[Diagnostic]:
    names = subject.loaded.ids
    known = variable_names(names.moves, traffic=names.has_traffic, scale=names.has_scale)
    if not mark.value or mark.value.startswith("{{"):
        hint = "write {{ NAME }} on one line"
        message = "this variable is not closed" if mark.value else "this variable has no name"
        yield source.error(mark.offset, "E105", message, hint)
    elif mark.value not in known:
        message, hint = f"unknown variable “{mark.value}”", nearest(mark.value, known)
        if table := TABLES.get(mark.value):
            message, hint = f"{message}: {table} has it, which is not there", "add the table"
        yield source.error(mark.offset, "E105", message, hint)


def _link(subject: Subject, source: Source, mark: Mark) -> Iterator[Diagnostic]:
    names = subject.loaded.ids
    known = {"move": names.moves, "chapter": names.chapters, "term": names.terms}
    scheme, colon, name = mark.value.partition(":")
    if scheme in known and colon and not _NO_NAME.search(name):
        there = known[scheme]
        if there is not None and name not in there:
            message = f"this link leads to an unknown {scheme} “{name}”"
            yield source.error(mark.offset, "E106", message, nearest(name, there))
    elif objection(mark.value, LINK_NAMES) and not _WHOLE_VARIABLE.fullmatch(mark.value):
        yield link_error(source, mark.offset, mark.value)


_NO_NAME = re.compile(r"[\s\"]")
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
    known = getattr(subject.loaded.ids, wanted)
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
    """Find what is meant as a picture and is none; what is one is judged in the tree."""
    if not source.is_chapter:
        yield picture_error(source, mark.offset)
    elif not _PICTURE.match(source.text, mark.offset):
        hint = 'write ![what is seen](foot.png "caption")'
        yield source.error(mark.offset, "E110", "this picture is not in its form", hint)


_PICTURE = re.compile(r"!\[[^\[\]\n]*+\]\([^\n]*\)")


def _html(subject: Subject, source: Source, mark: Mark) -> Iterator[Diagnostic]:
    hint = "use Markdown; for the sign itself write &lt;"
    yield source.error(mark.offset, "E111", f"HTML is not used here: “<{mark.value}”", hint)


def _entity(subject: Subject, source: Source, mark: Mark) -> Iterator[Diagnostic]:
    yield from invisible_characters(source, entity_text(mark.value), mark.offset)


_JUDGES: dict[Kind, Judge] = {
    Kind.CITATION: _citation,
    Kind.VARIABLE: _variable,
    Kind.LINK: _link,
    Kind.DIRECTIVE: _directive,
    Kind.BOX: _box,
    Kind.IMAGE: _image,
    Kind.HTML: _html,
    Kind.ENTITY: _entity,
}


RULES = (every_mark_resolves,)
