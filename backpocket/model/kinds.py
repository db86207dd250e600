"""Kinds of guides: what a guide of a kind must have; the rules of safety hold for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from backpocket.model.field_types import Text
from backpocket.model.record import Record

__all__ = ["DEFAULT_KIND", "GuideKind"]

File = Literal[
    "glossary.toml", "pictures.toml", "plan.toml", "poses.toml", "sheet.toml", "treatments.toml"
]
FileWithFields = Literal["guide.toml", "safety.toml"]
Part = Literal[
    "contents", "decision", "diary", "for-whom", "glossary", "ladder", "links", "questions",
    "traffic-light", "treatments", "week",
]  # fmt: skip

DEFAULT_KIND = "exercise-guide"
"""The kind of a guide that does not name one."""


class GuideKind(Record):
    """What a guide of a kind must have.

    ``files`` are in its folder, ``fields`` are filled by file, ``parts`` are shown by a chapter as
    directives. The handout opens with a cover, or with a head on its first page.
    """

    about: Text
    opening: Literal["cover", "head"]
    files: tuple[File, ...] = ()
    fields: Mapping[FileWithFields, tuple[Text, ...]] = Field(default_factory=dict)
    parts: tuple[Part, ...] = ()
