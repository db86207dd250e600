"""The commands of orders: what they say, and the code they end with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from backpocket.commands import cli
from backpocket.orders.batch import bindery as bindery_
from backpocket.orders.commands import commands
from backpocket.terminal.exits import ExitCode

from . import exports, presses
from .exports import as_csv, numbered, put, shopify

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root(project: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    text = (ROOT / "content" / "orders.toml").read_text(encoding="utf-8")
    project.write("orders.toml", text.replace('"lower-back-pain"', '"small"'))
    monkeypatch.setattr(commands, "ROOT", project.root)
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")  # 2026-11-22
    monkeypatch.setattr(bindery_, "bindery", lambda *_: presses.bindery())
    return Path(project.root)


def orders(*arguments: str | Path) -> Result:
    given = ["orders", *map(str, arguments)]
    result = CliRunner().invoke(cli.main, given, prog_name="build.py")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_help() -> None:
    said = orders("--help").stdout
    assert "build.py orders EXPORT... [--out runs/NAME] [--dry-run]" in said
    for name in ("forget", "purge"):
        assert re.search(rf"^  {name} ", said, re.MULTILINE)
    assert "--sort" in orders("make", "--help").stdout


def test_a_run(root: Path) -> None:
    result = orders(exports.SAMPLE)
    assert result.exit_code == ExitCode.FINE
    assert "23 orders read = 18 made + 5 left out\n" in result.stdout
    assert "       1  unpaid\n" in result.stdout
    assert re.search(r"^runs/2026-11-22/print-a4\.pdf +\d+ kB$", result.stdout, re.MULTILINE)
    assert re.search(r"^runs/2026-11-22/personal/ +18 orders$", result.stdout, re.MULTILINE)
    assert "W865: “WM-BOTTLE” is not listed; 1 order of it" in result.stderr
    assert (root / "runs" / "2026-11-22" / "skipped.csv").is_file()


def test_the_same_command_goes_on_with_the_same_run(root: Path) -> None:
    orders(exports.SAMPLE)
    assert "18 made" in orders(exports.SAMPLE).stdout
    rows = numbered(4)
    assert "2 made + 0 left out" in orders(put(root, as_csv(rows[:2]))).stdout
    said = orders(put(root, as_csv(rows[1:]))).stdout
    assert "2 made + 1 left out" in said
    assert "runs/2026-11-22-3/" in said
    names = sorted(path.name for path in (root / "runs").iterdir() if path.is_dir())
    assert names == ["2026-11-22", "2026-11-22-2", "2026-11-22-3"]


def test_a_dry_run_writes_nothing(root: Path) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    result = orders(exports.SAMPLE, "--dry-run")
    assert result.exit_code == ExitCode.FINE
    assert "23 orders read = 18 would be made + 5 left out\n" in result.stdout
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_a_dry_run_knows_what_is_done(root: Path) -> None:
    orders(exports.SAMPLE)
    result = orders(exports.SAMPLE, exports.SAMPLE, "--dry-run")
    assert "46 orders read = 0 would be made + 46 left out\n" in result.stdout
    assert re.search(r"^ +18  done$", result.stdout, re.MULTILINE)


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_a_fault_has_its_own_code(root: Path, dry: list[str]) -> None:
    export = put(root, as_csv([shopify(), shopify(Name="#2", Id="2", Lineitem_quantity="x")]))
    result = orders(export, *dry)
    assert result.exit_code == ExitCode.LEFT_OUT
    assert "export:3:1: warning W866: order #2: a quantity is not a number" in result.stderr


def test_a_file_that_is_no_export(root: Path) -> None:
    result = orders(put(root, "a,b\n1,2\n"))
    assert result.exit_code == ExitCode.LEFT_OUT
    assert "Etsy order items" in result.stderr


def test_a_faulty_catalogue(root: Path) -> None:
    (root / "content" / "orders.toml").write_text("greeting = 1\n")
    result = orders(exports.SAMPLE)
    assert result.exit_code == ExitCode.CONTENT
    assert not (root / "runs").exists()


def test_a_folder_that_cannot_be_written(root: Path) -> None:
    (root / "runs").write_text("")
    result = orders(exports.SAMPLE)
    assert result.exit_code == ExitCode.WRITE
    assert "error E505" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [[], ["none.csv"], ["--sort", "colour"], ["purge"], ["purge", "--older-than", "x"], ["forget"]],
)
def test_usage(root: Path, arguments: list[str]) -> None:
    assert orders(*arguments).exit_code == ExitCode.USAGE


def test_there_is_nothing_to_forget_without_a_ledger(root: Path) -> None:
    assert orders("forget", "#1001").exit_code == ExitCode.USAGE


def test_forget_and_purge(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    orders(exports.SAMPLE)
    result = orders("forget", "1002")
    assert (result.exit_code, result.stdout) == (0, "1 order forgotten, 4 files removed\n")
    assert orders("purge", "--older-than", "1d").stdout == "0 orders forgotten, 0 files removed\n"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798070400")  # 2026-12-24
    result = orders("purge", "--older-than", "30d")
    assert result.stdout == "17 orders forgotten, 34 files removed\n"
    left = [path for path in (root / "runs").rglob("*") if path.is_file()]
    assert {path.name for path in left} >= {"manifest.json", "skipped.csv"}
    assert not any(b"Walker" in path.read_bytes() for path in left)
    assert "23 left out" in orders(exports.SAMPLE, "--dry-run").stdout


def test_quiet_says_the_counts(root: Path) -> None:
    result = orders(exports.SAMPLE, "--quiet")
    assert result.stdout.startswith("23 orders read = 18 made + 5 left out\n")
    assert "render" not in result.stderr
