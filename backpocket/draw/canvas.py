"""The canvas: vectors and a palette in, SVG text out.

The SVG holds plain paths with presentation attributes only, and no ids, so that many can stand on
one page and every renderer shows the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from backpocket.draw.figure.vectors import PARTS, Fill, Stroke, Vectors, Words
from backpocket.draw.styles import Style

__all__ = ["Drawing", "coloured"]


@dataclass(frozen=True)
class Drawing:
    """An SVG and its size in hundredths of stature; a page multiplies by millimetres a unit.

    ``corner`` is the side of the square in its upper left corner that is free for a letter.
    """

    svg: str
    width: float
    height: float
    corner: float = 0.0


def coloured(vectors: Vectors, style: Style, pixels: float = 1) -> Drawing:
    """Paint vectors in the colours of a style, a hundredth of stature so many pixels wide."""
    size = f"{_parts(vectors.width)} {_parts(vectors.height)}"
    body = "".join(_written(shape, style) for shape in vectors.shapes)
    width, height = _short(vectors.width * pixels), _short(vectors.height * pixels)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" '
        f'width="{width}" height="{height}">{body}</svg>'
    )
    return Drawing(svg, vectors.width, vectors.height, vectors.corner)


def _written(shape: Fill | Stroke | Words, style: Style) -> str:
    match shape:
        case Words():
            return (
                f'<text x="{_parts(shape.x)}" y="{_parts(shape.y)}" '
                f'font-family="{style.family}" font-size="{_parts(shape.size)}" '
                f'text-anchor="{shape.anchor}" fill="{style.ink}">{escape(shape.text)}</text>'
            )
        case Stroke():
            dashes = f' stroke-dasharray="{_parts(shape.dashes)}"' if shape.dashes else ""
            return (
                f'<path d="{shape.path}" fill="none" stroke="{style.colour(shape.tone)}" '
                f'stroke-width="{_parts(shape.width)}" stroke-linecap="round" '
                f'stroke-linejoin="round"{dashes}/>'
            )
        case Fill():
            rim = (
                f' stroke="{style.colour(shape.rim)}" stroke-width="{_parts(shape.width)}" '
                'stroke-linejoin="round"'
                if shape.rim
                else ""
            )
            return f'<path d="{shape.path}" fill="{style.colour(shape.tone)}"{rim}/>'


def _parts(value: float) -> str:
    """Write a length in the whole numbers of paths."""
    return _short(value * PARTS)


def _short(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text
