"""Safety: the signs of danger, whom to see about them, and the lights that say when to stop."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from backpocket.model.field_types import Name, Some, Text
from backpocket.model.pain import Traffic
from backpocket.model.record import Record

__all__ = ["Safety", "Sign"]


class Sign(Record):
    """A sign: call for help at once, get help today, or see someone in the next days.

    ``icon`` is the pictogram beside it, a file of ``styles/icons``.
    """

    level: Literal["emergency", "soon", "visit"]
    text: Text
    short: Text | None = None
    icon: Name | None = None
    cite: Some


class Safety(Record):
    """The danger signs of a guide, and what runs and moves may feel like, if it has some.

    ``visit`` says what to do about the signs of that level; if it is left out, to see the clinician
    of the region.
    """

    visit: Text | None = None
    sign: Annotated[tuple[Sign, ...], Field(min_length=1)]
    traffic: Traffic | None = None
