"""PNG: a drawing as dots, to look at where an SVG is not shown."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

__all__ = ["png_of"]


def png_of(
    svg: str, fonts: Sequence[Path] = (), *, grey: bool = False, colours: int | None = None
) -> bytes:
    """Return an SVG as a PNG on white, in its own size in pixels.

    Its letters are set in ``fonts``. With ``colours``, the file is small: it has no more of them.
    """
    import resvg_py
    from PIL import Image

    data = resvg_py.svg_to_bytes(
        svg_string=svg,
        background="white",
        skip_system_fonts=True,
        font_files=[str(path) for path in fonts],
    )
    if not grey and colours is None:
        return bytes(data)
    image = Image.open(io.BytesIO(data), formats=["PNG"]).convert("L" if grey else "RGB")
    if colours is not None:
        image = image.quantize(colours, dither=Image.Dither.NONE)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
