"""Forms: the fields of a page that a reader can fill in on a screen.

WeasyPrint's own forms need a viewer that draws them, which PDF/A forbids (ISO 19005-3, 6.4.1), and
name a font in which nobody can type. Here a template marks an empty box with ``data-field`` (tick,
line or note) and ``data-name``, what a screen reader says; on paper the box stays what it is.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream, String

from backpocket.draw.tokens import Colour
from backpocket.render.pdf.structure import Widget

__all__ = ["add_fields"]

_ENCODING = "cp1252"
_FIRST, _LAST = 32, 255
_PRINTED, _MANY_LINES, _NO_SCROLL = 1 << 2, 1 << 12, 1 << 23
"""Flags of an annotation and of text fields (ISO 32000-1, tables 165 and 228)."""


def add_fields(
    pdf: pikepdf.Pdf, widgets: Sequence[Widget], typeface: bytes, size: float, ink: Colour
) -> dict[Widget, pikepdf.Object]:
    """Add fields to the pages of a PDF; typed text is set in ``typeface`` at ``size`` points."""
    if not widgets:
        return {}
    resources = Dictionary(Font=Dictionary(Text=pdf.make_indirect(_font(pdf, typeface))))
    maker = _Maker(pdf, resources, " ".join(f"{part:.3g}" for part in ink))
    made: dict[Widget, pikepdf.Object] = {}
    for number, widget in enumerate(widgets, 1):
        kind = maker.tick(widget) if widget.kind == "tick" else maker.text(widget, size)
        page = pdf.pages[widget.page].obj
        field = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            F=_PRINTED,
            P=page,
            Rect=Array(list(widget.rectangle)),
            T=String(f"{widget.kind}-{number}"),
            TU=String(widget.name),
            **kind,
        )
        made[widget] = pdf.make_indirect(field)
        page.Annots = Array([*page.get("/Annots", ()), made[widget]])
    pdf.Root.AcroForm = Dictionary(Fields=Array(list(made.values())), DR=maker.resources)
    return made


class _Maker:
    """Makes what is different in each kind of field; boxes of one size share a tick."""

    def __init__(self, pdf: pikepdf.Pdf, resources: Dictionary, ink: str) -> None:
        self.resources = resources
        self._ink = ink
        self._pdf = pdf
        self._drawings: dict[bytes, pikepdf.Object] = {}

    def tick(self, widget: Widget) -> dict[str, pikepdf.Object]:
        left, bottom, right, top = widget.rectangle
        extent = round(right - left, 1), round(top - bottom, 1)
        states = Dictionary(
            Yes=self._drawing(extent, _tick(*extent, self._ink)), Off=self._drawing()
        )
        return {"FT": Name.Btn, "V": Name.Off, "AS": Name.Off, "AP": Dictionary(N=states)}

    def text(self, widget: Widget, size: float) -> dict[str, pikepdf.Object | int]:
        return {
            "FT": Name.Tx,
            "V": String(""),
            "DA": String(f"/Text {size:g} Tf {self._ink} rg"),
            "Ff": _MANY_LINES if widget.kind == "note" else _NO_SCROLL,
            "AP": Dictionary(N=self._drawing()),
        }

    def _drawing(
        self, extent: tuple[float, float] = (0, 0), content: bytes = b""
    ) -> pikepdf.Object:
        if content not in self._drawings:
            self._drawings[content] = self._pdf.make_indirect(
                Stream(
                    self._pdf,
                    content,
                    Type=Name.XObject,
                    Subtype=Name.Form,
                    BBox=Array([0, 0, *extent]),
                    Resources=self.resources,
                )
            )
        return self._drawings[content]


def _tick(width: float, height: float, ink: str) -> bytes:
    """Draw a check mark as one line from side to side of its box."""
    x, y, line = width, height, min(width, height) / 7
    return (
        f"q {ink} RG 1 j 1 J {line:.2f} w {0.2 * x:.2f} {0.5 * y:.2f} m "
        f"{0.42 * x:.2f} {0.24 * y:.2f} l {0.8 * x:.2f} {0.78 * y:.2f} l S Q"
    ).encode()


def _font(pdf: pikepdf.Pdf, typeface: bytes) -> Dictionary:
    """Embed the Latin letters of a TrueType font under one-byte codes, so that viewers can type."""
    letters = {code: bytes([code]).decode(_ENCODING, "ignore") for code in range(_FIRST, _LAST + 1)}
    font = TTFont(io.BytesIO(typeface), recalcTimestamp=False)
    cut = Subsetter(Options(layout_features=[], hinting=False, notdef_outline=True))
    cut.populate(text="".join(letters.values()))
    cut.subset(font)
    out = io.BytesIO()
    font.save(out)
    unit = 1000 / font["head"].unitsPerEm
    names, advances = font.getBestCmap(), font["hmtx"]
    widths = [
        round(advances[names.get(ord(letter), ".notdef") if letter else ".notdef"][0] * unit)
        for letter in letters.values()
    ]
    head, hhea = font["head"], font["hhea"]
    name = Name("/BPTEXT+" + font["name"].getDebugName(6))
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=name, Flags=32, ItalicAngle=0, StemV=80,
        FontBBox=Array([round(v * unit) for v in (head.xMin, head.yMin, head.xMax, head.yMax)]),
        Ascent=round(hhea.ascent * unit), Descent=round(hhea.descent * unit),
        CapHeight=round(font["OS/2"].sCapHeight * unit),
        FontFile2=pdf.make_indirect(Stream(pdf, out.getvalue(), Length1=len(out.getvalue()))),
    )  # fmt: skip
    return Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=name, Encoding=Name.WinAnsiEncoding,
        FirstChar=_FIRST, LastChar=_LAST, Widths=Array(widths),
        FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
