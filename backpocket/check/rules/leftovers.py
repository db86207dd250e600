"""Leftovers: texts of the example that a new guide begins with, and names that stand twice."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.load.fields import Fields
from backpocket.model.source import Source

__all__ = ["RULES"]

_EXAMPLE = Path(__file__).parents[2] / "commands" / "skeleton_files"
_OF_GUIDE = ("series", "title", "promise", "main_message", "objective", "audience")
_OF_MOVE = ("name", "purpose")
"""The texts that are of the example alone; others may be right in any guide."""


@rule("W716", purpose="No text of the example is left.")
def no_example_is_left(subject: Subject) -> Iterator[Diagnostic]:
    for path, fields in subject.loaded.data.items():
        if path == "guide.toml":
            yield from _left(fields, _example("guide.toml"), _OF_GUIDE)
        elif path.startswith("moves/"):
            yield from _left(fields, _example("moves/stand-up.toml"), _OF_MOVE)
    for source in subject.loaded.sources:
        if source.is_chapter:
            yield from _left_in_chapter(source)


def _left(
    fields: Fields, example: Mapping[str, Any], names: tuple[str, ...]
) -> Iterator[Diagnostic]:
    left = [name for name in names if fields.values.get(name) == example[name]]
    if left:
        shown = ", ".join(f"“{name}”" for name in left)
        message = f"still of the example: {shown}"
        hint = "write what your guide has to say"
        yield fields.source.warning(fields.offset((left[0],)), "W716", message, hint)


def _left_in_chapter(source: Source) -> Iterator[Diagnostic]:
    for line in _example_lines():
        at = source.text.find(line)
        if at >= 0:
            yield source.warning(at, "W716", "this text is still of the example", "delete it")


@cache
def _example(name: str) -> Mapping[str, Any]:
    text = (_EXAMPLE / name).read_text(encoding="utf-8")
    for day in ("$written", "$next_review"):
        text = text.replace(day, "2000-01-01")
    return tomllib.loads(text)


@cache
def _example_lines() -> tuple[str, ...]:
    """Return the lines of the example's chapters that say that they are an example."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(_EXAMPLE.glob("*.md")))
    return tuple(line for text in texts for line in text.splitlines() if "example" in line)


@rule("W717", purpose="Two moves have two names.")
def moves_have_names_of_their_own(subject: Subject) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for path, fields in subject.loaded.data.items():
        name = fields.values.get("name") if path.startswith("moves/") else None
        if not isinstance(name, str):
            continue
        plain = " ".join(name.casefold().split())
        if plain in seen:
            message = f"the move in {seen[plain]} is called “{name}” too"
            hint = "give each a name of its own: readers know them by it"
            yield fields.source.warning(fields.offset(("name",)), "W717", message, hint)
        seen.setdefault(plain, path)


RULES = (no_example_is_left, moves_have_names_of_their_own)
