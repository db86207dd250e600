"""PNG and JPEG: a drawing as dots, to look at where an SVG is not shown."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

__all__ = ["jpeg_of", "png_of"]

_QUALITY = 85
"""Of a JPEG, from 1 to 95: lines and letters have no rings around them."""


def png_of(
    svg: str,
    fonts: Sequence[Path] = (),
    *,
    grey: bool = False,
    colours: int | None = None,
    width: int | None = None,
) -> bytes:
    """Return an SVG as a PNG on white, in its own size in pixels, or so many pixels wide.

    Its letters are set in ``fonts``. With ``colours``, the file is small: it has no more of them.
    """
    import resvg_py
    from PIL import Image

    data = resvg_py.svg_to_bytes(
        svg_string=svg,
        background="white",
        skip_system_fonts=True,
        font_files=[str(path) for path in fonts],
        width=width,
    )
    if not grey and colours is None:
        return bytes(data)
    image = Image.open(io.BytesIO(data), formats=["PNG"]).convert("L" if grey else "RGB")
    if colours is not None:
        image = image.quantize(colours, dither=Image.Dither.NONE)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def jpeg_of(svg: str, width: int) -> bytes:
    """Return an SVG that needs no font as a JPEG on white, so many pixels wide."""
    from PIL import Image

    image = Image.open(io.BytesIO(png_of(svg, width=width)), formats=["PNG"]).convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
    return out.getvalue()
