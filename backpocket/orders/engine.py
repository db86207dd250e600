"""Engine: personal copies of many orders, made here or in a pool of processes.

The order of the results is that of the tasks. Only a bounded number of them is under way.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

from backpocket.diagnostics import Diagnostic
from backpocket.orders import private

__all__ = ["Engine", "Local", "Made", "Personal", "Task", "make"]

Personal = Callable[[Any, str | None, str], tuple[bytes, list[Diagnostic]]]
"""Called with the base of an edition, the reader's name, and the order's number."""

_CHUNK = 16
_WORTH_A_POOL = 64


@dataclass(frozen=True)
class Task:
    """One order: for each edition by its name, the file that it goes to."""

    key: str
    number: str
    reader: str | None = field(repr=False)
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Made:
    """What came of a task: name, SHA-256 and size of each file, and what the maker had to say.

    ``fault`` is the kind of an error of the maker, and ``stop`` the reason of the system why no
    file can be written at all.
    """

    task: Task
    files: tuple[tuple[str, str, int], ...] = ()
    notes: tuple[str, ...] = ()
    fault: str = ""
    stop: str = ""


class Engine(Protocol):
    """What spreads the work."""

    def run(
        self, tasks: Iterable[Task], bases: Mapping[str, Any], personal: Personal, folder: Path
    ) -> Iterator[Made]:
        """Yield what comes of each task, in their order."""
        ...


def make(task: Task, bases: Mapping[str, Any], personal: Personal, folder: Path) -> Made:
    """Make the copies of one order; an error in it is told, with nothing of the order's data."""
    files = []
    notes = []
    try:
        for edition, name in task.files:
            data, diagnostics = personal(bases[edition], task.reader, task.number)
            # Made again if a power cut takes it: its run is not finished then, so it need not wait.
            with private.writing(folder / name, lasting=False) as file:
                file.write(data)
            files.append((name, hashlib.sha256(data).hexdigest(), len(data)))
            notes += [each.message for each in diagnostics]
    except OSError as problem:
        return Made(task, stop=problem.strerror or "it cannot be written")
    except Exception as problem:  # one order must not cost the others theirs
        return Made(task, fault=type(problem).__name__)
    return Made(task, tuple(files), tuple(dict.fromkeys(notes)))


@dataclass(frozen=True)
class Local:
    """A pool of processes on this machine, or this process alone for a few orders."""

    jobs: int = 0

    def run(
        self, tasks: Iterable[Task], bases: Mapping[str, Any], personal: Personal, folder: Path
    ) -> Iterator[Made]:
        jobs = self.jobs or len(_cores())
        waiting = iter(tasks)
        first = list(islice(waiting, _WORTH_A_POOL))
        if jobs < 2 or len(first) < _WORTH_A_POOL:
            for task in chain(first, waiting):
                yield make(task, bases, personal, folder)
            return
        yield from _pooled(jobs, chain(first, waiting), (bases, personal, folder))


def _cores() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


def _pooled(jobs: int, tasks: Iterator[Task], shared: tuple[Any, ...]) -> Iterator[Made]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=shared) as pool:
        under_way: deque[Future[list[Made]]] = deque()
        try:
            while True:
                while len(under_way) < 4 * jobs and (chunk := list(islice(tasks, _CHUNK))):
                    under_way.append(pool.submit(_make_all, chunk))
                if not under_way:
                    return
                yield from under_way.popleft().result()
        except BrokenExecutor:
            raise OSError(0, "a process of the pool was ended from outside") from None
        finally:
            for each in under_way:
                each.cancel()


_SHARED: list[Any] = []


def _begin(*shared: Any) -> None:
    """Take what all tasks share, and end with the parent, even if that is killed."""
    _SHARED[:] = shared
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make_all(tasks: list[Task]) -> list[Made]:
    bases, personal, folder = _SHARED
    return [make(task, bases, personal, folder) for task in tasks]
