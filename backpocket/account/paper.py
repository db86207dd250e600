"""Paper: what the pages of a finished PDF show, and where each letter stands.

pdfium reads the pages. The order of reading is that of the tags, which a screen reader follows.
What is no part of them, such as the running foot, is paint alone. Measures are points, from the
lower left corner of the page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from backpocket.account.folding import BREAK, CLOSE, SPACE, SPOKEN, Letters
from backpocket.account.found_text import Reading
from backpocket.account.page import Box, GlyphLine, Page, Paint

__all__ = ["Paper", "read_paper"]

_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5
_NOTE = "Note\0".encode("utf-16-le")
_SAME_WORD = 0.1
"""The widest gap within a word, as a share of the size of type: blanks are letters of their own."""

_LINE_END_HYPHENS = "\x02\ufffe"
"""What pdfium has for a hyphen at the end of a line."""

_RECTANGLE = 12
"""The most pieces of the path of a box, round corners and all."""

_FRAME = 3
"""How many sides make a box."""


@dataclass(frozen=True)
class Paper:
    """A PDF as it is read: the marks of its reading are indices into its ``glyphs``."""

    reading: Reading
    pages: tuple[Page, ...]
    glyphs: tuple[tuple[GlyphLine, Box], ...]
    document: Any = field(repr=False, compare=False)


def read_paper(data: bytes) -> Paper:
    """Read a PDF of this press."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    letters = Letters()
    glyphs: list[tuple[GlyphLine, Box]] = []
    pages = []
    for number, handle in enumerate(document, 1):
        reader = _PageReader(number, handle)
        pages.append(reader.page(letters, glyphs))
    return Paper(Reading.of(letters), tuple(pages), tuple(glyphs), document)


