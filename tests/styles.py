"""The colours and typefaces of the press, for tests that draw or set something."""

from functools import cache
from pathlib import Path

from backpocket.draw.palette import Palette
from backpocket.draw.styles import Style
from backpocket.draw.tokens import read_tokens
from backpocket.load.font_files import read_typefaces
from backpocket.load.text_files import read
from backpocket.model.typefaces import Typefaces

ROOT = Path(__file__).resolve().parents[1]


@cache
def palette() -> Palette:
    source, _ = read(ROOT, ROOT / "styles" / "tokens.css")
    assert source is not None
    return Palette.from_tokens(read_tokens(source)[0])


@cache
def style() -> Style:
    return Style(palette(), typefaces().text.name)


@cache
def typefaces() -> Typefaces:
    found, diagnostics = read_typefaces(ROOT)
    assert found is not None, diagnostics
    return found
