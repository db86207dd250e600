"""Chapters as passages: the blocks of a Markdown file, with the place of every character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from backpocket.check.passages.passage import Passage, PassageKind, clean
from backpocket.model.source import Source

__all__ = ["chapter_passages"]

_HEADING = re.compile(r"#{1,6}[ \t]*")
_BOX = re.compile(r"!!![ \t]*(?P<kind>[\w-]+)(?:[ \t]+\"(?P<title>[^\"]*)\")?")
_ITEM = re.compile(r"(?:[-*+]|(?P<number>\d+)[.)])[ \t]+")
_PICTURE = re.compile(
    r"!\[(?P<alt>[^\[\]\n]*+)\]\([^\n\"]*+(?:\"(?P<caption>[^\"\n]*+)\")?[^\S\n]*+\)[^\S\n]*+$"
)
_TICK = re.compile(r"\[[ xX]\][ \t]+")
_MEANING = re.compile(r":[ \t]+|\[\^[^\]\s]+\]:[ \t]*")
"""What begins the meaning of a word, and a note where it is told."""

_RULE = re.compile(r"\|[\s|:-]+")
_CELL = re.compile(r"[^|]+")


@dataclass
class _Block:
    """A block under way: its pieces of the source, as (start, end)."""

    kind: PassageKind
    pieces: list[tuple[int, int]]
    box: str = ""
    list_number: int = 0


@dataclass
class _ChapterReader:
    """Reads a chapter line by line."""

    source: Source
    block: _Block | None = None
    box: str = ""
    lists: int = 0
    in_list: bool = False
    number: int = 0
    done: list[tuple[_Block, int]] = field(default_factory=list)

    def close(self) -> None:
        if self.block is not None:
            self.done.append((self.block, self.number))
        self.block = None

    def alone(self, kind: PassageKind, start: int, end: int) -> None:
        self.close()
        self.done.append((_Block(kind, [(start, end)], self.box), self.number))

    def line(self, start: int, end: int) -> None:
        text = self.source.text[start:end]
        inner = text.lstrip()
        at = start + len(text) - len(inner)
        if not inner.strip():
            self.close()
            return
        if at == start or not self.box or inner.startswith("!!!"):
            self.in_box(inner, at, end, indented=at - start >= 4)
        else:
            self.text(inner, at, end)

    def in_box(self, inner: str, at: int, end: int, *, indented: bool) -> None:
        """Read a line that may begin or end a box, or be a heading or a directive."""
        box = _BOX.match(inner)
        heading = _HEADING.match(inner)
        if not indented:
            self.box = ""
        if box:
            self.box = box["kind"]
            self.in_list = False
            if box["title"]:
                self.alone(PassageKind.TITLE, at + box.start("title"), at + box.end("title"))
        elif heading:
            self.close()
            self.in_list = False
            self.number += 1
            end = at + len(inner.rstrip(" \t").rstrip("#").rstrip(" \t"))
            self.alone(PassageKind.HEADING, at + heading.end(), max(end, at + heading.end()))
        elif inner.startswith("::"):
            self.close()
            self.in_list = False
        else:
            self.text(inner, at, end)

    def text(self, inner: str, at: int, end: int) -> None:
        item = _ITEM.match(inner)
        picture = _PICTURE.match(inner)
        if picture:
            self.alone(PassageKind.ALT, at + picture.start("alt"), at + picture.end("alt"))
            if picture["caption"]:
                start, end = at + picture.start("caption"), at + picture.end("caption")
                self.alone(PassageKind.CAPTION, start, end)
        elif inner.startswith("|"):
            self.in_list = False
            if not _RULE.fullmatch(inner):
                for cell in _CELL.finditer(inner):
                    self.alone(PassageKind.CELL, at + cell.start(), at + cell.end())
        elif item:
            self.close()
            self.lists += not self.in_list
            self.in_list = True
            kind = PassageKind.STEP if item["number"] else PassageKind.ITEM
            tick = _TICK.match(inner, item.end())
            begin = at + (tick or item).end()
            self.block = _Block(kind, [(begin, end)], self.box, self.lists)
        elif meaning := _MEANING.match(inner):
            self.close()
            self.in_list = False
            self.block = _Block(PassageKind.PARAGRAPH, [(at + meaning.end(), end)], self.box)
        elif self.block is not None:
            self.block.pieces.append((at, end))
        else:
            self.in_list = False
            self.block = _Block(PassageKind.PARAGRAPH, [(at, end)], self.box)


def chapter_passages(source: Source, variables: Mapping[str, str]) -> Iterator[Passage]:
    """Yield the passages of a chapter in order; a section is a heading and what is under it."""
    reader = _ChapterReader(source)
    start = 0
    for line in source.text.split("\n"):
        reader.line(start, start + len(line))
        start += len(line) + 1
    reader.close()
    for block, number in reader.done:
        # Each piece with the line end before it, the first without.
        offsets = [at for begin, end in block.pieces for at in range(begin - 1, end)][1:]
        raw = "\n".join(source.text[begin:end] for begin, end in block.pieces)
        text, places, links, cited = clean(raw, offsets, variables)
        if text:
            yield Passage(
                source=source,
                kind=block.kind,
                text=text,
                offsets=places,
                raw=raw,
                places=tuple(offsets),
                links=links,
                cited=cited,
                box=block.box,
                section=(number,),
                list_number=block.list_number,
            )
