"""Font files: ``styles/fonts.toml`` as typefaces, each judged before anything is set in it.

fontconfig takes another font, without a word, for a family that it does not find.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from backpocket.diagnostics import Diagnostic, nearest
from backpocket.load.disk import Disk
from backpocket.load.fields import Fields
from backpocket.load.folder import Folder
from backpocket.model.record import Record
from backpocket.model.typefaces import WEIGHTS, Family, Typefaces

__all__ = ["font_problem", "read_typefaces"]

_UNREADABLE = "it cannot be read"
_RESTRICTED = 0x0002
"""Of OS/2.fsType (OpenType 1.9, OS/2): may not be embedded."""


class _File(Record):
    family: Annotated[tuple[Family, ...], Field(min_length=1)]


def read_typefaces(disk: Disk) -> tuple[Typefaces | None, list[Diagnostic]]:
    """Read ``styles/fonts.toml``; a family or a file that is not there is an error at its line."""
    styles = Folder(disk, disk.root / "styles")
    fields = styles.fields("fonts.toml")
    made = styles.model(_File, fields)
    found = styles.diagnostics
    if fields is None or made is None:
        return None, found
    typefaces = Typefaces(styles.path / "fonts", made.family)
    for number, family in enumerate(made.family):
        found += _missing(disk.root, typefaces.folder, fields, number, family)
    if not found:
        faces = {path: _face(disk, path) for path in sorted(typefaces.folder.glob("*.ttf"))}
        for number, family in enumerate(made.family):
            found += _wrong_faces(typefaces.folder, faces, fields, number, family)
        found += _rivals(typefaces, faces, fields)
        typefaces = replace(typefaces, letters=_letters(typefaces, faces))
    return None if found else typefaces, found


def _letters(typefaces: Typefaces, faces: Mapping[Path, _Face]) -> frozenset[int]:
    """Return the code points that a family has in all of its faces."""
    covered: set[int] = set()
    for family in typefaces.families:
        own = (faces[typefaces.folder / file].letters for file in family.faces.values())
        covered |= frozenset.intersection(*own)
    return frozenset(covered)


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


@dataclass(frozen=True)
class _Face:
    """What a font file says of itself, or why it cannot be used."""

    family: str = ""
    weight: int = 0
    problem: str = ""
    letters: frozenset[int] = frozenset()


def _face(disk: Disk, path: Path) -> _Face:
    try:
        data = disk.read(path)
    except OSError:
        return _Face(problem=_UNREADABLE)
    return _face_of(data)


@lru_cache(maxsize=16)
def _face_of(data: bytes) -> _Face:
    from fontTools.ttLib import TTFont

    problem = font_problem(data)
    if problem:
        return _Face(problem=problem)
    with TTFont(io.BytesIO(data), lazy=True) as font:
        name = font["name"].getBestFamilyName() or ""
        letters = frozenset(font.getBestCmap())
        return _Face(name, int(font["OS/2"].usWeightClass), letters=letters)


def _wrong_faces(
    folder: Path, faces: Mapping[Path, _Face], fields: Fields, number: int, family: Family
) -> Iterator[Diagnostic]:
    for weight, file in family.faces.items():
        at = fields.offset(("family", number, weight))
        face = faces[folder / file]
        if face.problem:
            hint = "take a static TrueType file, one face a file, that may be embedded"
            message = f"the font {file} cannot be used: {face.problem}"
            yield fields.source.error(at, "E421", message, hint)
        elif face.family != family.name:
            message = f"the font {file} is not of the family “{family.name}”"
            at = fields.offset(("family", number, "name"))
            yield fields.source.error(at, "E421", message, f"it is of “{face.family}”")
        elif face.weight not in WEIGHTS[weight]:
            message = f"the font {file} has the weight {face.weight}, which is not {weight}"
            yield fields.source.error(at, "E421", message, "regular is 400, and bold is 700")


def _rivals(
    typefaces: Typefaces, faces: Mapping[Path, _Face], fields: Fields
) -> Iterator[Diagnostic]:
    """Find other files of a family: fontconfig might take them for the ones that are named."""
    names = [family.name for family in typefaces.families]
    for path, face in faces.items():
        if path not in typefaces.files and face.family in names:
            at = fields.offset(("family", names.index(face.family), "name"))
            message = (
                f"the font {path.name} is of the family “{face.family}”, and is not named here"
            )
            yield fields.source.error(at, "E421", message, "delete it, or name it under its weight")


def font_problem(data: bytes) -> str:
    """Say why a font cannot be used; nothing if it can."""
    from fontTools.ttLib import TTFont

    try:
        with TTFont(io.BytesIO(data), lazy=True) as font:
            if "glyf" not in font:
                return "its outlines are not TrueType"
            if "fvar" in font:
                return "it is a variable font"
            if font["OS/2"].fsType & 0x000F == _RESTRICTED:
                return "it may not be embedded"
            if not font.getBestCmap():
                return "it has no letters"
    except Exception:  # noqa: BLE001 - a broken file makes fontTools raise anything
        return _UNREADABLE
    return ""
