"""Styles: how each role of a shape is painted."""

from __future__ import annotations

from dataclasses import dataclass

from backpocket.draw.palette import Palette
from backpocket.draw.shapes.layers import Role

__all__ = ["Style"]


@dataclass(frozen=True)
class Style:
    """Flat tones, set off by halos; with a light palette and dark edges, a line drawing.

    ``family`` is that of the letters in a drawing.
    """

    palette: Palette
    family: str

    @property
    def ink(self) -> str:
        return self.palette.ink

    def fill(self, role: Role) -> str:
        """Return the colour that fills a role."""
        tones = self.palette
        return {
            Role.NEAR: tones.near,
            Role.FAR: tones.far,
            Role.SHIRT: tones.trunk,
            Role.FAR_SHIRT: tones.far_shorts,
            Role.SHORTS: tones.shorts,
            Role.FAR_SHORTS: tones.far_shorts,
            Role.SHOE: tones.hair,
            Role.FAR_SHOE: tones.far_shorts,
            Role.SOLE: tones.mat,
            Role.FAR_SOLE: tones.mat,
            Role.HAIR: tones.hair,
            Role.CREASE: tones.edge,
        }[role]
