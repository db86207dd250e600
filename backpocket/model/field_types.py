"""Texts: the kinds of text that a field may hold, each with what to write instead."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

__all__ = ["Address", "Name", "Text", "written_as"]


_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("this text is empty; write some words")
    return text.strip()


def _web_address(text: str) -> str:
    if not text.startswith("https://") or any(c.isspace() for c in text) or "." not in text[8:]:
        raise ValueError("write a web address as https://…, without spaces")
    return text


def written_as(pattern: re.Pattern[str], form: str) -> AfterValidator:
    """Return the check that a text matches a pattern, in words an editor understands."""

    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(form)
        return text

    return AfterValidator(check)


Text = Annotated[str, Field(max_length=2000), AfterValidator(_not_blank)]
Address = Annotated[str, Field(max_length=300), AfterValidator(_web_address)]
Name = Annotated[
    str,
    Field(max_length=60),
    written_as(_NAME, "use small letters, numbers and hyphens, as in cat-cow"),
]
