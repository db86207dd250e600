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
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from backpocket.model.dose import Dose
from backpocket.model.drawings import DrawingSpec
from backpocket.model.field_types import Address, Contact, Name, Text, written_as
from backpocket.model.figures import Figures
from backpocket.model.kinds import DEFAULT_KIND, GuideKind
from backpocket.model.pictures import PictureFile
from backpocket.model.poses import Pose
from backpocket.model.record import Record
from backpocket.model.reference import Reference
from backpocket.model.regions import Region
from backpocket.model.source import Source

__all__ = [
    "Block",
    "Brand",
    "Chapter",
    "Guide",
    "Move",
    "OwnPicture",
    "Picture",
    "Press",
    "Reference",
    "Safety",
    "Settings",
    "Sheet",
    "Sign",
    "Term",
    "Treatment",
]


def _plain_date(value: object) -> object:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    raise ValueError("write a date as 2026-11-22, without quotes")


Date = Annotated[dt.date, BeforeValidator(_plain_date)]
Texts = tuple[Text, ...]
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_VERSION = re.compile(r"\A\d+\.\d+(\.\d+)?")
Some = Annotated[tuple[Text, ...], Field(min_length=1)]


class Product(Record):
    """A product of the shop, shown only in a box marked as from the shop."""

    name: Text
    line: Text


class Brand(Record):
    """The shop that gives the guide out."""

    name: Text
    url: Address
    contact: Contact
    logo: Text | None = None
    product: tuple[Product, ...] = ()


class Link(Record):
    """A place outside the guide where the reader finds more."""

    title: Text
    url: Address
    why: Text


class Settings(Record):
    """What ``guide.toml`` says of the guide as a whole; its kind asks for more than these."""

    kind: Name = DEFAULT_KIND
    series: Text
    title: Text
    short_title: Text
    promise: Text
    topic: Text
    language: Annotated[str, written_as(_LANGUAGE, "write a language as en or en-GB")]
    version: Annotated[str, written_as(_VERSION, "write a version as 1.0 or 1.0.2, in quotes")]
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
    diary_note: Text | None = None
    links: Annotated[tuple[Link, ...], Field(min_length=1)]


class SheetText(Record):
    """The short form of a move, for the one-page sheet."""

    name: Text | None = None
    steps: Annotated[Texts, Field(min_length=1, max_length=4)]
    stop: Text | None = None


class Move(Record):
    """One exercise, written once and shown by every edition."""

    id: Name
    name: Text
    kind: Literal["stretch", "strength", "control", "mobility"]
    purpose: Text
    feel: Text
    equipment: Texts = ()
    set_up: Text
    steps: Annotated[Texts, Field(min_length=2, max_length=6)]
    dose: Dose
    build_up: Text
    mistakes: Annotated[Texts, Field(min_length=1, max_length=4)]
    easier: Text
    harder: Text
    skip_if: Some
    stop_if: Some
    floor: bool
    sheet: SheetText | None = None
    figures: Figures


class Treatment(Record):
    """What may help, what it asks of a reader, how far, at what risk, and how sure we are."""

    id: Name
    name: Text
    asks: Text
    how: Text
    benefit: Text
    limits: Text
    risk: Text
    certainty: Literal["high", "moderate", "low", "very low", "not graded"]
    certainty_note: Text
    cite: Some


class Sign(Record):
    """A danger sign: call for help at once, or see someone soon."""

    level: Literal["emergency", "soon"]
    text: Text
    short: Text | None = None
    cite: Some


class Traffic(Record):
    """When to go on with a move, ease off, or stop."""

    go: Text
    ease: Text
    stop: Text


class Safety(Record):
    """The danger signs of a guide, and what moves may feel like, if it has some."""

    sign: Annotated[tuple[Sign, ...], Field(min_length=1)]
    traffic: Traffic | None = None


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
    before: Some
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
    treatments: tuple[Treatment, ...]
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

    sources: tuple[Source, ...] = field(repr=False, default=())


@dataclass(frozen=True)
class Press:
    """What all guides share, and the guides."""

    brand: Brand
    regions: Mapping[str, Region]
    guides: Mapping[str, Guide]
