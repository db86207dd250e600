"""Font files: ``styles/fonts.toml`` as typefaces, each judged before anything is set in it.

fontconfig takes another font, without a word, for a family that it does not find.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from backpocket.diagnostics import Diagnostic, nearest
from backpocket.load.fields import Fields
from backpocket.load.folder import Reader
from backpocket.model.guide import Record
from backpocket.model.typefaces import WEIGHTS, Family, Typefaces

__all__ = ["font_problem", "read_typefaces"]

_RESTRICTED = 0x0002
"""Of OS/2.fsType (OpenType 1.9, OS/2): may not be embedded."""


class _File(Record):
    family: Annotated[tuple[Family, ...], Field(min_length=1)]


def read_typefaces(root: Path) -> tuple[Typefaces | None, list[Diagnostic]]:
    """Read ``styles/fonts.toml``; a family or a file that is not there is an error at its line."""
    reader = Reader(root, root / "styles")
    fields = reader.fields("fonts.toml")
    made = reader.model(_File, fields)
    if fields is None or made is None:
        return None, reader.diagnostics
    folder = reader.folder / "fonts"
    for number, family in enumerate(made.family):
        reader.diagnostics += _missing(root, folder, fields, number, family)
    if not reader.diagnostics:
        for number, family in enumerate(made.family):
            reader.diagnostics += _wrong_faces(folder, fields, number, family)
        reader.diagnostics += _rivals(Typefaces(folder, made.family), fields)
    return (None if reader.diagnostics else Typefaces(folder, made.family)), reader.diagnostics


def _missing(
    root: Path, folder: Path, fields: Fields, number: int, family: Family
) -> Iterator[Diagnostic]:
    for name in (*family.faces, "licence_file"):
        file = getattr(family, name)
        path = folder / file
        if path.is_file() and path.resolve().is_relative_to(root.resolve()):
            continue
        known = [each.name for each in folder.glob(f"*{path.suffix}")]
        at = fields.offset(("family", number, name))
        message = f"there is no file styles/fonts/{file}"
        yield fields.source.error(at, "E001", message, nearest(file, known))


def _wrong_faces(folder: Path, fields: Fields, number: int, family: Family) -> Iterator[Diagnostic]:
    for weight, file in family.faces.items():
        at = fields.offset(("family", number, weight))
        problem = font_problem(folder / file)
        if problem:
            hint = "take a static TrueType file, one face a file, that may be embedded"
            message = f"the font {file} cannot be used: {problem}"
            yield fields.source.error(at, "E405", message, hint)
            continue
        name, found = _family_and_weight(folder / file)
        if name != family.name:
            message = f"the font {file} is not of the family “{family.name}”"
            at = fields.offset(("family", number, "name"))
            yield fields.source.error(at, "E405", message, f"it is of “{name}”")
        elif found not in WEIGHTS[weight]:
            message = f"the font {file} has the weight {found}, which is not {weight}"
            yield fields.source.error(at, "E405", message, "regular is 400, and bold is 700")


def _rivals(typefaces: Typefaces, fields: Fields) -> Iterator[Diagnostic]:
    """Find other files of a family: fontconfig might take them for the ones that are named."""
    names = [family.name for family in typefaces.families]
    for path in sorted(set(typefaces.folder.glob("*.ttf")) - set(typefaces.files)):
        name = "" if font_problem(path) else _family_and_weight(path)[0]
        if name in names:
            at = fields.offset(("family", names.index(name), "name"))
            message = f"the font {path.name} is of the family “{name}”, and is not named here"
            yield fields.source.error(at, "E405", message, "delete it, or name it under its weight")


def _family_and_weight(path: Path) -> tuple[str, int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return font["name"].getBestFamilyName() or "", int(font["OS/2"].usWeightClass)


def font_problem(path: Path) -> str:
    """Say why a font cannot be used; nothing if it can."""
    from fontTools.ttLib import TTFont

    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            if "glyf" not in font:
                return "its outlines are not TrueType"
            if "fvar" in font:
                return "it is a variable font"
            if font["OS/2"].fsType & 0x000F == _RESTRICTED:
                return "it may not be embedded"
            if not font.getBestCmap():
                return "it has no letters"
    except Exception:  # noqa: BLE001 - a broken file makes fontTools raise anything
        return "it cannot be read"
    return ""
