"""Treatments: what may help, with its effect on one scale, its limits and its certainty."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from backpocket.model.field_types import Name, Some, Text
from backpocket.model.record import Record

__all__ = ["Effect", "Scale", "Treatment", "Treatments"]

_DOTS = {"high": 4, "moderate": 3, "low": 2, "very low": 1, "not graded": 0}


class Effect(Record):
    """How many points of 100 pain falls more than with something else; below 0 if it rises."""

    points: Annotated[int, Field(ge=-100, le=100)]
    against: Text


class Scale(Record):
    """The scale of effects: the least change worth noticing, in points of 100, and who says so."""

    noticed: Annotated[int, Field(ge=1, le=100)]
    note: Text


class Treatment(Record):
    """What may help, what it asks of a reader, how far, at what risk, and how sure we are."""

    id: Name
    name: Text
    asks: Text
    benefit: Text
    effect: tuple[Effect, ...] = ()
    limits: Text
    risk: Text
    certainty: Literal["high", "moderate", "low", "very low", "not graded"]
    certainty_note: Text
    cite: Some

    @property
    def dots(self) -> int:
        """Return how many of four dots the certainty has."""
        return _DOTS[self.certainty]


class Treatments(Record):
    """What ``treatments.toml`` has: the scale of effects, and the treatments."""

    scale: Scale | None = None
    treatment: tuple[Treatment, ...] = ()
