"""Engine: personal copies of many orders, made here or in a pool of processes.

The order of the results is that of the tasks. Only a bounded number of them is under way. An engine
for the machines of a cluster is in :mod:`backpocket.orders.engines.dask.cluster`.
"""

from __future__ import annotations

import hashlib
import os
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

import backpocket
from backpocket.diagnostics import Diagnostic
from backpocket.orders.volume import Bases, Files, Printing, printed
from backpocket.render.pools import spread
from backpocket.write.files import writing

__all__ = [
    "Composed", "Engine", "Local", "Made", "Personal", "Task",
    "batched", "compose", "compose_all", "keep", "make",
]  # fmt: skip

Personal = Callable[[Any, str | None, str], tuple[bytes, list[Diagnostic]]]
"""Called with the base of an edition, the reader's name, and the order's number.

It returns what a copy adds to the bytes of its base.
"""

_PRESS = Path(backpocket.__file__).parent
_CHUNK = 16
_WORTH_A_POOL, _VOLUMES_WORTH_A_POOL = 64, 8

_Shared = tuple[Bases, Personal, Path]
"""What all tasks have: the bases, what makes a copy from one, and the folder."""


@dataclass(frozen=True)
class Task:
    """One order: for each edition by its name, the file that it goes to.

    ``readers`` are whose each file is, where there are several of them.
    """

    key: str
    number: str
    reader: str | None = field(repr=False)
    files: tuple[tuple[str, str], ...]
    readers: tuple[str | None, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Made:
    """What came of a task: name, SHA-256 and size of each file, and what the maker had to say.

    ``fault`` is the kind of an error of the maker with its place in the press, and ``stop`` the
    reason of the system why no file can be written at all.
    """

    task: Task
    files: tuple[tuple[str, str, int], ...] = ()
    notes: tuple[str, ...] = ()
    fault: str = ""
    stop: str = ""


@dataclass(frozen=True)
class Composed:
    """What each file of an order adds to the bytes of its base, and what the maker had to say."""

    added: tuple[bytes, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()
    fault: str = ""


class Engine(Protocol):
    """What spreads the work."""

    def ready(self) -> list[Diagnostic]:
        """Say why no work can be done here, before any is begun."""
        ...

    def run(
        self, tasks: Iterable[Task], bases: Bases, personal: Personal, folder: Path
    ) -> Generator[Made, None, None]:
        """Yield what comes of each task, in their order; raises StopError if it cannot go on."""
        ...

    def bind(self, printings: Iterable[Printing], bases: Bases) -> Generator[Files, None, None]:
        """Yield the files of each volume, in their order; raises StopError if it cannot go on."""
        ...


def compose(task: Task, bases: Bases, personal: Personal) -> Composed:
    """Make the copies of one order; an error in it is told, with nothing of the order's data."""
    added = []
    notes = []
    try:
        readers = task.readers or (task.reader,) * len(task.files)
        for (edition, _), reader in zip(task.files, readers, strict=True):
            made, diagnostics = personal(bases[edition], reader, task.number)
            added.append(made)
            notes += [each.message for each in diagnostics]
    except OSError:  # it is the system's, and no fault of the order
        raise
    except Exception as problem:  # noqa: BLE001 - one order must not cost the others theirs
        return Composed(fault=_fault(problem))
    return Composed(tuple(added), tuple(dict.fromkeys(notes)))


def batched(tasks: Iterable[Task], count: int) -> Iterator[list[Task]]:
    """Yield tasks so many at a time."""
    waiting = iter(tasks)
    return iter(lambda: list(islice(waiting, count)), [])


def compose_all(personal: Personal, bases: Bases, tasks: Iterable[Task]) -> list[Composed]:
    """Make the copies of some orders."""
    return [compose(each, bases, personal) for each in tasks]


def _fault(problem: Exception) -> str:
    """Return the kind of an error and where in the press it arose, with nothing of its data."""
    *_, last = (
        frame
        for frame in traceback.extract_tb(problem.__traceback__)
        if Path(frame.filename).is_relative_to(_PRESS)
    )
    file = Path(last.filename).relative_to(_PRESS.parent).as_posix()
    return f"{type(problem).__name__} at {file}:{last.lineno}"


def keep(task: Task, composed: Composed, bases: Bases, folder: Path) -> Made:
    """Write the files of one order."""
    if composed.fault:
        return Made(task, fault=composed.fault)
    files = []
    try:
        for (edition, name), added in zip(task.files, composed.added, strict=True):
            head = getattr(bases[edition], "data", b"")
            digest = _begun(head).copy()
            digest.update(added)
            # Made again if a power cut takes it: its run is not finished then, so it need not wait.
            with writing(folder / name, private=True, lasting=False) as file:
                file.write(head)
                file.write(added)
            files.append((name, digest.hexdigest(), len(head) + len(added)))
    except OSError as problem:
        return Made(task, stop=_reason(problem))
    return Made(task, tuple(files), composed.notes)


@lru_cache(maxsize=64)
def _begun(head: bytes) -> hashlib._Hash:
    """Return the SHA-256 of what all copies of a base begin with."""
    return hashlib.sha256(head)


def make(task: Task, bases: Bases, personal: Personal, folder: Path) -> Made:
    """Make the copies of one order, and write them."""
    try:
        composed = compose(task, bases, personal)
    except OSError as problem:
        return Made(task, stop=_reason(problem))
    return keep(task, composed, bases, folder)


def _reason(problem: OSError) -> str:
    return problem.strerror or "it cannot be written"


@dataclass(frozen=True)
class Local:
    """A pool of processes on this machine, or this process alone for a few orders."""

    jobs: int = 0

    def ready(self) -> list[Diagnostic]:
        """Nothing is needed but this machine."""
        return []

    def run(
        self, tasks: Iterable[Task], bases: Bases, personal: Personal, folder: Path
    ) -> Generator[Made, None, None]:
        """Yield what comes of each task, in their order."""
        jobs = self.jobs or len(_cores())
        waiting = iter(tasks)
        first = list(islice(waiting, _WORTH_A_POOL))
        if jobs < 2 or len(first) < _WORTH_A_POOL:
            for task in chain(first, waiting):
                yield make(task, bases, personal, folder)
            return
        yield from _pooled(jobs, chain(first, waiting), (bases, personal, folder))

    def bind(self, printings: Iterable[Printing], bases: Bases) -> Generator[Files, None, None]:
        """Yield the files of each volume, in their order."""
        jobs = self.jobs or len(_cores())
        waiting = iter(printings)
        first = list(islice(waiting, _VOLUMES_WORTH_A_POOL))
        if jobs < 2 or len(first) < _VOLUMES_WORTH_A_POOL:
            for printing in chain(first, waiting):
                yield printed(bases, printing)
            return
        with closing(spread(printed, bases, chain(first, waiting), jobs, queue=2)) as results:
            yield from results


def _cores() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


def _pooled(jobs: int, tasks: Iterator[Task], shared: _Shared) -> Iterator[Made]:
    with closing(spread(_make_all, shared, batched(tasks, _CHUNK), jobs, queue=2)) as results:
        for made in results:
            yield from made


def _make_all(shared: _Shared, tasks: list[Task]) -> list[Made]:
    return [make(task, *shared) for task in tasks]
