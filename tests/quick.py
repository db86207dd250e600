"""What is slow, and ``--quick``, which leaves it out.

A test is slow if a fixture of it, or a fixture of that, uses ``takes_seconds``: fixtures that
render, start a program or wait do. A test that is slow in itself says so: ``@pytest.mark.slow``.
Nobody has to think of either: a test that is not called slow and takes long fails, and so does a
run in which the quick tests are too few or take too long together. Time is that of the processor,
of a test and of the programs that it has waited for, so that a busy machine changes little.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import pytest

MOST_FOR_ONE = 5.0
"""Seconds of the processor for a quick test; what is usual is a hundredth of that."""

MOST_FOR_ALL = 120.0
"""Seconds of the processor for all of them: a minute on two cores."""

LEAST_SHARE = 0.7
"""Of all tests, those that are quick."""


@dataclass
class Count:
    """What this process has collected and run; seconds are of the processor, by quick test."""

    whole: bool = False
    tests: int = 0
    quick: int = 0
    seconds: float = 0.0


COUNT = pytest.StashKey[Count]()
SLOW = pytest.StashKey[bool]()
BEGAN = pytest.StashKey[float]()


def complaints(count: Count) -> list[str]:
    """Say what is wrong with the quick tests of a run of the whole suite."""
    found = []
    if count.whole and count.quick < LEAST_SHARE * count.tests:
        found.append(f"fewer than {LEAST_SHARE:.0%} of the tests are quick")
    if count.seconds > MOST_FOR_ALL:
        found.append(f"the quick tests take more than {MOST_FOR_ALL:.0f} s: see --durations=20")
    return found


def spent() -> float:
    """Return the seconds of the processor of this process and of those it has waited for."""
    return sum(os.times()[:4])


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick",
        action="store_true",
        help="leave out the tests that render, validate, start other programs or wait",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes seconds; --quick leaves it out")
    options = ("keyword", "markexpr", "deselect", "lf", "ignore", "ignore_glob")
    whole = config.args_source == pytest.Config.ArgsSource.TESTPATHS
    config.stash[COUNT] = Count(whole and not any(config.getoption(each, None) for each in options))


@pytest.fixture(scope="session")
def takes_seconds() -> None:
    """Make every test slow that uses this, or a fixture that does."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is slow; with --quick, leave it out."""
    count = config.stash[COUNT]
    for item in items:
        if "takes_seconds" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
        item.stash[SLOW] = item.get_closest_marker("slow") is not None
    slow = [item for item in items if item.stash[SLOW]]
    count.tests, count.quick = len(items), len(items) - len(slow)
    if config.getoption("quick"):
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.stash[SLOW]]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    item.stash[BEGAN] = spent()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test that has passed, is not called slow, and is."""
    result = yield
    if not item.stash[SLOW]:
        seconds = spent() - item.stash[BEGAN]
        item.config.stash[COUNT].seconds += seconds
        if seconds > MOST_FOR_ONE:
            pytest.fail(f"took {seconds:.1f} s and is not marked slow: --quick would not be quick")
    return result


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the count to the process that started this one; there, judge it."""
    count = session.config.stash[COUNT]
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["count"] = asdict(count)
    elif complaints(count) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Add up what the workers of pytest-xdist have counted: all collect the same tests."""
    output = getattr(node, "workeroutput", {}).get("count")
    if output is not None:
        total = node.config.stash[COUNT]  # type: ignore[attr-defined]
        one = Count(**output)
        total.tests, total.quick = one.tests, one.quick
        total.seconds += one.seconds


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many of how many are quick."""
    count = terminalreporter.config.stash[COUNT]
    if not count.tests:
        return
    are = "were run" if terminalreporter.config.getoption("quick") else "are quick"
    terminalreporter.write_line(
        f"{count.quick} of {count.tests} tests ({count.quick / count.tests:.0%}) {are}, "
        f"in {count.seconds:.0f} s of the processor"
    )
    for each in complaints(count):
        terminalreporter.write_line(f"FAILED: {each}", red=True)
