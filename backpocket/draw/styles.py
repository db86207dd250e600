"""Styles: the colour of each tone, and the typeface of letters in a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backpocket.diagnostics import Diagnostic
from backpocket.draw.figure.vectors import Tone
from backpocket.draw.palette import Palette, PaletteError
from backpocket.draw.tokens import TOKENS, tokens_of
from backpocket.model.source import Source

__all__ = ["Style", "style_of"]


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


def style_of(
    sources: Mapping[str, Source], stylesheets: Iterable[str], family: str
) -> tuple[Style | None, list[Diagnostic]]:
    """Return the style of an edition from its files of tokens; none if a colour is at fault."""
    tokens, diagnostics = tokens_of(sources, stylesheets)
    try:
        return Style(Palette.from_tokens(tokens), family), diagnostics
    except PaletteError as problem:
        message, _, hint = str(problem).partition("; ")
        return None, [*diagnostics, sources[TOKENS].error(0, "E408", message, hint)]
