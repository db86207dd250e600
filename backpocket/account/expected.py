"""Expected: all the texts of a guide, and those of them that an edition is to show."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable, Iterator, Mapping

from backpocket.account.chapter_parts import chapter
from backpocket.account.contents import Contents
from backpocket.account.sheets import sheet_parts
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
from backpocket.model.guide import Move, Sign

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
        return [Wording("contents", each.title, origin) for each in guide.chapters]
    if name == "diary":
        return [contents.setting("diary_note")]
    if name == "for-whom":
        lists = contents.settings("for_whom"), contents.settings("not_for")
        return [*lists, contents.setting("scope")]
    if name == "questions":
        return [contents.settings("questions"), contents.settings("notes")]
    makers: Mapping[str, Callable[[Contents], Iterator[Part]]] = {
        "danger-signs": _signs,
        "glossary": _glossary,
        "links": _links,
        "references": _references,
        "treatments": _treatments,
    }
    return makers[name](contents) if name in makers else ()


def _signs(contents: Contents) -> Iterator[Part]:
    for level in ("emergency", "soon"):
        signs = [
            _sign(contents, index, sign)
            for index, sign in enumerate(contents.guide.safety.sign)
            if sign.level == level
        ]
        if signs:
            names = contents.said_by_regions("name") if len(contents.regions) > 1 else ()
            actions = Group((*names, *contents.said_by_regions(level)), loose=True)
            yield Group((actions, Series(tuple(signs))))


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
    for index, item in enumerate(contents.guide.treatments):
        key = ("treatment", index)

        def field(name: str, of: object = item, at: tuple[str, int] = key) -> Wording:
            words = getattr(of, name)
            return contents.text(f"treatment.{name}", words, "treatments.toml", *at, name)

        sources = contents.cited("treatment.cite", item.cite, "treatments.toml", *key, "cite")
        told = ("how", "benefit", "limits", "risk", "certainty", "certainty_note")
        rest = Group((field("asks"), sources, Series(tuple(map(field, told)))), loose=True)
        yield Series((field("name"), rest))


def _move(contents: Contents, move: Move) -> Part:
    """Return a move: what is done in order, and beside it figures, dose and the rest."""
    file = f"moves/{move.id}.toml"

    def field(name: str, words: object = None, *key: str) -> Wording:
        own = getattr(move, name) if words is None else words
        return contents.text(f"move.{name}", own, file, *(key or (name,)))

    def fields(name: str, numbered_from: int | None = None) -> Part:
        words = getattr(move, name)
        return contents.texts(f"move.{name}", words, file, name, numbered_from=numbered_from)

    done = Series(
        (
            field("set_up"),
            fields("steps", 1),
            field("feel"),
            fields("mistakes"),
            field("easier"),
            field("harder"),
            field("build_up"),
            fields("skip_if"),
            fields("stop_if"),
        )
    )
    alts = [
        field("alt", frame.alt, "figures", name, "alt")
        for name in ("start", "end", "easier", "harder")
        if (frame := getattr(move.figures, name)) is not None
    ]
    beside = (
        field("purpose"),
        Series(tuple(alts)),
        field("caption", move.figures.caption, "figures", "caption"),
        contents.dose(move),
        field("one_rep", move.dose.one_rep, "dose", "one_rep"),
        field("source", move.dose.source, "dose", "source"),
        fields("equipment"),
    )
    return Series((field("name"), Group((*beside, done))))


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
