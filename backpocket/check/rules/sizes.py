"""Sizes: lists, sections, paragraphs and headings that can be taken in at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backpocket.check.language import Language
from backpocket.check.passages.passage import Passage, PassageKind
from backpocket.check.registry import language_rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic

__all__ = ["RULES"]


@language_rule("W609", "E610", purpose="A list has as many items as can be kept in mind.")
def lists_are_short(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    for items in _lists(subject.passages):
        count, first = len(items), items[0]
        hint = "cut it, or give its parts headings of their own"
        if count > language.limit("list_hard"):
            message = f"this list has {count} items, over {language.limit('list_hard')}"
            yield first.error(0, "E610", message, hint)
        elif count > language.limit("list"):
            message = (
                f"this list has {count} items; {language.limit('list')} are easy to keep in mind"
            )
            yield first.warning(0, "W609", message, hint)


def _lists(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Yield the lists of chapters by their number, those of data by the field they are in."""
    groups: dict[tuple[object, ...], list[Passage]] = {}
    for passage in passages:
        name: tuple[object, ...] = (passage.list_number,)
        if passage.key:
            if not isinstance(passage.key[-1], int) or passage.kind is PassageKind.STEP:
                continue
            name = passage.key[:-1]
        elif not passage.list_number:
            continue
        groups.setdefault((passage.source.path, *name), []).append(passage)
    yield from groups.values()


@language_rule(
    "W611", "W612", "W616", purpose="Sections and paragraphs are short, headings say what is there."
)
def sections_are_short(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    for section in subject.sections:
        if section[0].key:
            continue
        yield from _section(section, language)


def _section(section: Sequence[Passage], language: Language) -> Iterator[Diagnostic]:
    words = 0
    for passage in section:
        count = len(passage.words)
        if passage.kind.is_prose:
            words += count
        if passage.kind is PassageKind.PARAGRAPH and count > language.limit("paragraph"):
            message = f"this paragraph has {count} words, over {language.limit('paragraph')}"
            yield passage.warning(0, "W612", message, "make it two paragraphs")
        if passage.kind is PassageKind.HEADING:
            if language.pattern("empty_heading").fullmatch(passage.text.strip()):
                message = f"the heading “{passage.text}” does not say what is under it"
                yield passage.warning(
                    0, "W616", message, "name the topic, or ask the reader’s question"
                )
            elif count > language.limit("heading"):
                message = f"this heading has {count} words, over {language.limit('heading')}"
                yield passage.warning(0, "W616", message, "shorten it")
    if words > language.limit("section"):
        message = f"this section has {words} words, over {language.limit('section')}"
        yield section[0].warning(0, "W611", message, "give its parts headings of their own")


RULES = (
    lists_are_short,
    sections_are_short,
)
