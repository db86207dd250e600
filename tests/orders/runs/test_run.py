"""Runs: nothing lost, nothing twice, nobody's name where it does not belong."""

from __future__ import annotations

import contextlib
import csv
import errno
import json
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backpocket.orders.engines.local import Local, Task, make
from backpocket.orders.ledger.ledger import LEDGER, LOCK, Ledger
from backpocket.orders.runs import outcome as outcome_
from backpocket.orders.runs import reading
from backpocket.orders.runs.forgetting import BusyError, forget
from backpocket.render.pools import WorkerLostError
from backpocket.write import files
from tests.orders import exports, presses
from tests.orders.exports import as_csv, numbered, put, shopify
from tests.orders.presses import bindery, run, tree
from tests.places import ROOT


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs"


def many(folder: Path, count: int, name: str = "export", first: int = 1001) -> Path:
    rows = [
        shopify(
            Name=f"#{number}",
            Id=str(6600000000000 + number),
            Shipping_Name=f"Reader-{number} Łukasz",
            Shipping_Country="US" if number % 3 else "GB",
        )
        for number in range(first, first + count)
    ]
    return put(folder, as_csv(rows), name)


def skipped(out: Path) -> list[dict[str, str]]:
    with (out / "skipped.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def manifest(out: Path) -> Any:
    return json.loads((out / "manifest.json").read_bytes())


# --- What comes out ------------------------------------------------------------------------


def test_the_sample(runs: Path) -> None:
    outcome = run(exports.SAMPLE, runs / "a")
    assert outcome.finished
    assert (outcome.read, outcome.made, sum(outcome.left_out.values())) == (23, 18, 5)
    assert outcome.papers == {"a4": 14, "letter": 4}
    assert not outcome.has_faults
    names = set(tree(runs / "a"))
    assert names >= {"print-a4-01.pdf", "print-letter-01.pdf", "skipped.csv", "manifest.json"}
    assert sum(name.startswith("personal/") for name in names) == 2 * 18
    left = Counter(row["reason"] for row in skipped(runs / "a") if row["left out"] == "order")
    assert left == {"cancelled": 1, "refunded": 1, "unpaid": 1, "test": 1, "no product": 1}
    listed = manifest(runs / "a")
    assert listed["press"] == "0.1.0"
    assert (listed["read"], listed["made"], len(listed["orders"])) == (23, 18, 18)
    for entry in (*listed["files"], *(file for each in listed["orders"] for file in each["files"])):
        assert files.digest_of(runs / "a" / entry["path"]) == entry["sha256"]


def test_every_reason_is_told(runs: Path, tmp_path: Path) -> None:
    run(put(tmp_path, as_csv(numbered(1))), runs / "before")
    rows = [
        *numbered(1),
        shopify(Name="#1", Id="1", Lineitem_sku="HAT", Lineitem_name="Hat"),
        shopify(Name="#2", Id="2", Lineitem_quantity="two"),
        shopify(Name="#3", Id="3", Shipping_Name="Crash"),
        shopify(Name="#4", Id="4", Shipping_Name="Odd"),
        shopify(Name="#5", Id="5", Shipping_Country="Atlantis"),
        shopify(Name="#6", Id="6", Shipping_Name="", Billing_Name=""),
        shopify(Name="#7", Id="7"),
        exports.more("#7", Lineitem_sku="HAT"),
        shopify(Name="#8", Id="8", Lineitem_quantity="0"),
        shopify(Name="#9", Id="9"),
        shopify(Name="#7", Id="7", Shipping_Name="Else"),
    ]
    outcome = run(put(tmp_path, as_csv(rows), "today.csv"), runs / "a")
    assert outcome.finished
    assert outcome.has_faults
    assert (outcome.read, outcome.made) == (11, 5)
    rows_ = {(row["order"], row["left out"]): row for row in skipped(runs / "a")}
    assert {key: row["reason"] for key, row in rows_.items()} == {
        ("#1001", "order"): "done", ("#1", "order"): "no product", ("#2", "order"): "unreadable",
        ("#3", "order"): "fault", ("#4", "name"): "not as written", ("#5", "country"): "unknown",
        ("#6", "name"): "missing", ("#7", "product"): "unknown",
        ("#7", "order"): "twice, not alike",
        ("#8", "order"): "nothing left",
    }  # fmt: skip
    assert "run before" in rows_["#1001", "order"]["explanation"]
    explanation = rows_["#3", "order"]["explanation"]
    assert re.fullmatch(r"an error of the press: RuntimeError at [a-z/]+\.py:\d+", explanation)
    assert (rows_["#2", "order"]["file"], rows_["#2", "order"]["line"]) == ("today.csv", "4")
    said = [(each.code, each.message) for each in outcome.diagnostics]
    everywhere = "with the emergency numbers of all regions"
    assert said == [
        ("W866", "order #2: a quantity is not a number"),
        ("W866", f"order #7: {rows_['#7', 'order']['explanation']}"),
        ("W868", f"1 order made {everywhere}, since the country is not known: #5"),
        ("W869", "1 order made without a name, since there is none: #6"),
        ("W865", "“HAT” is not listed; 2 orders of it"),
    ]  # fmt: skip
    assert "today.csv, line 9, is another one" in said[1][1]


def test_an_order_that_failed_can_be_made_later(runs: Path, tmp_path: Path) -> None:
    export = put(tmp_path, as_csv([shopify(Shipping_Name="Crash")]))
    assert run(export, runs / "a").left_out == {"fault": 1}
    mended = put(tmp_path, as_csv([shopify(Shipping_Name="Ann")]), "mended")
    assert run(mended, runs / "b").made == 1


def test_overlapping_exports_make_an_order_once(runs: Path, tmp_path: Path) -> None:
    one, two = many(tmp_path, 6, "one"), many(tmp_path, 6, "two", first=1004)
    third = put(tmp_path, [exports.rest(id=6600000001001), exports.woo()], "three")
    outcome = run([one, two, third], runs / "a")
    assert (outcome.read, outcome.made, outcome.left_out) == (
        14,
        10,
        {"twice": 3, "twice, not alike": 1},
    )
    numbers = [each["order"] for each in manifest(runs / "a")["orders"]]
    assert numbers == [*(f"#{number}" for number in range(1001, 1010)), "727"]
    assert run([one, two, third], runs / "b").left_out == {"changed": 1, "done": 13}


@pytest.mark.parametrize("sort", ["file", "order", "name", "sku"])
def test_the_print_run_is_in_picking_order(runs: Path, tmp_path: Path, sort: str) -> None:
    rows = [
        shopify(
            Name=f"#{number}", Id=str(number), Shipping_Name=name, Lineitem_sku=f"WM-BALM-{sku}"
        )
        for number, name, sku in [(12, "Cy", 3), (9, "Bo", 1), (100, "Al", 2)]
    ]
    run(put(tmp_path, as_csv(rows)), runs / "a", sort=sort)
    printed = (runs / "a" / "print-a4-01.pdf").read_text().splitlines()
    picked = {
        "file": [12, 9, 100],
        "order": [9, 12, 100],
        "name": [100, 9, 12],
        "sku": [9, 100, 12],
    }
    assert [int(line.split()[0][1:]) for line in printed] == picked[sort]


@pytest.mark.parametrize("number", ["1/../../../escape", "1/etc/passwd", "1..", "注文1", "#1\0"])
def test_the_name_of_an_order_makes_no_path(runs: Path, tmp_path: Path, number: str) -> None:
    before = set(tmp_path.rglob("*"))
    outcome = run(put(tmp_path, as_csv([shopify(Name=number)])), runs / "a")
    assert outcome.made == 1
    new = set(tmp_path.rglob("*")) - before - {tmp_path / "export"}
    assert all(path.is_relative_to(runs) for path in new)
    assert len(list((runs / "a" / "personal").iterdir())) == 2


@pytest.mark.parametrize(
    "cell", ["../../../escape", "a\\b", "Ann Walker", "ann7@example.com", "+44 7700 900123", "=1+1",
             "12 Mill Lane", "2026-11-19 08:00:05 +0000"]
)  # fmt: skip
def test_no_other_cell_is_shown_as_an_order_number(runs: Path, tmp_path: Path, cell: str) -> None:
    outcome = run(put(tmp_path, as_csv([shopify(Name=cell)])), runs / "a")
    assert outcome.left_out == {"unreadable": 1}
    everything = b"".join(tree(runs).values()) + repr(outcome).encode()
    assert cell.encode() not in everything


def test_the_list_is_safe_in_a_spreadsheet(runs: Path, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x","y")'
    rows = [shopify(Lineitem_sku=evil, Lineitem_name="@x"), shopify(Name="-1", Id="2")]
    rows[1]["Financial Status"] = "pending"
    run(put(tmp_path, as_csv(rows), "=x.csv"), runs / "a")
    out = (runs / "a" / "skipped.csv").read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(out.splitlines()) for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r"))]
    assert f"no product in it is in orders.toml: {evil}" in cells


def test_an_order_without_a_parcel_is_not_printed(runs: Path, tmp_path: Path) -> None:
    rows = [
        shopify(Name="#1", Id="1"),
        shopify(Name="#2", Id="2", Lineitem_requires_shipping="false"),
        shopify(Name="#3", Id="3", Lineitem_requires_shipping="false", Shipping_Country="US"),
    ]
    outcome = run(put(tmp_path, as_csv(rows)), runs / "a")
    assert (outcome.made, outcome.left_out) == (3, {})
    assert len(list((runs / "a" / "personal").iterdir())) == 2 * 3
    printed = (runs / "a" / "print-a4-01.pdf").read_text().splitlines()
    assert [line.split()[0] for line in printed] == ["#1"]
    assert not (runs / "a" / "print-letter-01.pdf").exists()
    left = {(row["order"], row["left out"]): row["reason"] for row in skipped(runs / "a")}
    assert left == {("#2", "print"): "digital only", ("#3", "print"): "digital only"}


# --- Private -------------------------------------------------------------------------------

NAMES = ("Ann Walker", "Łukasz", "Wiśniewski", "佐藤", "ليلى", "Mill Lane", "example.com", "01632")


def test_names_are_in_copies_and_ledger_only(
    runs: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    outcome = run(exports.SAMPLE, runs / "a")
    public = [path for path in runs.rglob("*") if path.suffix in (".csv", ".json", "")]
    texts = [path.read_bytes().decode(errors="ignore") for path in public if path.is_file()]
    texts += [*capfd.readouterr(), caplog.text, repr(outcome)]
    texts += [path.name for path in runs.rglob("*")]
    assert not [name for name in NAMES for text in texts if name in text]
    copies = list((runs / "a").rglob("*.pdf"))
    assert any("Łukasz" in path.read_text() for path in copies)


def test_all_is_for_the_owner_alone(runs: Path, tmp_path: Path) -> None:
    runs.rmdir()
    before = os.umask(0)
    try:
        run(many(tmp_path, 3), runs / "a")
    finally:
        os.umask(before)
    paths = [runs, *runs.rglob("*")]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert not {name: oct(mode) for name, mode in modes.items() if mode & 0o077}


def test_nothing_is_written_elsewhere(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    monkeypatch.chdir(elsewhere)
    run(many(tmp_path, 3), runs / "a")
    assert not list(elsewhere.iterdir())


def test_forgetting_an_order(runs: Path, tmp_path: Path) -> None:
    export = many(tmp_path, 3)
    run(export, runs / "a")
    ledger = Ledger(runs / LEDGER)
    gone = forget(ledger, "#1002")
    assert gone.orders == 1
    left = b"".join(path.read_bytes() for path in runs.rglob("*") if path.is_file())
    assert b"Reader-1002" not in left
    assert b"#1002" not in left
    assert manifest(runs / "a")["made"] == 3
    ledger.close()
    outcome = run(export, runs / "a")
    assert (outcome.made, outcome.left_out) == (2, {"forgotten": 1})
    assert b"Reader-1001" in (runs / "a" / "print-letter-01.pdf").read_bytes()
    assert b"Reader-1002" not in b"".join(tree(runs / "a").values())
    assert run(export, runs / "b").left_out == {"done": 3}


@pytest.mark.slow
def test_a_run_under_way_is_not_forgotten(runs: Path, tmp_path: Path) -> None:
    run(many(tmp_path, 1), runs / "a")
    lock = files.hold(runs / "a" / LOCK)
    assert lock is not None
    ledger = Ledger(runs / LEDGER)
    with pytest.raises(BusyError, match="a"):
        forget(ledger, "#1001")
    lock.close()
    ledger.close()


# --- Again ---------------------------------------------------------------------------------


def test_again_gives_the_same_bytes(runs: Path, tmp_path: Path) -> None:
    export = many(tmp_path, 20)
    run(export, runs / "a")
    before = tree(runs / "a")
    times = {path: path.stat().st_mtime_ns for path in (runs / "a" / "personal").iterdir()}
    outcome = run(export, runs / "a")
    assert (outcome.made, outcome.left_out) == (20, {})
    assert tree(runs / "a") == before
    assert {path: path.stat().st_mtime_ns for path in times} == times  # none was made again


def test_what_is_missing_or_ruined_is_made_again(runs: Path, tmp_path: Path) -> None:
    export = many(tmp_path, 6)
    run(export, runs / "a")
    before = tree(runs / "a")
    one, two, *_ = sorted((runs / "a" / "personal").iterdir())
    one.unlink()
    two.write_bytes(two.read_bytes().replace(b"Reader", b"Raeder"))
    (runs / "a" / "print-a4-01.pdf").unlink()
    run(export, runs / "a")
    assert tree(runs / "a") == before


def test_what_the_press_makes_anew_replaces_the_old(runs: Path, tmp_path: Path) -> None:
    export = many(tmp_path, 6)
    run(export, runs / "a")

    def personal(base: Any, reader: str | None, number: str) -> Any:
        return f"new {number}".encode(), []

    outcome = run(export, runs / "a", press=bindery("r2", personal=personal))
    assert outcome.made == 6
    copies = (runs / "a" / "personal").iterdir()
    assert all(path.read_bytes().startswith(b"new #") for path in copies)


def test_a_folder_of_another_export_is_refused(runs: Path, tmp_path: Path) -> None:
    run(many(tmp_path, 3), runs / "a")
    before = tree(runs / "a")
    outcome = run(many(tmp_path, 4, "other"), runs / "a")
    assert not outcome.finished
    assert [each.code for each in outcome.diagnostics] == ["E871"]
    assert tree(runs / "a") == before


def test_a_folder_with_other_files_is_refused(runs: Path, tmp_path: Path) -> None:
    (runs / "a").mkdir()
    (runs / "a" / "print-a4-01.pdf").write_bytes(b"mine")
    outcome = run(many(tmp_path, 3), runs / "a")
    assert [each.code for each in outcome.diagnostics] == ["E875"]
    assert tree(runs / "a") == {"print-a4-01.pdf": b"mine"}


@pytest.mark.slow
def test_a_run_under_way_is_left_alone(runs: Path, tmp_path: Path) -> None:
    files.make_folder(runs / "a")
    lock = files.hold(runs / "a" / LOCK)
    assert lock is not None
    outcome = run(many(tmp_path, 3), runs / "a")
    assert [each.code for each in outcome.diagnostics] == ["E870"]
    lock.close()


def test_a_run_that_was_stopped_does_not_hold_orders_back(runs: Path, tmp_path: Path) -> None:
    stopped = run(
        many(tmp_path, 5), runs / "a", press=bindery(print_runs=presses.printing(failing))
    )
    assert not stopped.finished
    assert not list((runs / "a").glob("*.pdf"))
    outcome = run(many(tmp_path, 4, "other"), runs / "b")
    assert (outcome.made, outcome.left_out) == (4, {})
    assert [(each.code, each.place.path) for each in outcome.diagnostics] == [("W872", "a")]
    outcome = run(many(tmp_path, 5), runs / "a")
    assert (outcome.made, outcome.left_out) == (1, {"done": 4})
    assert len(list((runs / "a" / "personal").iterdir())) == 2


def failing(*_: object) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


# --- What goes wrong -----------------------------------------------------------------------


def test_a_full_disk_costs_nothing_that_is_done(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = many(tmp_path, 20)
    run(export, runs / "whole")
    wanted = tree(runs / "whole")
    left = 17

    def personal(base: Any, reader: str | None, number: str) -> Any:
        nonlocal left
        left -= 1
        return failing() if left < 0 else presses.personal(base, reader, number)

    shutil.rmtree(runs)
    outcome = run(export, runs / "whole", press=bindery(personal=personal))
    assert not outcome.finished
    assert [each.code for each in outcome.diagnostics] == ["E505"]
    assert "No space left on device" in outcome.diagnostics[0].message
    assert not (runs / "whole" / "manifest.json").exists()
    assert run(export, runs / "whole").finished
    assert tree(runs / "whole") == wanted


LIMITED = """
import resource, sys
from pathlib import Path
from tests.orders.presses import run
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
outcome = run(Path(sys.argv[1]), Path(sys.argv[2]))
print(outcome.finished, *(each.code for each in outcome.diagnostics))
"""


def test_what_a_killed_worker_leaves_is_removed(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(self: Local, tasks: Any, bases: Any, personal: Any, folder: Path) -> Iterator[Any]:
        (folder / ".1001-ada-handout.pdf.part").write_bytes(b"half of it")
        raise WorkerLostError
        yield

    monkeypatch.setattr(Local, "run", lost)
    outcome = run(many(tmp_path, 3), runs / "a")
    assert not outcome.finished
    assert not [path for path in runs.rglob(".*") if path.name.endswith(".part")]


@pytest.mark.parametrize("limit", [100, 1_000, 60_000, 150_000])
@pytest.mark.slow
def test_files_that_cannot_grow(runs: Path, tmp_path: Path, limit: int) -> None:
    export = many(tmp_path, 300)
    arguments = [sys.executable, "-c", LIMITED, export, runs / "a", str(limit)]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False E505\n"
    assert run(export, runs / "a").finished
    run(export, tmp_path / "undisturbed" / "a")
    assert tree(runs / "a") == tree(tmp_path / "undisturbed" / "a")


def test_a_read_only_disk_is_told(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> Any:
        raise OSError(errno.EROFS, "Read-only file system", path)

    monkeypatch.setattr(files, "create", refuse)
    outcome = run(many(tmp_path, 3), runs / "a")
    assert [each.code for each in outcome.diagnostics] == ["E505"]
    assert "Read-only file system" in outcome.diagnostics[0].message


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Be, if root, somebody for whom the rights of files count."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_folder_is_told() -> None:
    with tempfile.TemporaryDirectory() as name:  # others may not enter a folder of pytest's
        folder = Path(name)
        export = many(folder, 3)
        (folder / "runs").mkdir()
        (folder / "runs").chmod(0o555)
        folder.chmod(0o755)
        with as_nobody():
            outcome = run(export, folder / "runs" / "a")
        assert [each.code for each in outcome.diagnostics] == ["E505"]
        assert "Permission denied" in outcome.diagnostics[0].message
        assert not list((folder / "runs").iterdir())
        (folder / "runs").chmod(0o700)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = run(many(tmp_path, 3), tmp_path / "file" / "a")
    assert [each.code for each in outcome.diagnostics] == ["E505"]


def test_a_file_in_place_of_a_folder_is_told(runs: Path, tmp_path: Path) -> None:
    (runs / "a").write_text("")
    outcome = run(many(tmp_path, 3), runs / "a")
    assert [each.code for each in outcome.diagnostics] == ["E505"]


def test_an_export_that_changes_while_it_is_read(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = many(tmp_path, 5)

    def planned(*arguments: Any) -> Iterator[reading.Planned]:
        found = original(*arguments)
        yield next(found)
        many(tmp_path, 3)
        yield from found

    original = reading.planned
    monkeypatch.setattr(reading, "planned", planned)
    outcome = run(export, runs / "a")
    assert not outcome.finished
    assert [each.code for each in outcome.diagnostics] == ["E873"]
    assert not (runs / "a" / "print-letter-01.pdf").exists()
    monkeypatch.undo()
    outcome = run(export, runs / "a")
    assert (outcome.finished, outcome.made) == (True, 3)


def test_an_export_that_changes_while_copies_are_made(runs: Path, tmp_path: Path) -> None:
    export = many(tmp_path, 5)

    def personal(base: Any, reader: str | None, number: str) -> Any:
        many(tmp_path, 6)
        return presses.personal(base, reader, number)

    outcome = run(export, runs / "a", press=bindery(personal=personal))
    assert outcome.finished
    assert [each.code for each in outcome.diagnostics] == ["W874"]
    assert run(export, runs / "b").left_out == {"done": 5}


def test_a_missing_export_is_told(runs: Path, tmp_path: Path) -> None:
    outcome = run(tmp_path / "none", runs / "a")
    assert [each.code for each in outcome.diagnostics] == ["E505"]


def test_no_link_is_followed(runs: Path, tmp_path: Path) -> None:
    files.make_folder(runs / "a")
    (tmp_path / "victim").write_text("keep")
    (runs / "a" / ".lock").symlink_to(tmp_path / "victim")
    assert not run(many(tmp_path, 1), runs / "a").finished
    assert (tmp_path / "victim").read_text() == "keep"


def test_numbers_that_do_not_add_up_are_no_success() -> None:
    from backpocket.orders.runs.outcome import Tally

    with pytest.raises(AssertionError, match="3 read, but 1 made, 1 left out"):
        Tally(read=3, made=1, left_out=Counter({"test": 1})).check()


# --- Many ----------------------------------------------------------------------------------

MEASURED = """
import os, re, sys
from pathlib import Path
os.sync = os.fsync = lambda *_: None
from tests.orders.presses import run
outcome = run(Path(sys.argv[1]), Path(sys.argv[2]))
peak = re.search("VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(outcome.finished, outcome.made, int(peak) / 1024, os.times().user + os.times().system)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured on Linux")
def test_memory_and_cost_do_not_grow_with_the_orders(runs: Path, tmp_path: Path) -> None:
    peaks, costs = [], []
    for count in (500, 4_000):
        export = many(tmp_path, count, f"export-{count}", first=1000 * count)
        arguments = [sys.executable, "-c", MEASURED, export, runs / str(count)]
        done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
        finished, made, peak, spent = done.stdout.split()
        assert (finished, int(made)) == ("True", count)
        peaks.append(float(peak))
        costs.append(float(spent))
    assert peaks[1] - peaks[0] < 10  # a row an order, say 2 kB, would be 7 MB more
    assert peaks[1] < 250
    assert costs[1] < 10 * costs[0]


# --- Killed --------------------------------------------------------------------------------


def undisturbed(export: Path, folder: Path) -> dict[str, bytes]:
    run(export, folder / "undisturbed" / "a")
    return tree(folder / "undisturbed" / "a")


def killer(export: Path, out: Path, jobs: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "tests.orders.presses", export, out, str(jobs)]
    return subprocess.Popen(
        arguments,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_killed_at_200_random_moments(runs: Path, tmp_path: Path) -> None:
    """Kill runs over and over, let some end, and compare each that has ended."""
    export = many(tmp_path, 15)
    wanted = undisturbed(export, tmp_path)
    chance = random.Random(7)
    answers: Counter[str] = Counter()
    usual = 60.0
    with killer(export, runs / "a", 1) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        while answers["killed"] < 200 and answers.total() < 1000:
            # Now and then, a run is given the time to end.
            ends = answers.total() < 3 or chance.random() < 0.03
            seconds = 60 if ends else chance.uniform(0, usual)
            clock = time.perf_counter()
            process.stdin.write(f"{seconds}\n")
            process.stdin.flush()
            answer = process.stdout.readline().strip()
            answers[answer] += 1
            if answer == "ended 0":
                if answers.total() <= 3:  # whole runs, the first of them cold
                    usual = min(usual, time.perf_counter() - clock)
                assert tree(runs / "a") == wanted
                shutil.rmtree(runs)
        process.stdin.close()
    assert set(answers) <= {"killed", "ended 0"}
    assert answers["killed"] == 200
    outcome = run(export, runs / "a")
    assert (outcome.finished, outcome.read, outcome.made) == (True, 15, 15)
    assert tree(runs / "a") == wanted


@pytest.mark.slow
def test_two_runs_at_once_make_no_order_twice(runs: Path, tmp_path: Path) -> None:
    exports_ = [many(tmp_path, 150, "one"), many(tmp_path, 150, "two", first=1051)]
    command = "from tests.orders.presses import run; from pathlib import Path; import sys; "
    command += "outcome = run(Path(sys.argv[1]), Path(sys.argv[2])); "
    command += "print(outcome.read, outcome.made, sum(outcome.left_out.values()))"
    under_way = [
        subprocess.Popen(
            [sys.executable, "-c", command, export, runs / export.name],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for export in exports_
    ]  # fmt: skip
    counts = [tuple(map(int, each.communicate()[0].split())) for each in under_way]
    assert [read for read, _, _ in counts] == [150, 150]
    assert all(read == made + left for read, made, left in counts)
    assert sum(made for _, made, _ in counts) == 200
    numbers = [each["order"] for name in ("one", "two") for each in manifest(runs / name)["orders"]]
    assert len(numbers) == len(set(numbers)) == 200


# --- Engine --------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_pool_makes_the_same(runs: Path, tmp_path: Path) -> None:
    export = many(tmp_path, 100)
    script = "from tests.orders.presses import run; from pathlib import Path; import sys\n"
    script += "if __name__ == '__main__': print(run(Path(sys.argv[1]), Path(sys.argv[2]), 2).made)"
    (tmp_path / "script.py").write_text(script)
    done = subprocess.run(
        [sys.executable, tmp_path / "script.py", export, runs / "a"],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "100\n"
    assert tree(runs / "a") == undisturbed(export, tmp_path)


def test_a_fault_tells_its_kind_and_place_alone(tmp_path: Path) -> None:
    task = Task("k", "#1", "Crash", (("e", "f.pdf"),))
    made = make(task, {"e": "base"}, presses.personal, tmp_path)
    assert (made.stop, made.files) == ("", ())
    place = re.fullmatch(r"RuntimeError at (backpocket/orders/[a-z/]+\.py):(\d+)", made.fault)
    assert place
    line = (ROOT / place[1]).read_text().splitlines()[int(place[2]) - 1]
    assert "personal(" in line
    assert "Crash" not in repr(made)


def test_a_fault_in_a_library_tells_the_last_line_of_the_press(tmp_path: Path) -> None:
    def personal(base: Any, reader: str | None, number: str) -> Any:
        return outcome_.Tally(read=float(str(reader))).know_not(Unhashable(number))

    class Unhashable(str):
        __slots__ = ()

        def __hash__(self) -> int:
            raise KeyError(self)

    made = make(Task("k", "#1", "1", (("e", "f.pdf"),)), {"e": ""}, personal, tmp_path)
    line = next(
        number
        for number, text in enumerate(Path(outcome_.__file__).read_text().splitlines(), 1)
        if "name in self.unknown" in text
    )
    assert made.fault == f"KeyError at backpocket/orders/runs/outcome.py:{line}"


def test_tasks_are_taken_as_they_are_needed(tmp_path: Path) -> None:
    taken = 0

    def tasks() -> Iterator[Task]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield Task(str(number), f"#{number}", None, ())

    made = Local(1).run(tasks(), {}, presses.personal, tmp_path)
    assert next(made).task.number == "#0"
    assert taken < 100
