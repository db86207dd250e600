"""Diagnostics: the one way in which the press says that something is wrong.

A step of the press takes values in and gives ``(value, diagnostics)`` back. Nothing is printed,
logged or raised on the way for a fault in the content, so that an editor sees every fault of a
build at once, each with its place in the file and the way to mend it.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from backpocket.characters import printable

__all__ = [
    "Diagnostic",
    "Place",
    "Severity",
    "as_json",
    "as_lines",
    "column_of",
    "error",
    "has_errors",
    "in_order",
    "nearest",
    "warning",
]


class Severity(StrEnum):
    """An error stops the build; a warning is counted and shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Place:
    """A point in a file of the project: path from its root, line and column from 1.

    Line 0 stands for the file as a whole. What would not show in a name is written as escapes, so
    that a place can be printed.
    """

    path: str
    line: int = 0
    column: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", printable(self.path))

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Diagnostic:
    """One thing that is wrong or doubtful, where it stands, and how to mend it.

    What would not show in message and hint is written as escapes; ``excerpt`` is the source line
    as it is.
    """

    place: Place
    severity: Severity
    code: str
    message: str
    hint: str = ""
    excerpt: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", printable(self.message))
        object.__setattr__(self, "hint", printable(self.hint))

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def error(
    place: Place, code: str, message: str, *, hint: str = "", excerpt: str = ""
) -> Diagnostic:
    """Return a diagnostic that stops the build."""
    return Diagnostic(place, Severity.ERROR, code, message, hint, excerpt)


def warning(
    place: Place, code: str, message: str, *, hint: str = "", excerpt: str = ""
) -> Diagnostic:
    """Return a diagnostic that lets the build go on."""
    return Diagnostic(place, Severity.WARNING, code, message, hint, excerpt)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Say whether any of the diagnostics stops the build."""
    return any(diagnostic.is_error for diagnostic in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by file, line and column, and drop what is said twice."""
    return sorted(dict.fromkeys(diagnostics), key=lambda d: (d.place, d.code, d.message))


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a hint that offers the known name most like ``name``, or lists the known ones."""
    known = sorted(set(names))
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if close:
        return f"did you mean “{close[0]}”?"
    if not known:
        return "there are none yet"
    shown = ", ".join(known[:8])
    return f"known: {shown}" + (f" and {len(known) - 8} more" if len(known) > 8 else "")


def as_lines(diagnostic: Diagnostic) -> list[str]:
    """Set one diagnostic as plain lines: the finding, its source line with a caret, the hint.

    >>> place = Place("content/back/01-why.md", 2, 5)
    >>> hint = "did you mean “qaseem2017”?"
    >>> finding = error(place, "E104", "unknown citation “qas”", hint=hint, excerpt="See [@qas].")
    >>> print(*as_lines(finding), sep="\\n")
    content/back/01-why.md:2:5: error E104: unknown citation “qas”
        See [@qas].
            ^
        hint: did you mean “qaseem2017”?
    """
    head = f"{diagnostic.place}: {diagnostic.severity} {diagnostic.code}: {diagnostic.message}"
    lines = [head]
    if diagnostic.excerpt and diagnostic.place.line:
        excerpt, caret = _window(diagnostic.excerpt, diagnostic.place.column)
        lines += [f"    {excerpt}", f"    {' ' * caret}^"]
    if diagnostic.hint:
        lines.append(f"    hint: {diagnostic.hint}")
    return lines


def column_of(line: str, message: str) -> int:
    """Return the column, from 1, of the first name in a line that a message quotes.

    Jinja2 says in which line a template is wrong and what is wrong there, but not where. Without
    such a name it is where the line’s text begins.

    >>> column_of("  {{ guide.titel }}", "'Settings object' has no attribute 'titel'")
    12
    """
    for name in _QUOTED.findall(message):
        at = line.find(name)
        if at >= 0:
            return at + 1
    return len(line) - len(line.lstrip()) + 1


def as_json(diagnostics: Iterable[Diagnostic], *, ascii_only: bool = False) -> str:
    """Set diagnostics as a JSON array for editors and other machines."""
    return json.dumps([_fields(d) for d in diagnostics], ensure_ascii=ascii_only, indent=2)


def _fields(diagnostic: Diagnostic) -> Mapping[str, str | int]:
    return {
        "path": diagnostic.place.path,
        "line": diagnostic.place.line,
        "column": diagnostic.place.column,
        "severity": str(diagnostic.severity),
        "code": diagnostic.code,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }


def _window(line: str, column: int, width: int = 88) -> tuple[str, int]:
    """Cut a long source line down to what stands around ``column``, and escape what is invisible.

    Tabs and wide or no-break spaces become one space.
    """
    line = _SPACE.sub(" ", line.rstrip())
    at = min(max(column - 1, 0), len(line))
    start = max(0, at - width // 2) if len(line) > width else 0
    before = printable(line[start:at])
    return before + printable(line[at : start + width]), len(before)


_QUOTED = re.compile(r"['“]([^'“”]+)['”]")
_SPACE = re.compile(r"[^\S\x0b-\x1f\x85\u2028\u2029]")
