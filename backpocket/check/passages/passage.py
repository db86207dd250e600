"""Passages: the text that a reader sees, piece by piece, with the place of every character.

A chapter is cut into headings, paragraphs, list items, table cells and boxes; a data file into the
fields that are shown. Marks are taken out and variables put in, and each character of what is left
still knows where it stands in its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from backpocket.diagnostics import Diagnostic
from backpocket.markup.marks import entity_text
from backpocket.model.source import Source

__all__ = ["Passage", "PassageKind", "PassageLink", "Sentence", "clean"]

_TOKEN = re.compile(
    r"(?P<cite>\[(?:[^\[\]\n@]*[\s;-](?=@\w))?@[^\[\]\n]*+\](?!\())"
    r"|\{\{\s*+(?P<variable>[\w.-]++)\s*+\}\}"
    r"|\[(?P<text>[^\[\]\n]*+)\]\((?P<target>[^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*)\)"
    r"|(?P<address><https?://[^<>\s]*+>|https?://[^\s)]*[^\s).,;:])"
    r"|(?P<note>\[\^[^\]\s]{1,100}+\])|(?P<mark>~~|(?<=[\w)])[~^])"
    r"|(?P<sign>\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|(?<=[.,;:!?”’])[*_](?!\w))"
    r"|(?P<tag></?[A-Za-z!][^<>\n]*+>)"
    r"|(?P<entity>&#?\w++;)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<space>\s++)"
    r"|\xad"  # a soft hyphen leaves no trace
)
_SENTENCE_END = re.compile(r"(?<![.?!…])[.?!…]++[”’)\"']*+(?:\s++|\Z)")
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")


class PassageKind(StrEnum):
    """What a passage is on the page."""

    HEADING = "heading"
    TITLE = "title"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    STEP = "step"
    CELL = "cell"
    LINE = "line"
    ALT = "alt"
    CAPTION = "caption"
    LABEL = "label"

    @property
    def is_prose(self) -> bool:
        """Say whether it is read as sentences, and so has a reading grade."""
        return self in (PassageKind.PARAGRAPH, PassageKind.ITEM, PassageKind.STEP, PassageKind.LINE)


@dataclass(frozen=True)
class PassageLink:
    """A link in a passage: where its words begin and end, and where it leads."""

    start: int
    end: int
    target: str


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage and where it begins in it."""

    text: str
    start: int

    @cached_property
    def words(self) -> list[str]:
        return _WORD.findall(self.text)


@dataclass(frozen=True)
class Passage:
    """A run of text without marks; ``offsets`` has the place of each of its characters."""

    source: Source = field(repr=False)
    kind: PassageKind
    text: str
    offsets: tuple[int, ...] = field(repr=False)
    raw: str = field(repr=False, default="")
    """The text with its marks, and in ``places`` the place of each of its characters."""

    places: tuple[int, ...] = field(repr=False, default=())
    links: tuple[PassageLink, ...] = ()
    cited: bool = False
    key: tuple[str | int, ...] = ()
    box: str = ""
    section: tuple[str | int, ...] = ()
    list_number: int = 0
    """The number of its list in the file, from 1; 0 if it stands in none."""

    @cached_property
    def sentences(self) -> Sequence[Sentence]:
        return tuple(_sentences(self.text))

    @cached_property
    def words(self) -> Sequence[re.Match[str]]:
        return tuple(_WORD.finditer(self.text))

    def offset(self, index: int) -> int:
        """Return where in the file a character of the text stands."""
        return self.offsets[min(max(index, 0), len(self.offsets) - 1)]

    def error(self, index: int, code: str, message: str, hint: str = "") -> Diagnostic:
        return self.source.error(self.offset(index), code, message, hint)

    def warning(self, index: int, code: str, message: str, hint: str = "") -> Diagnostic:
        return self.source.warning(self.offset(index), code, message, hint)


def clean(
    raw: str, offsets: Sequence[int], variables: Mapping[str, str]
) -> tuple[str, tuple[int, ...], tuple[PassageLink, ...], bool]:
    """Take the marks out of a Markdown text; return text, offsets, links, and whether it cites."""
    cleaner = _Cleaner(raw, offsets, variables)
    cleaner.run()
    text = "".join(cleaner.text)
    start = len(text) - len(text.lstrip(" "))
    end = len(text.rstrip(" "))
    links = tuple(
        replace(each, start=each.start - start, end=each.end - start) for each in cleaner.links
    )
    return text[start:end], tuple(cleaner.places[start:end]), links, cleaner.cited


@dataclass
class _Cleaner:
    """Copies a text without its marks, and the place of each character with it."""

    raw: str
    offsets: Sequence[int]
    variables: Mapping[str, str]
    text: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    links: list[PassageLink] = field(default_factory=list)
    cited: bool = False

    def run(self) -> None:
        position = 0
        for match in _TOKEN.finditer(self.raw):
            self.copy(position, match.start())
            position = match.end()
            self.mark(match)
        self.copy(position, len(self.raw))

    def copy(self, start: int, end: int) -> None:
        self.text += self.raw[start:end]
        self.places += self.offsets[start:end]

    def put(self, text: str, start: int) -> None:
        """Add what is not in the source: all of it stands where the mark does."""
        self.text += text
        self.places += [self.offsets[start]] * len(text)

    def mark(self, match: re.Match[str]) -> None:
        if match["cite"] is not None:
            self.cited = True
            while self.text and self.text[-1] == " ":  # the mark takes the space before it along
                del self.text[-1], self.places[-1]
        elif match["variable"] is not None:
            self.put(self.variables.get(match["variable"], "it"), match.start())
        elif match["target"] is not None:
            self.link(match)
        elif match["entity"] is not None:
            self.put(entity_text(match["entity"]), match.start())
        elif match["escaped"] is not None:
            self.copy(match.start("escaped"), match.end("escaped"))
        elif match["space"] is not None:
            self.put(" ", match.start())

    def link(self, match: re.Match[str]) -> None:
        span = slice(*match.span("text"))
        text, places, _, _ = clean(match["text"], self.offsets[span], self.variables)
        start = len(self.text)
        self.text += text
        self.places += places
        self.links.append(PassageLink(start, len(self.text), match["target"]))


def _sentences(text: str) -> Iterator[Sentence]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        after = text[match.end() : match.end() + 1]
        if after and not (after.isupper() or after.isdigit() or after in "“‘(\"'"):
            continue
        yield Sentence(text[start : match.end()].rstrip(), start)
        start = match.end()
    if text[start:].strip():
        yield Sentence(text[start:].rstrip(), start)
