"""Explanations: what each code is for, where it comes from, a bad and a good example."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Explanation", "as_markdown", "as_text", "explanations"]


@dataclass(frozen=True)
class Explanation:
    """What an editor may want to know of a code."""

    code: str
    title: str
    source: str
    why: str
    bad: str
    good: str

    @property
    def severity(self) -> str:
        return "error" if self.code.startswith("E") else "warning"


@cache
def explanations() -> Mapping[str, Explanation]:
    """Return the explanation of every code, in order."""
    text = (Path(__file__).parent / "explanations.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    codes = sorted(tables, key=lambda code: (code[1:], code))
    return {code: Explanation(code=code, **tables[code]) for code in codes}


def as_text(item: Explanation) -> str:
    """Set an explanation for the terminal."""
    lines = [f"{item.code} ({item.severity}): {item.title}", "", item.why]
    if item.source:
        lines += ["", f"Comes from: {item.source}"]
    for name, example in (("Bad", item.bad), ("Good", item.good)):
        if example:
            lines += ["", f"{name}:", *(f"    {line}" for line in example.splitlines())]
    return "\n".join(lines)


def as_markdown() -> str:
    """Set all explanations as one page."""
    items = explanations().values()
    rows = [f"| [{item.code}](#{item.code.lower()}) | {item.title} |" for item in items]
    parts = [_INTRODUCTION, "\n".join(["| code | what it says |", "|---|---|", *rows]) + "\n"]
    for item in items:
        lines = [f"## {item.code}\n", f"**{item.title}.** {item.why}\n"]
        if item.source:
            lines.append(f"Comes from: {item.source}\n")
        for name, example in (("Bad", item.bad), ("Good", item.good)):
            if example:
                lines.append(f"{name}:\n\n```\n{example}\n```\n")
        parts.append("\n".join(lines))
    return "\n".join(parts)


_INTRODUCTION = """# Rules

What the press finds, by code: in the content (up to E4), in pages (E4), in files (E5), in words,
safety and style (E6 to E81), in orders (E86 to E88 and E95 on), in allowances (E90). An error (E)
stops a build; a warning (W) is counted, and stops it with `--strict`. No number means two things.
`python3 build.py check --explain CODE` shows one entry of this page.

What an entry comes from: G1 to G24 are the gates that this project set for itself. They are drawn
from PEMAT (AHRQ), DISCERN, the CDC Clear Communication Index, SAM (Suitability Assessment of
Materials), the PIF TICK, UKAAF’s print guidance, WCAG 2.2 and PDF/UA.
"""
