"""Jobs: what becomes of a build when a process is killed, a file is gone, or a text has no end."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import psutil
import pytest

from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.model.editions import EDITIONS
from backpocket.publish import publish
from backpocket.render.makers import render_guide
from backpocket.terminal.exits import ExitCode, exit_code
from tests.builds import small_project

TWO = [edition for edition in EDITIONS if edition.name in ("sheet-a4", "sheet-letter")]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Make a project of the small guide with the real styles and templates."""
    return small_project(tmp_path)


def kill_the_first_worker(others: set[psutil.Process]) -> None:
    """Kill the first process that comes; what other tests have started are none of ours."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for child in set(psutil.Process().children()) - others:
            child.kill()
            return
        time.sleep(0.01)


def test_worker_that_is_killed_is_an_error_and_the_last_good_files_stay(small: Path) -> None:
    out = small / "dist"
    sheet = out / "small" / "small-sheet-a4.pdf"
    sheet.parent.mkdir(parents=True)
    sheet.write_bytes(b"the last good sheet")
    others = set(psutil.Process().children())
    killer = threading.Thread(target=kill_the_first_worker, args=[others])
    killer.start()
    outcome = publish(small, out, editions=TWO, jobs=2)
    killer.join()
    [fault] = outcome.diagnostics
    assert (fault.code, fault.place.path) == ("E412", "content/small")
    assert "--jobs 1" in fault.hint
    assert exit_code(outcome.diagnostics) == ExitCode.PAGE
    assert [path for path in out.rglob("*") if path.is_file()] == [sheet]
    assert sheet.read_bytes() == b"the last good sheet"


@pytest.mark.slow
def test_one_job_needs_no_other_process(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("backpocket.render.makers.spread")
    outcome = publish(small, small / "dist", editions=TWO, jobs=1)
    assert not outcome.diagnostics
    assert [each.edition for each in outcome.files] == ["sheet-a4", "sheet-letter"]


@pytest.mark.parametrize("name", ["csl/vancouver.csl", "fonts/fonts.conf", "fonts.toml"])
def test_file_that_no_page_can_do_without_is_missed(small: Path, name: str) -> None:
    (small / "styles" / name).unlink()
    [fault] = publish(small, small / "dist").diagnostics
    assert (fault.code, fault.place.path) == ("E001", f"styles/{name}")


def test_chapter_that_nests_too_deeply_is_an_error(small: Path) -> None:
    name = "content/small/02-moves.md"
    path = small / name
    path.write_text(path.read_text() + "\n" + "1. " * 2000 + "Sit.\n")
    project, found = load_project(Disk(small))
    assert project.press is not None
    assert not found
    text = [edition for edition in EDITIONS if edition.form == "text"]
    _, [fault] = render_guide(project, project.press.guides["small"], text, lambda *_: None)
    assert (fault.code, fault.place.path) == ("E113", name)
