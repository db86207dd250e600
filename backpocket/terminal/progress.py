"""Progress: a bar with what is under way on a terminal, plain lines in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from backpocket.characters import printable
from backpocket.steps import Progress, unseen
from backpocket.terminal.streams import has_colour, is_terminal

__all__ = ["progress"]

_EVERY = 10.0
"""Seconds between two plain lines of one step that counts."""


@contextmanager
def progress(*, quiet: bool, verbose: bool = False, calls: int | None = None) -> Iterator[Progress]:
    """Give a function that is told how far the work is; it writes to the standard error.

    ``calls`` is how often it will be told something, if that can be said; else each step counts for
    itself. With ``verbose`` there are plain lines, each with its time.
    """
    if quiet:
        yield unseen
    elif is_terminal(sys.stderr) and not verbose:
        yield from _bar(calls)
    else:
        yield _PlainLines(clock=verbose)


def _bar(calls: int | None) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:<8}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[about]}", markup=False),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn() if calls is None else TimeElapsedColumn(),
    )
    console = Console(stderr=True, no_color=not has_colour(sys.stderr))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("load", total=calls, about="", rate="")
        rate = _Rate()

        def told(step: str, about: str, done: int | None = None, total: int | None = None) -> None:
            about = printable(about)
            if done is None:
                advance = 0 if calls is None else 1
                bar.update(task, description=step, about=about, rate="", advance=advance)
                return
            words = rate.words(step, done, about)
            count = f"{done:,} {about}"
            bar.update(task, description=step, completed=done, total=total, about=count, rate=words)

        yield told


class _Rate:
    """How many a second, since a step began."""

    def __init__(self) -> None:
        self._step, self._from, self._since = "", 0, 0.0

    def words(self, step: str, done: int, about: str) -> str:
        if step != self._step:
            self._step, self._from, self._since = step, done, time.perf_counter()
        seconds = time.perf_counter() - self._since
        if seconds < 0.1 or done <= self._from:
            return ""
        return f"{(done - self._from) / seconds:,.0f} {about}/s"


class _PlainLines:
    """Tells the beginning of each step, and from time to time how far one is that counts."""

    def __init__(self, *, clock: bool) -> None:
        self._clock, self._started = clock, time.perf_counter()
        self._rate = _Rate()
        self._step, self._said = "", 0.0

    def __call__(
        self, step: str, about: str, done: int | None = None, total: int | None = None
    ) -> None:
        if done is None:
            self._say(step, about)
            return
        rate = self._rate.words(step, done, about)
        now = time.perf_counter()
        if step == self._step and now - self._said < _EVERY:
            return
        self._step, self._said = step, now
        of = f" of {total:,}" if total is not None else ""
        count = f"{done:,}{of} {about}" if done or total is not None else ""
        self._say(step, f"{count}  {rate}")

    def _say(self, step: str, words: str) -> None:
        clock = f"{time.perf_counter() - self._started:6.2f} s  " if self._clock else ""
        sys.stderr.write(f"{clock}{step:<7} {printable(words)}".rstrip() + "\n")
        sys.stderr.flush()