class _PageReader:
    def __init__(self, number: int, handle: Any) -> None:
        import pypdfium2.raw as raw

        self.raw = raw
        self.number = number
        self.handle = handle
        self.textpage = handle.get_textpage()
        self.text = self.textpage.raw
        self.lines: dict[bytes, GlyphLine] = {}
        self.paints: list[Paint] = []
        self.frames: list[Paint] = []
        self.sides: dict[Box, int] = {}
        self.order = 0
        self.notes: list[Any] = []

    def page(self, letters: Letters, glyphs: list[tuple[GlyphLine, Box]]) -> Page:
        raw = self.raw
        count = raw.FPDFPage_CountObjects(self.handle.raw)
        self._objects(raw.FPDFPage_GetObject(self.handle.raw, index) for index in range(count))
        self._chars()
        by_mark: dict[int, list[GlyphLine]] = {}
        for line in self.lines.values():
            by_mark.setdefault(line.mark, []).append(line)
        letters.gap = BREAK
        above: GlyphLine | None = None
        for mark, alt, in_figure in self._tags():
            if alt:
                letters.gap = BREAK
                letters.write(alt, SPOKEN)
                letters.gap = BREAK
            for line in by_mark.get(mark, ()):
                line.in_figure = in_figure
                _read(line, above, letters, glyphs)
                above = line
        left, bottom, right, top = self.handle.get_cropbox()
        lines = tuple(self.lines.values())
        painted = tuple(self.paints), tuple(self.frames)
        return Page(self.number, Box(left, bottom, right, top), lines, *painted, self.handle)

    def _objects(self, handles: Iterator[Any], mark: int = -1, within: Any = None) -> None:
        """Take objects in the order in which they are painted; those of a form are in its place.

        The bytes of a handle are the address of its object.
        """
        raw = self.raw
        for handle in handles:
            self.order += 1
            kind = raw.FPDFPageObj_GetType(handle)
            own = raw.FPDFPageObj_GetMarkedContentID(handle)
            own = mark if own < 0 else own
            if kind == _TEXT:
                self.lines[bytes(handle)] = self._line(handle, own, within)
            elif kind == _FORM:
                count = raw.FPDFFormObj_CountObjects(handle)
                inner = (raw.FPDFFormObj_GetObject(handle, index) for index in range(count))
                self._objects(inner, own, self._matrix(handle, within))
            elif kind != _PATH or self._is_painted(handle):
                self._paint(handle, within, is_path=kind == _PATH)

    def _paint(self, handle: Any, within: Any, *, is_path: bool) -> None:
        """Take what is painted as far as it may be seen.

        Sides of a box that differ are painted one by one, each as a box of which that side may be
        seen; three of them are the frame of a box.
        """
        few = is_path and self.raw.FPDFPath_CountSegments(handle) <= _RECTANGLE
        whole, clip = self._box(handle), self._clip(handle)
        seen = whole if clip is None else whole.meet(clip)
        if seen.is_there:
            self.paints.append(Paint(self.order, _moved(seen, within), few, handle))
        if few and seen != whole:
            self.sides[whole] = self.sides.get(whole, 0) + 1
            if self.sides[whole] == _FRAME:
                self.frames.append(Paint(self.order, _moved(whole, within), few, handle))

    def _matrix(self, handle: Any, within: Any) -> Any:
        """Return the matrix of a form, in the page; of those in a form, as a product."""
        matrix = self.raw.FS_MATRIX()
        self.raw.FPDFPageObj_GetMatrix(handle, matrix)
        if within is None:
            return matrix
        one, two = matrix, within
        return self.raw.FS_MATRIX(
            one.a * two.a + one.b * two.c,
            one.a * two.b + one.b * two.d,
            one.c * two.a + one.d * two.c,
            one.c * two.b + one.d * two.d,
            one.e * two.a + one.f * two.c + two.e,
            one.e * two.b + one.f * two.d + two.f,
        )

    def _is_painted(self, handle: Any) -> bool:
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        self.raw.FPDFPath_GetDrawMode(handle, mode, stroke)
        return bool(mode.value or stroke.value)

    def _box(self, handle: Any) -> Box:
        sides = [ctypes.c_float() for _ in range(4)]
        self.raw.FPDFPageObj_GetBounds(handle, *sides)
        return Box(*(side.value for side in sides))

    def _line(self, handle: Any, mark: int, within: Any) -> GlyphLine:
        raw = self.raw
        size = ctypes.c_float()
        raw.FPDFTextObj_GetFontSize(handle, size)
        matrix = self._matrix(handle, within)
        height = (matrix.c**2 + matrix.d**2) ** 0.5
        name = ctypes.create_string_buffer(200)
        raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(handle), name, 200)
        clip = self._clip(handle)
        font = name.value.decode(errors="replace")
        clip = None if clip is None else _moved(clip, within)
        return GlyphLine(self.number, self.order, mark, size.value * height, font, clip)

    def _clip(self, handle: Any) -> Box | None:
        """Return the box in which an object may be seen; None if that is all of the page."""
        raw = self.raw
        clip = raw.FPDFPageObj_GetClipPath(handle)
        found: Box | None = None
        for path in range(max(raw.FPDFClipPath_CountPaths(clip), 0) if clip else 0):
            points = []
            for index in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
                segment = raw.FPDFClipPath_GetPathSegment(clip, path, index)
                x, y = ctypes.c_float(), ctypes.c_float()
                if raw.FPDFPathSegment_GetPoint(segment, x, y):
                    points.append((x.value, y.value))
            if points:
                xs, ys = zip(*points, strict=True)
                box = Box(min(xs), min(ys), max(xs), max(ys))
                found = box if found is None else found.meet(box)
        return found

    def _chars(self) -> None:
        raw, text = self.raw, self.text
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        ends: dict[int, list[Any]] = {}
        for index in range(raw.FPDFText_CountChars(text)):
            handle = raw.FPDFText_GetTextObject(text, index)
            line = self.lines.get(bytes(handle)) if handle else None
            if line is None:
                continue
            raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
            char = chr(raw.FPDFText_GetUnicode(text, index))
            char = "-" if char in _LINE_END_HYPHENS else char
            line.chars.append((char, Box(left.value, bottom.value, right.value, top.value)))
            ends.setdefault(id(line), [line, index, index])[2] = index
        room = raw.FS_RECTF()
        for line, first, last in ends.values():
            raw.FPDFText_GetLooseCharBox(text, first, room)
            line.begins = room.left
            raw.FPDFText_GetLooseCharBox(text, last, room)
            line.ends = room.right

    def _tags(self) -> Iterator[tuple[int, str, bool]]:
        """Yield the marks of the page in the order of its tags, and what is said for pictures.

        Notes are told where they are called; here they stand below the text that goes on.
        """
        raw = self.raw
        tree = raw.FPDF_StructTree_GetForPage(self.handle)
        try:
            for index in range(raw.FPDF_StructTree_CountChildren(tree)):
                yield from self._tag(raw.FPDF_StructTree_GetChildAtIndex(tree, index), False)
            for note in self.notes:
                for index in range(raw.FPDF_StructElement_CountChildren(note)):
                    yield from self._kid(note, index, False)
        finally:
            raw.FPDF_StructTree_Close(tree)

    def _tag(self, element: Any, in_figure: bool) -> Iterator[tuple[int, str, bool]]:
        raw = self.raw
        size = raw.FPDF_StructElement_GetAltText(element, None, 0)
        if size > 2:
            buffer = ctypes.create_string_buffer(size)
            raw.FPDF_StructElement_GetAltText(element, buffer, size)
            yield -2, buffer.raw.decode("utf-16-le").rstrip("\0"), False
            in_figure = True
        kind = ctypes.create_string_buffer(20)
        raw.FPDF_StructElement_GetType(element, kind, 20)
        if kind.raw.startswith(_NOTE):
            self.notes.append(element)
            return
        for index in range(raw.FPDF_StructElement_CountChildren(element)):
            yield from self._kid(element, index, in_figure)

    def _kid(self, element: Any, index: int, in_figure: bool) -> Iterator[tuple[int, str, bool]]:
        mark = self.raw.FPDF_StructElement_GetChildMarkedContentID(element, index)
        if mark >= 0:
            yield mark, "", in_figure
        elif child := self.raw.FPDF_StructElement_GetChildAtIndex(element, index):
            yield from self._tag(child, in_figure)


def _moved(box: Box, matrix: Any) -> Box:
    """Return the box of a form’s object in the page."""
    if matrix is None:
        return box
    corners = [(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
    xs = [matrix.a * x + matrix.c * y + matrix.e for x, y in corners]
    ys = [matrix.b * x + matrix.d * y + matrix.f for x, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _read(
    line: GlyphLine, above: GlyphLine | None, letters: Letters, glyphs: list[tuple[GlyphLine, Box]]
) -> None:
    """Add the letters of a line, with what parts them from those before."""
    if not line.chars:
        return
    letters.gap = max(letters.gap, _gap(line, above))
    for char, box in line.chars:
        glyphs.append((line, box))
        letters.add(char, len(glyphs) - 1)


def _gap(line: GlyphLine, above: GlyphLine | None) -> int:
    """Return what stands between two lines: nothing, if one goes on where the other ends."""
    if above is None or above.page != line.page or not above.chars:
        return BREAK
    last, first = above.chars[-1][1], line.chars[0][1]
    size = min(above.size, line.size)  # below a short word, the first of a title may begin near by
    if min(last.top, first.top) - max(last.bottom, first.bottom) < -0.6 * size:
        return BREAK
    apart = line.begins - above.ends
    if not -size < apart < 3 * size:
        return BREAK
    return SPACE if apart > _SAME_WORD * size else CLOSE
