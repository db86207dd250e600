"""Pools: whatever becomes of one process, the others end and nobody waits."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor

import pytest

from backpocket.render.pools import pool

LARGE = 1_000_000
"""Bytes that no pipe holds: a process waits until they are read."""


def end_self(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def large(number: int) -> bytes:
    return bytes([number]) * LARGE


def test_results_come_in_order() -> None:
    with pool(2) as processes:
        assert [made[0] for made in processes.map(large, range(4))] == [0, 1, 2, 3]


def one_ends_itself() -> None:
    with pool(2) as processes:
        tasks = [processes.submit(end_self, 0), *(processes.submit(large, n) for n in range(3))]
        for task in tasks:
            task.result()


def is_interrupted() -> None:
    with pool(2) as processes:
        processes.submit(time.sleep, 600)
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("work", "fault"), [(one_ends_itself, BrokenExecutor), (is_interrupted, KeyboardInterrupt)]
)
def test_whatever_happens_all_end(work: Callable[[], None], fault: type[BaseException]) -> None:
    with pytest.raises(fault):
        work()
    until = time.monotonic() + 10
    while multiprocessing.active_children() and time.monotonic() < until:
        time.sleep(0.01)
    assert multiprocessing.active_children() == []
