"""Volumes: where each order is printed is written down, and only what has to is printed again."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from backpocket.diagnostics import Place, warning
from backpocket.orders import volume
from backpocket.orders.engines.local import Local
from backpocket.orders.ledger.ledger import LEDGER, Ledger
from backpocket.orders.plan import Copy
from backpocket.orders.runs.forgetting import forget
from backpocket.orders.volume import Printed, cut
from tests.orders import presses
from tests.orders.exports import as_csv, put, shopify
from tests.orders.presses import bindery, run, tree
from tests.orders.runs.test_run import failing, manifest, many, skipped


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of runs, whose volumes hold three orders."""
    monkeypatch.setattr(volume, "MOST_PARCELS", 3)
    for call in ("sync", "fsync"):  # there is no power cut here
        monkeypatch.setattr(os, call, lambda *_: None)
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs"


def printed(out: Path) -> dict[str, list[str]]:
    """Return the orders in each volume."""
    return {
        path.name: [line.split()[0] for line in path.read_text().splitlines()]
        for path in sorted(out.glob("*.pdf"))
    }


def times(out: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in out.glob("*.pdf")}


LETTER = [f"#{number}" for number in range(1001, 1021) if number % 3]
A4 = [f"#{number}" for number in range(1001, 1021) if not number % 3]


def test_a_volume_has_so_many_orders_and_no_more(runs: Path, tmp_path: Path) -> None:
    run(many(tmp_path, 20), runs / "a")
    found = printed(runs / "a")
    assert found == {
        **{f"print-letter-{n + 1:02}.pdf": LETTER[3 * n : 3 * n + 3] for n in range(5)},
        **{f"{kind}-{n + 1:02}.pdf": A4[3 * n : 3 * n + 3]
           for n in range(2) for kind in ("print-a4", "cards-a6")},
        **{f"{kind}-03.pdf": A4[6:] for kind in ("print-a4", "cards-a6") if A4[6:]},
    }  # fmt: skip


