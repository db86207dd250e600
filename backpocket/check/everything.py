"""Everything: all rules on guides, run on one.

A rule takes a :class:`~backpocket.check.subject.Subject` and yields diagnostics. What a code is
for, and a bad and a good example of it, stands in ``explanations.toml``
(:mod:`backpocket.check.explain`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import chain

from backpocket.check.allowances import apply_allowances
from backpocket.check.rules import (
    claims,
    dangling_marks,
    doses,
    footnotes,
    foreign_marks,
    grades,
    ids_in_data,
    instructions,
    languages,
    leftovers,
    letters,
    nesting,
    picture_texts,
    postures,
    safety,
    sheet_moves,
    sizes,
    spelling,
    terms,
    typography,
    uncited,
    wording,
)
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.draw.kept import kept_of
from backpocket.load.project import Project

__all__ = ["RULES", "check_guide", "rule_codes", "subject_of"]

RULES = tuple(
    chain(
        claims.RULES,
        dangling_marks.RULES,
        doses.RULES,
        footnotes.RULES,
        foreign_marks.RULES,
        grades.RULES,
        ids_in_data.RULES,
        instructions.RULES,
        languages.RULES,
        leftovers.RULES,
        letters.RULES,
        postures.RULES,
        nesting.RULES,
        picture_texts.RULES,
        uncited.RULES,
        safety.RULES,
        sheet_moves.RULES,
        sizes.RULES,
        spelling.RULES,
        terms.RULES,
        typography.RULES,
        wording.RULES,
    )
)
"""Every rule on guides."""


def subject_of(project: Project, name: str, today: dt.date) -> Subject:
    """Return what rules look at of a guide of a project."""
    loaded, press = project.guides[name], project.press
    brand, regions = (press.brand, press.regions) if press else (None, {})
    faces = project.look.typefaces
    letters = faces.letters if faces else frozenset[int]()
    kept = kept_of(project.disk.root)
    return Subject(name, loaded, brand, regions, today, project.shared, letters, kept)


def check_guide(project: Project, name: str, today: dt.date) -> list[Diagnostic]:
    """Run every rule on a guide of a project, and take out what it allows."""
    loaded, subject = project.guides[name], subject_of(project, name, today)
    found = [diagnostic for item in RULES for diagnostic in item.find(subject)]
    whole = project.press is not None and loaded.guide is not None
    return _once(apply_allowances(loaded.allowances, name, found, rule_codes(), whole=whole))


def _once(found: list[Diagnostic]) -> list[Diagnostic]:
    """Tell of a word once, at its first place, however often it stands in the guide."""
    counts = Counter(each.message for each in found if each.code in _OF_WORDS)
    told: set[str] = set()
    kept: list[Diagnostic] = []
    for each in found:
        times = counts.get(each.message, 1) if each.code in _OF_WORDS else 1
        if times > 1 and each.message in told:
            continue
        told.add(each.message)
        more = f"{each.message}; it stands {times} times"
        kept.append(each if times == 1 else replace(each, message=more))
    return kept


_OF_WORDS = frozenset(code for item in spelling.RULES for code in item.codes)
"""The codes of findings on a word, wherever it stands."""


def rule_codes() -> frozenset[str]:
    """Return the codes that rules on guides give."""
    return frozenset(code for item in RULES for code in item.codes)
