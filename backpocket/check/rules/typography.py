"""Typography: curly quotes, true dashes, numbers beside their units, no shouting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backpocket.check.language import Language
from backpocket.check.passages.passage import Passage
from backpocket.check.registry import language_rule, rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic

__all__ = ["RULES"]

_QUOTE = re.compile(r"[\"'`´]")
_DASHES = (
    (re.compile(r"(?<=\w) - (?=\w)"), "a hyphen stands for a dash", "write “–”, or a full stop"),
    (re.compile(r"--+"), "hyphens stand for a dash", "write “–”, or a full stop"),
    (re.compile(r"(?<=\d)[-–](?=\d)(?!\d{3})"), "a range is hard to read aloud", "write “3 to 5”"),
    (re.compile(r"\.\.\."), "three stops stand for an ellipsis", "write “…”"),
    (re.compile(r" [,.;:!?](?=\s|$)"), "a space stands before this sign", "delete the space"),
)
_GLUED = re.compile(r"(?<![\w.-])\d+(?P<unit>[A-Za-z]+)\b")
_PARTED = re.compile(
    r"(?<=\d)(?P<gap>(?:\*\*|__|[*_])?(?:[ \t]*\n[ \t]*|(?<=[*_])[ \t]+))(?P<unit>\w+)"
)
_EMPHASIS = re.compile(
    r"(?<![*\w\\])\*(?![*\s])[^*\n]+(?<![\s*])\*(?![*\w])|(?<![_\w\\])_(?![_\s])[^_\n]+_(?![_\w])"
)
_CAPITALS = re.compile(r"\b[A-Z]{3,}(?:\s+[A-Z]{2,})*\b")


@rule("W801", "W803", purpose="Quotes and dashes are those of print.")
def signs_are_those_of_print(subject: Subject) -> Iterator[Diagnostic]:
    for passage in subject.passages:
        for match in _QUOTE.finditer(passage.text):
            message = f"a straight quote: {match[0]}"
            yield passage.warning(
                match.start(), "W801", message, "write “ ” or ‘ ’; ’ is also the apostrophe"
            )
        for pattern, message, hint in _DASHES:
            for match in pattern.finditer(passage.text):
                if _stands_so(passage, match):
                    yield passage.warning(match.start(), "W803", message, hint)


@language_rule("W802", purpose="A number stays with its unit.")
def numbers_stay_with_units(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    units = language.pattern("unit")
    for passage in subject.passages:
        for match in _GLUED.finditer(passage.text):
            if units.fullmatch(match["unit"]):
                message = f"“{match[0]}” has no space before its unit"
                yield passage.warning(match.start(), "W802", message, "put one space there")
        yield from _parted(passage, language)


def _parted(passage: Passage, language: Language) -> Iterator[Diagnostic]:
    """Find numbers whose unit is beyond a line end or a sign: the press ties plain spaces only."""
    for match in _PARTED.finditer(passage.raw):
        if not language.pattern("unit").fullmatch(match["unit"]):
            continue
        before = passage.raw[: match.start()]
        at = passage.places[len(before.rstrip("0123456789"))]
        message = "this number may be parted from its unit at the end of a line"
        hint = "put both on one line of the file, and both or neither in bold"
        yield passage.source.warning(at, "W802", message, hint)


@language_rule("W804", "W805", purpose="Nothing is set in italics or in capitals.")
def nothing_shouts(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    for passage in subject.passages:
        for match in _EMPHASIS.finditer(passage.raw):
            message = "single stars or lines ask for italics, which are hard to read"
            at = passage.places[match.start()]
            yield passage.source.warning(at, "W804", message, "write **bold**, or nothing")
        for match in _CAPITALS.finditer(passage.text):
            if language.pattern("capitals").fullmatch(match[0]):
                continue
            message = f"capital letters are hard to read: “{match[0]}”"
            yield passage.warning(match.start(), "W805", message, "write it in small letters")


def _stands_so(passage: Passage, match: re.Match[str]) -> bool:
    """Say whether the file has these signs side by side: between them no mark was taken out."""
    length = match.end() - match.start()
    return passage.offset(match.end() - 1) - passage.offset(match.start()) == length - 1


RULES = (
    signs_are_those_of_print,
    numbers_stay_with_units,
    nothing_shouts,
)
