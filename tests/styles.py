"""The colours and typefaces of the press, for tests that draw or set something."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from backpocket.draw.palette import Palette
from backpocket.draw.styles import Style
from backpocket.draw.tokens import read_tokens
from backpocket.load.disk import Disk
from backpocket.load.font_files import read_typefaces
from backpocket.load.text_files import read_text
from backpocket.model.typefaces import Typefaces, Weight

ROOT = Path(__file__).resolve().parents[1]


@cache
def palette() -> Palette:
    source, _ = read_text(Disk(ROOT), ROOT / "styles" / "tokens.css")
    assert source is not None
    return Palette.from_tokens(read_tokens(source)[0])


@cache
def style() -> Style:
    return Style(palette(), typefaces().text.name)


@cache
def typefaces() -> Typefaces:
    found, diagnostics = read_typefaces(Disk(ROOT))
    assert found is not None, diagnostics
    return found


def face_data(faces: Typefaces) -> Callable[[Weight], tuple[bytes, ...]]:
    """Return what gives the font files of a weight."""
    return lambda weight: tuple(path.read_bytes() for path in faces.of_weight(weight))
