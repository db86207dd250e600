"""Texts: the kinds of text that a field may hold, each with what to write instead."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from backpocket.model.addresses import web_objection

__all__ = [
    "Address", "Contact", "FolderAddress", "Name", "Some", "SourceAddress", "Text", "Texts",
    "written_as",
]  # fmt: skip


_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("this text is empty; write some words")
    return text.strip()


def _web_address(text: str) -> str:
    return _unobjected(text, web_objection(text))


def _source_address(text: str) -> str:
    return _unobjected(text, web_objection(text, ("https", "http")))


def _folder_address(text: str) -> str:
    if set("?#") & set(text) or text.endswith(".html"):
        raise ValueError("write the address of a folder, as https://example.org/guides")
    return _web_address(text).rstrip("/")


def _contact(text: str) -> str:
    return _web_address(text) if text.startswith("https://") else text


def _unobjected(text: str, objection: str) -> str:
    if objection:
        known = objection.startswith("write ")
        raise ValueError(objection if known else f"this address cannot be trusted; {objection}")
    return text


def written_as(pattern: re.Pattern[str], form: str) -> AfterValidator:
    """Return the check that a text matches a pattern, in words an editor understands."""

    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(form)
        return text

    return AfterValidator(check)


Text = Annotated[str, Field(max_length=2000), AfterValidator(_not_blank)]
Texts = tuple[Text, ...]
Some = Annotated[tuple[Text, ...], Field(min_length=1)]
Address = Annotated[str, Field(max_length=300), AfterValidator(_web_address)]
FolderAddress = Annotated[str, Field(max_length=200), AfterValidator(_folder_address)]
SourceAddress = Annotated[str, Field(max_length=2000), AfterValidator(_source_address)]
"""The address of a source: some have none but an ``http`` one."""

Contact = Annotated[Text, AfterValidator(_contact)]
"""Words, or a web address, which pages make a link of."""
Name = Annotated[
    str,
    Field(max_length=60),
    written_as(_NAME, "use small letters, numbers and hyphens, as in cat-cow"),
]
