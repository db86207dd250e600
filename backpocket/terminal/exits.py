"""Exits: the codes that the command ends with."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType
from typing import NoReturn

from backpocket.diagnostics import Diagnostic

__all__ = ["EXIT_CODES", "ExitCode", "exit_code", "stoppable"]


class ExitCode(IntEnum):
    """What the command says to the shell; 1 and 2 are Python's and the shell's own."""

    FINE = 0
    CRASH = 1
    USAGE = 2
    CONTENT = 3
    PAGE = 4
    WRITE = 5
    SETUP = 6
    LEFT_OUT = 7
    RUN = 8
    MISSING = 9
    STOPPED = 130  # a shell's code for a program that Ctrl-C has ended: 128 + SIGINT


EXIT_CODES: Mapping[ExitCode, str] = MappingProxyType(
    {
        ExitCode.FINE: "fine",
        ExitCode.CRASH: "the press itself crashed, and shows where",
        ExitCode.USAGE: "the command was not understood, or names what is not there",
        ExitCode.CONTENT: "the content has errors",
        ExitCode.PAGE: "a page could not be made",
        ExitCode.WRITE: "a file could not be written",
        ExitCode.SETUP: "the set-up failed, or what a cluster or a bucket needs is not there",
        ExitCode.LEFT_OUT: "an order was left out because of a fault",
        ExitCode.RUN: "a run of orders could not use its folder or its export as they are",
        ExitCode.MISSING: "the folder of a run of orders, or a file of it, is not where it was",
        ExitCode.STOPPED: "stopped by Ctrl-C; the last good files are still there",
    }
)
"""What each code means."""

_WORST_FIRST: tuple[tuple[ExitCode, tuple[str, ...]], ...] = (
    (ExitCode.SETUP, ("E88",)),
    (ExitCode.WRITE, ("E5",)),
    (ExitCode.MISSING, ("E89",)),
    (ExitCode.RUN, ("E87",)),
    (ExitCode.PAGE, ("E4", "E95", "E96")),
    (ExitCode.CONTENT, ("E",)),
)
"""How the errors begin that each code is for."""


def exit_code(diagnostics: Sequence[Diagnostic], *, strict: bool = False) -> ExitCode:
    """Return the code of the worst error; with ``strict``, a warning is one of the content."""
    codes = [item.code for item in diagnostics if item.is_error]
    for code, beginnings in _WORST_FIRST:
        if any(each.startswith(beginnings) for each in codes):
            return code
    return ExitCode.CONTENT if strict and diagnostics else ExitCode.FINE


_STOPPED = "Stopped.\n"
_PATIENCE = 5.0
"""Seconds in which a program that Ctrl-C has stopped may clear up."""


def stoppable(program: Callable[[], object]) -> None:
    """Run a program; Ctrl-C ends it with its exit code and one short line, a second one at once.

    Where Ctrl-C is ignored, as it is in the background of a shell, it stays so.
    """
    try:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _stop)
        program()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done, and Python is about to end
        signal.setitimer(signal.ITIMER_REAL, 0)


def _stop(*_: object) -> NoReturn:
    """End the program; not by KeyboardInterrupt, of which click would make an end of its own.

    The line is left to Python's end: where numpy is being imported, its C code would print what is
    raised, and that ends the program there and then; nobody sees it on its way.
    """
    signal.signal(signal.SIGINT, lambda *_: os._exit(ExitCode.STOPPED))
    # Python lets nothing that is raised out of a callback or a destructor: there, or where it is
    # caught by mistake, the program would go on.
    sys.unraisablehook = _end
    signal.signal(signal.SIGALRM, _end)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    atexit.register(sys.stderr.write, _STOPPED)
    sys.exit(ExitCode.STOPPED)


def _end(*_: object) -> None:
    """End the program without clearing up, as a kill does: its workers then end by themselves."""
    os.write(sys.stderr.fileno(), _STOPPED.encode())
    os._exit(ExitCode.STOPPED)
