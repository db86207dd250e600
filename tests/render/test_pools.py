"""Pools: whatever becomes of one process, the others end and nobody waits."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from backpocket.render.pools import WorkerLostError, spread
from tests.places import ROOT

LARGE = 1_000_000
"""Bytes that no pipe holds: a process waits until they are read."""


class OddError(Exception):
    """An exception that cannot be pickled: it wants more than one argument."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"{reason} {number}")


class OpensBadly:
    def __reduce__(self) -> tuple[Callable[[str], float], tuple[str]]:
        return float, ("no number",)


def large(shared: bytes, number: int) -> bytes:
    return shared + bytes([number]) * LARGE


def end_self_or_large(shared: bytes, number: int) -> bytes:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return large(shared, number)


def slower_first(_: None, number: int) -> int:
    time.sleep(0.2 if number == 0 else 0)
    return number


def fail(_: None, number: int) -> int:
    if number == 1:
        raise ValueError(f"no {number}")
    if number == 3:
        raise OddError(3, "odd")
    return number


def sleep(_: None, seconds: float) -> None:
    time.sleep(seconds)


def process(_: None, __: int) -> tuple[int, str]:
    return os.getpid(), tempfile.gettempdir()


def is_gone(pid: int) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    return True


def soon(true: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return true()


OTHERS: set[psutil.Process] = set()
"""Processes that other tests have started, such as a validator: none of these tests' business."""


def children() -> list[psutil.Process]:
    found = psutil.Process().children(recursive=True)
    return [child for child in found if child not in OTHERS]


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    OTHERS.clear()
    OTHERS.update(children())
    threads = threading.active_count()
    yield
    assert soon(lambda: not children())
    assert threading.active_count() == threads


# --- Work ----------------------------------------------------------------------------------


@pytest.mark.parametrize("queue", [1, 3])
@pytest.mark.parametrize(("tasks", "workers"), [(0, 2), (1, 4), (7, 2), (40, 3)])
@pytest.mark.slow
def test_results_come_in_order(tasks: int, workers: int, queue: int) -> None:
    results = list(spread(large, b"s" * LARGE, range(tasks), workers, queue=queue))
    assert [(len(result), result[-1]) for result in results] == [
        (2 * LARGE, number) for number in range(tasks)
    ]


def test_one_slow_task_holds_the_others_results_back_and_no_more() -> None:
    assert list(spread(slower_first, None, range(30), 2)) == list(range(30))


def test_tasks_are_taken_as_they_are_needed() -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield number

    results = spread(slower_first, None, tasks(), 2, queue=2)
    assert next(results) == 0
    assert taken < 20
    results.close()


def test_an_exception_comes_in_its_place_with_file_and_line() -> None:
    results = spread(fail, None, range(4), 2)
    assert next(results) == 0
    with pytest.raises(ValueError, match="no 1") as problem:
        next(results)
    [note] = problem.value.__notes__
    line = fail.__code__.co_firstlineno + 2
    assert f'{__file__}", line {line}, in fail' in note


def test_an_exception_that_cannot_be_brought_over_is_told() -> None:
    with pytest.raises(Exception, match="OddError: odd 3") as problem:
        list(spread(fail, None, [3], 1))
    assert "in fail" in problem.value.__notes__[0]


def test_what_a_worker_cannot_open_is_told() -> None:
    with pytest.raises(ValueError, match="no number"):
        list(spread(large, OpensBadly(), [1, 2], 2))  # type: ignore[arg-type]


def test_passing_files_of_workers_go_with_them() -> None:
    [(pid, folder)] = spread(process, None, [0], 1)
    assert is_gone(pid)
    assert folder != tempfile.gettempdir()
    assert not Path(folder).exists()


# --- Ends ----------------------------------------------------------------------------------


def one_ends_itself() -> None:
    list(spread(end_self_or_large, b"", range(6), 2, queue=2))


def an_idle_one_is_killed() -> None:
    results = spread(sleep, None, [0, 600], 2)
    next(results)
    min(children(), key=psutil.Process.create_time).kill()
    list(results)


def all_are_killed_as_they_start() -> None:
    def kill() -> None:
        while not (workers := children()):
            time.sleep(0.001)
        for worker in workers:
            worker.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        list(spread(large, b"s" * LARGE, range(4), 2))
    finally:
        killer.join()


def none_can_be_started() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        list(spread(large, b"", range(4), 2))


def is_interrupted() -> None:
    with contextlib.closing(spread(sleep, None, [0, 600, 600], 2)) as results:
        next(results)
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("work", "fault"),
    [
        (one_ends_itself, WorkerLostError),
        (an_idle_one_is_killed, WorkerLostError),
        (all_are_killed_as_they_start, WorkerLostError),
        (none_can_be_started, WorkerLostError),
        (is_interrupted, KeyboardInterrupt),
    ],
)
def test_whatever_happens_all_end(work: Callable[[], None], fault: type[BaseException]) -> None:
    with pytest.raises(fault):
        work()


PARENT = """
from backpocket.render.pools import spread
from tests.render.test_pools import sleep
results = spread(sleep, None, [0, 600, 600], 2)
next(results)
print("under way", flush=True)
next(results)
"""


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        try:
            assert parent.stdout is not None
            assert parent.stdout.readline() == "under way\n"
            workers = psutil.Process(parent.pid).children()
            assert len(workers) == 2
        finally:
            parent.kill()
    assert soon(lambda: all(is_gone(worker.pid) for worker in workers))
    assert soon(lambda: not list(tmp_path.iterdir()))
