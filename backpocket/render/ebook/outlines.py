"""Outlines: words as SVG paths, for pictures in a book, which cannot use the book's own fonts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

__all__ = ["Lettering", "lacking", "letters", "outlined"]

_FACES = ("AtkinsonHyperlegibleNext", "NotoSans")
_LINE = 1.12
_TEXT = re.compile(
    r'<text x="(?P<x>[^"]*)" y="(?P<y>[^"]*)" font-family="[^"]*" font-size="(?P<size>[^"]*)"'
    r' text-anchor="(?P<anchor>[^"]*)" fill="(?P<fill>[^"]*)">(?P<words>[^<]*)</text>'
)


@dataclass(frozen=True)
class Lettering:
    """Lines of words as SVG, and the base line of the last."""

    svg: Markup
    bottom: float


def letters(
    fonts: Path,
    words: str,
    x: float,
    y: float,
    size: float,
    width: float,
    fill: str,
    *,
    bold: bool = False,
) -> Lettering:
    """Set words in lines of at most ``width``, the first with its base line at ``y``."""
    typeface = _typeface(fonts, "Bold" if bold else "Regular")
    lines = list(_broken(typeface, words, width / size))
    drawn = [
        _path(typeface, line, x, y + index * size * _LINE, size) for index, line in enumerate(lines)
    ]
    svg = Markup('<path d="{}" fill="{}"/>').format("".join(drawn), fill)
    return Lettering(svg, y + (len(lines) - 1) * size * _LINE)


def outlined(fonts: Path, svg: str) -> str:
    """Turn the text of a drawing into outlines; it reads the same on every device."""
    typeface = _typeface(fonts, "Regular")

    def draw(match: re.Match[str]) -> str:
        words, size = html.unescape(match["words"]), float(match["size"])
        back = {"start": 0.0, "middle": 0.5, "end": 1.0}[match["anchor"]]
        x = float(match["x"]) - back * typeface.width(words) * size
        data = _path(typeface, words, x, float(match["y"]), size)
        return f'<path d="{data}" fill="{match["fill"]}"/>'

    return _TEXT.sub(draw, svg)


def lacking(fonts: Path, svg_or_words: str) -> list[str]:
    """Return the letters that no font has of some words, or of the text of a drawing."""
    texts = [html.unescape(match["words"]) for match in _TEXT.finditer(svg_or_words)]
    wanted = set("".join(texts) if "<svg" in svg_or_words else svg_or_words)
    typeface = _typeface(fonts, "Regular")
    return sorted(letter for letter in wanted if not typeface.has(letter))


class _Typeface:
    """The faces of one weight: a letter comes from the first that has it. Measures are in ems."""

    def __init__(self, paths: list[Path]) -> None:
        from fontTools.ttLib import TTFont

        self._faces: list[Any] = [TTFont(path) for path in paths]

    def has(self, letter: str) -> bool:
        return any(ord(letter) in face.getBestCmap() for face in self._faces)

    def glyphs(self, words: str) -> Iterator[tuple[Any, str, float]]:
        """Yield the face, the name of the glyph and its advance, letter by letter."""
        for letter in words:
            have = (face for face in self._faces if ord(letter) in face.getBestCmap())
            face = next(have, self._faces[-1])
            name = face.getBestCmap().get(ord(letter), ".notdef")
            yield face, name, face["hmtx"][name][0] / face["head"].unitsPerEm

    def width(self, words: str) -> float:
        return sum(advance for _, _, advance in self.glyphs(words))


@cache
def _typeface(fonts: Path, weight: str) -> _Typeface:
    return _Typeface([fonts / f"{face}-{weight}.ttf" for face in _FACES])


def _broken(typeface: _Typeface, words: str, most: float) -> Iterator[str]:
    """Break words into lines; a word that is wider than a line has one of its own."""
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and typeface.width(longer) > most:
            yield line
            longer = word
        line = longer
    yield line


def _path(typeface: _Typeface, words: str, x: float, y: float, size: float) -> str:
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    drawn = []
    for face, name, advance in typeface.glyphs(words):
        scale = size / face["head"].unitsPerEm
        glyphs = face.getGlyphSet()
        pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
        drawn.append(pen.getCommands())
        x += advance * size
    return "".join(drawn)
