"""The palette: the named colours of the drawings.

Contrast on white paper is at least 3:1 for everything that carries meaning, and neighbouring
parts differ in lightness, so that a drawing still reads on a grey printer (WCAG 2.2, 1.4.11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

__all__ = ["Palette", "PaletteError"]

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


class PaletteError(ValueError):
    """A colour token is not a colour."""


@dataclass(frozen=True)
class Palette:
    """One colour for each role in a drawing, as ``#rrggbb``."""

    near: str = "#5b7f99"
    trunk: str = "#2f5673"
    shorts: str = "#1f3f59"
    far: str = "#34495e"
    far_shorts: str = "#1b2a3a"
    hair: str = "#1b2733"
    ink: str = "#1b2733"
    accent: str = "#b5530b"
    felt: str = "#f4a259"
    mat: str = "#8aa0ab"
    prop: str = "#c9d3d9"
    calm: str = "#e6edf1"
    paper: str = "#ffffff"
    edge: str = "#ffffff"
    """Sets the parts of a body off from each other: light between dark ones, dark between light."""
    contour: str = "#5b7f99"
    """Goes round what is left white: bones."""

    @classmethod
    def from_tokens(cls, tokens: Mapping[str, str]) -> Palette:
        """Take the colours that ``tokens`` names ``figure-<role>``; keep the rest.

        Raises :class:`PaletteError` when such a token is not ``#rrggbb``.

        >>> Palette.from_tokens({"figure-far-shorts": "#000000", "gap": "4mm"}).far_shorts
        '#000000'
        """
        chosen: dict[str, str] = {}
        for field in fields(cls):
            token = "figure-" + field.name.replace("_", "-")
            if token not in tokens:
                continue
            colour = tokens[token].strip()
            if not _HEX.fullmatch(colour):
                raise PaletteError(f"{token} is “{colour}”; write a colour like #5b7f99")
            chosen[field.name] = colour.lower()
        return cls(**chosen)
