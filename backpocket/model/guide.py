"""The model: what a guide is made of, as frozen and typed values.

Every field of a data file of a guide is declared here, with its bounds; :mod:`backpocket.load`
fills the models and turns each fault into a diagnostic. Texts are Markdown (see
:mod:`backpocket.markup.html`); durations are in seconds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from backpocket.model.dose import Dose
from backpocket.model.drawings import DrawingSpec
from backpocket.model.field_types import (
    Address,
    Contact,
    FolderAddress,
    Name,
    Some,
    Text,
    Texts,
    written_as,
)
from backpocket.model.figures import Figures
from backpocket.model.kinds import DEFAULT_KIND, GuideKind
from backpocket.model.pictures import PictureFile
from backpocket.model.plan import Plan
from backpocket.model.poses import Pose
from backpocket.model.record import Record
from backpocket.model.reference import Reference
from backpocket.model.regions import Region
from backpocket.model.safety import Safety
from backpocket.model.source import Source
from backpocket.model.treatments import Treatments

__all__ = [
    "Block",
    "Brand",
    "Change",
    "Chapter",
    "DiaryColumn",
    "Guide",
    "Move",
    "OwnPicture",
    "Picture",
    "Press",
    "Reference",
    "Settings",
    "Sheet",
    "Term",
]


def _plain_date(value: object) -> object:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    raise ValueError("write a date as 2026-11-22, without quotes")


Date = Annotated[dt.date, BeforeValidator(_plain_date)]
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_VERSION = re.compile(r"\A\d+\.\d+(\.\d+)?")
Version = Annotated[str, written_as(_VERSION, "write a version as 1.0 or 1.0.2, in quotes")]


class Product(Record):
    """A product of the shop, shown only in a box marked as from the shop."""

    name: Text
    line: Text


class Brand(Record):
    """The shop that gives the guide out; ``site`` is the address of the folder of its web pages."""

    name: Text
    url: Address
    contact: Contact
    site: FolderAddress | None = None
    logo: Text | None = None
    product: tuple[Product, ...] = ()

    def version_address(self, guide: str, version: str) -> str | None:
        """Return where the code of a printed copy leads, for as long as there is the site."""
        return f"{self.site}/{guide}/v/{version}/" if self.site else None

    def move_address(self, guide: str, move: str) -> str | None:
        """Return where the code of a move leads, whichever chapter shows it."""
        return f"{self.site}/{guide}/m/{move}/" if self.site else None


class Link(Record):
    """A place outside the guide where the reader finds more."""

    title: Text
    url: Address
    why: Text


class Change(Record):
    """What changed with a version, in one sentence."""

    version: Version
    date: Date
    text: Text


class DiaryColumn(Record):
    """A column of the diary: a box to tick each day, or a place to write."""

    name: Text
    kind: Literal["tick", "write"] = "write"


class Settings(Record):
    """What ``guide.toml`` says of the guide as a whole; its kind asks for more than these."""

    kind: Name = DEFAULT_KIND
    series: Text
    title: Text
    short_title: Text
    promise: Text
    topic: Text
    language: Annotated[str, written_as(_LANGUAGE, "write a language as en or en-GB")]
    version: Version
    written: Date
    next_review: Date
    authors: Some
    reviewers: Texts = ()
    licence: Text
    contact: Contact
    address: Address
    audience: Text
    literacy: Text
    objective: Text
    main_message: Text
    in_short: Annotated[Texts, Field(min_length=3, max_length=3)]
    for_whom: Some
    not_for: Some
    scope: Text | None = None
    questions: Annotated[Texts, Field(min_length=3)]
    notes: Texts = ()
    diary: Annotated[tuple[DiaryColumn, ...], Field(max_length=6)] = ()
    links: Annotated[tuple[Link, ...], Field(min_length=1)]
    changes: tuple[Change, ...] = ()

    @model_validator(mode="after")
    def the_newest_change_is_of_this_version(self) -> Self:
        if self.changes and (self.changes[0].version, self.changes[0].date) != (
            self.version,
            self.written,
        ):
            raise ValueError(
                "the first of “changes” is not of this version and day;"
                " write the newest change first, with the version and the day of “written”"
            )
        return self


class SheetText(Record):
    """The short form of a move, for the one-page sheet."""

    name: Text | None = None
    steps: Annotated[Texts, Field(min_length=1, max_length=4)]
    stop: Text | None = None


class Move(Record):
    """One exercise, written once and shown by every edition.

    ``not_this`` is the mistake to avoid, if words say it better than a figure.
    """

    id: Name
    name: Text
    kind: Literal["stretch", "strength", "control", "mobility"]
    purpose: Text
    feel: Text
    equipment: Texts = ()
    steps: Annotated[Texts, Field(min_length=2, max_length=4)]
    dose: Dose
    easier: Text
    next_step: Text
    not_this: Text | None = None
    stop: Text
    ask_first: Text | None = None
    floor: bool
    sheet: SheetText | None = None
    figures: Figures


class Term(Record):
    """A word that the guide explains."""

    id: Name
    term: Text
    also: Texts = ()
    meaning: Text


class Block(Record):
    """One cell of the sheet: a move, or up to three that belong together."""

    name: Text
    moves: Annotated[tuple[Name, ...], Field(min_length=1, max_length=3)]
    stop: Text
    swap: Text | None = None


class Sheet(Record):
    """What the one-page sheet shows."""

    title: Text
    promise: Text
    after: Text
    ask_first: Text
    soon: Text
    block: Annotated[tuple[Block, ...], Field(min_length=1)]


class OwnPicture(Record):
    """A picture from a file of the guide's folder."""

    picture: Text
    purpose: Text
    alt: Text
    caption: Text

    @property
    def labels(self) -> Mapping[str, str]:
        """Return no labels: they are in the picture."""
        return {}


class Picture(Record):
    """A drawn picture other than a move's figures."""

    drawing: Name
    purpose: Text
    alt: Text
    caption: Text
    labels: Mapping[str, Text] = Field(default_factory=dict)


@dataclass(frozen=True)
class Chapter:
    """One Markdown file; ``id`` is its file name without number and ending."""

    id: str
    title: str
    source: Source


@dataclass(frozen=True)
class Guide:
    """A guide, whole: everything that its editions are made from."""

    name: str
    kind: GuideKind
    settings: Settings
    chapters: tuple[Chapter, ...]
    moves: Mapping[str, Move]
    references: Mapping[str, Reference]
    terms: Mapping[str, Term]
    treatments: Treatments
    plan: Plan
    safety: Safety
    sheet: Sheet | None
    pictures: Mapping[str, Picture | OwnPicture]
    poses: Mapping[str, Pose]
    drawings: Mapping[str, DrawingSpec]
    """The drawings that pictures may name."""

    files: Mapping[str, PictureFile] = field(repr=False, default_factory=dict)
    """The pictures from files, by the addresses that pages ask for them by."""

    tokens: Source | None = field(repr=False, default=None)
    """Colours and measures of its own, which take the place of some of the press's."""

    lights: Source | None = field(repr=False, default=None)
    """The file of the lights that guides share, if this one shows them."""

    sources: tuple[Source, ...] = field(repr=False, default=())


@dataclass(frozen=True)
class Press:
    """What all guides share, and the guides."""

    brand: Brand
    regions: Mapping[str, Region]
    guides: Mapping[str, Guide]
