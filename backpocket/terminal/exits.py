"""Exits: the codes that the command ends with."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from backpocket.diagnostics import Diagnostic, has_errors

__all__ = ["ExitCode", "exit_code", "stoppable"]


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
    STOPPED = 130  # a shell's code for a program that Ctrl-C has ended: 128 + SIGINT


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


@contextmanager
def stoppable() -> Iterator[None]:
    """Have Ctrl-C end the program with its exit code and one short line; a second one at once.

    Where it is ignored, as it is in the background of a shell, it stays so.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    try:
        yield
    except SystemExit as end:
        if end.code == ExitCode.STOPPED:
            sys.stderr.write("Stopped.\n")
        raise


def _stop(*_: object) -> NoReturn:
    """End the program; not by KeyboardInterrupt, of which click would make an end of its own."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(ExitCode.STOPPED))
    sys.exit(ExitCode.STOPPED)
