"""Pools: processes that work side by side, and that end whatever becomes of one of them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

__all__ = ["pool"]


@contextmanager
def pool(
    workers: int, begin: Callable[..., None] | None = None, shared: tuple[Any, ...] = ()
) -> Iterator[ProcessPoolExecutor]:
    """Start up to ``workers`` processes; each calls ``begin`` with what all of them share.

    On any exception its processes are killed and nothing is waited for. Python 3.11 does so itself
    when one of them is gone, but for one that it starts in that very moment: that one then waits to
    hand its result over to nobody, and Python waits for it, without end.
    """
    before = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=begin, initargs=shared) as processes:
        try:
            yield processes
        except BaseException:
            processes.shutdown(wait=False, cancel_futures=True)
            for process in set(multiprocessing.active_children()) - before:
                process.kill()
            raise
