"""Outlines: words as SVG paths, for pictures in a book, which cannot use the book's own fonts."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from backpocket.model.typefaces import Weight

__all__ = ["Lettering", "lacking", "letters", "outlined"]

FaceData = Callable[[Weight], tuple[bytes, ...]]
"""Gives the font files of a weight, in the order of choice."""

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
    fonts: FaceData,
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
    faces = _opened(fonts("bold" if bold else "regular"))
    lines = list(_broken(faces, words, width / size))
    drawn = [
        _path(faces, line, x, y + index * size * _LINE, size) for index, line in enumerate(lines)
    ]
    svg = Markup('<path d="{}" fill="{}"/>').format("".join(drawn), fill)
    return Lettering(svg, y + (len(lines) - 1) * size * _LINE)


def outlined(fonts: FaceData, svg: str) -> str:
    """Turn the text of a drawing into outlines; it reads the same on every device."""
    faces = _opened(fonts("regular"))

    def draw(match: re.Match[str]) -> str:
        words, size = html.unescape(match["words"]), float(match["size"])
        back = {"start": 0.0, "middle": 0.5, "end": 1.0}[match["anchor"]]
        x = float(match["x"]) - back * faces.width(words) * size
        data = _path(faces, words, x, float(match["y"]), size)
        return f'<path d="{data}" fill="{match["fill"]}"/>'

    return _TEXT.sub(draw, svg)


def lacking(fonts: FaceData, svg_or_words: str) -> list[str]:
    """Return the letters that no font has of some words, or of the text of a drawing."""
    texts = [html.unescape(match["words"]) for match in _TEXT.finditer(svg_or_words)]
    wanted = set("".join(texts) if "<svg" in svg_or_words else svg_or_words)
    faces = _opened(fonts("regular"))
    return sorted(letter for letter in wanted if not faces.has(letter))


class _Faces:
    """The faces of one weight: a letter comes from the first that has it. Measures are in ems."""

    def __init__(self, fonts: Sequence[bytes]) -> None:
        from fontTools.ttLib import TTFont

        self._faces: list[Any] = [TTFont(io.BytesIO(data)) for data in fonts]

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
def _opened(fonts: tuple[bytes, ...]) -> _Faces:
    return _Faces(fonts)


def _broken(faces: _Faces, words: str, most: float) -> Iterator[str]:
    """Break words into lines; a word that is wider than a line goes on on the next one."""
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and faces.width(longer) > most:
            yield line
            longer = word
        while len(longer) > 1 and faces.width(longer) > most:
            fits = (n for n in range(len(longer) - 1, 1, -1) if faces.width(longer[:n]) <= most)
            cut = next(fits, 1)
            yield longer[:cut]
            longer = longer[cut:]
        line = longer
    yield line


def _path(faces: _Faces, words: str, x: float, y: float, size: float) -> str:
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    drawn = []
    for face, name, advance in faces.glyphs(words):
        scale = size / face["head"].unitsPerEm
        glyphs = face.getGlyphSet()
        pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
        drawn.append(pen.getCommands())
        x += advance * size
    return "".join(drawn)
