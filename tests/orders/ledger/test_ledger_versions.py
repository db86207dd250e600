"""Ledgers of earlier versions: the scripts of ``ledgers/`` make them as the press then did.

Each has a finished run “a” of three orders, of which #1002 of Bo Chen was forgotten, and one that
was left out.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from backpocket.orders.engines.local import Task
from backpocket.orders.ledger import schema
from backpocket.orders.ledger.database import LedgerError
from backpocket.orders.ledger.file_names import file_name, stem
from backpocket.orders.ledger.ledger import Ledger
from backpocket.orders.plan import Reason
from backpocket.orders.runs import making
from backpocket.orders.runs.reading import rehearsal
from tests.orders.exports import as_csv, put, shopify
from tests.orders.presses import CATALOGUE, bindery, run, tree
from tests.places import ROOT

SCRIPTS = sorted((ROOT / "tests" / "orders" / "ledgers").glob("*.sql"))
TEXTS = [script.read_text() for script in SCRIPTS]
FORGOTTEN = "49ad4ce14391681a2bc3b3847dd4a417eabbd947d11f8db824fb253aff7bd2b2"
"""What told the name in #1002: the digest of a text that holds it."""


def export(folder: Path) -> Path:
    people = {1001: "Ann Walker", 1002: "Bo Chen", 1003: "Cy Young", 1004: "Di Unpaid"}
    rows = [
        shopify(Name=f"#{number}", Id=str(number), Shipping_Name=name)
        for number, name in people.items()
    ]
    rows[-1]["Financial Status"] = "pending"
    return put(folder, as_csv(rows))


@pytest.fixture(params=SCRIPTS, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "runs" / "ledger.sqlite3"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode = WAL")
        base.executescript(request.param.read_text())
    return path


@pytest.fixture
def ledger(old: Path) -> Iterator[Ledger]:
    with closing(Ledger(old)) as opened:
        yield opened


def recipe(number: str, name: str, key: str) -> str:
    names = (f"back/{edition}-a4" for edition in ("handout", "sheet"))
    task = Task(key, number, name, tuple((each, file_name(key, each)) for each in names))
    return making.recipe_of(bindery(), task)


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as base:
        return {sql for (sql,) in base.execute("SELECT sql FROM sqlite_schema WHERE sql NOT NULL")}


def test_there_is_a_ledger_of_each_version_that_a_press_wrote() -> None:
    versions = [re.findall(r"^PRAGMA user_version = (\d+);$", text, re.MULTILINE) for text in TEXTS]
    assert versions == [[], [], ["2"], ["3"]]  # from no version to the second in one step
    assert schema.VERSION == 4


def test_the_digest_of_before_told_the_name() -> None:
    assert [FORGOTTEN in text for text in TEXTS] == [True, True, False, False]
    assert recipe("#1002", "Bo Chen", stem("#1002", "shopify:id:1002")) == FORGOTTEN


def test_an_old_ledger_is_a_new_one_when_it_is_opened(
    old: Path, ledger: Ledger, tmp_path: Path
) -> None:
    with closing(Ledger(tmp_path / "new.sqlite3")):
        assert tables(old) == tables(tmp_path / "new.sqlite3")
    with closing(sqlite3.connect(old)) as base:
        assert base.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    a = ledger.run("a")
    assert a is not None
    assert (a.state, a.exports, a.forgets) == ("finished", "", True)
    made = {each.number: each for each in ledger.entries(a)}
    assert {number: each.reader for number, each in made.items()} == {
        "#1001": "Ann Walker",
        "#1003": "Cy Young",
    }
    ann = made["#1001"]
    assert ann.is_made_from(recipe("#1001", "Ann Walker", ann.stem))
    assert not ann.is_made_from(recipe("#1001", "Ann Wolker", ann.stem))


def test_no_digest_of_before_is_left(old: Path, ledger: Ledger) -> None:
    digests = set(re.findall(r"'([0-9a-f]{64})'", "".join(TEXTS)))
    assert len(digests) == 4  # of three orders and of the export
    left = b"".join(path.read_bytes() for path in old.parent.iterdir())
    assert not [digest for digest in digests if digest.encode() in left]


def test_the_same_command_goes_on_with_an_old_run(old: Path, tmp_path: Path) -> None:
    outcome = run(export(tmp_path), old.parent / "a")
    assert outcome.finished
    assert (outcome.made, outcome.left_out) == (2, {Reason.FORGOTTEN: 1, Reason.UNPAID: 1})
    assert b"Bo Chen" not in b"".join(tree(old.parent).values())
    again = run(export(tmp_path), old.parent / "b")
    assert again.left_out == {Reason.DONE: 3, Reason.UNPAID: 1}


def test_to_look_at_an_old_ledger_changes_nothing(old: Path, tmp_path: Path) -> None:
    before = old.read_bytes()
    tally = rehearsal([export(tmp_path)], CATALOGUE, old)
    assert (tally.read, tally.made) == (4, 0)
    assert tally.left_out == {Reason.DONE: 3, Reason.UNPAID: 1}
    assert [(path, path.read_bytes()) for path in old.parent.iterdir()] == [(old, before)]


def test_an_old_ledger_is_opened_by_several_at_once(old: Path) -> None:
    def opened(_: int) -> int:
        with closing(Ledger(old)) as ledger:
            return len(ledger.runs())

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(opened, range(12))) == [1] * 12


MEASURED = """
import datetime as dt, re, sys
from pathlib import Path
from backpocket.orders.ledger.ledger import Ledger
from backpocket.orders.runs.forgetting import purge
assert purge(Ledger(Path(sys.argv[1])), dt.date(2100, 1, 1)).orders == int(sys.argv[2]) + 2
print(re.search("VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured on Linux")
@pytest.mark.slow
def test_memory_does_not_grow_with_the_ledger(old: Path) -> None:
    def peak(orders: int) -> int:
        with closing(sqlite3.connect(old)) as base:
            row = base.execute("SELECT * FROM copy WHERE number = '#1001'").fetchone()
            marks = ", ".join("?" * len(row))
            rows = ((f"k{at}", "", 1, 1, at, f"#{at}", *row[6:]) for at in range(9, 9 + orders))
            base.executemany(f"INSERT INTO copy VALUES ({marks})", rows)  # noqa: S608
            base.commit()
        command = [sys.executable, "-c", MEASURED, old, str(orders)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return int(done.stdout)

    content = old.read_bytes()
    few = peak(5_000)  # SQLite's own caches are full by then, of two megabytes each
    old.write_bytes(content)
    assert peak(20_000) - few < 2_500  # kB; the further rows themselves are 10,500


@pytest.mark.parametrize("look", [False, True])
def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path, look: bool) -> None:
    path = tmp_path / "ledger.sqlite3"
    Ledger(path).close()
    with closing(sqlite3.connect(path)) as base:
        base.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="newer Backpocket") as problem:
        Ledger(path, look=look)
    assert problem.value.ruined
    assert path.read_bytes() == before
