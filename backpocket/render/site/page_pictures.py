"""Page pictures: real pages of finished PDFs, as they are seen on a screen."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import Any

from backpocket.draw.kept import Kept, key
from backpocket.render.site.attachments import Attachment

__all__ = ["COVER_WIDTH", "THUMB_WIDTH", "PagePicture", "page_pictures", "titles_of"]

COVER_WIDTH, THUMB_WIDTH = 480, 96
"""Pixels: wide enough for the largest that a page is shown, and for the smallest."""

_COLOURS = 96
_MAKERS = ("pypdfium2", "pillow")


@dataclass(frozen=True)
class PagePicture:
    """A page as a picture: its addresses from the root of the site, its size in pixels.

    ``webp`` loses nothing of ``png``, which is for browsers that do not know it.
    """

    stem: str
    width: int
    height: int
    webp_data: bytes = field(repr=False)
    png_data: bytes = field(repr=False)
    alt: str = ""
    caption: str = ""
    first: bool = False

    @property
    def webp(self) -> str:
        return f"{self.stem}.webp"

    @property
    def png(self) -> str:
        return f"{self.stem}.png"

    def told(self, alt: str, caption: str, *, first: bool = False) -> PagePicture:
        """Return it with what is said of it, and below it; the ``first`` is shown at once."""
        return replace(self, alt=alt, caption=caption, first=first)


def page_pictures(
    file: Attachment, pages: Sequence[int], width: int, kept: Kept | None
) -> list[PagePicture]:
    """Return pages of a PDF, counted from 0, ``width`` pixels wide; what is kept is not made."""
    makers = [f"{name} {version(name)}" for name in _MAKERS]
    names = [
        key(f"page {file.sha256} {page} {width} {_COLOURS} {' '.join(makers)}") for page in pages
    ]
    found = [kept.read(name) if kept else None for name in names]
    document: Any = None
    made: list[PagePicture] = []
    for page, name, values in zip(pages, names, found, strict=True):
        if values is None:
            document = document or _opened(file.data)
            values = _seen(document, page, width)
            if kept:
                kept.write(name, values)
        wide, high, webp, png = values
        stem = f"{file.href.rpartition('.')[0].replace('/files/', '/pages/', 1)}-{page + 1}-{width}"
        made.append(PagePicture(stem, wide, high, base64.b64decode(webp), base64.b64decode(png)))
    return made


def titles_of(file: Attachment) -> list[tuple[str, int]]:
    """Return the bookmarks of a PDF: each title with its page, counted from 0."""
    titles: list[tuple[str, int]] = []
    for mark in _opened(file.data).get_toc():
        place = mark.get_dest()
        page = place.get_index() if place else None
        if page is not None:
            titles.append((mark.get_title(), page))
    return titles


def _opened(data: bytes) -> Any:
    import pypdfium2

    return pypdfium2.PdfDocument(data)


def _seen(document: Any, number: int, width: int) -> list[Any]:
    """Return the size of a page in pixels, and its two files in base 64."""
    from PIL import Image

    page = document[number]
    image = page.render(scale=width / page.get_width()).to_pil().convert("RGB")
    few = image.quantize(_COLOURS, dither=Image.Dither.NONE)
    png, webp = io.BytesIO(), io.BytesIO()
    few.save(png, "PNG", optimize=True)
    few.convert("RGB").save(webp, "WEBP", lossless=True, quality=60, method=4)
    files = [base64.b64encode(each.getvalue()).decode() for each in (webp, png)]
    return [image.width, image.height, *files]
