"""Chapters: the tree of a chapter’s blocks as the texts that a reader sees."""

from __future__ import annotations

import html
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from backpocket.account.wordings import Addition, Group, Origin, Part, Series, Wording
from backpocket.markup.cited_keys import Cited, cited
from backpocket.markup.elements import DIRECTIVE_TAG, block_tree, line_tree
from backpocket.markup.lines import line_of
from backpocket.markup.notes import NOTE, letter
from backpocket.model.addresses import printed_address
from backpocket.model.source import Source

__all__ = ["Inline", "chapter", "inline_words"]

_INLINE = frozenset([
    "a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup", "u", "wbr",
])  # fmt: skip
_SIGNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "del": (("(crossed out: ",), (")",)),
    "sub": (("_",), ()),
    "sup": (("^",), ()),
}
"""What plain text has before and after words that are struck out, lowered or raised."""

Directive = Callable[[str, str, Origin], Part]
"""Returns the texts that a line ``::name argument`` stands for."""


@dataclass
class Inline:
    """The words of a run of inline elements, and what an edition may add between them.

    ``notes`` has a list for the elements of the notes that are called, in order, which is shared by
    the runs of a guide.
    """

    numbers: Mapping[str, int]
    notes: list[etree.Element] = field(default_factory=list)
    words: str = ""
    additions: list[Addition] = field(default_factory=list)

    def add(self, element: etree.Element) -> None:
        """Add an element with what follows it."""
        kind = element.get("class", "")
        if element.tag == "br":
            self.words += " "
        elif kind == "cite":
            self.words += citation(element, self.numbers)
        elif kind == NOTE:
            mark = letter(len(self.notes))
            self.notes.append(element)
            self._addition((f"[{mark}]", mark), must=True)
        else:
            self._element(element)
        self.text(element.tail)

    def _element(self, element: etree.Element) -> None:
        before, after = _SIGNS.get(element.tag, ((), ()))
        if before:
            self._addition(before)
        start = len(self.words)
        self.inside(element)
        if after:
            self._addition(after)
        if element.tag == "a":
            self._link(element, self.words[start:])

    def inside(self, element: etree.Element) -> None:
        """Add what stands in an element."""
        self.text(element.text)
        for child in element:
            self.add(child)

    def text(self, text: str | None) -> None:
        self.words += html.unescape(text or "")

    def _addition(
        self, options: tuple[str, ...], *, must: bool = False, is_address: bool = False
    ) -> None:
        self.additions.append(Addition(len(self.words), options, must, is_address))

    def _link(self, element: etree.Element, words: str) -> None:
        if element.get("class") != "outside":
            self._addition(())
            return
        address = printed_address(html.unescape(element.get("href", "")), words)
        if address:
            self._addition((f"({address})",), must=True, is_address=True)


def citation(mark: etree.Element, numbers: Mapping[str, int]) -> str:
    """Return the numbers that stand for the keys of a mark, with the words around them."""

    def in_words(part: Cited) -> str:
        before = f"{part.before} " if part.before else ""
        return f"{before}{numbers.get(part.key, part.key)}{part.after}"

    if mark.get("data-cited"):
        return f"[{'; '.join(map(in_words, cited(mark.get('data-cited', ''))))}]"
    return cite(mark.get("data-keys", "").split(), numbers)


def cite(keys: Sequence[str], numbers: Mapping[str, int]) -> str:
    """Return the numbers of keys in brackets, in their order."""
    return f"[{', '.join(map(str, sorted(numbers.get(key, 0) for key in keys)))}]"


def inline_words(text: str, values: Mapping[str, str], numbers: Mapping[str, int]) -> Inline:
    """Return the words of a text of a data file."""
    found = Inline(numbers)
    found.inside(_line(text) if "{{" not in text else line_tree(text, values))
    return found


@lru_cache(maxsize=4096)
def _line(text: str) -> etree.Element:
    return line_tree(text, {})


