"""A press for tests: it makes texts in place of PDFs, and a thousand of them in no time.

As a program, it is run and killed: each line that it is given is a number of seconds, after which
the run that it then starts is killed. It answers with how that run ended.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from backpocket.diagnostics import Diagnostic, Place, warning
from backpocket.load.catalogue import Catalogue
from backpocket.orders.batch.bindery import Bindery, PrintRun
from backpocket.orders.engines.local import Local
from backpocket.orders.plan import Copy
from backpocket.orders.runs.outcome import RunOutcome
from backpocket.orders.runs.run import perform
from backpocket.orders.runs.run_state import Options
from backpocket.orders.volume import Printed, PrintedFile

CATALOGUE = Catalogue.model_validate(
    {
        "greeting": "For {reader}",
        "digital_only": "make",
        "destination": [{"paper": "letter", "countries": ["US", "CA", "MX"]}, {"paper": "a4"}],
        "product": [
            {
                "name": "Relief Balm",
                "sku": ["WM-BALM*", "WM-BAND*"],
                "title": ["Relief Balm*"],
                "guide": "back",
                "editions": ["handout", "sheet"],
            }
        ],
    }
)


def personal(base: Any, reader: str | None, number: str) -> tuple[bytes, list[Diagnostic]]:
    if reader == "Crash":
        raise RuntimeError(f"{reader} of {number}")
    if reader == "Odd":
        place = Place(f"order {number}")
        return b"odd", [warning(place, "W951", "the name is left off")]
    return f"{base}: {reader} {number}\n".encode() * 20, []


def print_run(bases: Mapping[str, Any], copies: Iterable[Copy]) -> Printed:
    orders = [
        "".join(f"{copy.order_number} {copy.reader} {copy.editions}\n" for copy in order.each)
        for order in copies
    ]
    return PrintedFile("".join(orders).encode(), tuple(range(1, 2 * len(orders), 2))), []


def prepare(editions: Sequence[str]) -> tuple[dict[str, str], list[Diagnostic]]:
    return {edition: f"base of {edition}" for edition in editions}, []


def printing(printer: Any) -> tuple[PrintRun, ...]:
    """Return the print runs of both papers, and cards for one of them."""
    return (
        PrintRun("print-a4", "a4", printer),
        PrintRun("print-letter", "letter", printer),
        PrintRun("cards-a6", "a4", printer),
    )


def bindery(recipe: str = "r1", **changes: Any) -> Bindery:
    parts = {"prepare": prepare, "personal": personal, "print_runs": printing(print_run)}
    return Bindery(recipe, **parts | changes)


def run(exports: Sequence[Path] | Path, out: Path, jobs: int = 1, **options: Any) -> RunOutcome:
    press = options.pop("press", None) or bindery()
    exports = [exports] if isinstance(exports, Path) else exports
    chosen = Options(out, options.pop("runs", out.parent), engine=Local(jobs), **options)
    return perform(exports, CATALOGUE, press, chosen)


def tree(out: Path) -> dict[str, bytes]:
    """Return the files of a run by their paths; its lock is none of them."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def _killed(export: Path, out: Path, jobs: int) -> Iterator[str]:
    # What the system holds in memory outlives a process: only a power cut needs it on the disk.
    os.sync = lambda: None
    os.fsync = lambda file: None
    # All is loaded: each run starts in no time, as a copy of this process.
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = 0 if run(export, out, jobs).finished else 2
            finally:
                os._exit(code)
        until = time.monotonic() + float(line)
        done, status = 0, 0
        while not done and time.monotonic() < until:
            time.sleep(0.0005)
            done, status = os.waitpid(child, os.WNOHANG)
        if not done:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
        yield "killed" if os.WIFSIGNALED(status) else f"ended {os.WEXITSTATUS(status)}"


if __name__ == "__main__":
    from tests.orders import presses  # by the name that a pool's processes can import

    for answer in presses._killed(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])):
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
