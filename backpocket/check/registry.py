"""Registry: a rule is a function with its codes; each module of ``rules`` lists its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps

from backpocket.check.language import Language
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic

__all__ = ["Rule", "language_rule", "rule"]

Check = Callable[[Subject], Iterator[Diagnostic]]
LanguageCheck = Callable[[Subject, Language], Iterator[Diagnostic]]


@dataclass(frozen=True)
class Rule:
    """A rule: its codes, what it is for, and the function that finds what breaks it."""

    codes: tuple[str, ...]
    purpose: str
    find: Check


def rule(*codes: str, purpose: str) -> Callable[[Check], Rule]:
    """Make a function the rule that gives these codes."""

    def made(find: Check) -> Rule:
        return Rule(codes, purpose, find)

    return made


def language_rule(*codes: str, purpose: str) -> Callable[[LanguageCheck], Rule]:
    """Make a function a rule on words, which is given the tables of the guide’s language too.

    A guide in a language without tables is spared it.
    """

    def made(find: LanguageCheck) -> Rule:
        @wraps(find)
        def in_language(subject: Subject) -> Iterator[Diagnostic]:
            if subject.language is not None:
                yield from find(subject, subject.language)

        return Rule(codes, purpose, in_language)

    return made
