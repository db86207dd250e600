"""Everything: all rules on guides, run on one.

A rule takes a :class:`~backpocket.check.subject.Subject` and yields diagnostics. What a code is
for, and a bad and a good example of it, stands in ``rules.toml`` (:mod:`backpocket.check.explain`).
"""

from __future__ import annotations

from itertools import chain

from backpocket.check.rules import (
    claims,
    dangling_marks,
    doses,
    grades,
    ids_in_data,
    instructions,
    languages,
    limbs,
    pictures,
    references,
    safety,
    sizes,
    spelling,
    terms,
    typography,
    wording,
)
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic

__all__ = ["RULES", "check", "rule_codes"]

RULES = tuple(
    chain(
        claims.RULES,
        dangling_marks.RULES,
        doses.RULES,
        grades.RULES,
        ids_in_data.RULES,
        instructions.RULES,
        languages.RULES,
        limbs.RULES,
        pictures.RULES,
        references.RULES,
        safety.RULES,
        sizes.RULES,
        spelling.RULES,
        terms.RULES,
        typography.RULES,
        wording.RULES,
    )
)
"""Every rule on guides."""


def check(subject: Subject) -> list[Diagnostic]:
    """Run every rule on a guide."""
    return [diagnostic for item in RULES for diagnostic in item.find(subject)]


def rule_codes() -> frozenset[str]:
    """Return the codes that rules on guides give."""
    return frozenset(code for item in RULES for code in item.codes)
