"""Notes: footnotes ``[^a]``, each told below the text that calls it, as ``[^a]: At night``.

Python-Markdown finds where notes are told. Here each stands where it is called, as
``<span class="note-call">``, until :mod:`backpocket.markup.media` sets it for its medium.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import markdown
from markdown.extensions.footnotes import FootnoteBlockProcessor, FootnoteExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

__all__ = ["NOTE", "NoteMark", "Notes", "letter", "note_marks"]

NOTE = "note-call"
"""The class of an element that holds a note, where it is called."""

_MARK = re.compile(r"(?<!\\)\[\^(?P<name>[^\]\s]{1,100})\]")
_SET_IN = 4
_LONGEST = 5000
"""How many characters of a note are looked at."""

_NAME = "data-note"


@dataclass(frozen=True)
class NoteMark:
    """A sign of a note: a call, or the place where the note is told; ``offset`` is that of ``[``.

    A note that is told in more than one paragraph is ``long``.
    """

    name: str
    offset: int
    is_told: bool = False
    is_long: bool = False


def note_marks(text: str) -> Iterator[NoteMark]:
    """Yield the signs of notes in a chapter.

    >>> [mark.is_told for mark in note_marks("Rest.[^a]\\n\\n[^a]: At night.")]
    [False, True]
    """
    for match in _MARK.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        before = text[line : match.start()]
        is_told = (
            text.startswith(":", match.end()) and not before.strip(" ") and len(before) < _SET_IN
        )
        yield NoteMark(match["name"], match.start(), is_told, is_told and _goes_on(text, line))


def _goes_on(text: str, start: int) -> bool:
    """Tell whether what stands below a paragraph is set in, and so is a part of the note."""
    lines = text[start : start + _LONGEST].split("\n")
    blank = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    below = next((line for line in lines[blank:] if line.strip()), "")
    return below.startswith(" " * _SET_IN)


def letter(index: int) -> str:
    """Return the mark of a note: a to z, then aa, ab and so on.

    >>> letter(0), letter(25), letter(26)
    ('a', 'z', 'aa')
    """
    before, last = divmod(index, 26)
    return (letter(before - 1) if before else "") + chr(ord("a") + last)


class Notes(FootnoteExtension):
    """Where notes are told is as Python-Markdown has it; ``line`` reads the words of a note."""

    def __init__(self, line: Callable[[str], etree.Element]) -> None:
        super().__init__()
        self._line = line

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (Markdown's name)
        md.registerExtension(self)
        self.parser, self.md = md.parser, md
        md.parser.blockprocessors.register(FootnoteBlockProcessor(self), "footnote", 97)
        md.inlinePatterns.register(_Calls(_MARK.pattern, self), "footnote", 187)
        # When the words around it are done: those of the note have been read by themselves.
        md.treeprocessors.register(_Words(self, md), "footnote", -2)

    def words(self, name: str) -> etree.Element:
        """Return the paragraph of a note."""
        root = self._line(self.footnotes[name])
        return next(root.iter("p"), root)


class _Calls(InlineProcessor):
    def __init__(self, pattern: str, notes: Notes) -> None:
        super().__init__(pattern)
        self._notes = notes

    def handleMatch(  # type: ignore[override]  # noqa: N802 (Markdown's name)
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        if m["name"] not in self._notes.footnotes:
            return None, None, None
        return etree.Element("span", {"class": NOTE, _NAME: m["name"]}), m.start(0), m.end(0)


class _Words(Treeprocessor):
    """Puts the words of each note where it is called."""

    def __init__(self, notes: Notes, md: markdown.Markdown) -> None:
        super().__init__(md)
        self._notes = notes

    def run(self, root: etree.Element) -> None:
        for call in root.iter("span"):
            name = call.attrib.pop(_NAME, None)
            if name is not None:
                words = self._notes.words(name)
                call.text = words.text
                call[:] = list(words)
