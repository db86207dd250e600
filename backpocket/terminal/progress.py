"""Progress: a bar with orders a second and time left on a terminal, plain lines in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from backpocket.orders.runs.run_state import Progress

__all__ = ["progress"]

_EVERY = 10.0
"""Seconds between two plain lines of one step."""


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """Give a function that is told how far a step is; it writes to the standard error."""
    if quiet:
        yield lambda step, done, total: None
    elif sys.stderr.isatty():
        yield from _bar()
    else:
        yield _Lines()


def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description:<8}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} orders"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("load", total=None, rate="")
        now = _Rate()

        def told(step: str, done: int, total: int | None) -> None:
            rate = now.of(step, done)
            bar.update(task, description=step, completed=done, total=total, rate=rate)

        yield told


class _Rate:
    """Orders a second since a step began."""

    def __init__(self) -> None:
        self._step, self._from, self._since = "", 0, 0.0

    def of(self, step: str, done: int) -> str:
        if step != self._step:
            self._step, self._from, self._since = step, done, time.perf_counter()
        seconds = time.perf_counter() - self._since
        if seconds < 0.1 or done <= self._from:
            return ""
        return f"{(done - self._from) / seconds:,.0f} orders/s"


class _Lines:
    """Tells the beginning of each step, and from time to time how far it is."""

    def __init__(self) -> None:
        self._rate = _Rate()
        self._step, self._said = "", 0.0

    def __call__(self, step: str, done: int, total: int | None) -> None:
        rate = self._rate.of(step, done)
        now = time.perf_counter()
        if step == self._step and now - self._said < _EVERY:
            return
        self._step, self._said = step, now
        of = f" of {total:,}" if total is not None else ""
        count = f"{done:,}{of} orders" if done or total is not None else ""
        sys.stderr.write(f"{step:<7} {count}  {rate}".rstrip() + "\n")
        sys.stderr.flush()
