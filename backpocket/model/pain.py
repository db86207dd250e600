"""Pain: the traffic light, whose numbers are on the scale from 0, no pain, to 10, the worst.

Editors write a range in words; the press reads the numbers from it, and sees to it that the three
lights share the scale without a gap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from backpocket.model.field_types import Text
from backpocket.model.record import Record

__all__ = ["WORST", "Light", "Lights", "PainRange", "Traffic"]

WORST = 10

_RANGE = re.compile(r"(?P<least>\d{1,2})(?: to (?P<most>\d{1,2})|(?P<up> or more))?")
_FORM = "write it as: 0 to 2, 3, or 4 or more"


@dataclass(frozen=True)
class PainRange:
    """Whole numbers of pain from ``least`` to ``most``, as read from words.

    >>> PainRange.parse("4 or more").most
    10
    """

    words: str
    least: int
    most: int

    @classmethod
    def parse(cls, words: object) -> PainRange:
        """Read a range from its words; raise ValueError if it is none of the scale."""
        if isinstance(words, cls):
            return words
        is_written = isinstance(words, str | int) and not isinstance(words, bool)
        text = " ".join(str(words).split()) if is_written else ""
        match = _RANGE.fullmatch(text)
        if match is None:
            raise ValueError(_FORM)
        least = int(match["least"])
        most = WORST if match["up"] else int(match["most"] or least)
        if not least <= most <= WORST:
            raise ValueError(f"write numbers from 0 to {WORST}, the smaller one first")
        return cls(text, least, most)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)

    def __str__(self) -> str:
        return self.words


class Light(Record):
    """One light: which pain it stands for, what else shows it, and what to do."""

    pain: PainRange
    signs: Text
    do: Text


class Lights(Record):
    """When to go on with a run or a move, to ease off, or to stop; one rule for both."""

    go: Light
    ease: Light
    stop: Light

    @model_validator(mode="after")
    def the_lights_share_the_scale(self) -> Self:
        ranges = [self.go.pain, self.ease.pain, self.stop.pain]
        ends = [-1, *(each.most for each in ranges)]
        starts = [*(each.least for each in ranges), WORST + 1]
        if [end + 1 for end in ends] != starts:
            raise ValueError(
                "the pain of go, ease and stop leaves a gap or overlaps;"
                f" together they go from 0 to {WORST}, as in 0 to 2, 3, 4 or more"
            )
        return self


class Traffic(Lights):
    """The lights of a guide; ``note`` says where the rule is from, and what of it is our own."""

    note: Text | None = None
