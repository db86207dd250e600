"""The time limit: a test that hangs is a failure with a stack, and ends the run if nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

HANGS = "def test_that_hangs():\n    time.sleep(600)\n"
HANGS_TWICE = """\
def test_that_hangs():
    try:
        time.sleep(600)
    finally:
        time.sleep(600)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("test", "line", "end"),
    [
        (HANGS, 4, "Failed: Timeout (>1.0s)"),
        (HANGS_TWICE, 7, "crashed while running 'test_one.py::test_that_hangs'"),
    ],
    ids=["once", "and as it clears up"],
)
def test_a_hang_is_a_failure_with_a_stack(tmp_path: Path, test: str, line: int, end: str) -> None:
    (tmp_path / "test_one.py").write_text(f"import time\n\n{test}")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-n1", "-p", "no:cacheprovider"),
            *("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path)),
            *("-o", "timeout=1", "-o", "faulthandler_timeout=3", str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    said = done.stdout + done.stderr
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert end in said
    assert f"test_one.py:{line}: " in said or f'test_one.py", line {line} in test' in said