def test_the_manifest_says_where_each_order_begins(runs: Path, tmp_path: Path) -> None:
    run(many(tmp_path, 20), runs / "a", sort="order")
    listed = manifest(runs / "a")
    names = [each["path"] for each in listed["files"]]
    assert names == sorted(printed(runs / "a"), key=lambda name: (name[0] == "c", name))
    assert [each["order"] for each in listed["orders"]] == [f"#{1001 + at}" for at in range(20)]
    for each in listed["orders"]:
        assert len(each["printed"]) == (1 if each["order"] in LETTER else 2)
        for at in each["printed"]:
            lines = (runs / "a" / at["path"]).read_text().splitlines()
            assert lines[at["page"] // 2].split()[0] == each["order"]  # each has two pages


def test_what_is_forgotten_costs_one_volume(runs: Path, tmp_path: Path) -> None:
    export = many(tmp_path, 20)
    run(export, runs / "a")
    before, since = tree(runs / "a"), times(runs / "a")
    with closing(Ledger(runs / LEDGER)) as ledger:
        assert forget(ledger, "#1005").files == 2 + 3  # its own, and the print run with its cards
    gone = {"print-a4-01.pdf", "cards-a6-01.pdf"}
    assert times(runs / "a") == {name: at for name, at in since.items() if name not in gone}
    listed = manifest(runs / "a")
    assert {each["path"] for each in listed["files"]} == since.keys() - gone - {"pick-list.csv"}
    named = {at["path"] for each in listed["orders"] for at in each["printed"]}
    assert named == since.keys() - gone - {"pick-list.csv"}
    assert run(export, runs / "a").made == 19
    after = tree(runs / "a")
    assert {name for name in before if before[name] != after.get(name)} == {
        *gone, "manifest.json", "pick-list.csv", "skipped.csv",
        *(n for n in before if n.startswith("personal/1005")),
    }  # fmt: skip
    assert printed(runs / "a")["cards-a6-01.pdf"] == ["#1002", "#1008"]
    assert {name: at for name, at in times(runs / "a").items() if at == since[name]}.keys() == (
        since.keys() - gone
    )
    with closing(Ledger(runs / LEDGER)) as ledger:  # and once more, from the same
        forget(ledger, A4[0])
    run(export, runs / "a")
    assert printed(runs / "a")["print-a4-02.pdf"] == A4[3:6]


def test_a_volume_of_which_all_are_forgotten_is_none(runs: Path, tmp_path: Path) -> None:
    export = many(tmp_path, 20)
    run(export, runs / "a")
    with closing(Ledger(runs / LEDGER)) as ledger:
        for number in LETTER[3:6]:
            forget(ledger, number)
    run(export, runs / "a")
    found = printed(runs / "a")
    assert "print-letter-02.pdf" not in found
    assert found["print-letter-03.pdf"] == LETTER[6:9]


@pytest.mark.parametrize("ruined", [False, True])
def test_only_what_is_missing_or_ruined_is_printed_again(
    runs: Path, tmp_path: Path, ruined: bool
) -> None:
    export = many(tmp_path, 20)
    run(export, runs / "a")
    before, since = tree(runs / "a"), times(runs / "a")
    path = runs / "a" / "print-letter-02.pdf"
    if ruined:
        path.write_bytes(path.read_bytes().replace(b"#1", b"#2"))
    else:
        path.unlink()
    run(export, runs / "a")
    assert tree(runs / "a") == before
    changed = {name for name, at in times(runs / "a").items() if at != since[name]}
    assert changed == {path.name}


def test_another_order_in_a_volume_is_another_volume(runs: Path, tmp_path: Path) -> None:
    """The same numbers, with another name in one of them, and in another order of picking."""
    export = many(tmp_path, 20)
    run(export, runs / "a")
    since = times(runs / "a")
    run(export, runs / "a", sort="name")
    assert times(runs / "a") == since  # as it happens, it is the order of the file
    run(export, runs / "a", sort="order", press=bindery("r2"))
    assert not [name for name, at in times(runs / "a").items() if at == since[name]]


def test_volumes_that_are_no_more_are_removed(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = many(tmp_path, 20)
    run(export, runs / "a")
    (runs / "a" / "print-a4.pdf").write_text("of a press before there were volumes")
    (runs / "a" / "print-a5-01.pdf").write_text("of somebody else")
    monkeypatch.setattr(volume, "MOST_PARCELS", 500)
    run(export, runs / "a")
    assert printed(runs / "a").keys() - {"print-a5-01.pdf"} == {
        "print-a4-01.pdf", "print-letter-01.pdf", "cards-a6-01.pdf"
    }  # fmt: skip
    with closing(Ledger(runs / LEDGER)) as ledger:
        rows = list(ledger._rows("SELECT paper, number FROM volume ORDER BY paper"))
    assert rows == [("a4", 1), ("letter", 1)]


def test_a_printer_that_fails_leaves_the_volumes_that_were_there(
    runs: Path, tmp_path: Path
) -> None:
    export = many(tmp_path, 20)
    run(export, runs / "a")
    before = tree(runs / "a")
    left = 3

    def printer(bases: Any, copies: Iterable[Copy]) -> Printed:
        nonlocal left
        left -= 1
        return failing() if left < 0 else presses.print_run(bases, copies)

    worse = bindery("r2", print_runs=presses.printing(printer))
    assert not run(export, runs / "a", press=worse).finished
    assert tree(runs / "a") == before
    assert run(export, runs / "a").finished
    assert tree(runs / "a") == before


def test_processes_print_what_one_does(runs: Path, tmp_path: Path) -> None:
    export = many(tmp_path, 40)
    run(export, runs / "a")
    one = tree(runs / "a")
    run(export, tmp_path / "others" / "a", jobs=2)
    assert tree(tmp_path / "others" / "a") == one
    assert len(printed(runs / "a")) > 8


def test_engines_yield_volumes_in_order() -> None:
    printings = [
        volume.Printing((presses.print_run,), (Copy(f"#{at}", (), "a4"),)) for at in range(20)
    ]
    for engine in (Local(1), Local(2)):
        found = [file.data for ((file, _),) in engine.bind(iter(printings), {}) if file]
        assert [data.split()[0] for data in found] == [b"#%d" % at for at in range(20)]


def test_what_could_not_be_printed_is_said_each_time(runs: Path, tmp_path: Path) -> None:
    def printer(bases: Any, copies: Iterable[Copy]) -> Printed:
        file, _ = presses.print_run(bases, copies)
        of = [Place(f"order {copy.order_number}") for copy in copies]
        return file, [warning(each, "W954", "a thing", hint="a hint") for each in of]

    press = bindery(print_runs=presses.printing(printer)[:1])
    export = many(tmp_path, 9)
    said = run(export, runs / "a", press=press).diagnostics
    assert [each.place.path for each in said] == [f"order {number}" for number in A4[:3]]
    assert run(export, runs / "a", press=press).diagnostics == said


def test_places_of_the_forgotten_stay_empty() -> None:
    assert list(cut([], {})) == []
    assert list(cut([], {1: 2, 2: 500})) == []
    assert [number for number, _ in cut(range(501), {1: 500, 2: 0})] == [2, 3]


def test_a_file_of_a_volume_has_its_number() -> None:
    print_run = presses.printing(None)[0]
    assert [print_run.file_name(number) for number in (1, 12, 400)] == [
        "print-a4-01.pdf", "print-a4-12.pdf", "print-a4-400.pdf"
    ]  # fmt: skip
    assert re.fullmatch(r"print-a4-\d+\.pdf", print_run.file_name(7))


def test_an_order_without_a_parcel_is_in_no_volume(runs: Path, tmp_path: Path) -> None:
    rows = [
        shopify(Name="#1", Id="1"),
        shopify(Name="#2", Id="2", Lineitem_requires_shipping="false"),
    ]
    run(put(tmp_path, as_csv(rows)), runs / "a")
    assert [len(each["printed"]) for each in manifest(runs / "a")["orders"]] == [2, 0]
    assert [row["left out"] for row in skipped(runs / "a")] == ["print"]
