"""Programmes: the moves that a clinic chooses for one patient, each with a dose of its own or not.

What a clinic says takes the place of what the guide says; a number alone has the unit of the guide.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field

from backpocket.model.dose import Days, Hold, Quantity, Reps, Sets
from backpocket.model.field_types import Name, Text, written_as
from backpocket.model.record import Record

__all__ = ["Chosen", "Programme"]

_PLAIN = re.compile(r"[^*_\[\]{}<>`~^|\\\n]*")


def _amount(kind: type[Quantity]) -> BeforeValidator:
    """Return the check that a value is a number or a range, or in the words of a kind."""

    def check(value: object) -> Quantity:
        try:
            return Quantity.parse(value)
        except ValueError:
            return kind.parse(value)

    return BeforeValidator(check)


class Chosen(Record):
    """A move of a programme, by the name that ``list`` shows."""

    name: Name
    hold: Annotated[Quantity | None, _amount(Hold)] = None
    reps: Annotated[Quantity | None, _amount(Reps)] = None
    sets: Annotated[Quantity | None, _amount(Sets)] = None
    days: Annotated[Quantity | None, BeforeValidator(Days.parse)] = None


class Programme(Record):
    """What a file of the command “plan” says."""

    guide: Name
    title: Annotated[
        Text,
        Field(max_length=60),
        written_as(_PLAIN, "write plain words on one line, without signs such as * or ["),
    ]
    move: Annotated[tuple[Chosen, ...], Field(min_length=1)]
