"""For all tests: a small project to overlay, golden files, and the rule that nothing is logged."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from backpocket.diagnostics import Diagnostic, as_lines
from backpocket.draw.kept import ELSEWHERE, FOLDER
from backpocket.load.disk import Disk
from backpocket.publish import load_and_check

HERE = Path(__file__).parent

pytest_plugins = ["tests.quick", "tests.once", "tests.builds", "tests.judges"]

Golden = Callable[[Path, str], None]

# Files of tests are many, small and written whole: in memory, nobody waits for a disk.
_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own there
if (
    "TMPDIR" not in os.environ
    and os.access(_MEMORY, os.W_OK)
    and shutil.disk_usage(_MEMORY).free > 6_000_000_000
    and not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC
):
    os.environ["TMPDIR"], tempfile.tempdir = str(_MEMORY), None

# What one test has drawn, no other draws again, in whichever project.
os.environ[ELSEWHERE] = str(HERE.parent / FOLDER)

# The day of all tests, 22 November 2026: review dates do not pass while nobody looks.
os.environ["SOURCE_DATE_EPOCH"] = "1795305600"

# The same examples on every run; --hypothesis-profile=search looks for new ones.
settings.register_profile("house", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("search", deadline=None, max_examples=5000)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what comes out into the golden files, to be read with git diff",
    )
    parser.addoption(
        "--big",
        action="store_true",
        help="read exports of 1 GB where 64 MB show the same: the memory that it takes",
    )

    parser.addoption(
        "--all-faults",
        action="store_true",
        help="break pages in 240 ways where 20 show the same: each fault must be found",
    )


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on a warning in the log; a test that provokes one ends with caplog.clear()."""
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    found = [
        f"{each.name}: {each.getMessage()}" for each in records if each.levelno >= logging.WARNING
    ]
    assert not found, "unexpected in the log:\n" + "\n".join(found)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Return the comparison of a text with a file; --update-golden writes the file instead."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.write_bytes(text.encode())
        assert path.is_file(), f"{path} is missing: run with --update-golden and read it"
        assert text == path.read_bytes().decode()

    return compare


@dataclass(frozen=True)
class Project:
    """A project in a folder of its own: ``content/`` with the one guide “small”."""

    root: Path

    @property
    def content(self) -> Path:
        return self.root / "content"

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file, its path given from ``content/``."""
        target = self.content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return target

    def change(self, path: str, old: str, new: str) -> Path:
        """Replace the one place where a text stands in a file."""
        text = (self.content / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"“{old}” stands {text.count(old)} times in {path}"
        return self.write(path, text.replace(old, new))

    def leave_a_reference_uncited(self) -> None:
        """Give cause for one warning, W301."""
        self.change(
            "small/references.json",
            '"id": "adams2020",',
            '"id": "cole", "type": "book", "title": "T", "author": [{ "family": "C" }],\n'
            '"issued": { "date-parts": [[2020]] }, "URL": "https://example.org/t" }, {\n'
            '"id": "adams2020",',
        )

    def diagnostics(self) -> list[Diagnostic]:
        return load_and_check(Disk(self.root))[1]

    def lines(self) -> str:
        """Return all diagnostics as the console shows them."""
        return "".join(f"{line}\n" for each in self.diagnostics() for line in as_lines(each))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Copy the small project, in which nothing is wrong, to a temporary folder."""
    shutil.copytree(HERE / "guide", tmp_path / "project")
    return Project(tmp_path / "project")
