"""Checks: one small function for each rule, registered with its code.

A rule takes a :class:`Subject` and yields diagnostics. ``check`` runs them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from backpocket.diagnostics import Diagnostic
from backpocket.load import Loaded
from backpocket.model import Brand, Region

__all__ = ["RULES", "Rule", "Subject", "check", "rule"]


@dataclass(frozen=True)
class Subject:
    """What rules look at: a guide as loaded, and what it shares with the others."""

    name: str
    loaded: Loaded
    brand: Brand | None
    regions: Mapping[str, Region]


Check = Callable[[Subject], Iterator[Diagnostic]]


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


def check(subject: Subject) -> list[Diagnostic]:
    """Run every rule on a guide."""
    # Imported here, so that a rule module can import this one.
    from backpocket.checks import marks, names, references  # noqa: F401

    return [diagnostic for item in RULES for diagnostic in item.find(subject)]
