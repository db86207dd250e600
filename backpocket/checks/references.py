"""References: each one complete, each one cited."""

from __future__ import annotations

from collections.abc import Iterator

from backpocket.checks import Subject, rule
from backpocket.diagnostics import Diagnostic
from backpocket.marks import Kind, scan

__all__: list[str] = []


@rule("W301", purpose="A reference that is not cited is taken out.")
def every_reference_is_cited(subject: Subject) -> Iterator[Diagnostic]:
    guide = subject.loaded.guide
    if guide is None:
        return
    cited = {
        mark.value
        for source in guide.sources
        if not source.path.endswith(".json")
        for mark in scan(source)
        if mark.kind is Kind.CITATION
    }
    cited |= {key for item in guide.treatments for key in item.cite}
    cited |= {key for sign in guide.safety.sign for key in sign.cite}
    source = next(s for s in guide.sources if s.path.endswith("/references.json"))
    for key in guide.references:
        if key not in cited:
            offset = max(source.text.find(f'"{key}"'), 0)
            hint = f"cite it with [@{key}], or take it out"
            yield source.warning(offset, "W301", f"“{key}” is not cited anywhere", hint)


@rule("E104", purpose="Keys in the cite fields of data files are those of references.")
def cite_fields_resolve(subject: Subject) -> Iterator[Diagnostic]:
    guide = subject.loaded.guide
    if guide is None:
        return
    for name, keys in (
        ("treatments.toml", [key for item in guide.treatments for key in item.cite]),
        ("safety.toml", [key for sign in guide.safety.sign for key in sign.cite]),
    ):
        source = next(s for s in guide.sources if s.path.endswith(f"/{name}"))
        for key in dict.fromkeys(keys):
            if key not in guide.references:
                from backpocket.diagnostics import nearest

                offset = max(source.text.find(f'"{key}"'), 0)
                hint = nearest(key, guide.references)
                yield source.error(offset, "E104", f"unknown citation “{key}”", hint)
