"""Nesting: what stands in a chapter, and what stands within what."""

from __future__ import annotations

from collections.abc import Iterator

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.markup.body import BLOCK_CODES

__all__ = ["RULES"]


@rule(*BLOCK_CODES, purpose="Headings and boxes stand at the margin, and lists not too deep.")
def blocks_can_be_set(subject: Subject) -> Iterator[Diagnostic]:
    for _, _, faults in subject.bodies:
        yield from (each for each in faults if each.code in BLOCK_CODES)


RULES = (blocks_can_be_set,)
