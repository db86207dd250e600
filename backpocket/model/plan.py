"""Plan: what to do this week, as ``plan.toml`` has it: run on or not, the days, and the ladder."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from backpocket.model.field_types import Name, Text
from backpocket.model.record import Record

__all__ = ["Day", "Decision", "LadderStep", "Plan"]

Minutes = Annotated[int, Field(ge=0, le=240)]
DAYS = 7


class Decision(Record):
    """The question that says who runs on and who takes the ladder."""

    question: Text
    yes: Text
    no: Text
    note: Text | None = None


class Day(Record):
    """A day of the week: what is done, and the moves that are done on it."""

    kind: Literal["run", "moves", "rest"]
    do: Text
    moves: tuple[Name, ...] = ()


class LadderStep(Record):
    """A step of the ladder: minutes of running, then of walking, so many times.

    >>> LadderStep(run=1, walk=2, times=6).running
    6
    """

    run: Minutes
    walk: Minutes
    times: Annotated[int, Field(ge=1, le=60)] = 1

    @property
    def running(self) -> int:
        """Return the minutes of running in all."""
        return self.run * self.times

    @property
    def minutes(self) -> int:
        """Return the minutes of the whole step."""
        return (self.run + self.walk) * self.times


class Plan(Record):
    """A plan for the week; ``day`` has all days from Monday on, or none."""

    decision: Decision | None = None
    day: tuple[Day, ...] = ()
    step: tuple[LadderStep, ...] = ()

    @model_validator(mode="after")
    def a_week_has_seven_days(self) -> Self:
        if len(self.day) not in (0, DAYS):
            raise ValueError(f"this week has {len(self.day)} days; write {DAYS}, from Monday on")
        return self
