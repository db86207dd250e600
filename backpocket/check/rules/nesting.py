"""Nesting: what stands in a chapter, and what stands within what."""

from __future__ import annotations

from collections.abc import Iterator

from markdown.extensions.toc import slugify

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.markup.body import BLOCK_CODES

__all__ = ["RULES"]


@rule(*BLOCK_CODES, purpose="Headings and boxes stand at the margin, and lists not too deep.")
def blocks_can_be_set(subject: Subject) -> Iterator[Diagnostic]:
    for _, _, faults in subject.bodies:
        yield from (each for each in faults if each.code in BLOCK_CODES)


@rule("E112", purpose="A heading stands once in its chapter, so that links find the right one.")
def headings_are_unique(subject: Subject) -> Iterator[Diagnostic]:
    for source, body, _ in subject.bodies:
        seen: set[str] = set()
        for heading in body.headings if body is not None else ():
            address = slugify(heading.text, "-")
            if address in seen:
                message = f"the heading “{heading.text}” stands twice in this chapter"
                at = source.offset(heading.line, 1)
                yield source.error(at, "E112", message, "change one of them")
            seen.add(address)


RULES = (blocks_can_be_set, headings_are_unique)
