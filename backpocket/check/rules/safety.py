"""Safety: danger signs and the other parts that a guide must show, and its review date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic, Place
from backpocket.markup.marks import Kind, scan
from backpocket.model.source import Source

__all__ = ["RULES"]

_MOVE = re.compile(r"moves/(?P<id>[a-z0-9-]+)\.toml")
_PARTS: Mapping[str, str] = {
    "contents": "the list of chapters",
    "for-whom": "who the guide is for, and who it is not for",
    "treatments": "what may help, its limits, its risks and how sure the sources are",
    "questions": "the questions to ask a professional",
    "decision": "whether to run on or take the ladder",
    "diary": "a diary to fill in",
    "glossary": "the words that the guide explains",
    "ladder": "the steps back to running",
    "links": "where to find more help",
    "references": "the sources",
    "traffic-light": "when to go on, ease off or stop",
    "week": "what to do on which day",
    "about": "dates, authors and licence",
}
"""What the directives bring in that a guide may have to show."""
_ALWAYS = ("references", "about")
"""The directives that every guide shows, of whatever kind; the kind adds its own."""


@rule("E701", "E702", "E703", purpose="Danger signs stand first, in every edition.")
def danger_signs_are_shown(subject: Subject) -> Iterator[Diagnostic]:
    chapters = _chapters(subject)
    if chapters:
        first, *others = chapters
        hint = "write ::danger-signs on a line of its own in the first chapter"
        if not _shows(first, "danger-signs"):
            later = next((each for each in others if _shows(each, "danger-signs")), None)
            if later is None:
                yield first.error(0, "E701", "no chapter shows the danger signs", hint)
            else:
                at = later.text.find("::danger-signs")
                yield later.error(
                    at, "E702", "the danger signs stand after the first chapter", hint
                )
    yield from _signs(subject)


def _signs(subject: Subject) -> Iterator[Diagnostic]:
    fields = subject.loaded.data.get("safety.toml")
    signs = fields.values.get("sign") if fields else None
    if fields is None or not isinstance(signs, list):
        return
    tables = [sign for sign in signs if isinstance(sign, dict)]
    if tables and not any(sign.get("level") == "emergency" for sign in tables):
        hint = 'add a [[sign]] with level = "emergency"'
        yield fields.source.error(0, "E703", "no sign calls for help at once", hint)
    for index, sign in enumerate(signs):
        if "sheet.toml" not in subject.loaded.data or not isinstance(sign, dict):
            continue
        if sign.get("level") == "emergency" and not sign.get("short"):
            message = "this sign has no short form for the sheet"
            hint = "add short = …: every emergency sign stands on the sheet"
            yield fields.source.error(fields.offset(("sign", index)), "E703", message, hint)


@rule("E713", purpose="A guide has all its parts.")
def parts_are_shown(subject: Subject) -> Iterator[Diagnostic]:
    chapters = _chapters(subject)
    kind = subject.loaded.kind
    asked = (*kind.parts, *_ALWAYS) if kind else _ALWAYS
    for name, about in _PARTS.items():
        if name not in asked or not chapters:
            continue
        if not any(_shows(chapter, name) for chapter in chapters):
            message = f"no chapter shows ::{name}"
            last = chapters[-1]
            yield last.error(len(last.text), "E713", message, f"it brings in {about}")


@rule("E116", purpose="A directive brings in what is there.")
def directives_have_their_data(subject: Subject) -> Iterator[Diagnostic]:
    guide = subject.loaded.guide
    if guide is None:
        return
    data = {
        "decision": (guide.plan.decision, "plan.toml", "[decision]"),
        "diary": (guide.settings.diary, "guide.toml", "[[diary]]"),
        "glossary": (guide.terms, "glossary.toml", "[[term]]"),
        "ladder": (guide.plan.step, "plan.toml", "[[step]]"),
        "traffic-light": (guide.safety.traffic, "safety.toml", "[traffic]"),
        "treatments": (guide.treatments.treatment, "treatments.toml", "[[treatment]]"),
        "week": (guide.plan.day, "plan.toml", "[[day]]"),
    }
    for source, mark in subject.marks:
        if mark.kind is Kind.DIRECTIVE and mark.value in data and not data[mark.value][0]:
            _, file, table = data[mark.value]
            message = f"“::{mark.value}” has nothing to show: “{file}” has no {table}"
            yield source.error(mark.offset, "E116", message, "add it, or delete this line")


@rule("E122", purpose="A directive brings in what stands nowhere else.")
def directives_stand_once(subject: Subject) -> Iterator[Diagnostic]:
    first: dict[str, Place] = {}
    for source, mark in subject.marks:
        if mark.kind is not Kind.DIRECTIVE or mark.value.startswith("picture "):
            continue
        if mark.value in first:
            before = first[mark.value]
            message = f"“::{mark.value}” stands in line {before.line} of {before.path} already"
            hint = "keep one of them; a link, such as [plank](move:plank), leads there"
            yield source.error(mark.offset, "E122", message, hint)
        first.setdefault(mark.value, source.place(mark.offset))


@rule("W714", purpose="Every move stands in a chapter.")
def moves_are_shown(subject: Subject) -> Iterator[Diagnostic]:
    chapters = _chapters(subject)
    shown = {mark.value for _, mark in subject.marks if mark.kind is Kind.DIRECTIVE}
    for name, fields in subject.loaded.data.items():
        move = _MOVE.fullmatch(name)
        if move and chapters and f"move {move['id']}" not in shown:
            hint = f"write ::move {move['id']} in a chapter, or delete the file"
            message = f"no chapter shows the move “{move['id']}”"
            yield fields.source.warning(0, "W714", message, hint)


@rule("E121", purpose="A chapter shows each move that the plan names.")
def moves_of_the_plan_are_shown(subject: Subject) -> Iterator[Diagnostic]:
    guide = subject.loaded.guide
    if guide is None or not _chapters(subject):
        return
    shown = {mark.value for _, mark in subject.marks if mark.kind is Kind.DIRECTIVE}
    for number, day in enumerate(guide.plan.day):
        for at, name in enumerate(day.moves):
            if f"move {name}" not in shown:
                fields = subject.loaded.data["plan.toml"]
                message = f"the plan has the move “{name}”, which no chapter shows"
                hint = f"write ::move {name} in a chapter, or take it out of the day"
                offset = fields.offset(("day", number, "moves", at))
                yield fields.source.error(offset, "E121", message, hint)


@rule("E705", "E715", purpose="The review date is ahead.")
def review_is_ahead(subject: Subject) -> Iterator[Diagnostic]:
    guide = subject.loaded.guide
    fields = subject.loaded.data.get("guide.toml")
    if guide is None or fields is None:
        return
    settings = guide.settings
    at = fields.offset(("next_review",))
    if settings.next_review <= settings.written:
        message = "the next review is not after the day the guide was written"
        yield fields.source.error(at, "E715", message, "give a later date")
    elif subject.today and settings.next_review < subject.today:
        message = f"the review was due on {settings.next_review:%Y-%m-%d}"
        hint = "review the guide, then change “written” and “next_review”"
        yield fields.source.error(at, "E705", message, hint)


def _chapters(subject: Subject) -> list[Source]:
    """Return the chapters, or none if one cannot be read: it may be what shows the part."""
    chapters = [source for source in subject.loaded.sources if source.is_chapter]
    return chapters if len(chapters) >= len(subject.loaded.ids.chapters) else []


def _shows(source: Source, directive: str) -> bool:
    return any(
        mark.kind is Kind.DIRECTIVE and mark.value.partition(" ")[0] == directive
        for mark in scan(source.text, blocks=True)
    )


RULES = (
    danger_signs_are_shown,
    parts_are_shown,
    directives_have_their_data,
    directives_stand_once,
    moves_are_shown,
    moves_of_the_plan_are_shown,
    review_is_ahead,
)
