"""Contrast: how well one colour stands out from another, in colour and in grey."""

from __future__ import annotations

from backpocket.draw.tokens import Colour

__all__ = ["contrast", "grey"]


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
