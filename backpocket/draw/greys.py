"""Greys: pictures of an editor's own for editions in grey ink."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as etree
from dataclasses import replace
from functools import lru_cache

from backpocket.model.pictures import PictureFile

__all__ = ["turned_grey"]

_COLOURS = ("fill", "stroke", "stop-color", "color")
_STYLE = re.compile(r"(?P<name>fill|stroke|stop-color|color):(?P<colour>[^;]++)")
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}


@lru_cache(maxsize=64)
def turned_grey(file: PictureFile) -> PictureFile:
    """Return a picture in grey, each colour as light as it was."""
    return replace(file, data=_drawing(file.data) if file.is_drawing else _photo(file))


def _photo(file: PictureFile) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(file.data), formats=[_FORMATS[file.media]]) as image:
        image.convert("L").save(out, _FORMATS[file.media], quality=90)
    return out.getvalue()


def _drawing(data: bytes) -> bytes:
    root = etree.fromstring(data)  # noqa: S314 - written by load/svg_files.py, without a DTD
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in _COLOURS:
            if name in element.attrib:
                element.set(name, _grey(element.attrib[name]))
        if "style" in element.attrib:
            element.set("style", _STYLE.sub(_grey_style, element.attrib["style"]))
    root.set("xmlns", "http://www.w3.org/2000/svg")
    return etree.tostring(root)


def _grey_style(match: re.Match[str]) -> str:
    return f"{match['name']}:{_grey(match['colour'])}"


def _grey(colour: str) -> str:
    """Return a colour in grey (ITU-R BT.601); what is no colour of its own stays.

    >>> _grey("#ff0000"), _grey("none")
    ('#4c4c4c', 'none')
    """
    from PIL import ImageColor

    try:
        red, green, blue, *alpha = ImageColor.getrgb(colour.strip())
    except ValueError:
        return colour
    light = round(0.299 * red + 0.587 * green + 0.114 * blue)
    return "#" + f"{light:02x}" * 3 + "".join(f"{each:02x}" for each in alpha)
