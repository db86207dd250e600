"""Base: an edition, rendered once, with free slots on its first page."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Stream

from backpocket.diagnostics import Diagnostic, Place, error, has_errors
from backpocket.model.editions import Edition
from backpocket.orders.copies.slots import ORDER, READER, Cutting, Slot, cut
from backpocket.orders.lettering.fonts import find_faces

if TYPE_CHECKING:
    from backpocket.load.project import Project
    from backpocket.model.guide import Guide

__all__ = ["GREETING", "Base", "fonts_of", "make_base", "with_fonts"]

GREETING = "For {reader}"
_START = b"startxref\n"


@dataclass(frozen=True)
class Base:
    """An edition with free slots on its first page, and all that is needed to fill them.

    ``data`` is a whole PDF. ``glue`` is what stands between the slots in the object ``content``;
    ``fonts`` is the object of the page's font dictionary, and ``font_entries`` what stands in it.
    ``floor`` is the smallest type in points, ``ink`` its colour as three numbers from 0 to 1,
    ``faces`` the files of the fonts for names.
    """

    edition: str
    paper: str
    pages: int
    data: bytes = field(repr=False)
    slots: tuple[Slot, ...]
    glue: tuple[bytes, ...] = field(repr=False)
    content: int
    fonts: int
    font_entries: str = field(repr=False)
    trailer: str
    identifier: bytes
    size: int
    floor: float
    ink: str
    faces: tuple[str, ...] = field(repr=False)
    greeting: str = GREETING


def make_base(
    project: Project,
    guide: Guide,
    edition: Edition,
    *,
    fonts: Path | None = None,
    greeting: str = GREETING,
) -> tuple[Base | None, list[Diagnostic]]:
    """Render a personal edition and find its slots."""
    from backpocket.draw.tokens import ink_of
    from backpocket.render.makers import prepare as prepare_job
    from backpocket.render.makers import render_edition

    place = Place(f"content/{guide.name} ({edition.name})")
    job, diagnostics = prepare_job(project, guide, [edition])
    if job is None or has_errors(diagnostics):
        return None, diagnostics
    faces, found = find_faces(job.workshop.typefaces.files, fonts)
    ink, more = ink_of(job.sources, edition.stylesheets)
    diagnostics += [*found, *more]
    rendered, found = render_edition(job, edition)
    diagnostics += found
    if rendered is None or ink is None or has_errors(diagnostics):
        return None, diagnostics
    data, cutting = _opened(rendered.data)
    kinds = [slot.kind for slot in cutting.slots]
    if READER not in kinds or ORDER not in kinds:
        message = "this edition has no place for the reader's name and the order number"
        hint = "include partials/reader-slot.html.j2 on its first page, and personal.css"
        return None, [*diagnostics, error(place, "E958", message, hint=hint)]
    if greeting.count("{reader}") != 1:
        message = "the greeting has to hold {reader} once"
        return None, [*diagnostics, error(place, "E959", message, hint=f"such as “{GREETING}”")]
    floor = edition.fit.floor if edition.fit else edition.type_size
    base = Base(
        edition.name, edition.paper or "", rendered.pages, data, cutting.slots,
        cutting.pieces[1:-1], **_numbers(data), floor=floor,
        ink=" ".join(f"{part:.6f}" for part in ink), faces=faces, greeting=greeting,
    )  # fmt: skip
    return base, diagnostics


# --- Elsewhere -----------------------------------------------------------------------------


def fonts_of(bases: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the fonts that bases name, by their paths; raises OSError if one cannot be read."""
    paths = {path for base in bases.values() if isinstance(base, Base) for path in base.faces}
    return {path: Path(path).read_bytes() for path in sorted(paths)}


def with_fonts(
    bases: Mapping[str, Any], fonts: Mapping[str, bytes], folder: Path
) -> dict[str, Any]:
    """Return bases that have their fonts in a folder, to which these are written."""
    there = {path: folder / f"{index}.ttf" for index, path in enumerate(fonts)}
    for path, font in fonts.items():
        there[path].write_bytes(font)
    placed = dict(bases)
    for name, base in bases.items():
        if isinstance(base, Base):
            placed[name] = replace(base, faces=tuple(str(there[path]) for path in base.faces))
    return placed


# --- The base ------------------------------------------------------------------------------


def _opened(data: bytes) -> tuple[bytes, Cutting]:
    """Cut the first page of an edition at its slots, which stand empty until they are filled."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        cutting = cut(page)
        if len(cutting.slots) < 1:
            return data, cutting
        pieces = cutting.pieces
        middle = b"".join(pieces[1:-1])
        page.obj.Contents = Array([
            pdf.make_indirect(Stream(pdf, piece)) for piece in (pieces[0], middle, pieces[-1])
        ])  # fmt: skip
        resources = Dictionary(dict(page.obj.Resources.items()))
        fonts = resources.get("/Font", Dictionary())
        resources.Font = pdf.make_indirect(Dictionary(dict(fonts.items())))
        page.obj.Resources = resources
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return out.getvalue(), cutting


def _numbers(data: bytes) -> dict[str, Any]:
    """Return what an update has to know of a file: objects, trailer and where its table starts."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0].obj
        fonts = page.Resources.Font
        entries = "".join(f"{name} {font.objgen[0]} 0 R" for name, font in fonts.items())
        trailer = f"/Root {pdf.Root.objgen[0]} 0 R"
        if "/Info" in pdf.trailer:
            trailer += f"/Info {pdf.trailer.Info.objgen[0]} 0 R"
        start = int(data[data.rindex(_START) + len(_START) :].split()[0])
        return {
            "content": page.Contents[1].objgen[0],
            "fonts": fonts.objgen[0],
            "font_entries": entries,
            "trailer": f"{trailer}/Prev {start}",
            "identifier": bytes(pdf.trailer.ID[0]),
            "size": int(pdf.trailer.Size),
        }
