"""Cases: one folder each, with exports of invented people, and what the commands make of them.

``steps.txt`` has the arguments of “orders”, a command a line; ``golden.txt`` has what each of them
says, with its exit code, the list of what was left out, and what stands on the pages. The press is
one of texts: no page is rendered.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from backpocket.commands import cli
from backpocket.orders.batch import bindery as bindery_
from backpocket.orders.commands import choices
from tests.orders import presses
from tests.orders.exports import catalogue_for

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/steps.txt"))
LISTED = ("*.csv", "*.pdf")


@pytest.fixture
def folder(project: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    project.write("orders.toml", catalogue_for("small"))
    monkeypatch.setattr(choices, "ROOT", project.root)
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")  # 2026-11-22
    monkeypatch.setattr(bindery_, "bindery", lambda *_: presses.bindery())
    return Path(project.root)


def said(step: str, folder: Path) -> Iterator[str]:
    """Yield what a command says, and what is in the folders of runs that it has changed."""
    before = written(folder)
    given = ["orders", *shlex.split(step)]
    result = CliRunner().invoke(cli.main, given, prog_name="build.py")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    yield f"$ orders {step}\n"
    yield re.sub(r"in \d+\.\d s", "in 0.0 s", result.stdout)
    yield from (line for line in result.stderr.splitlines(keepends=True) if is_said(line))
    yield f"exit {result.exit_code}\n"
    after = written(folder)
    yield from (f"--- {path} is gone\n" for path in before if path not in after)
    for path, data in after.items():
        if before.get(path) != data:
            yield f"--- {path}\n"
            yield data.decode("utf-8-sig").replace("\r\n", "\n")


def is_said(line: str) -> bool:
    return not re.match(r"(load|render|write) ", line)


def written(folder: Path) -> dict[str, bytes]:
    paths = (path for form in LISTED for path in (folder / "runs").glob(f"*/{form}"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case: Path, folder: Path, golden: Callable[[Path, str], None]) -> None:
    for path in case.iterdir():
        if path.name not in ("golden.txt", "steps.txt", "orders.toml"):
            (shutil.copytree if path.is_dir() else shutil.copy)(path, folder / path.name)
    if (case / "orders.toml").exists():
        text = (folder / "content" / "orders.toml").read_text(encoding="utf-8")
        more = (case / "orders.toml").read_text(encoding="utf-8")
        (folder / "content" / "orders.toml").write_text(f"{text}\n{more}", encoding="utf-8")
    steps = (case / "steps.txt").read_text(encoding="utf-8").splitlines()
    golden(case / "golden.txt", "\n".join("".join(said(step, folder)) for step in steps))
