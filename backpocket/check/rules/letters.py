"""Letters: each that is printed is in a font."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from backpocket.characters import invisible
from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.load.fields import Fields
from backpocket.markup.marks import ENTITY, entity_text
from backpocket.model.source import Source

__all__ = ["RULES"]

_PRINTED = frozenset(
    ["author", "container-title", "editor", "publisher", "publisher-place", "title"]
)
"""What the list of references shows of an entry."""

_HINT = "write it with letters that the fonts have, or add a font to styles/fonts.toml"


@rule("E402", purpose="Each letter of a text is in a font.")
def letters_are_in_a_font(subject: Subject) -> Iterator[Diagnostic]:
    if not subject.letters:
        return
    for source in subject.sources:
        if source.is_chapter:
            yield from _missing(source, _places(source.text), subject.letters)
    for fields in (*subject.loaded.data.values(), *subject.shared.values()):
        yield from _missing(fields.source, _data_places(fields), subject.letters)


def _places(text: str) -> Iterator[tuple[str, int]]:
    """Yield each character of a text beyond ASCII, and what its entities stand for."""
    if not text.isascii():
        for index, char in enumerate(text):
            if char > "\x7f":
                yield char, index
    for match in ENTITY.finditer(text):
        for char in entity_text(match[0]):
            yield char, match.start()


def _data_places(fields: Fields) -> Iterator[tuple[str, int]]:
    for key, text in fields.texts():
        if (text.isascii() and "&" not in text) or not _is_printed(fields, key):
            continue
        places = fields.places(key, text)
        yield from ((char, places[index]) for char, index in _places(text))


def _is_printed(fields: Fields, key: tuple[str | int, ...]) -> bool:
    return fields.source.is_toml or not _PRINTED.isdisjoint(key)


def _missing(
    source: Source, places: Iterator[tuple[str, int]], letters: frozenset[int]
) -> Iterator[Diagnostic]:
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for char, at in places:
        if ord(char) not in letters and not char.isspace() and not list(invisible(char)):
            counts[char] += 1
            first.setdefault(char, at)
    for char, at in first.items():
        yield source.error(at, "E402", _message(char, counts[char]), _HINT)


def _message(char: str, count: int) -> str:
    name = unicodedata.name(char, "a sign without a name").lower()
    more = f"; it stands {count} times" if count > 1 else ""
    return f"no font has the letter “{char}” (U+{ord(char):04X}, {name}){more}"


RULES = (letters_are_in_a_font,)
