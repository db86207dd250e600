"""References: the part of CSL-JSON 1.0 that the press relies on, checked before it is set.

citeproc-py raises or prints Python for a name or a date in another form, so the forms are checked
here (CSL-JSON schema, https://docs.citationstyles.org).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from backpocket.model.field_types import SourceAddress, Text, written_as

__all__ = ["Reference"]

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_NAME_PARTS = (
    "family",
    "given",
    "suffix",
    "dropping-particle",
    "non-dropping-particle",
    "literal",
)


_BOUNDS = ((1, 9999), (1, 12), (1, 31))
"""The least and the greatest year, month and day of a date."""


def _person(author: Mapping[str, Any]) -> Mapping[str, Any]:
    unknown = [name for name in author if name not in _NAME_PARTS]
    if unknown:
        raise ValueError(f"“{unknown[0]}” is no part of a name; there are {', '.join(_NAME_PARTS)}")
    if not all(isinstance(part, str) and part.strip() for part in author.values()):
        raise ValueError("a part of this name is not text; put it in quotes")
    if not {"family", "literal"} & author.keys():
        raise ValueError("this name has no family name; a group has a literal")
    if "literal" in author and len(author) > 1:
        raise ValueError("a literal is the whole name; delete the other parts")
    return author


def _csl_date(date: Mapping[str, Any]) -> Mapping[str, Any]:
    literal = date.get("literal")
    if "date-parts" not in date and isinstance(literal, str) and literal.strip():
        return date  # such as “n.d.”, for a source that gives no date
    parts = date.get("date-parts")
    days = parts if isinstance(parts, list) and len(parts) in (1, 2) else [[]]
    for day in days:
        if not isinstance(day, list) or not 1 <= len(day) <= 3:
            raise ValueError('write a date as { "date-parts": [[2020, 4, 30]] }')
        if not all(type(number) is int for number in day):
            raise ValueError("write the parts of a date as whole numbers, without quotes")
        if not all(
            low <= number <= high for number, (low, high) in zip(day, _BOUNDS, strict=False)
        ):
            raise ValueError("there is no such date; write year, month and day, as [2020, 4, 30]")
    return date


CslDate = Annotated[Mapping[str, Any], AfterValidator(_csl_date)]
Person = Annotated[Mapping[str, Any], AfterValidator(_person)]


def _simple(value: object) -> object:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    raise ValueError("write text or a number")


class Reference(BaseModel):
    """An entry in CSL-JSON 1.0; fields that only the citation style reads are kept as they are."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Annotated[Any, AfterValidator(_simple)]]

    id: Annotated[
        str,
        written_as(_KEY, "use letters, numbers, - and _, as in adams2020"),
    ]
    type: Text
    title: Text
    author: Annotated[tuple[Person, ...], Field(min_length=1)]
    editor: tuple[Person, ...] | None = None
    issued: CslDate | None = None
    accessed: CslDate | None = None
    DOI: Text | None = None
    URL: SourceAddress | None = None
