"""The palette: the named colours of the drawings.

Contrast on white paper is at least 3:1 for everything that carries meaning, and neighbouring
parts differ in lightness, so that a drawing still reads on a grey printer (WCAG 2.2, 1.4.11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

__all__ = ["Palette", "PaletteError", "figure_colour"]

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


class PaletteError(ValueError):
    """A colour token is not there, or is not a colour."""


@dataclass(frozen=True)
class Palette:
    """One colour for each role in a drawing, as ``#rrggbb``."""

    ink: str
    """Lines; at least 3:1 against every fill that they lie on."""
    skin: str
    far_skin: str
    shirt: str
    far_shirt: str
    legs: str
    far_legs: str
    hair: str
    grey_hair: str
    shoe: str
    far_shoe: str
    mat: str
    mat_side: str
    prop: str
    prop_side: str
    strap: str
    felt: str
    accent: str
    ghost: str
    calm: str
    paper: str
    bone: str
    muscle: str
    deep_muscle: str

    @classmethod
    def tokens(cls) -> Mapping[str, str]:
        """Return the token of each colour: ``{"far_skin": "figure-far-skin", …}``."""
        return {each.name: f"figure-{each.name.replace('_', '-')}" for each in fields(cls)}

    @classmethod
    def from_tokens(cls, tokens: Mapping[str, str]) -> Palette:
        """Take the colour of each role from its token.

        Raises :class:`PaletteError` if one is not there, or is not ``#rrggbb``.
        """
        colours = {
            role: figure_colour(name, tokens.get(name)) for role, name in cls.tokens().items()
        }
        return cls(**colours)


def figure_colour(name: str, value: str | None) -> str:
    """Return a colour of a drawing in small letters.

    Raises :class:`PaletteError`, which says what is wrong; what to do.

    >>> figure_colour("figure-legs", "#5B7F99")
    '#5b7f99'
    """
    if value is None:
        raise PaletteError(f"there is no token “{name}”; write it with a colour like #5b7f99")
    if not _HEX.fullmatch(value.strip()):
        raise PaletteError(f"{name} is “{value}”; write a colour like #5b7f99")
    return value.strip().lower()
