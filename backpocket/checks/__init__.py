"""Checks: one small function for each rule, registered with its codes.

A rule takes a :class:`Subject` and yields diagnostics. ``check`` runs them all, and then puts the
guide's own allowances to them. What a code is for, and a bad and a good example of it, stands in
``rules.toml`` (:mod:`backpocket.checks.explain`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps

from backpocket.checks.passages import Passage
from backpocket.diagnostics import Diagnostic
from backpocket.language import Language, load_language
from backpocket.load.fields import Fields
from backpocket.load.project import Loaded
from backpocket.model.guide import Brand, Region
from backpocket.model.source import Source

__all__ = ["RULES", "Rule", "Subject", "check", "language_rule", "rule", "rule_codes"]


@dataclass(frozen=True)
class Subject:
    """What rules look at: a guide as loaded, what it shares with the others, and the day."""

    name: str
    loaded: Loaded
    brand: Brand | None
    regions: Mapping[str, Region]
    today: dt.date | None = None
    own_words: frozenset[str] = frozenset()
    """Words that are right although the dictionary does not have them."""

    shared: Mapping[str, Fields] = field(default_factory=dict)
    """The data files that all guides show texts of, by name."""

    @property
    def sources(self) -> Sequence[Source]:
        """Return the files of the guide, and those that it shares."""
        return (*self.loaded.sources, *(fields.source for fields in self.shared.values()))

    @cached_property
    def language(self) -> Language | None:
        """Return the tables of the guide's language; None if there are none, or it has none."""
        settings = self.loaded.data.get("guide.toml")
        name = settings.values.get("language") if settings else None
        return load_language(name) if isinstance(name, str) else None

    @cached_property
    def passages(self) -> Sequence[Passage]:
        """Return all text that a reader sees, chapters first, each in its own order."""
        from backpocket.checks.texts import passages

        return passages(self)

    @cached_property
    def sections(self) -> Sequence[Sequence[Passage]]:
        """Return the passages grouped under their headings, or by table of a data file."""
        found: dict[tuple[object, ...], list[Passage]] = {}
        for passage in self.passages:
            found.setdefault((passage.source.path, passage.section), []).append(passage)
        return tuple(found.values())


Check = Callable[[Subject], Iterator[Diagnostic]]
LanguageCheck = Callable[[Subject, Language], Iterator[Diagnostic]]


@dataclass(frozen=True)
class Rule:
    """A rule: its codes, what it is for, and the function that finds what breaks it."""

    codes: tuple[str, ...]
    purpose: str
    find: Check


RULES: list[Rule] = []


def rule(*codes: str, purpose: str) -> Callable[[Check], Check]:
    """Register a function as the rule that gives these codes."""

    def register(find: Check) -> Check:
        RULES.append(Rule(codes, purpose, find))
        return find

    return register


def language_rule(*codes: str, purpose: str) -> Callable[[LanguageCheck], LanguageCheck]:
    """Register a rule on words, which is given the tables of the guide’s language too.

    A guide in a language without tables is spared it.
    """

    def register(find: LanguageCheck) -> LanguageCheck:
        @wraps(find)
        def in_language(subject: Subject) -> Iterator[Diagnostic]:
            if subject.language is not None:
                yield from find(subject, subject.language)

        rule(*codes, purpose=purpose)(in_language)
        return find

    return register


def check(subject: Subject) -> list[Diagnostic]:
    """Run every rule on a guide."""
    _register()
    return [diagnostic for item in RULES for diagnostic in item.find(subject)]


def rule_codes() -> frozenset[str]:
    """Return the codes that rules on guides give."""
    _register()
    return frozenset(code for item in RULES for code in item.codes)


def _register() -> None:
    # Imported here, so that a rule module can import this one.
    from backpocket.checks import (  # noqa: F401
        claims,
        doses,
        figures,
        grades,
        languages,
        marks,
        names,
        pictures,
        references,
        safety,
        sizes,
        spelling,
        steps,
        terms,
        typography,
        wording,
    )
