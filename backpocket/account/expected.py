"""Expected: all the texts of a guide, and those of them that an edition is to show."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable, Iterator, Mapping

from backpocket.account.chapter_parts import chapter, inline_words
from backpocket.account.contents import Contents
from backpocket.account.sheets import sheet_parts, traffic_parts
from backpocket.account.wordings import (
    Group,
    Origin,
    Part,
    Series,
    Wording,
    without,
    without_addresses,
)
from backpocket.clock import in_words
from backpocket.model.editions import Edition
from backpocket.model.guide import Move
from backpocket.model.safety import Sign

__all__ = ["all_parts", "expected"]

_RAISED = re.compile(r"</?su[bp]>")
"""The tags that a title may have; they set its letters."""


def expected(contents: Contents, edition: Edition) -> Part:
    """Return the texts that an edition is to show: all but those that its row leaves out."""

    def left_out(part: str) -> bool:
        return any(part == name or part.startswith(f"{name}.") for name in edition.leaves_out)

    kept = without(all_parts(contents), left_out)
    return without_addresses(kept) if left_out("address") else kept


def all_parts(contents: Contents) -> Part:
    """Return all texts of a guide; those of the front may stand anywhere."""
    guide = contents.guide

    def directive(name: str, argument: str, origin: Origin) -> Part:
        if name == "move" and argument in guide.moves:
            return _move(contents, guide.moves[argument])
        if name == "picture" and argument in guide.pictures:
            return contents.picture(argument)
        return Series(tuple(_shown(contents, name, origin)))

    notes: list[etree.Element] = []
    chapters = tuple(
        chapter(each.source, each.title, contents.values, contents.numbers, directive, notes)
        for each in guide.chapters
    )
    sheet = (sheet_parts(contents),) if guide.sheet else ()
    return Group((Group(tuple(_front(contents)), loose=True), Series(chapters), *sheet))


def _front(contents: Contents) -> Iterator[Part]:
    settings = contents.guide.settings
    for name in ("series", "title", "promise", "main_message", "topic", "version", "licence"):
        yield contents.setting(name)
    yield contents.settings("in_short", numbered_from=1)
    yield contents.text("brand.name", contents.brand.name, "content/brand.toml", "name")
    yield contents.setting("written", in_words(settings.written))
    yield contents.setting("next_review", in_words(settings.next_review))
    yield contents.settings("authors")
    yield contents.settings("reviewers")
    yield contents.setting("contact", settings.contact.removeprefix("https://"))
    yield contents.setting("address", settings.address.removeprefix("https://"))
    yield from contents.said_by_regions("clinician")
    if "cover" in contents.guide.pictures:
        yield contents.picture("cover", "cover")


def _shown(contents: Contents, name: str, origin: Origin) -> Iterable[Part]:
    """Return the texts that a line ``::name`` of a chapter stands for."""
    guide = contents.guide
    if name == "contents":
        titles = (inline_words(each.title, contents.values, {}) for each in guide.chapters)
        return [Wording("contents", each.words, origin) for each in titles]
    if name == "diary":
        return _diary(contents)
    if name == "for-whom":
        lists = contents.settings("for_whom"), contents.settings("not_for")
        return [*lists, contents.setting("scope")]
    if name == "questions":
        return [contents.settings("questions"), contents.settings("notes")]
    if name == "traffic-light":
        note = traffic.note if (traffic := guide.safety.traffic) else None
        told = contents.text("traffic.note", note, "safety.toml", "traffic", "note")
        return [*traffic_parts(contents), told]
    makers: Mapping[str, Callable[[Contents], Iterator[Part]]] = {
        "about": _changes,
        "danger-signs": _signs,
        "decision": _decision,
        "glossary": _glossary,
        "ladder": _ladder,
        "links": _links,
        "references": _references,
        "treatments": _treatments,
        "week": _week,
    }
    return makers[name](contents) if name in makers else ()


def _signs(contents: Contents) -> Iterator[Part]:
    for level in ("emergency", "soon", "visit"):
        signs = [
            _sign(contents, index, sign)
            for index, sign in enumerate(contents.guide.safety.sign)
            if sign.level == level
        ]
        if signs:
            by_region = level != "visit" and len(contents.regions) > 1
            names = contents.said_by_regions("name") if by_region else ()
            actions = Group((*names, *_actions(contents, level)), loose=True)
            yield Group((actions, Series(tuple(signs))))


def _actions(contents: Contents, level: str) -> Iterator[Part]:
    """Yield what to do about the signs of a level."""
    if level == "visit":
        yield contents.text("sign.visit", contents.guide.safety.visit, "safety.toml", "visit")
    else:
        yield from contents.said_by_regions(level)


def _sign(contents: Contents, index: int, sign: Sign) -> Part:
    key = ("sign", index)
    text = contents.text("sign.text", sign.text, "safety.toml", *key, "text")
    return Series((text, contents.cited("sign.cite", sign.cite, "safety.toml", *key, "cite")))


def _glossary(contents: Contents) -> Iterator[Part]:
    """Yield the words, which pages sort."""
    entries = []
    for index, term in enumerate(contents.guide.terms.values()):

        def field(name: str, words: str, *key: int, at: int = index) -> Wording:
            return contents.text(f"term.{name}", words, "glossary.toml", "term", at, name, *key)

        also = (field("also", words, number) for number, words in enumerate(term.also))
        entries.append(Series((field("term", term.term), *also, field("meaning", term.meaning))))
    yield Group(tuple(entries))


def _links(contents: Contents) -> Iterator[Part]:
    for index, link in enumerate(contents.guide.settings.links):

        def field(name: str, words: str, at: int = index) -> Wording:
            return contents.text(f"link.{name}", words, "guide.toml", "links", at, name)

        address = link.url.removeprefix("https://").removeprefix("www.")
        yield Series((field("title", link.title), field("why", link.why), field("url", address)))


def _treatments(contents: Contents) -> Iterator[Part]:
    if scale := contents.guide.treatments.scale:
        note = contents.text("treatment.scale", scale.note, "treatments.toml", "scale", "note")
        yield Group((note,), loose=True)
    for index, item in enumerate(contents.guide.treatments.treatment):
        key = ("treatment", index)

        def field(name: str, of: object = item, at: tuple[str, int] = key) -> Wording:
            words = getattr(of, name)
            return contents.text(f"treatment.{name}", words, "treatments.toml", *at, name)

        sources = contents.cited("treatment.cite", item.cite, "treatments.toml", *key, "cite")
        effects = (
            contents.text(f"treatment.effect.{name}", words, "treatments.toml", *key, "effect", n)
            for n, effect in enumerate(item.effect)
            for name, words in (("points", abs(effect.points)), ("against", effect.against))
        )
        told = Series(tuple(map(field, ("limits", "risk"))))
        sure = Series(tuple(map(field, ("certainty", "certainty_note"))))
        beside = (field("asks"), field("benefit"), Series(tuple(effects)), told, sure, sources)
        yield Series((field("name"), Group(beside, loose=True)))


def _changes(contents: Contents) -> Iterator[Part]:
    for index, change in enumerate(contents.guide.settings.changes):

        def field(name: str, words: str, at: int = index) -> Wording:
            return contents.text(f"change.{name}", words, "guide.toml", "changes", at, name)

        day = field("date", in_words(change.date))
        yield Series((field("version", change.version), day, field("text", change.text)))


def _diary(contents: Contents) -> Iterator[Part]:
    for index, column in enumerate(contents.guide.settings.diary):
        key = ("diary", index, "name")
        yield contents.text("settings.diary", column.name, "guide.toml", *key)


def _decision(contents: Contents) -> Iterator[Part]:
    decision = contents.guide.plan.decision
    for name in ("question", "yes", "no", "note") if decision else ():
        words = getattr(decision, name)
        yield contents.text(f"plan.decision.{name}", words, "plan.toml", "decision", name)


def _week(contents: Contents) -> Iterator[Part]:
    for index, day in enumerate(contents.guide.plan.day):
        yield contents.text("plan.day", day.do, "plan.toml", "day", index, "do")


def _ladder(contents: Contents) -> Iterator[Part]:
    """Yield the numbers of each step; what is not done, or done once, need not be said."""
    for index, step in enumerate(contents.guide.plan.step):
        parts = [
            contents.text(f"plan.step.{name}", value, "plan.toml", "step", index, name)
            for name, least in (("run", 1), ("walk", 1), ("times", 2))
            if (value := getattr(step, name)) >= least
        ]
        yield Series(tuple(parts))


def _move(contents: Contents, move: Move) -> Part:
    """Return a move: what is done in order, and beside it figures, dose and the rest."""
    file = f"moves/{move.id}.toml"

    def field(name: str, words: object = None, *key: str) -> Wording:
        own = getattr(move, name) if words is None else words
        return contents.text(f"move.{name}", own, file, *(key or (name,)))

    def fields(name: str, numbered_from: int | None = None) -> Part:
        words = getattr(move, name)
        return contents.texts(f"move.{name}", words, file, name, numbered_from=numbered_from)

    source = contents.text("move.source", move.dose.source, file, "dose", "source")
    alts = [
        field("alt", frame.alt, "figures", name, "alt")
        for name in ("start", "end", "easier", "harder")
        if (frame := getattr(move.figures, name)) is not None
    ]
    ways = 2  # its start and its end
    beside = (
        field("purpose"),
        Series(tuple(alts[:ways])),
        *alts[ways:],  # another way to do it may stand with its words
        field("caption", move.figures.caption, "figures", "caption"),
        contents.dose(move),
        source,
        fields("equipment"),
        fields("steps", 1),
        *map(field, ("feel", "easier", "next_step", "not_this", "stop", "ask_first")),
    )
    return Series((field("name"), Group(beside)))


def _references(contents: Contents) -> Iterator[Part]:
    """Yield the cited references in the order of their numbers."""
    guide, numbers = contents.guide, contents.numbers
    places = {key: index for index, key in enumerate(guide.references)}
    for key in sorted(numbers, key=numbers.__getitem__):
        reference = guide.references[key]

        def field(name: str, words: str, at: int = places[key]) -> Wording:
            origin = Origin(contents.path("references.json"), (at, name))
            return Wording(f"reference.{name}", words, origin)

        address = reference.DOI or (reference.URL or "").partition("://")[2].removeprefix("www.")
        title = _RAISED.sub("", reference.title).rstrip(" .")
        shown = Group(
            (field("title", title), field("DOI" if reference.DOI else "URL", address.rstrip("/")))
        )
        yield Series((field("number", str(numbers[key])), shown))
