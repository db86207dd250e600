"""Doses: the small grammar of “15 seconds”, “3 to 5” and “8 to 10 each side”.

Editors write a dose in words; the press reads the numbers from it, so that the time a sheet takes
is computed and no number is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from backpocket.model.field_types import Text
from backpocket.model.record import Record

__all__ = ["Days", "Dose", "Hold", "Quantity", "Reps", "Sets"]

_RANGE = r"(?P<least>\d{1,3})(?: to (?P<most>\d{1,3}))?"

_NUMBERS = re.compile(_RANGE)

BRIEF = 3
"""Seconds that nobody counts."""

SECONDS_A_BREATH = 5
"""A slow breath, in and out: about twelve a minute."""


@dataclass(frozen=True)
class Quantity:
    """A number or a range with its unit, as read from words."""

    words: str
    least: int
    most: int
    unit: str

    _PATTERN = re.compile(_RANGE + r"(?P<unit>)")
    _FORM = "3, or 3 to 5"

    @classmethod
    def parse(cls, words: object) -> Quantity:
        """Read a quantity from its words; raise ValueError if it is not in the grammar."""
        if isinstance(words, cls):
            return words
        text = " ".join(str(words).split()) if isinstance(words, str | int) else ""
        match = cls._PATTERN.fullmatch(text)
        if match is None or isinstance(words, bool):
            raise ValueError(f"write it as: {cls._FORM}")
        least = int(match["least"] or 1)  # once
        most = int(match["most"] or least)
        if not 0 < least <= most:
            raise ValueError("write numbers from 1 up, the smaller one first")
        return cls(text, least, most, match["unit"] or "")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)

    def __str__(self) -> str:
        return self.words

    @property
    def parts(self) -> tuple[str, str]:
        """Return the numbers, and the words after them.

        >>> Hold.parse("3 to 5 seconds").parts
        ('3 to 5', 'seconds')
        """
        match = _NUMBERS.match(self.words)
        end = match.end() if match else 0
        return self.words[:end], self.words[end:].strip()


@dataclass(frozen=True)
class Hold(Quantity):
    """How long one repetition lasts.

    >>> Hold.parse("5 to 10 slow breaths").seconds
    25
    """

    _PATTERN = re.compile(_RANGE + r" (?P<unit>seconds?|minutes?|slow breaths?)(?: each way)?")
    _FORM = "15 seconds, or 3 to 5 slow breaths"

    @property
    def seconds(self) -> int:
        """Return the shortest hold in seconds; “each way” counts twice."""
        return self.least * self._each

    @property
    def longest(self) -> int:
        """Return the longest hold in seconds."""
        return self.most * self._each

    @property
    def _each(self) -> int:
        each = {"s": 1, "m": 60}.get(self.unit[0], 1)
        if self.unit.startswith("slow"):
            each = SECONDS_A_BREATH
        return each * (2 if self.words.endswith("each way") else 1)

    @property
    def is_brief(self) -> bool:
        """Say whether this is no hold to speak of: then the count is what a reader looks for."""
        return self.seconds < BRIEF


@dataclass(frozen=True)
class Reps(Quantity):
    """How many repetitions, in all or for each side.

    >>> Reps.parse("8 to 10 each side").sides
    2
    """

    _PATTERN = re.compile(
        rf"(?:once(?! time)|{_RANGE})(?: (?P<unit>times?|each side|each leg|each way))?"
    )
    _FORM = "8, 8 to 10, once, or 8 to 10 each side"

    @property
    def sides(self) -> int:
        return 2 if self.unit in ("each side", "each leg") else 1


@dataclass(frozen=True)
class Sets(Quantity):
    """How many rounds of all repetitions."""


@dataclass(frozen=True)
class Days(Quantity):
    """On how many days of a week.

    >>> Days.parse("2 or 3 days a week").most, Days.parse("Every day").least
    (3, 7)
    """

    _PATTERN = re.compile(
        r"(?:(?P<least>[1-7])(?: (?:to|or) (?P<most>[1-7]))?(?P<unit> days? a week)?)"
    )
    _FORM = "3, 2 to 3, 3 days a week, or every day"
    _BY_NAME: ClassVar[Mapping[str, tuple[int, int]]] = {
        "every day": (7, 7), "any day you like": (1, 7),
    }  # fmt: skip

    @classmethod
    def parse(cls, words: object) -> Quantity:
        text = " ".join(words.split()) if isinstance(words, str) else ""
        named = cls._BY_NAME.get(text.lower())
        return cls(text, *named, "") if named else super().parse(words)


class Dose(Record):
    """How long, how many and how often, each in words that are also numbers.

    A dose without a ``source`` is the editors' own, which a chapter says once for all moves.
    """

    hold: Hold
    reps: Reps
    sets: Sets | None = None
    often: Text
    source: Text | None = None

    @property
    def days(self) -> Quantity | None:
        """Return on how many days of a week, if ``often`` says no more than that."""
        try:
            return Days.parse(self.often)
        except ValueError:
            return None

    @property
    def seconds(self) -> int:
        """Return how long the smallest dose takes, without rests."""
        sets = self.sets.least if self.sets else 1
        return self.hold.seconds * self.reps.least * self.reps.sides * sets
