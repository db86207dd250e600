"""Fonts: the faces that names are set in, each with the letters it has, in the order of choice.

The families of the press come first, then whatever a folder of fonts adds: Arabic, Hebrew,
Devanagari, Chinese, Japanese, Korean. Full static TrueType files, one face a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTFont

from backpocket.diagnostics import Diagnostic, Place, warning
from backpocket.load.font_files import font_problem

__all__ = ["Book", "Face", "find_faces", "open_book"]

_REGULAR, _BOLD = 400, 700


@dataclass(eq=False)
class Face:
    """One TrueType file, opened; two objects are the same face if they are one object."""

    path: str
    family: str
    weight: int
    shaped: hb.Face = field(repr=False)

    @cached_property
    def font(self) -> hb.Font:
        return hb.Font(self.shaped)

    @cached_property
    def letters(self) -> frozenset[int]:
        return frozenset(self.shaped.unicodes)

    @cached_property
    def em(self) -> int:
        return int(self.shaped.upem)

    @cached_property
    def source(self) -> hb.Face:
        """The face made ready for many subsets."""
        return hb.subset_preprocess(self.shaped)

    @cached_property
    def name(self) -> str:
        name = self.shaped.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME)
        return "".join(each for each in (name or "") if each.isalnum() or each == "-") or "Name"

    @cached_property
    def measures(self) -> tuple[list[int], int, int, int]:
        """Return bounding box, ascent, descent and height of capitals in thousandths of an em."""
        with TTFont(self.path, lazy=True) as font:
            head, hhea = font["head"], font["hhea"]
            capitals = getattr(font["OS/2"], "sCapHeight", 0) or hhea.ascent
            unit = 1000 / self.em
            box = [round(each * unit) for each in (head.xMin, head.yMin, head.xMax, head.yMax)]
            return (
                box, round(hhea.ascent * unit), round(hhea.descent * unit), round(capitals * unit),
            )  # fmt: skip

    def advance(self, glyph: int) -> float:
        """Return the width of a glyph in thousandths of an em."""
        return float(self.font.get_glyph_h_advance(glyph)) * 1000 / self.em


class Book:
    """Faces in order of choice."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.faces = tuple(_face(path) for path in paths)
        self._chosen: dict[tuple[str, bool], Face | None] = {}

    def face(self, letters: str, *, bold: bool) -> Face | None:
        """Return a face that has all of these letters: of the first family, nearest in weight."""
        key = letters, bold
        if key not in self._chosen:
            if len(self._chosen) > 65536:
                self._chosen.clear()
            codes = set(map(ord, letters))
            able = [face for face in self.faces if codes <= face.letters]
            family = [face for face in able if face.family == able[0].family]
            wanted = _BOLD if bold else _REGULAR
            nearest = min(family, key=lambda face: abs(face.weight - wanted), default=None)
            self._chosen[key] = nearest
        return self._chosen[key]


@lru_cache(maxsize=256)
def _face(path: str) -> Face:
    with TTFont(path, lazy=True) as font:
        weight = int(font["OS/2"].usWeightClass)
        family = font["name"].getBestFamilyName() or path
    return Face(path, family, weight, hb.Face(hb.Blob.from_file_path(path)))


@lru_cache(maxsize=8)
def open_book(paths: tuple[str, ...]) -> Book:
    """Return the book of these files; a process opens each of them once."""
    return Book(paths)


def _problem(path: Path) -> str:
    try:
        return font_problem(path.read_bytes())
    except OSError as problem:
        return problem.strerror or "it cannot be read"


def find_faces(
    own: Sequence[Path], folder: Path | None = None
) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """List the faces of the press, then the usable fonts of a folder of the shop's own."""
    added = sorted(folder.rglob("*.ttf")) if folder is not None else []
    found = [str(path) for path in own]
    diagnostics: list[Diagnostic] = []
    for path in added:
        problem = _problem(path)
        if problem:
            message = f"this font cannot be used for names: {problem}"
            hint = "take a static TrueType file, one face a file, that may be embedded"
            diagnostics.append(warning(Place(path.name), "W956", message, hint=hint))
        else:
            found.append(str(path))
    return tuple(found), diagnostics
