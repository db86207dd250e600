"""Progress: a bar with orders a second and time left on a terminal, lines in a pipe."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from backpocket.terminal import progress as progress_
from backpocket.terminal.progress import progress

ROOT = Path(__file__).parents[2]
AT_WORK = """
import time
from backpocket.terminal.progress import progress
with progress(quiet=False) as told:
    told("load", "orders", 0)
    for done in range(0, 121, 10):
        told("render", "orders", done, 200)
        time.sleep(0.05)
"""


def on_a_terminal(script: str) -> str:
    """Run a script whose standard error is a terminal, and return what it shows."""
    ours, theirs = os.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120", "NO_COLOR": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not part:
                break
            shown += part
    os.close(ours)
    assert process.returncode == 0
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())


def test_a_bar_tells_the_rate_and_the_time_left() -> None:
    shown = on_a_terminal(AT_WORK)
    rates = [int(each) for each in re.findall(r"render .*?([0-9]+) orders/s", shown)]
    assert rates
    assert 20 < rates[-1] <= 220
    assert re.search(r"120 orders +\d+ orders/s +0:00:0\d", shown)


def test_in_a_pipe_each_step_is_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 100.0
    monkeypatch.setattr(progress_.time, "perf_counter", lambda: clock)
    with progress(quiet=False) as told:
        for done in range(4):
            clock += 5
            told("render", "orders", 50 * done, 400)
        told("write", "print-a4")
    assert capsys.readouterr().err.splitlines() == [
        "render  0 of 400 orders",
        "render  100 of 400 orders  10 orders/s",
        "write   print-a4",
    ]


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(quiet=True) as told:
        told("render", "orders", 1, 2)
    assert capsys.readouterr() == ("", "")
