"""A Dask cluster on this machine for tests: a scheduler, and workers that can be killed.

Also what its workers make: texts as in :mod:`.presses`, and, by the environment of a worker, other
ones, slowly, or after a note in a file.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from backpocket.diagnostics import Diagnostic
from tests.orders import presses

ROOT = Path(__file__).parents[2]
_PATIENCE = 60


def personal(base: Any, reader: str | None, number: str) -> tuple[bytes, list[Diagnostic]]:
    """Make a text, as the environment of this process says."""
    if reader == "Deadly" and os.environ.get("TEST_WORKER"):
        os.kill(os.getpid(), signal.SIGKILL)
    if reader == "Łukasz Ågren" and "TEST_NOTES" in os.environ:  # once for each kit and edition
        with Path(os.environ["TEST_NOTES"]).open("a") as notes:
            notes.write(f"{os.getpid()}\n")
    time.sleep(float(os.environ.get("TEST_SLOWLY", "0")))
    data, diagnostics = presses.personal(base, reader, number)
    return os.environ.get("TEST_OTHER", "").encode() + data, diagnostics


class Machines:
    """A scheduler and its workers, each a process; what they say goes into files of a folder."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.folder.mkdir()
        self.workers: list[subprocess.Popen[bytes]] = []
        self._logs: dict[int, Path] = {}
        self._cleared = 0
        said = folder / "scheduler.json"
        arguments = ["--port", "0", "--no-dashboard", "--no-jupyter", "--scheduler-file", said]
        self.scheduler = self._start("scheduler", *arguments, **environment)
        self.address = str(json.loads(self._wait(said))["address"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def add(self, folder: Path | None = None, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker that finds the press, or one in another folder, which does not."""
        named = {"TEST_WORKER": "yes", "PYTHONPATH": "" if folder else str(ROOT), **environment}
        arguments = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "60"]
        place = ["--local-directory", self.folder / "local"]
        worker = self._start("worker", self.address, *arguments, *place, folder=folder, **named)
        self.workers.append(worker)
        return worker

    def wait_for(self, count: int) -> None:
        """Wait until so many workers have come since the last were cleared away."""
        self._wait_until(lambda came, gone: came - self._cleared >= count)

    def clear(self) -> None:
        """Kill all workers."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.workers.clear()
        self._wait_until(lambda came, gone: came == gone)

    def _wait_until(self, holds: Callable[[int, int], bool]) -> None:
        """Wait until something holds for how many workers have come, and have gone."""
        until = time.monotonic() + _PATIENCE
        while True:
            said = (self.folder / "0-scheduler.log").read_text()
            came = said.count("Register worker addr")
            if holds(came, said.count("Remove worker addr")):
                break
            assert time.monotonic() < until, self.said()
            time.sleep(0.02)
        if not self.workers:
            self._cleared = came

    def address_of(self, worker: subprocess.Popen[bytes]) -> str:
        """Return the address of a worker, as its log has it."""
        log = self._logs[worker.pid]
        return log.read_text().split("Start worker at:")[1].split()[0]

    def said(self) -> str:
        """Return all that was logged."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def _start(
        self, program: str, *arguments: str | Path, folder: Path | None = None, **environment: str
    ) -> subprocess.Popen[bytes]:
        number = len(list(self.folder.glob("*.log")))
        command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *arguments]
        path = self.folder / f"{number}-{program}.log"
        with path.open("wb") as log:
            process = subprocess.Popen(
                [*map(str, command), "--host", "127.0.0.1"],
                cwd=folder or self.folder,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._logs[process.pid] = path
        return process

    def _wait(self, path: Path) -> str:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and self.scheduler.poll() is None:
            if path.exists() and (text := path.read_text()).endswith("}"):
                return text
            time.sleep(0.02)
        raise AssertionError(f"no scheduler: {self.said()}")
