"""Pictures: files of an editor's own, as they go into pages: clean, and of a known size."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from backpocket.model.source import Source

__all__ = ["LOGO", "SVG", "PictureFile", "ShownPicture", "picture_address"]

LOGO = "logo:brand"
"""The address of the shop's logo."""


SVG = "image/svg+xml"
"""The media type of a drawing."""


@dataclass(frozen=True)
class PictureFile:
    """A PNG, JPEG or SVG without metadata; sizes are in dots, or in the units of an SVG."""

    name: str
    data: bytes = field(repr=False)
    media: str
    width: float
    height: float

    @property
    def is_drawing(self) -> bool:
        return self.media == SVG


@dataclass(frozen=True)
class ShownPicture:
    """A picture, and the place in a chapter or a data file that shows it."""

    file: PictureFile
    source: Source = field(repr=False)
    at: int
    on_cover: bool = False


def picture_address(name: str) -> str:
    """Return the address that a page asks for a picture of a guide's folder by.

    >>> picture_address("my foot.png")
    'own:my%20foot.png'
    """
    return "own:" + quote(name)
