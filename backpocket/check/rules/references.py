"""References: each one cited."""

from __future__ import annotations

from collections.abc import Iterator

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.markup.marks import Kind

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


RULES = (every_reference_is_cited,)
