"""Forgetting: no byte and no digest is left that tells a name, whenever a process was stopped."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from backpocket.orders.engines.local import Task
from backpocket.orders.ledger import database
from backpocket.orders.ledger.file_names import file_name, stem
from backpocket.orders.ledger.ledger import LEDGER, LOCK, Ledger, LedgerError, Orders
from backpocket.orders.runs import forgetting, run_state
from backpocket.orders.runs.forgetting import BusyError, UnknownOrderError, forget, purge
from backpocket.orders.runs.making import recipe_of
from backpocket.write import files
from tests.orders import presses
from tests.orders.exports import as_csv, put, shopify
from tests.orders.presses import bindery, run, tree
from tests.orders.runs.test_run import failing

NAME = "Ann Walker"
OTHER = "Zoë Nobody"
FOREVER = dt.date(2100, 1, 1)


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs"


def export(folder: Path, name: str = NAME, first: int = 1001, file: str = "export") -> Path:
    """Three orders, the second with a name; and one that is left out."""
    people = {first: "Bo Chen", first + 1: name, first + 2: "Cy Young", first + 3: "Di"}
    rows = [shopify(Name=f"#{n}", Id=str(n), Shipping_Name=who) for n, who in people.items()]
    rows[-1]["Financial Status"] = "pending"
    return put(folder, as_csv(rows), file)


@pytest.fixture
def ledger(runs: Path) -> Iterator[Ledger]:
    with closing(Ledger(runs / LEDGER)) as opened:
        yield opened


def folder_for(runs: Path, exports: list[Path]) -> Path:
    return run_state.folder_for(runs, exports, presses.CATALOGUE)


def everything(folder: Path) -> bytes:
    """Return the bytes and the names of all files."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return b"".join(path.name.encode() + b"\n" + path.read_bytes() for path in paths)


