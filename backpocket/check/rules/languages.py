"""Languages: that there are rules for the one a guide is written in."""

from __future__ import annotations

from collections.abc import Iterator

from backpocket.check.language import languages
from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic, nearest

__all__ = ["RULES"]


@rule("W625", purpose="A guide is in a language that the rules know.")
def language_is_known(subject: Subject) -> Iterator[Diagnostic]:
    guide = subject.loaded.guide
    if guide is not None and subject.language is None:
        fields = subject.loaded.data["guide.toml"]
        message = f"there are no rules for the language “{guide.settings.language}”"
        hint = nearest(guide.settings.language, languages())
        at = fields.offset(("language",))
        yield fields.source.warning(at, "W625", f"{message}: its words are not judged", hint)


RULES = (language_is_known,)
