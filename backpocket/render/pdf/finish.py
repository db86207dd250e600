"""Finish: what WeasyPrint has printed becomes accessible and archival, in one file.

PDF/UA-1 (ISO 14289-1) and PDF/A-3a (ISO 19005-3): the tags are mended, what nobody should hear is
an artifact, form fields are added, and the metadata say that the file is both.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pikepdf
from pikepdf import Array, String

from backpocket.draw.tokens import Colour
from backpocket.render.pdf import structure, tags
from backpocket.render.pdf.forms import add_fields
from backpocket.render.pdf.structure import Annotation, Kid, Node, Piece, Widget, marks, nodes

__all__ = ["finished"]

_PDF_UA = b"""
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
    <pdfaProperty:name>part</pdfaProperty:name>
    <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
    <pdfaProperty:category>internal</pdfaProperty:category>
    <pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""PDF/A wants a description of every property that it does not know (ISO 19005-3, 6.6.2.3)."""

_MARKED = re.compile(rb"/(\w+)\s+<</MCID (\d+)>>\s+BDC")
"""How WeasyPrint opens marked content. Text in its content streams is in hexadecimal, so that
nothing else looks like this."""


def finished(data: bytes, typeface: bytes, type_size: float, ink: Colour) -> bytes:
    """Finish a PDF of :meth:`.printer.Printer.write`; the same input gives the same bytes.

    ``typeface`` is the TrueType font, ``type_size`` the size in points, and ``ink`` the colour of
    what a reader types into fields.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tree = structure.read(pdf)
        root = tags.mended(tree)
        used = _kids(root)
        widgets = [kid for kid in used if isinstance(kid, Widget)]
        _keep_links(pdf, {kid.object for kid in used if isinstance(kid, Annotation)})
        objects: dict[Kid, pikepdf.Object] = {
            kid: pdf.get_object(kid.object) for kid in used if isinstance(kid, Annotation)
        }
        objects.update(add_fields(pdf, widgets, typeface, type_size, ink).items())
        _name_links(root, objects)
        ornaments = {mark for node in nodes(tree) if tags.is_ornament(node) for mark in marks(node)}
        _make_artifacts(pdf, set(marks(root)), ornaments)
        structure.write(pdf, root, objects)
        _identify(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _kids(root: Node) -> list[Kid]:
    return [kid for node in nodes(root) for kid in node.kids]


def _keep_links(pdf: pikepdf.Pdf, kept: set[tuple[int, int]]) -> None:
    """Take links that no tag leads to off the pages."""
    for page in pdf.pages:
        if "/Annots" in page.obj:
            page.obj.Annots = Array([link for link in page.obj.Annots if link.objgen in kept])


def _name_links(root: Node, objects: Mapping[Kid, pikepdf.Object]) -> None:
    """Give each link the words that are read for it; WeasyPrint gives it the name of its target."""
    for node in nodes(root):
        name = node.note.attributes.get("aria-label", "")
        for kid in node.kids:
            if isinstance(kid, Annotation) and name:
                objects[kid].Contents = String(name)


def _make_artifacts(pdf: pikepdf.Pdf, kept: set[Piece], ornaments: set[Piece]) -> None:
    """Make an artifact of all marked content that is not in the tree of tags.

    But for ornaments, it is there because of the page break: the running foot, which WeasyPrint
    marks and never puts into the tree, and the heads of tables that are repeated.
    https://github.com/Kozea/WeasyPrint/issues/1836
    """
    for number, page in enumerate(pdf.pages):

        def opening(match: re.Match[bytes], number: int = number) -> bytes:
            mark = Piece(number, int(match[2]))
            if mark in kept:
                return match[0]
            kind = b"Layout" if mark in ornaments else b"Pagination"
            return b"/Artifact <</Type /%s>> BDC" % kind

        stream = page.obj.Contents
        stream.write(_MARKED.sub(opening, stream.read_bytes()))


def _identify(pdf: pikepdf.Pdf) -> None:
    """Say in the metadata that the file is PDF/UA, too."""
    metadata = pdf.Root.Metadata
    text = metadata.read_bytes()
    metadata.write(text.replace(b"</rdf:RDF>", _PDF_UA + b"</rdf:RDF>", 1))
