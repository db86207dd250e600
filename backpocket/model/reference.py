"""References: an entry of CSL-JSON as a reference manager exports it, in the form that is set.

Fields that no citation style prints are let by; what is printed is checked here, because
citeproc-py raises or prints Python for a name or a date in another form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from backpocket.model.csl import (
    ALIASES,
    TEXTS,
    citation_key,
    csl_doi,
    csl_name,
    csl_text,
    csl_type,
    csl_url,
    whole_title,
)
from backpocket.model.csl_dates import csl_date
from backpocket.model.field_types import SourceAddress, Text, written_as

__all__ = ["Reference"]

_KEY = re.compile(r"[^\W_][\w:.#$%&+?~/-]*")

_NEEDED = ("id", "type", "title")


def _text_or_none(value: object) -> str | None:
    return csl_text(value) or None


_Date = Annotated[Mapping[str, Any] | None, BeforeValidator(csl_date)]
_Name = Annotated[Mapping[str, str], BeforeValidator(csl_name)]
_Names = Annotated[tuple[_Name, ...] | None, BeforeValidator(lambda names: names or None)]


class Reference(BaseModel):
    """An entry of CSL-JSON 1.0; ``id`` is what it is cited by."""

    model_config = ConfigDict(frozen=True, extra="allow", serialize_by_alias=True)
    __pydantic_extra__: dict[str, Annotated[str | None, BeforeValidator(_text_or_none)]]

    id: Annotated[
        str,
        Field(max_length=200),
        written_as(_KEY, 'give it a short id, or a "citation-key", as in adams2020'),
    ]
    type: Annotated[Text, BeforeValidator(csl_type)]
    title: Annotated[Text, BeforeValidator(csl_text)]
    author: _Names = None
    collection_editor: _Names = Field(None, alias="collection-editor")
    container_author: _Names = Field(None, alias="container-author")
    editor: _Names = None
    editor_translator: _Names = Field(None, alias="editor-translator")
    translator: _Names = None
    accessed: _Date = None
    event_date: _Date = Field(None, alias="event-date")
    issued: _Date = None
    original_date: _Date = Field(None, alias="original-date")
    submitted: _Date = None
    DOI: Annotated[str | None, BeforeValidator(csl_doi)] = None
    URL: Annotated[SourceAddress | None, BeforeValidator(csl_url)] = None

    @classmethod
    def field_names(cls) -> frozenset[str]:
        """Return the names of the fields that are set; all others are let by."""
        own = (info.alias or name for name, info in cls.model_fields.items())
        return frozenset([*own, *TEXTS])

    @model_validator(mode="before")
    @classmethod
    def _as_exported(cls, entry: Any) -> Any:
        """Keep the fields that are set, under the names of CSL; the citation key is the id."""
        if not isinstance(entry, Mapping):
            return entry
        named = {ALIASES.get(name, name): value for name, value in entry.items()}
        known = cls.field_names()
        kept = {
            name: value
            for name, value in {**named, **entry}.items()
            if name in known and (value not in (None, "", []) or name in _NEEDED)
        }
        if "title" in entry:
            kept["title"] = whole_title(entry)
        key = citation_key(entry)
        return kept if key is None else {**kept, "id": key}
