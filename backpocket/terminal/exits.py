"""Exits: the codes that the command ends with."""

from __future__ import annotations

from collections.abc import Sequence

from backpocket.diagnostics import Diagnostic, has_errors

__all__ = ["ExitCode", "exit_code"]


class ExitCode:
    """What the command says to the shell; 1 and 2 are Python's and the shell's own."""

    FINE = 0
    CRASH = 1
    USAGE = 2
    CONTENT = 3
    PAGE = 4
    WRITE = 5
    SETUP = 6
    LEFT_OUT = 7


def exit_code(diagnostics: Sequence[Diagnostic], *, strict: bool = False) -> int:
    """Return the class of the worst failure: set-up, then writing, then pages, then content."""
    if not has_errors(diagnostics):
        return ExitCode.CONTENT if strict and diagnostics else ExitCode.FINE
    codes = {item.code for item in diagnostics if item.is_error}
    if any(code.startswith("E88") for code in codes):
        return ExitCode.SETUP
    if any(code.startswith("E5") for code in codes):
        return ExitCode.WRITE
    if any(code.startswith("E4") for code in codes):
        return ExitCode.PAGE
    return ExitCode.CONTENT
