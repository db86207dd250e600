"""Typesetting: shaped lines as PDF text, and the fonts that it needs, cut to its glyphs.

A glyph gets a code of its own for each text that it stands for, so that what is copied or read
aloud is what was set (ISO 32000-1, 9.7.4 and 9.10.3; ISO 14289-1, 7.21.7).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache

import uharfbuzz as hb

from backpocket.orders.lettering.fonts import Face
from backpocket.orders.lettering.shaping import Glyph, GlyphRun, Line

__all__ = ["Typesetter", "number", "small_file", "stream"]

_SILENT = "\u200b"
"""What the second glyph of a cluster stands for: its first stands for all of the cluster."""

_LEVEL = 6
_FLAGS = (
    hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE
)
_UNUSED = ("GSUB", "GPOS", "GDEF", "OS/2", "name", "cmap", "post", "gasp", "STAT", "vhea", "vmtx",
           "meta", "BASE", "DSIG", "kern", "VORG", "VDMX", "hdmx", "LTSH")  # fmt: skip


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """Write a number as PDF has it: three decimals at most, no exponent.

    >>> number(2.5000001), number(-0.0001), number(12)
    ('2.5', '0', '12')
    """
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def stream(entries: str, data: bytes) -> bytes:
    """Write a stream object; packed, with ``entries`` in its dictionary."""
    packed = zlib.compress(data, _LEVEL)
    head = f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>stream\n"
    return head.encode() + packed + b"\nendstream"


def small_file(entries: str, objects: Sequence[tuple[int, bytes]]) -> bytes:
    """Write the objects of fonts as a PDF (ISO 32000-1, 7.5.4), whose root names them as a page.

    They are numbered from 1 without gaps.
    """
    root = len(objects) + 1
    catalogue = (
        root,
        f"<</Type/Catalog/Pages<</Type/Pages/Kids[]/Count 0>>/Font<<{entries}>>>>".encode(),
    )
    out = bytearray(b"%PDF-1.7\n")
    table = [b"0000000000 65535 f \n"]
    for each, body in sorted([*objects, catalogue]):
        table.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (each, body)
    trailer = b"trailer<</Size %d/Root %d 0 R>>startxref\n%d" % (root + 1, root, len(out))
    return b"%bxref\n0 %d\n%b%b\n%%%%EOF\n" % (bytes(out), root + 1, b"".join(table), trailer)


def _said(text: str, shown: str, *, spoken: bool) -> str:
    if not spoken:
        return shown
    words = ("\ufeff" + text).encode("utf-16-be").hex()
    return f"/Span <</ActualText<{words}>>>BDC\n{shown}EMC\n"


class _Cut:
    """The part of a face that is used: a code for each pair of a glyph and its text."""

    def __init__(self, face: Face, index: int) -> None:
        self.face, self.resource = face, f"Name{index}"
        self.codes: dict[tuple[int, str], tuple[str, float]] = {}
        self.widths: list[float] = []

    def code(self, glyph: Glyph) -> tuple[str, float]:
        """Return how a glyph is shown, and its width in ems; codes count from 1."""
        key = glyph.number, glyph.text or _SILENT
        coded = self.codes.get(key)
        if coded is None:
            width = self.face.advance(glyph.number)
            self.widths.append(width)
            coded = self.codes[key] = f"<{len(self.widths):04x}>", width / 1000
        return coded


class Typesetter:
    """Writes lines as text, and at the end the fonts for all of them."""

    def __init__(self) -> None:
        self._cuts: dict[Face, _Cut] = {}
        self._run = lru_cache(maxsize=16)(self._written)
        """Shaped runs that come again, such as “For”, are written once."""

    def text(
        self, lines: Sequence[Line], places: Sequence[tuple[float, float]], size: float
    ) -> str:
        """Write lines as text, each from its place.

        Places and the size are in the units of a page that counts from its top. What cannot be
        told from its glyphs is in a span that says what it is (ISO 32000-1, 14.9.4). Poppler turns
        such a span around if it is written from the right; there a span is one cluster, and all
        glyphs stand in the order of reading.
        """
        done: list[str] = []
        for line, (x, y) in zip(lines, places, strict=True):
            for run in line.runs:
                start = f"BT 1 0 0 -1 {number(x)} {number(y)} Tm\n"
                done += [start, _said(run.text, self._run(run, size), spoken=run.spoken), "ET\n"]
        return "".join(done)

    def _written(self, run: GlyphRun, size: float) -> str:
        """Write a run as arrays of codes and of moves between them."""
        cut = self._cuts.get(run.face)
        if cut is None:
            cut = self._cuts[run.face] = _Cut(run.face, len(self._cuts))
        shown = [f"/{cut.resource} {number(size)} Tf\n["]
        pen = rise = 0.0
        for glyph in run.glyphs:
            code, width = cut.code(glyph)
            silent = run.backwards and not glyph.text
            if silent:
                shown.append("]TJ\n/Span <</ActualText<feff>>>BDC\n[")
            if glyph.y != rise:
                rise = glyph.y
                shown.append(f"]TJ {number(rise * size)} Ts [")
            move = (pen - glyph.x) * 1000
            if abs(move) > 0.5:
                shown.append(number(move))
                pen = glyph.x
            pen += width
            shown.append(code)
            if silent:
                shown.append("]TJ\nEMC\n[")
        shown.append("]TJ\n0 Ts\n" if rise else "]TJ\n")
        return "".join(shown).replace("[]TJ\n", "")

    def fonts(self, reserve: Callable[[], int]) -> tuple[str, list[tuple[int, bytes]]]:
        """Return the entries of a font dictionary, and the objects of the fonts.

        ``reserve`` gives the number of a new object.
        """
        entries: list[str] = []
        objects: list[tuple[int, bytes]] = []
        for cut in self._cuts.values():
            font = reserve()
            entries.append(f"/{cut.resource} {font} 0 R")
            objects += _font(cut, font, reserve)
        return "".join(entries), objects


# --- Fonts ---------------------------------------------------------------------------------


def _font(cut: _Cut, font: int, reserve: Callable[[], int]) -> list[tuple[int, bytes]]:
    kid, descriptor, file, map_, names = (reserve() for _ in range(5))
    data, glyphs = _subset(cut)
    box, ascent, descent, capitals = cut.face.measures
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
    name = f"/{tag}+{cut.face.name}"
    targets = b"\0\0" + b"".join(glyphs[glyph].to_bytes(2, "big") for glyph, _ in cut.codes)
    widths = " ".join(number(width) for width in cut.widths)
    corners = " ".join(map(str, box))
    stem = 120 if cut.face.weight > 500 else 80
    return [
        (font, f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H"
               f"/DescendantFonts[{kid} 0 R]/ToUnicode {names} 0 R>>".encode()),
        (kid, f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}"
              "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
              f"/FontDescriptor {descriptor} 0 R/DW 0/W[1[{widths}]]"
              f"/CIDToGIDMap {map_} 0 R>>".encode()),
        (descriptor, f"<</Type/FontDescriptor/FontName{name}/Flags 4/FontBBox[{corners}]"
                     f"/ItalicAngle 0/Ascent {ascent}/Descent {descent}/CapHeight {capitals}"
                     f"/StemV {stem}/FontFile2 {file} 0 R>>".encode()),
        (file, stream(f"/Length1 {len(data)}", data)),
        (map_, stream("", targets)),
        (names, stream("", _to_unicode([text for _, text in cut.codes]))),
    ]  # fmt: skip


def _subset(cut: _Cut) -> tuple[bytes, dict[int, int]]:
    """Cut a face to its used glyphs; they are counted anew, as the map of the result says."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update({glyph for glyph, _ in cut.codes})
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(_DROPPED)
    wanted.flags = _FLAGS
    plan = hb.SubsetPlan(cut.face.source, wanted)
    return bytes(plan.execute().blob.data), dict(plan.old_to_new_glyph_mapping)


_DROPPED = {int.from_bytes(tag.encode().ljust(4), "big") for tag in _UNUSED}


def _to_unicode(texts: Sequence[str]) -> bytes:
    """Write the map from codes, which count from 1, to text (ISO 32000-1, 9.10.3)."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    for start in range(0, len(texts), 100):
        block = texts[start : start + 100]
        lines.append(f"{len(block)} beginbfchar")
        for code, text in enumerate(block, start + 1):
            lines.append(f"<{code:04x}> <{text.encode('utf-16-be').hex()}>")
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode()
