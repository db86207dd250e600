"""Typefaces: the families of ``styles/fonts.toml``, in which everything is set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from backpocket.model.field_types import Text, written_as
from backpocket.model.record import Record

__all__ = ["WEIGHTS", "Family", "Typefaces", "Weight"]

Weight = Literal["regular", "bold"]

WEIGHTS: Mapping[str, range] = {
    "light": range(1, 350),
    "regular": range(350, 500),
    "bold": range(600, 1001),
}
"""Which weights of OS/2.usWeightClass (OpenType 1.9, OS/2) a face may have that is so named."""

_FAMILY = re.compile(r"[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*")
_FONT = re.compile(r"\A[\w-][\w.-]*\.ttf")
_LICENCE = re.compile(r"\A[\w-][\w.-]*\.txt")

FamilyName = Annotated[
    str,
    Field(max_length=60),
    written_as(_FAMILY, "use letters, numbers, blanks and hyphens"),
]
FontFile = Annotated[
    str,
    Field(max_length=100),
    written_as(_FONT, "write the name of a file in styles/fonts, as Name-Bold.ttf"),
]
LicenceFile = Annotated[
    str,
    Field(max_length=100),
    written_as(_LICENCE, "write the name of a file in styles/fonts, as OFL.txt"),
]


class Family(Record):
    """Faces of one design, each a file, and the terms that they are given on under."""

    name: FamilyName
    regular: FontFile
    bold: FontFile
    light: FontFile | None = None
    licence: Text
    licence_file: LicenceFile

    @property
    def faces(self) -> Mapping[str, str]:
        """The files of the faces by their weight, in the order of their names."""
        named = {weight: getattr(self, weight) for weight in WEIGHTS}
        there = {weight: file for weight, file in named.items() if file is not None}
        return dict(sorted(there.items(), key=lambda item: item[1]))


@dataclass(frozen=True)
class Typefaces:
    """The families in order of choice, and the folder of their files."""

    folder: Path
    families: tuple[Family, ...]
    letters: frozenset[int] = field(default=frozenset(), repr=False, compare=False)
    """The code points that one of the families has in all of its faces."""

    @property
    def text(self) -> Family:
        """The family that pages are set in; the others have the letters that it lacks."""
        return self.families[0]

    @property
    def files(self) -> tuple[Path, ...]:
        """The faces of all families, in order of choice."""
        return tuple(self.folder / file for each in self.families for file in each.faces.values())

    def of_weight(self, weight: Weight) -> tuple[Path, ...]:
        """Return the face of a weight of each family, in order of choice."""
        return tuple(self.folder / getattr(each, weight) for each in self.families)

    @property
    def tokens(self) -> Mapping[str, str]:
        """What stylesheets say for them: ``{"text-face": '"Name", "Other"', …}``.

        A face of the e-book has its address from the folder of its stylesheet.
        """
        return {
            "text-face": ", ".join(f'"{each.name}"' for each in self.families),
            "text-family": f'"{self.text.name}"',
            "text-regular": f'url("../{self.folder.name}/{self.text.regular}")',
            "text-bold": f'url("../{self.folder.name}/{self.text.bold}")',
        }
