"""Pools: processes that work side by side, and that end whatever becomes of one of them.

Each worker is a plain process at the other end of a pipe that nobody else holds. That one is gone
shows by the end of its pipe, and it sees the same of its parent: nobody waits for what cannot come,
whichever process ends, and when. The parent has no thread, lock or semaphore that could be left.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, count, islice
from multiprocessing.connection import Connection, Pipe, wait
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

__all__ = ["WorkerLostError", "serve", "spread"]

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

_WINDOW = 4
"""Tasks for each worker that may be under way, or done and not yet taken."""
_PATIENCE = 10.0
"""Seconds that a killed process may take to be gone."""


class WorkerLostError(OSError):
    """A worker was ended from outside, or could not be started."""

    def __init__(self) -> None:
        super().__init__(0, "a process of the press was ended from outside, or had no memory left")


class RemoteError(Exception):
    """Stands for an exception of a task that cannot be brought over."""


def spread(
    work: Callable[[S, T], R], shared: S, tasks: Iterable[T], workers: int, *, queue: int = 1
) -> Generator[R, None, None]:
    """Yield ``work(shared, task)`` of each task, in their order, from up to so many processes.

    ``shared`` goes to each worker once. Tasks are taken as they are needed. A worker has up to
    ``queue`` of them at a time: with more than one, it is busy while the results are looked at.

    An exception of a task is raised in its place, with the worker's traceback as a note. Raises
    WorkerLostError if a worker is gone. However this ends, its processes are killed.
    """
    tasks = iter(tasks)
    first = list(islice(tasks, workers))
    numbered = enumerate(chain(first, tasks))
    results: dict[int, tuple[bool, Any]] = {}
    with _crew(len(first), pickle.dumps((work, shared))) as crew:
        for number in count():
            _hand_out(crew, numbered, queue, _WINDOW * len(crew) - len(results))
            while number not in results:
                if not any(worker.tasks for worker in crew):
                    return
                results |= _received(crew)
                _hand_out(crew, numbered, queue, _WINDOW * len(crew) - len(results))
            fine, result = results.pop(number)
            if not fine:
                problem, text = result
                problem.add_note(f"In a process of the press:\n{text}")
                raise problem
            yield result


@dataclass(eq=False)
class _Worker:
    """A process, the pipe to it, and the numbers of the tasks that it has, in their order."""

    pipe: Connection
    process: subprocess.Popen[bytes] | None = None
    tasks: deque[int] = field(default_factory=deque)

    def send(self, data: bytes) -> None:
        """Send a message; a worker takes each at once, whatever it is at."""
        try:
            self.pipe.send_bytes(data)
        except OSError:
            raise WorkerLostError from None

    def receive(self) -> bytes:
        try:
            return self.pipe.recv_bytes()
        except (EOFError, OSError):
            raise WorkerLostError from None


@contextlib.contextmanager
def _crew(size: int, begin: bytes) -> Iterator[list[_Worker]]:
    """Start workers, all with the same first message, and kill them in the end."""
    crew: list[_Worker] = []
    with TemporaryDirectory(prefix="backpocket-", ignore_cleanup_errors=True) as folder:
        try:
            for _ in range(size):
                _start(crew, folder)
            for worker in crew:
                worker.send(begin)
            yield crew
        finally:
            for worker in crew:
                worker.pipe.close()
                if worker.process is not None:
                    worker.process.kill()
            for worker in crew:
                if worker.process is not None:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        worker.process.wait(_PATIENCE)


def _start(crew: list[_Worker], folder: str) -> None:
    """Start a worker, whose passing files go to a folder.

    It is one of the crew before it begins: its pipe is closed, and it ends, whatever happens here.
    """
    ours, theirs = Pipe()
    worker = _Worker(ours)
    crew.append(worker)
    start = f"import sys; sys.path[:] = {sys.path}; from {__name__} import serve; "
    start += f"serve({theirs.fileno()}, {folder!r})"
    with theirs, _without_ctrl_c():
        try:
            worker.process = subprocess.Popen(  # noqa: S603 - Python itself, with our own words
                [sys.executable, "-c", start],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=os.environ | {"TMPDIR": folder},
            )
        except OSError:
            raise WorkerLostError from None


@contextlib.contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Have the processes that are started here never hear of Ctrl-C.

    A terminal sends it to all of them; it is the business of the first alone, which ends them.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _hand_out(crew: list[_Worker], tasks: Iterator[tuple[int, Any]], queue: int, most: int) -> None:
    """Give tasks to those that have the fewest, while not too many are under way."""
    while sum(len(worker.tasks) for worker in crew) < most:
        worker = min(crew, key=lambda worker: len(worker.tasks))
        if len(worker.tasks) >= queue:
            return
        following = next(tasks, None)
        if following is None:
            return
        number, task = following
        worker.send(pickle.dumps(task))
        worker.tasks.append(number)


def _received(crew: list[_Worker]) -> dict[int, tuple[bool, Any]]:
    """Wait for results, and return those that have come, by the numbers of their tasks."""
    ready = wait([worker.pipe for worker in crew])
    results = {}
    for worker in crew:
        if worker.pipe in ready:
            message = worker.receive()
            results[worker.tasks.popleft()] = pickle.loads(message)  # noqa: S301 - our own
    return results


def serve(handle: int, folder: str) -> None:
    """Be a worker at the end of a pipe: take tasks and answer each, until the pipe is closed."""
    pipe = Connection(handle)
    messages: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, messages, folder), daemon=True).start()
    try:
        begin, given = messages.get(), None
        while True:
            task = messages.get()
            try:
                work, shared = given = given or pickle.loads(begin)  # noqa: S301 - from our parent
                reply = pickle.dumps((True, work(shared, pickle.loads(task))))  # noqa: S301
            except Exception as problem:  # noqa: BLE001 - it is raised again in the parent
                reply = _failure(problem)
            pipe.send_bytes(reply)
    finally:
        os._exit(1)


def _listen(pipe: Connection, messages: SimpleQueue[bytes], folder: str) -> None:
    """Take in messages, and end this process with its parent, even if that is killed."""
    try:
        while True:
            messages.put(pipe.recv_bytes())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)


def _failure(problem: Exception) -> bytes:
    """Return an exception as a message, with the text of its traceback."""
    text = "".join(traceback.format_exception(problem))
    try:
        message = pickle.dumps((False, (problem, text)))
        pickle.loads(message)  # noqa: S301 - written in the line before
    except Exception:  # noqa: BLE001 - an exception may refuse both in any way
        standing_for = RemoteError(f"{type(problem).__name__}: {problem}")
        message = pickle.dumps((False, (standing_for, text)))
    return message
