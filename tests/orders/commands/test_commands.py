"""The commands of orders: what they say, and the code they end with."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from backpocket.commands import cli
from backpocket.orders.batch import bindery as bindery_
from backpocket.orders.commands import choices
from backpocket.orders.ledger.ledger import Ledger
from backpocket.terminal.exits import ExitCode
from tests.orders import exports, presses
from tests.orders.exports import as_csv, numbered, put, shopify


@pytest.fixture
def root(project: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    project.write("orders.toml", exports.catalogue_for("small"))
    monkeypatch.setattr(choices, "ROOT", project.root)
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
    assert re.search(r"^runs/2026-11-22/print-a4-01\.pdf +\d+ kB$", result.stdout, re.MULTILINE)
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


def test_a_dry_run_leaves_the_ledger_as_it_is(root: Path) -> None:
    orders(exports.SAMPLE)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert "0 would be made + 23 left out" in orders(exports.SAMPLE, "--dry-run").stdout
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


BROKEN = {
    "text": b"this is no ledger " * 400,
    "a page that is torn": b"SQLite format 3\0" + b"\xff" * 8000,
    "another database": b"",
    "cut": b"",
}


def break_ledger(path: Path, how: str) -> None:
    if how == "another database":
        with closing(sqlite3.connect(path)) as base:
            base.execute("CREATE TABLE t (x)")
    elif how == "cut":
        Ledger(path).close()
        path.write_bytes(path.read_bytes()[:6000])
    else:
        path.write_bytes(BROKEN[how])


@pytest.mark.parametrize("how", sorted(BROKEN))
@pytest.mark.parametrize(
    "arguments", [["x.csv", "--dry-run"], ["x.csv"], ["x.csv", "--out", "a"], ["forget", "1"]]
)
def test_a_broken_ledger_is_told(root: Path, arguments: list[str], how: str) -> None:
    shutil.copy(exports.SAMPLE, root / "x.csv")
    (root / "runs").mkdir()
    path = root / "runs" / "ledger.sqlite3"
    break_ledger(path, how)
    before = path.read_bytes()
    result = orders(*arguments)
    assert result.exit_code not in (ExitCode.FINE, ExitCode.CRASH, ExitCode.LEFT_OUT)
    assert "runs/ledger.sqlite3: error E878: the ledger cannot be read: " in result.stderr
    assert "would be made" not in result.stdout
    assert path.read_bytes() == before


def test_an_empty_ledger_is_a_new_one(root: Path) -> None:
    (root / "runs").mkdir()
    (root / "runs" / "ledger.sqlite3").touch()
    assert "18 would be made" in orders(exports.SAMPLE, "--dry-run").stdout
    assert (root / "runs" / "ledger.sqlite3").read_bytes() == b""
    assert "18 made" in orders(exports.SAMPLE).stdout


# --- One ledger a project ------------------------------------------------------------------


def test_a_run_goes_anywhere_and_its_orders_are_made_once(root: Path, tmp_path: Path) -> None:
    away, further = tmp_path / "away", tmp_path / "further"
    assert "18 made" in orders(exports.SAMPLE, "--out", away / "one").stdout
    assert [path.name for path in away.iterdir()] == ["one"]
    assert "18 made" in orders(exports.SAMPLE, "--out", away / "one").stdout  # goes on
    assert "18 made" in orders(exports.SAMPLE).stdout  # knows where it was
    for arguments in ([], ["--dry-run"]):
        result = orders(exports.SAMPLE, "--out", further / "two", *arguments)
        assert re.search(r"^ +18  done$", result.stdout, re.MULTILINE)
    listed = (further / "two" / "skipped.csv").read_text(encoding="utf-8-sig")
    assert listed.count(f"it was made in the run {away.resolve()}/one") == 18
    said = orders("forget", "1002").stdout.splitlines()
    assert said[0] == "1 order forgotten, 5 files removed"
    assert said[1].endswith("/one: the print run is made anew without it")
    assert b"1002" not in (away / "one" / "print-a4-01.pdf").read_bytes()
    assert b"#1006" in (away / "one" / "print-a4-01.pdf").read_bytes()
    assert not list((away / "one" / "personal").glob("1002-*"))


def test_a_folder_below_that_of_the_ledger_may_move_with_it(root: Path) -> None:
    orders(exports.SAMPLE, "--out", "runs/deep/one")
    (root / "runs").rename(root / "moved")
    result = orders("forget", "1002", "--runs", "moved")
    assert result.stdout.startswith("1 order forgotten, 5 files removed\n")


def test_another_project_has_another_ledger(root: Path, tmp_path: Path) -> None:
    orders(exports.SAMPLE)
    result = orders(exports.SAMPLE, "--runs", tmp_path / "other", "--out", tmp_path / "away")
    assert "18 made" in result.stdout
    assert (tmp_path / "other" / "ledger.sqlite3").is_file()


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_a_ledger_of_before_is_not_passed_over(root: Path, tmp_path: Path, dry: list[str]) -> None:
    orders(exports.SAMPLE, "--runs", tmp_path / "away", "--out", tmp_path / "away" / "one")
    for name in ("one", "two"):
        result = orders(exports.SAMPLE, "--out", tmp_path / "away" / name, *dry)
        assert f"{name}: error E877: the folder away has a ledger of its own" in result.stderr
        assert f"--runs {tmp_path.resolve()}/away;" in result.stderr
        assert result.exit_code not in (ExitCode.FINE, ExitCode.CRASH, ExitCode.LEFT_OUT)
    assert not (root / "runs").exists()
    out = ["--runs", tmp_path / "away", "--out", tmp_path / "away" / "one"]
    assert "18 made" in orders(exports.SAMPLE, *out).stdout
    (tmp_path / "away" / "ledger.sqlite3").rename(tmp_path / "away" / "old")
    assert "18 made" in orders(exports.SAMPLE, "--out", tmp_path / "away" / "two").stdout


@pytest.mark.parametrize("out", [".", "runs", "content/orders.toml", "caf\udce9"])
def test_where_a_run_cannot_go(root: Path, out: str) -> None:
    result = orders(exports.SAMPLE, "--out", out)
    assert result.exit_code == ExitCode.USAGE
    assert not (root / "runs").exists()


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


@pytest.mark.parametrize("number", ["9999", "#9999", "", "1\x1b[2J"])
def test_forgetting_an_order_that_nobody_knows(root: Path, number: str) -> None:
    orders(exports.SAMPLE)
    result = orders("forget", number)
    assert result.exit_code == ExitCode.USAGE
    assert "is known here" in result.stderr
    assert result.stdout == ""
    assert "\x1b" not in result.stderr


def test_forget_and_purge(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    orders(exports.SAMPLE)
    result = orders("forget", "1002")
    assert result.exit_code == 0
    assert result.stdout.startswith("1 order forgotten, 5 files removed\n")
    assert orders("purge", "--older-than", "1d").stdout == "0 orders forgotten, 0 files removed\n"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798070400")  # 2026-12-24
    result = orders("purge", "--older-than", "30d")
    assert result.stdout == "17 orders forgotten, 38 files removed\n"
    left = [path for path in (root / "runs").rglob("*") if path.is_file()]
    assert {path.name for path in left} >= {"manifest.json", "skipped.csv"}
    assert not any(b"Walker" in path.read_bytes() for path in left)
    assert "23 left out" in orders(exports.SAMPLE, "--dry-run").stdout


def test_quiet_says_the_counts(root: Path) -> None:
    result = orders(exports.SAMPLE, "--quiet")
    assert result.stdout.startswith("23 orders read = 18 made + 5 left out\n")
    assert "render" not in result.stderr


# --- Sources, the bench, and what has moved ------------------------------------------------


def test_standard_input_is_read(root: Path) -> None:
    given = as_csv(numbered(2))
    arguments = ["orders", "-", "--out", "runs/a"]
    result = CliRunner().invoke(cli.main, arguments, input=given, prog_name="build.py")
    assert "2 orders read = 2 made + 0 left out" in result.stdout
    again = CliRunner().invoke(cli.main, arguments, input=given, prog_name="build.py")
    assert "2 made" in again.stdout  # it is the same export


def test_any_export_is_told_in_few_lines(root: Path) -> None:
    rows = [
        *(shopify(Name=f"#{n}", Id=str(n), Lineitem_quantity="x") for n in range(1, 60)),
        *(
            shopify(Name=f"#{n}", Id=str(n), Lineitem_sku=f"S-{n}", Lineitem_name="Thing")
            for n in range(60, 130)
        ),
        *(
            shopify(Name=f"#{n}", Id=str(n), Shipping_Country=f"Nowhere {n}")
            for n in range(130, 150)
        ),
        *(shopify(Name=f"#{n}", Id=str(n), Shipping_Name="N/A") for n in range(150, 170)),
        shopify(Name="#200", Id="200", Financial_Status="authorized"),
        shopify(Name="#201", Id="201", Fulfillment_Status="fulfilled"),
        shopify(Name="#202", Id="202", Shipping_Country="US"),
        shopify(Name="ann@example.com", Id="203"),
    ]
    result = orders(put(root, as_csv(rows)))
    lines = (result.stdout + result.stderr).splitlines()
    assert len([line for line in lines if not re.match("(load|render|write) ", line)]) < 40
    assert "and 57 more such" in result.stderr
    assert "0 errors, 132 warnings" in result.stderr  # 60 orders, 70 products, names, countries
    assert "ann@" not in result.stdout + result.stderr
    assert result.exit_code == ExitCode.LEFT_OUT


def test_the_folder_of_a_run_is_found_where_it_was_moved(root: Path) -> None:
    orders(put(root, as_csv(numbered(3))), "--out", "runs/a")
    (root / "kept").mkdir()
    (root / "runs" / "a").rename(root / "kept" / "b")
    result = orders("forget", "1002")
    assert result.exit_code == ExitCode.FINE, result.stderr
    left = b"".join(path.read_bytes() for path in (root / "kept").rglob("*") if path.is_file())
    assert b"#1002" not in left
    assert b"#1003" in (root / "kept" / "b" / "print-a4-01.pdf").read_bytes()
    assert not list((root / "kept" / "b" / "personal").glob("1002-*"))


def test_the_folder_of_a_run_that_is_gone_is_named(root: Path, tmp_path: Path) -> None:
    orders(put(root, as_csv(numbered(3))), "--out", "runs/a")
    shutil.rmtree(root / "runs" / "a")
    result = orders("forget", "1002")
    assert result.exit_code == ExitCode.MISSING
    assert "error E892: the folder of the run a is not where it was" in result.stderr
    assert "personal/1002-" in result.stderr
    assert orders("show", "1002").exit_code == ExitCode.USAGE  # the ledger has forgotten it


def test_an_order_again_from_a_ledger_that_is_broken(root: Path) -> None:
    (root / "runs").mkdir()
    break_ledger(root / "runs" / "ledger.sqlite3", "text")
    for arguments in (["again", "1"], ["show", "1"], ["print", "a", "--from", "1"]):
        assert "E878" in orders(*arguments).stderr
