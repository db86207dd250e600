"""Styles: the colour of each tone, and the typeface of letters in a drawing."""

from __future__ import annotations

from dataclasses import dataclass

from backpocket.draw.figure.vectors import Tone
from backpocket.draw.palette import Palette

__all__ = ["Style"]


@dataclass(frozen=True)
class Style:
    """Colours for all tones: with a light palette, the same vectors are a line drawing.

    ``family`` is that of the letters in a drawing.
    """

    palette: Palette
    family: str

    @property
    def ink(self) -> str:
        return self.palette.ink

    def colour(self, tone: Tone) -> str:
        """Return the colour of a tone."""
        colour: str = getattr(self.palette, tone.replace("-", "_"))
        return colour