def chapter(
    source: Source,
    title: str,
    values: Mapping[str, str],
    numbers: Mapping[str, int],
    directive: Directive,
    notes: list[etree.Element],
) -> Part:
    """Return the texts of a chapter: its title, then its topics; and anywhere its notes.

    ``notes`` are those of the chapters before it, and get its own.
    """
    first = len(notes)
    reader = _BlockReader(source, numbers, directive, notes)
    root = _blocks(source, tuple(values.items()) if "{{" in source.text else ())
    head = inline_words(title, values, numbers)
    start = len(source.text) - len(source.text.lstrip())
    origin = Origin(source.path, line=source.place(start).line)
    topics: list[list[etree.Element]] = [[]]
    for element in root:
        if element.tag == "h2":
            topics.append([])
        topics[-1].append(element)
    name = Wording("chapter.title", head.words, origin, additions=tuple(head.additions))
    told = Series((name, *map(reader.topic, topics)))
    return Group((told, *(reader.note(index) for index in range(first, len(notes)))))


@lru_cache(maxsize=256)
def _blocks(source: Source, values: tuple[tuple[str, str], ...]) -> etree.Element:
    start = len(source.text) - len(source.text.lstrip())
    _, _, text = source.text[start:].partition("\n")
    return block_tree(text, dict(values), source.place(start).line + 1)


@dataclass
class _BlockReader:
    source: Source
    numbers: Mapping[str, int]
    directive: Directive
    notes: list[etree.Element]

    def note(self, index: int) -> Wording:
        """Return a note, whose letter stands before it."""
        words = Inline(self.numbers)
        words.inside(self.notes[index])
        origin = Origin(self.source.path, line=line_of(self.notes[index]))
        additions = tuple(words.additions)
        return Wording("chapter.note", words.words, origin, letter(index), additions)

    def topic(self, elements: list[etree.Element]) -> Part:
        """Return a topic: its heading, then its text."""
        return Series(tuple(self._each(elements)))

    def _each(self, elements: list[etree.Element]) -> Iterator[Part]:
        for element in elements:
            yield from self._block(element, line_of(element), "")

    def _block(self, element: etree.Element, line: int, number: str) -> Iterator[Part]:
        """Yield the texts of a block: those of the blocks in it, and of the runs between them."""
        line = line_of(element) or line
        origin = Origin(self.source.path, line=line)
        if element.tag == DIRECTIVE_TAG:
            name, argument = element.get("name", ""), element.get("argument", "")
            yield self.directive(name, argument, origin)
        elif element.tag == "table":
            yield self._table(element, line)
        elif element.tag in ("ol", "ul"):
            yield Series(tuple(self._items(element, line)))
        else:
            yield Series(tuple(self._inside(element, line, number)))

    def _inside(self, element: etree.Element, line: int, number: str) -> Iterator[Part]:
        run = Inline(self.numbers, self.notes)
        run.text(element.text)
        for child in element:
            if child.tag == "img":
                yield self._text("chapter.alt", child.get("alt", ""), line)
            elif child.tag in _INLINE:
                run.add(child)
                continue
            else:
                yield from self._run(run, element, line, number)
                number = "" if run.words.strip() else number
                yield from self._block(child, line, number)
                number = ""
            run = Inline(self.numbers, self.notes)
            run.text(child.tail)
        yield from self._run(run, element, line, number)

    def _run(self, run: Inline, element: etree.Element, line: int, number: str) -> Iterator[Part]:
        if run.words.strip():
            origin = Origin(self.source.path, line=line)
            part = "chapter.caption" if element.tag == "figcaption" else "chapter.text"
            yield Wording(part, run.words, origin, number, tuple(run.additions))

    def _text(self, part: str, words: str, line: int) -> Wording:
        return Wording(part, words, Origin(self.source.path, line=line))

    def _items(self, element: etree.Element, line: int) -> Iterator[Part]:
        following = int(element.get("start", 1))
        for item in element:
            following = int(item.get("value", following))
            number = str(following) if element.tag == "ol" else ""
            following += 1
            yield from self._block(item, line_of(item) or line, number)

    def _table(self, element: etree.Element, line: int) -> Part:
        """Return a table: its rows in order; a name of a column may stand before each cell."""
        heads: list[Part] = []
        rows: list[Part] = []
        for row in element.iter("tr"):
            cells = [Series(tuple(self._inside(cell, line_of(row) or line, ""))) for cell in row]
            if rows or any(cell.tag != "th" for cell in row):
                rows.append(Series(tuple(cells)))
            else:
                heads += cells
        return Group((*heads, Series(tuple(rows))), loose=True)
