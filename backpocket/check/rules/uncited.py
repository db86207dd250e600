"""References: each one cited, and none with a field that is misspelt."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.markup.marks import Kind
from backpocket.model.reference import Reference

__all__ = ["RULES"]


@rule("W301", purpose="A reference that is not cited is taken out.")
def every_reference_is_cited(subject: Subject) -> Iterator[Diagnostic]:
    guide = subject.loaded.guide
    if guide is None:
        return
    cited = {mark.value for _, mark in subject.marks if mark.kind is Kind.CITATION}
    fields = subject.loaded.data["references.json"]
    for index, key in enumerate(guide.references):
        if key not in cited:
            hint = f"cite it with [@{key}], or take it out"
            at = fields.offset((index, "id"))
            yield fields.source.warning(at, "W301", f"“{key}” is not cited anywhere", hint)


_OF_MANAGERS = (
    "article-number",
    "original-title",
    "published",
    "reference",
    "short-container-title",
)
"""Fields that managers add, and that are spelt much like one that is printed."""


@rule("W306", purpose="A field of a reference that is misspelt would be left out of the list.")
def fields_are_spelt_right(subject: Subject) -> Iterator[Diagnostic]:
    fields = subject.loaded.data.get("references.json")
    if fields is None or not isinstance(fields.values, list):
        return
    known = Reference.field_names()
    for index, entry in enumerate(fields.values):
        for name in entry if isinstance(entry, dict) else ():
            if name in known or name in _OF_MANAGERS:
                continue
            meant = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
            if meant:
                message = f"“{name}” is no field of a reference, and is left out"
                at = fields.offset((index, name))
                yield fields.source.warning(at, "W306", message, f"did you mean “{meant[0]}”?")


RULES = (every_reference_is_cited, fields_are_spelt_right)