def cells(runs: Path) -> set[bytes]:
    """Return all that stands in the ledger."""
    found: set[bytes] = set()
    with closing(sqlite3.connect(runs / LEDGER)) as base:
        names = [
            name for (name,) in base.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        for name in names:
            for row in base.execute(f"SELECT * FROM {name}"):  # noqa: S608
                found |= {each if isinstance(each, bytes) else str(each).encode() for each in row}
    return found


def tells(runs: Path, folder: Path, export_of: Any = export) -> set[bytes]:
    """Return what is left that tells a name to somebody who knows all but the name.

    This is what is in a run with that name, and not in a run with another one; and every digest of
    what decides the pages, with every key that is left.
    """
    left = everything(runs)
    words = set(re.findall(rb"[0-9A-Za-z+/=:-]{12,}", left)) | {NAME.encode()}
    of = {}
    for name in (NAME, OTHER):
        there = folder / name / "runs"
        run(export_of(folder / name, name), there / "a")
        of[name] = everything(there) + b"".join(cells(there))
    found = {word for word in words if word in of[NAME] and word not in of[OTHER]}
    return {word for word in found if word in left} | digests(runs)


def digests(runs: Path) -> set[bytes]:
    """Return the digests that are left of what decided the pages of the order, under any key."""
    start = stem("#1002", "shopify:id:1002")
    names = (f"back/{edition}-a4" for edition in ("handout", "sheet"))
    task = Task("", "#1002", NAME, tuple((name, file_name(start, name)) for name in names))
    tried = set()
    for key in (b"", *cells(runs)):
        for text in (NAME.encode(), recipe_of(bindery(), task).encode()):
            tried |= {
                hashlib.sha256(key + text).hexdigest(),
                hashlib.sha256(text + key).hexdigest(),
                hmac.digest(key, text, "sha256").hex(),
                database.keyed(key[:64], text.decode()),
            }
    left = everything(runs)
    return {digest.encode() for digest in tried if digest.encode() in left}


@pytest.fixture(autouse=True)
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (NAME, OTHER):
        (tmp_path / name).mkdir()
    for call in ("sync", "fsync"):  # there is no power cut here
        monkeypatch.setattr(os, call, lambda *_: None)


# --- Nothing that tells the name -----------------------------------------------------------


def test_before_it_is_forgotten_the_name_is_told(runs: Path, tmp_path: Path) -> None:
    run(export(tmp_path), runs / "a")
    assert len(tells(runs, tmp_path)) > 6  # itself; digests of pages, files, print run and export


@pytest.mark.parametrize("sort", ["file", "name"])
def test_nothing_tells_a_forgotten_name(runs: Path, tmp_path: Path, sort: Any) -> None:
    run(export(tmp_path), runs / "a", sort=sort)
    with closing(Ledger(runs / LEDGER)) as ledger:
        assert forget(ledger, "1002").orders == 1
        assert not tells(runs, tmp_path)  # while it is open as well
    assert not tells(runs, tmp_path)
    for path in runs.rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077
    listed = json.loads((runs / "a" / "manifest.json").read_bytes())
    assert (listed["exports"], listed["files"]) == ([{"name": "export"}], [])
    assert [each["order"] for each in listed["orders"]] == ["#1001", "#1003"]


def test_nothing_tells_it_when_the_same_export_comes_again(runs: Path, tmp_path: Path) -> None:
    run(export(tmp_path), runs / "a")
    with closing(Ledger(runs / LEDGER)) as ledger:
        forget(ledger, "1002")
    assert folder_for(runs, [export(tmp_path)]) == runs / "a"
    outcome = run(export(tmp_path), runs / "a")
    assert (outcome.finished, outcome.made) == (True, 2)
    assert not tells(runs, tmp_path)
    outcome = run(export(tmp_path), runs / "b")
    assert outcome.left_out == {"done": 3, "unpaid": 1}
    assert not tells(runs, tmp_path)


def test_a_purge_leaves_nothing_that_tells_a_name(
    ledger: Ledger, runs: Path, tmp_path: Path
) -> None:
    run(export(tmp_path), runs / "a")
    gone = purge(ledger, FOREVER)
    assert (gone.orders, gone.files) == (3, 9)
    assert not tells(runs, tmp_path)
    assert {path.name for path in (runs / "a").rglob("*")} == {
        LOCK, "manifest.json", "personal", "skipped.csv"
    }  # fmt: skip
    assert folder_for(runs, [export(tmp_path)]) == runs / "a"


def test_an_export_is_not_taken_for_another_by_its_orders(
    ledger: Ledger, runs: Path, tmp_path: Path
) -> None:
    run(export(tmp_path), runs / "a")
    run(export(tmp_path, first=2001, file="two"), runs / "b")
    assert forget(ledger, "1002").orders == forget(ledger, "2002").orders == 1
    for name, first in (("a", 1001), ("b", 2001)):
        assert (
            run_state.folder_for(
                runs, [export(tmp_path, first=first, file=name)], presses.CATALOGUE
            )
            == runs / name
        )
    three = [shopify(Name=f"#{n}", Id=str(n)) for n in (1001, 1002, 1003)]
    two = put(tmp_path, as_csv([*three[:2], shopify(Name="#9", Id="9"), *three[:1]]), "other")
    less, more = put(tmp_path, as_csv(three), "less"), [export(tmp_path), two]
    for wrong in ([two], [less], more):
        assert folder_for(runs, wrong).name not in ("a", "b")
        outcome = run(wrong, runs / "a")
        assert [each.code for each in outcome.diagnostics] == ["E871"]


def test_free_pages_of_the_ledger_hold_nothing(ledger: Ledger, runs: Path, tmp_path: Path) -> None:
    run(export(tmp_path), runs / "a")
    with closing(sqlite3.connect(runs / LEDGER, isolation_level=None)) as other:
        other.execute("PRAGMA secure_delete = OFF")
        other.execute("CREATE TABLE t (x TEXT)")
        other.execute("BEGIN")
        other.executemany("INSERT INTO t VALUES (?)", [(f"{NAME} {n}",) for n in range(5000)])
        other.execute("COMMIT")
        other.execute("DROP TABLE t")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert NAME.encode() in (runs / LEDGER).read_bytes()
    forget(ledger, "1002")
    assert NAME.encode() not in everything(runs)


def test_the_log_is_emptied_as_soon_as_nobody_reads_it(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 0.2)
    run(export(tmp_path), runs / "a")
    with closing(sqlite3.connect(runs / LEDGER, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM copy").fetchone()
        with closing(Ledger(runs / LEDGER)) as ledger:
            with pytest.raises(LedgerError, match="reading the ledger"):
                forget(ledger, "1002")
            with pytest.raises(UnknownOrderError):  # it is gone from the tables
                forget(ledger, "1002")
        reader.execute("COMMIT")
        Ledger(runs / LEDGER).close()  # whatever opens it next does the rest
        assert not tells(runs, tmp_path)


# --- Files that are half-written, or of runs that were stopped -----------------------------


def test_half_written_files_are_removed(ledger: Ledger, runs: Path, tmp_path: Path) -> None:
    run(export(tmp_path), runs / "a")
    personal = runs / "a" / "personal"
    mine, his = (next(personal.glob(f"{number}-*handout*")) for number in (1002, 1001))
    half = (
        files.passing(mine),
        files.passing(runs / "a" / "print-a4-01.pdf"),
        runs / "a" / ".x.part",
    )
    for path in (*half, files.passing(his)):
        path.write_text(NAME)
    assert forget(ledger, "1002").files == 2 + 3 + len(half)
    assert not any(path.exists() for path in half)
    assert files.passing(his).exists()  # of another order
    files.passing(his).unlink()
    assert not tells(runs, tmp_path)


@pytest.mark.parametrize("everybody", [False, True])
def test_what_a_stopped_run_had_made_of_an_order_is_removed(
    ledger: Ledger, runs: Path, tmp_path: Path, everybody: bool
) -> None:
    stopped = run(export(tmp_path), runs / "a", press=bindery(print_runs=presses.printing(failing)))
    assert not stopped.finished
    files.passing(runs / "a" / "print-a4-01.pdf").write_text(NAME)
    assert run(export(tmp_path), runs / "b").made == 3  # they are in the ledger as orders of b
    assert NAME.encode() in everything(runs / "a")
    gone = purge(ledger, FOREVER) if everybody else forget(ledger, "1002")
    assert gone.orders == (3 if everybody else 1)
    assert not tells(runs, tmp_path)
    left = {path.name[:4] for path in (runs / "a" / "personal").iterdir()}
    assert left == (set() if everybody else {"1001", "1003"})


def test_an_order_that_is_in_no_run_any_more_is_removed(
    ledger: Ledger, runs: Path, tmp_path: Path
) -> None:
    run(export(tmp_path), runs / "a", press=bindery(print_runs=presses.printing(failing)))
    run(export(tmp_path, first=2001, file="other"), runs / "b")  # takes the orders from run a
    assert not [each for each in ledger.runs() if ledger.entries_of(each, Orders(("#1002",)))]
    gone = forget(ledger, "#1002")
    assert (gone.orders, gone.files) == (1, 2)
    assert not list((runs / "a" / "personal").glob("1002-*"))


def test_what_was_printed_before_a_fault_is_removed(
    ledger: Ledger, runs: Path, tmp_path: Path
) -> None:
    run(export(tmp_path), runs / "a")

    def personal(base: Any, reader: str | None, number: str) -> Any:
        if number == "#1002":
            raise KeyError(reader)
        return presses.personal(base, reader, number)

    worse = bindery("r2", personal=personal, print_runs=presses.printing(failing))
    assert not run(export(tmp_path), runs / "a", press=worse).finished
    assert NAME in (runs / "a" / "print-a4-01.pdf").read_text()  # of the run before
    assert forget(ledger, "1002").orders == 1
    assert not tells(runs, tmp_path)


def test_an_order_that_was_left_out_is_forgotten(
    ledger: Ledger, runs: Path, tmp_path: Path
) -> None:
    run(export(tmp_path), runs / "a")
    before = tree(runs / "a")
    gone = forget(ledger, "1004")
    assert (gone.orders, gone.files) == (1, 0)
    after = tree(runs / "a")
    assert {name for name in before if before[name] != after.get(name)} == {
        "manifest.json", "skipped.csv"
    }  # fmt: skip
    assert b"1004" not in b"".join(after.values())
    assert not {b"#1004"} & cells(runs)


def test_an_order_that_nobody_knows(ledger: Ledger, runs: Path, tmp_path: Path) -> None:
    run(export(tmp_path), runs / "a")
    before = tree(runs / "a")
    with pytest.raises(UnknownOrderError, match=r"^100$"):
        forget(ledger, "100")
    assert tree(runs / "a") == before


# --- Stopped half-way ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "step",
    ["_remove", "_write_again", "renew", "Ledger.forget", "Ledger.cleanse"],
)
@pytest.mark.parametrize("after", [False, True])
def test_forgetting_can_be_stopped_anywhere(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    run(export(tmp_path), runs / "a")
    where, name = (Ledger, step[7:]) if step.startswith("Ledger.") else (forgetting, step)
    original = getattr(where, name)

    def stop(*arguments: Any) -> Any:
        if after:
            original(*arguments)
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(where, name, stop)
        with closing(Ledger(runs / LEDGER)) as ledger, pytest.raises(ZeroDivisionError):
            forget(ledger, "1002")
    with closing(Ledger(runs / LEDGER)) as ledger:
        if step != "Ledger.cleanse" and not (step == "Ledger.forget" and after):
            assert forget(ledger, "1002").orders == 1
    assert not tells(runs, tmp_path)


@pytest.mark.slow
def test_a_run_under_way_stops_it_before_anything_is_removed(
    ledger: Ledger, runs: Path, tmp_path: Path
) -> None:
    run(export(tmp_path), runs / "a")
    before = tree(runs / "a")
    lock = files.hold(runs / "a" / LOCK)
    assert lock is not None
    with lock, pytest.raises(BusyError, match="a"):
        forget(ledger, "1002")
    assert tree(runs / "a") == before
    assert forget(ledger, "1002").orders == 1


def test_a_manifest_that_somebody_has_changed_goes(
    ledger: Ledger, runs: Path, tmp_path: Path
) -> None:
    run(export(tmp_path), runs / "a")
    (runs / "a" / "manifest.json").write_text(f'{{"orders": "{NAME}"')
    assert forget(ledger, "1002").orders == 1
    assert not (runs / "a" / "manifest.json").exists()
    assert not tells(runs, tmp_path)
