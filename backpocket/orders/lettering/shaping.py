"""Shaping: letters become glyphs in their places, by HarfBuzz.

A line is cut into runs of one level, one script and one face; a run is what HarfBuzz shapes.
Lengths are in ems, so that a line is shaped once and set at any size.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

import uharfbuzz as hb
from fontTools import unicodedata as scripts

from backpocket.orders.lettering.bidi import base_level, levels, visual
from backpocket.orders.lettering.fonts import Book, Face

__all__ = ["Glyph", "GlyphRun", "Line", "MissingError", "TextPart", "clusters", "shape"]

_JOINERS = "\u200c\u200d"
_SHARED = {"Zyyy", "Zinh"}


class MissingError(Exception):
    """No face has some letter; it says how many, and not which."""


@dataclass(frozen=True)
class TextPart:
    """A piece of a line that is an isolate, in a paragraph of level ``base``."""

    text: str
    base: int = 0

    @classmethod
    def of(cls, text: str) -> TextPart:
        """Make a part that takes its direction from its first letter with one."""
        return cls(text, base_level(text))


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph, where it stands from the start of its line, and what it stands for; in ems.

    Of the glyphs of one cluster the first has all of the text.
    """

    number: int
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class GlyphRun:
    """Glyphs of one face in the order of reading; ``backwards`` if that is from the right.

    ``spoken`` says that the texts of the glyphs alone do not tell what they say together.
    """

    face: Face
    glyphs: tuple[Glyph, ...]
    text: str
    backwards: bool
    spoken: bool

    def clusters(self) -> Iterator[list[Glyph]]:
        """Yield the glyphs that stand for something together."""
        cluster: list[Glyph] = []
        for glyph in self.glyphs:
            if glyph.text and cluster:
                yield cluster
                cluster = []
            cluster.append(glyph)
        if cluster:
            yield cluster


@dataclass(frozen=True)
class Line:
    """Runs in the order of reading, how wide they are in ems, and what they say."""

    runs: tuple[GlyphRun, ...]
    width: float
    text: str


def shape(book: Book, parts: Sequence[TextPart], *, bold: bool) -> Line:
    """Shape one line; raises :class:`MissingError` if some letter is in no face."""
    done: list[GlyphRun] = []
    pen = 0.0
    for part in parts:
        runs = _runs(book, part, bold=bold)
        shaped: dict[int, GlyphRun] = {}
        for index in visual([level for _, _, level, _ in runs]):
            shaped[index], pen = _shape_run(*runs[index], pen)
        done += [shaped[index] for index in range(len(runs))]
    return Line(tuple(done), pen, "".join(part.text for part in parts))


def clusters(text: str) -> Iterator[str]:
    """Cut text where a line may be cut: never before a mark, nor inside a conjunct.

    >>> [len(cluster) for cluster in clusters("e\\u0323a")]
    [2, 1]
    """
    start = 0
    for index in range(1, len(text)):
        letter, before = text[index], text[index - 1]
        joined = before in _JOINERS or unicodedata.combining(before) == 9  # a virama
        if not joined and letter not in _JOINERS and unicodedata.category(letter)[0] != "M":
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


@lru_cache(maxsize=64)
def _runs(book: Book, part: TextPart, *, bold: bool) -> tuple[tuple[Face, str, int, str], ...]:
    """Return runs in the order of reading: face, script, level, text."""
    return tuple(_cut(book, part, bold=bold)) if part.text else ()


def _cut(book: Book, part: TextPart, *, bold: bool) -> Iterator[tuple[Face, str, int, str]]:
    text = part.text
    if text.isascii() and part.base == 0:
        face = book.face("".join(sorted(set(text))), bold=bold)
        if face is not None:
            yield face, "Latn", 0, text
            return
    level = levels(text, part.base)
    scripts = _scripts(text)
    faces = list(_faces(book, text, bold=bold))
    if not any(level) and len(set(scripts)) == len(set(faces)) == 1:
        yield faces[0], scripts[0], 0, text
        return
    keys = list(zip(faces, scripts, level, strict=True))
    start = 0
    for (face, name, depth), items in groupby(keys, key=lambda key: (id(key[0]), *key[1:])):
        end = start + sum(1 for _ in items)
        del face
        yield faces[start], name, depth, text[start:end]
        start = end


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return str(scripts.script(letter))


def _scripts(text: str) -> list[str]:
    """Return the script of each letter; what all scripts share takes that of its neighbours."""
    scripts = [_script(letter) for letter in text]
    known = next((each for each in scripts if each not in _SHARED), "Latn")
    for index, each in enumerate(scripts):
        known = known if each in _SHARED else each
        scripts[index] = known
    return scripts


def _faces(book: Book, text: str, *, bold: bool) -> Iterator[Face]:
    """Yield the face of each letter; one that the face before has too stays in it if shared."""
    first = book.face("", bold=bold)
    if first is not None and first.letters.issuperset(map(ord, text)):
        yield from [first] * len(text)  # as would come of what follows, and sooner
        return
    missing = 0
    last: Face | None = None
    for cluster in clusters(text):
        needed = "".join(each for each in cluster if each not in _JOINERS)
        face = book.face(needed, bold=bold)
        shared = all(_script(each) in _SHARED for each in needed)
        if shared and last is not None and set(map(ord, needed)) <= last.letters:
            face = last
        if face is None:
            missing += 1
            continue
        last = face
        yield from [face] * len(cluster)
    if missing:
        raise MissingError(str(missing))


def _plain_run(
    face: Face, text: str, numbers: Sequence[int], places: Sequence[Any], pen: float
) -> tuple[GlyphRun, float]:
    """Return a run of one glyph a letter, from the left: what most are, and what takes least."""
    unit = 1 / face.em
    glyphs: list[Glyph] = []
    for number, letter, place in zip(numbers, text, places, strict=True):
        glyphs.append(Glyph(number, pen + place.x_offset * unit, place.y_offset * unit, letter))
        pen += place.x_advance * unit
    return GlyphRun(face, tuple(glyphs), text, backwards=False, spoken=False), pen


@lru_cache(maxsize=64)
def _shape_run(face: Face, name: str, level: int, text: str, pen: float) -> tuple[GlyphRun, float]:
    """Shape a run that starts at ``pen``; return it, and where the pen is after it."""
    backwards = level % 2 == 1
    buffer = hb.Buffer()
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.direction = "rtl" if backwards else "ltr"
    buffer.script = name
    buffer.language = "und"
    hb.shape(face.font, buffer)
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    numbers = [info.codepoint for info in infos]
    if 0 in numbers:
        raise MissingError("1")
    if not backwards and [info.cluster for info in infos] == list(range(len(text))):
        return _plain_run(face, text, numbers, positions, pen)
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    unit = 1 / face.em
    shaped: list[tuple[int, int, float, float]] = []
    for info, place in zip(infos, positions, strict=True):
        shaped.append(
            (info.cluster, info.codepoint, pen + place.x_offset * unit, place.y_offset * unit)
        )
        pen += place.x_advance * unit
    if backwards:
        shaped.reverse()
    glyphs: list[Glyph] = []
    last = -1  # the cluster of the glyph before
    for cluster, glyph, x, y in shaped:
        said = "" if cluster == last else text[cluster : ends[cluster]]
        glyphs.append(Glyph(glyph, x, y, said))
        last = cluster
    spoken = not backwards and any(len(glyph.text) != 1 for glyph in glyphs)
    return GlyphRun(face, tuple(glyphs), text, backwards, spoken), pen
