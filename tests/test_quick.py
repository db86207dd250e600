"""The quick tests: which they are is found, and told, and nothing slow stays among them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT
from tests.quick import MOST_FOR_ALL, Count, complaints

CONFTEST = """
import pytest
import tests.quick

pytest_plugins = ["tests.quick"]
tests.quick.MOST_FOR_ONE = 0.3


@pytest.fixture(scope="module")
def drawn(takes_seconds):
    return 1


@pytest.fixture
def printed(drawn):
    return drawn
"""
TESTS = """
import time

import pytest


@pytest.mark.parametrize("number", range(6))
def test_quick(number):
    pass


def test_of_a_slow_fixture(printed):
    pass


@pytest.mark.slow
def test_slow_in_itself():
    pass
"""
BUSY = """
def test_busy():
    until = time.process_time() + 0.5
    while time.process_time() < until:
        pass
"""


def run(folder: Path, tests: str, *options: str) -> tuple[int, str]:
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_it.py").write_text(tests)
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = .\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_what_is_slow_is_found_and_left_out(tmp_path: Path, workers: str) -> None:
    code, said = run(tmp_path, TESTS, workers, "--quick")
    assert (code, "6 passed" in said) == (0, True), said
    assert "6 of 8 tests (75%) were run" in said


@pytest.mark.slow
def test_a_slow_test_that_is_not_called_slow_fails(tmp_path: Path) -> None:
    code, said = run(tmp_path, TESTS + BUSY, "-n2")
    assert "7 of 9 tests (78%) are quick" in said
    assert (code, "1 failed, 8 passed" in said) == (1, True), said
    assert "is not marked slow: --quick would not be quick" in said


@pytest.mark.slow
def test_too_few_quick_tests_fail_the_whole_run(tmp_path: Path) -> None:
    few = TESTS.replace("range(6)", "range(4)")
    code, said = run(tmp_path, few, "-n2")
    assert (code, "6 passed" in said) == (1, True), said
    assert "fewer than 70% of the tests are quick" in said
    assert run(tmp_path, few, "-n0", "-k", "slow")[0] == 0


def test_what_is_wrong_with_the_quick_tests_is_said() -> None:
    assert complaints(Count(True, 100, 70, MOST_FOR_ALL)) == []
    assert complaints(Count(False, 100, 69)) == []
    assert len(complaints(Count(True, 100, 69, MOST_FOR_ALL + 1))) == 2
