"""Plates: the cover and the figures of an e-book as SVG files that need no font."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import partial

from markupsafe import Markup

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.draw.drawings import frames
from backpocket.draw.tokens import tokens_of
from backpocket.markup.html import plain
from backpocket.model.editions import Edition
from backpocket.model.guide import Guide
from backpocket.model.pictures import PictureFile
from backpocket.render.ebook.outlines import lacking, letters, outlined
from backpocket.render.jobs import Job
from backpocket.render.pages import render_template
from backpocket.render.png import jpeg_of, png_of

__all__ = ["COVER", "file_path", "in_pixels", "lettered", "plate_path", "plates"]

_NO_NAME = re.compile(r"[^a-z0-9-]++")

COVER = "cover:front"
_COVER_TEMPLATE = "epub/cover.svg.j2"
_COVER_PICTURE = "picture:cover"
_COVER_WIDTH = 1000
"""Pixels. Shops ask for 1000 or more on the longer side."""
_PLATE_WIDTH = 900
_COLOURS = 64


def plate_path(address: str, ending: str = "svg") -> str:
    """Return the place in the book of a drawing.

    >>> plate_path("figure:plank/end"), plate_path("picture:anatomy", "png")
    ('figures/plank-end.svg', 'figures/picture-anatomy.png')
    """
    name = _NO_NAME.sub("-", address.removeprefix("figure:"))
    return f"figures/{name}.{ending}"


def in_pixels(svg: str, ending: str) -> bytes:
    """Return a plate as a JPEG, for a cover, or as a PNG of few colours, for lines and areas."""
    text = svg.strip()
    if ending == "jpg":
        return jpeg_of(text, _COVER_WIDTH)
    return png_of(text, colours=_COLOURS, width=_PLATE_WIDTH)


def file_path(address: str, file: PictureFile) -> str:
    """Return the place in the book of a picture from a file, whose name may be any."""
    end = {"image/svg+xml": "svg", "image/png": "png"}.get(file.media, "jpg")
    return f"figures/file-{hashlib.sha256(address.encode()).hexdigest()[:12]}.{end}"


def plates(
    job: Job, edition: Edition, addresses: Iterable[str]
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Return the SVG of each of these drawings by address; each says what it shows."""
    fonts = job.workshop.face_data
    titles = _titles(job.workshop.guide)
    settings = job.workshop.guide.settings
    place = Place(f"content/{job.workshop.guide.name} ({edition.name})")
    drawn: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    for address in dict.fromkeys(addresses):
        if address == COVER:
            svg, found = lettered(job, edition, _COVER_TEMPLATE)
            diagnostics += found
            drawn[address] = svg or ""
            letters_of = f"{settings.title}{settings.promise}{job.workshop.brand.name}"
        else:
            letters_of = job.workshop.drawings[address].svg
            title = Markup(' role="img"><title>{}</title>').format(titles.get(address, address))
            drawing = outlined(fonts, job.workshop.drawings[address].svg)
            drawn[address] = drawing.replace(">", title, 1)
        missing = lacking(fonts, letters_of)
        if missing:
            message = f"no font has the letter “{'”, “'.join(missing)}” of {plate_path(address)}"
            hint = "write it with letters that the fonts have, or add a font"
            diagnostics.append(error(place, "E402", message, hint=hint))
    return drawn, diagnostics


def _titles(guide: Guide) -> dict[str, str]:
    named = {f"picture:{name}": picture.alt for name, picture in guide.pictures.items()}
    for move in guide.moves.values():
        named |= {f"figure:{move.id}/{name}": frame.alt for name, frame in frames(move).items()}
    return {address: plain(alt, {}) for address, alt in named.items()}


def lettered(job: Job, edition: Edition, template: str) -> tuple[str | None, list[Diagnostic]]:
    """Return the SVG of a template with the picture of the cover; its letters are outlines."""
    tokens, diagnostics = tokens_of(job.sources, edition.stylesheets)
    svg, found = render_template(
        job.workshop,
        edition,
        [template],
        tokens=tokens,
        letters=partial(letters, job.workshop.face_data),
        picture=_cover_picture(job),
    )
    return svg, [*diagnostics, *found]


def _cover_picture(job: Job) -> dict[str, object] | None:
    """Return the cover's picture, which may stand in another drawing, and its measures."""
    file = job.workshop.drawings.files.get(_COVER_PICTURE)
    if file is not None:
        return _in_cover(file)
    if job.workshop.drawings.svg(_COVER_PICTURE) is None:
        return None
    drawing = job.workshop.drawings[_COVER_PICTURE]
    svg = outlined(job.workshop.face_data, drawing.svg)
    whole = Markup(svg)  # noqa: S704 - a drawing of the press
    return {"inside": whole, "width": drawing.width, "height": drawing.height}


def _in_cover(file: PictureFile) -> dict[str, object]:
    """Return a picture from a file as the cover shows it, in a field of its own shape.

    What is taller than the field that is free for it is made narrower, and stands in the middle.
    """
    width = max(file.width, file.height / _TALLEST)
    data = base64.b64encode(file.data).decode()
    image = Markup('<image x="{}" y="0" width="{}" height="{}" href="data:{};base64,{}"/>').format(
        f"{(width - file.width) / 2:g}", f"{file.width:g}", f"{file.height:g}", file.media, data
    )
    return {"inside": image, "width": width, "height": file.height}


_TALLEST = 0.7
"""The height of the cover's picture in widths of the cover."""
