"""Contrast: how well one colour stands out from another, in colour and in grey."""

from __future__ import annotations

import re

__all__ = ["contrast", "grey", "parse_colour"]

Colour = tuple[float, float, float]
"""Red, green and blue of sRGB, from 0 to 1."""

_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")


def parse_colour(text: str) -> Colour | None:
    """Read ``#rgb`` or ``#rrggbb``; None for any other form.

    >>> parse_colour("#ffffff")
    (1.0, 1.0, 1.0)
    """
    match = _HEX.match(text.strip())
    if match is None:
        return None
    digits = match[1] if len(match[1]) == 6 else "".join(char * 2 for char in match[1])
    red, green, blue = (int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4))
    return red, green, blue


def grey(colour: Colour) -> Colour:
    """Return the grey that a printer without colour makes (luma of ITU-R BT.601)."""
    red, green, blue = colour
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return luma, luma, luma


def contrast(one: Colour, two: Colour) -> float:
    """Return the contrast ratio of WCAG 2.2, from 1 to 21.

    >>> round(contrast((0, 0, 0), (1, 1, 1)), 1)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
