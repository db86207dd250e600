"""The ledger: what is known of an order, across runs, forms of export and forgetting."""

from __future__ import annotations

import datetime as dt
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backpocket.diagnostics import Place
from backpocket.orders.ledger import records, volumes
from backpocket.orders.ledger.ledger import LOCK, Ledger, LedgerError, LeftOut, Orders, Run
from backpocket.orders.order import Item, Order
from backpocket.orders.plan import Copy, Reason
from backpocket.orders.runs.forgetting import UnknownOrderError, forget, purge
from backpocket.orders.runs.picking import Sort, sort_key
from backpocket.write import files

ITEMS = (Item("BALM", "Balm", 1),)


def order(number: str = "#1001", identity: str | None = "7", shop: str = "shopify") -> Order:
    return Order(number, identity, shop, ITEMS, Place("x.csv", 2, 1), "Ann Walker", "GB")


def copy(number: str = "#1001", reader: str = "Ann Walker", sku: str = "BALM") -> Copy:
    return Copy(number, ("back/sheet-a4",), "a4", reader, ("Balm",), sku)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path / "runs" / "ledger.sqlite3")
    yield made
    made.close()


def start(ledger: Ledger, name: str = "one", exports: str = "x") -> Run:
    return ledger.start(name, exports, "2026-11-22")[0]


def done(ledger: Ledger, run: Run, *orders: Order) -> None:
    for number, each in enumerate(orders):
        assert ledger.claim(run, each, copy(each.number), number, "") is None
        ledger.made(each.key, "r", [("f.pdf", "0", 1)], "")
    ledger.close_run(run, len(orders), len(orders))
    ledger.finish(run, "2026-11-22")


def reason(ledger: Ledger, run: Run, each: Order) -> Reason | None:
    objection = ledger.claim(run, each, copy(each.number), 99, "")
    return objection[0] if objection else None


def test_only_the_owner_can_read_it(ledger: Ledger, tmp_path: Path) -> None:
    start(ledger)
    files = [tmp_path / "runs", *(tmp_path / "runs").iterdir()]
    assert len(files) >= 3
    assert not [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_a_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Ledger(tmp_path / "ledger.sqlite3").close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_an_order_is_done_once(ledger: Ledger) -> None:
    done(ledger, start(ledger), order())
    two = start(ledger, "two")
    assert reason(ledger, two, order()) is Reason.DONE
    assert reason(ledger, two, order("#1002", "8")) is None
    assert reason(ledger, two, order("#1002", "8")) is Reason.TWICE


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (order(), order("#1001", "8"), False),  # two orders of one name
        (order(), order("#1002", "7"), True),
        (order(), order("#1001", None), True),  # ruined by a spreadsheet
        (order("#1001", None), order(), True),
        (order("#1001", None), order("#1001", None), True),
        (order(), order(shop="woocommerce"), False),
        (order("#1001", None), order("#1001", None, "etsy"), False),
    ],
)
@pytest.mark.parametrize("forgotten", [False, True])
def test_the_same_order(
    ledger: Ledger, before: Order, after: Order, same: bool, forgotten: bool
) -> None:
    done(ledger, start(ledger), before)
    if forgotten:
        assert forget(ledger, before.number).orders == 1
    assert reason(ledger, start(ledger, "two"), after) is (Reason.DONE if same else None)


def test_a_run_goes_on(ledger: Ledger) -> None:
    first = start(ledger)
    assert reason(ledger, first, order()) is None
    again = start(ledger)
    assert (again.id, again.attempt) == (first.id, 2)
    assert reason(ledger, again, order()) is None
    assert reason(ledger, again, order()) is Reason.TWICE


def test_a_ledger_of_a_thousand_runs(ledger: Ledger, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "runs" / "ledger.sqlite3")) as base, base:
        base.execute(
            "INSERT INTO run (id, name, exports, attempt, state, day)"
            " VALUES (999, 'old', 'y', 1, 'finished', '2026-01-01')"
        )
    first = start(ledger)
    assert first.id == 1000
    assert reason(ledger, first, order()) is None
    assert reason(ledger, first, order()) is Reason.TWICE
    again = start(ledger)
    assert reason(ledger, again, order()) is None
    assert [each.number for each in ledger.entries(again)] == ["#1001"]
    assert reason(ledger, start(ledger, "two"), order()) is None  # it is no longer at work


def test_what_an_attempt_no_longer_takes_is_dropped(ledger: Ledger) -> None:
    first = start(ledger)
    assert reason(ledger, first, order()) is None
    again = start(ledger)
    assert reason(ledger, again, order("#1002", "8")) is None
    ledger.drop_others(again)
    assert [each.number for each in ledger.entries(again)] == ["#1002"]


def test_orders_of_a_living_run_are_left_to_it(ledger: Ledger, tmp_path: Path) -> None:
    files.make_folder(tmp_path / "runs" / "one")
    lock = files.hold(tmp_path / "runs" / "one" / LOCK)
    assert lock is not None
    assert reason(ledger, start(ledger), order()) is None
    two, stopped = ledger.start("two", "y", "2026-11-22")
    assert stopped == []
    assert reason(ledger, two, order()) is Reason.ELSEWHERE
    lock.close()
    three, stopped = ledger.start("three", "z", "2026-11-22")
    assert stopped == ["one"]  # the folder of “two” was never made
    assert reason(ledger, three, order()) is None


def test_stopped_runs_are_told_beside_living_ones(ledger: Ledger, tmp_path: Path) -> None:
    names = ["one", "two", "three", "four"]
    runs = [start(ledger, name, name) for name in names]
    for number, (name, each) in enumerate(zip(names, runs, strict=True)):
        files.make_folder(tmp_path / "runs" / name)
        assert reason(ledger, each, order(f"#{number}", str(number))) is None
    living = [files.hold(tmp_path / "runs" / name / LOCK) for name in ("one", "three")]
    assert ledger.start("five", "y", "2026-11-22")[1] == ["two", "four"]
    assert [len(list(ledger.entries(each))) for each in runs] == [1, 0, 1, 0]
    for lock in living:
        assert lock is not None
        lock.close()


@pytest.mark.parametrize(
    ("is_closing", "is_made", "expected"),
    [
        (False, False, Reason.ELSEWHERE),
        (False, True, Reason.ELSEWHERE),
        (True, False, Reason.ELSEWHERE),
        (True, True, Reason.DONE),
    ],
)
def test_how_an_order_of_a_living_run_stands(
    ledger: Ledger, tmp_path: Path, is_closing: bool, is_made: bool, expected: Reason
) -> None:
    files.make_folder(tmp_path / "runs" / "one")
    lock = files.hold(tmp_path / "runs" / "one" / LOCK)
    assert lock is not None
    one = start(ledger)
    assert reason(ledger, one, order()) is None
    if is_made:
        ledger.made(order().key, "r", [], "")
    if is_closing:
        ledger.close_run(one, 1, 1)
    assert reason(ledger, start(ledger, "two", "y"), order()) is expected
    lock.close()


def test_what_is_read_in_pages_is_all_there(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is left out and none comes twice, also if many sort alike."""
    monkeypatch.setattr(records, "_PAGE", 2)
    monkeypatch.setattr(volumes, "_PAGE", 2)
    run = start(ledger)
    numbers = [f"#{number}" for number in range(7)]
    for position, number in enumerate(numbers):
        one = order(number, number[1:])
        assert ledger.claim(run, one, copy(number), position, str(position // 3)) is None
        ledger.made(one.key, "r", [], number if position % 2 else "")
        for what in ("name", "order", "paper"):
            ledger.leave_out(run, LeftOut(position, what, number, "r", "w", "x.csv", 2))
    assert [each.number for each in ledger.entries(run)] == numbers
    assert [each.number for each in ledger.noted(run)] == numbers[1::2]
    assert [each.number for each in ledger.entries_of(run, Orders(tuple(numbers[1:6])))] == numbers[
        1:6
    ]
    assert [each.copy.order_number for each in ledger.parcels(run, "a4")] == numbers
    left = [(each.position, each.what) for each in ledger.left_out(run)]
    assert left == [(n, what) for n in range(7) for what in ("name", "order", "paper")]


@pytest.mark.parametrize(("is_closing", "read"), [(False, 0), (True, 3), (True, 4)])
def test_a_run_whose_exports_are_forgotten_is_known_by_its_orders(
    ledger: Ledger, is_closing: bool, read: int
) -> None:
    """While it is open, nobody knows yet how many were read for it."""
    orders = [order(f"#{number}", str(number)) for number in range(3)]
    run = start(ledger)
    for position, each in enumerate(orders):
        assert ledger.claim(run, each, copy(each.number), position, "") is None
        ledger.made(each.key, "r", [], "")
    if is_closing:
        ledger.close_run(run, read, 3)
    assert ledger.run_with(orders) is None  # its exports are known
    ledger.forget(run, Orders(("#1",)))
    found = ledger.run_with(orders)
    assert (found.id if found else None) == (None if read == 4 else run.id)
    assert ledger.run_with(orders[:2]) is None
    assert ledger.run_with([order("#9", "9")]) is None


def test_where_a_run_goes(ledger: Ledger) -> None:
    one, two = start(ledger), start(ledger, "two", "y")
    assert ledger.addresses(one) == []
    ledger.take_address(one, "s3://a", "t1")
    ledger.take_address(one, "s3://b", "t2")
    ledger.take_address(two, "s3://a", "t3")
    assert ledger.addresses(one) == ["s3://a", "s3://b"]
    assert [ledger.token(one, f"s3://{name}") for name in "abc"] == ["t1", "t2", None]
    assert ledger.token(two, "s3://a") == "t3"


def test_what_a_stopped_run_has_published_stays_done(ledger: Ledger, tmp_path: Path) -> None:
    files.make_folder(tmp_path / "runs" / "one")
    one = start(ledger)
    assert reason(ledger, one, order()) is None
    ledger.made(order().key, "r", [], "")
    ledger.close_run(one, 1, 1)
    two, stopped = ledger.start("two", "y", "2026-11-22")
    assert stopped == ["one"]
    assert reason(ledger, two, order()) is Reason.DONE


def test_what_a_closing_run_has_not_made_is_free(ledger: Ledger, tmp_path: Path) -> None:
    files.make_folder(tmp_path / "runs" / "one")
    done(ledger, start(ledger), order())
    again = start(ledger)  # from now on it is closing
    assert reason(ledger, again, order()) is None
    assert reason(ledger, again, order("#1002", "8")) is None
    two, stopped = ledger.start("two", "y", "2026-11-22")
    assert stopped == ["one"]
    assert reason(ledger, two, order()) is Reason.DONE
    assert reason(ledger, two, order("#1002", "8")) is None


def test_a_transaction_is_all_or_nothing(ledger: Ledger) -> None:
    run = start(ledger)

    def fail() -> None:
        with ledger.transaction():
            ledger.claim(run, order(), copy(), 0, "")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not list(ledger.entries(run))


def test_a_file_that_is_no_ledger_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite3").write_bytes(b"x" * 4096)
    for look in (False, True):
        with pytest.raises(LedgerError, match="not a database") as problem:
            Ledger(tmp_path / "ledger.sqlite3", look=look)
        assert problem.value.ruined
    assert (tmp_path / "ledger.sqlite3").read_bytes() == b"x" * 4096


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("file", ["#10", "#9", "#100", "#11"]),
        ("order", ["#9", "#10", "#11", "#100"]),
        ("name", ["#100", "#9", "#11", "#10"]),
        ("sku", ["#9", "#100", "#10", "#11"]),
    ],
)
def test_the_order_of_picking(ledger: Ledger, sort: Sort, expected: list[str]) -> None:
    run = start(ledger)
    table = [
        ("#10", "", "S-10"), ("#9", "Élan", "S-2"), ("#100", "Eda", "s-2"), ("#11", "Zed", ""),
    ]  # fmt: skip
    for position, (number, reader, sku) in enumerate(table):
        one, made = order(number, number[1:]), copy(number, reader, sku)
        assert ledger.claim(run, one, made, position, sort_key(sort, made)) is None
        ledger.made(one.key, "r", [], "")
    assert [each.copy.order_number for each in ledger.parcels(run, "a4")] == expected
    assert (ledger.count_parcels(run, "a4"), ledger.count_parcels(run, "letter")) == (4, 0)


def everything(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.parent.iterdir() if each.is_file())


@pytest.mark.parametrize("number", ["#1001", "1001"])
def test_forgetting_leaves_nothing_of_an_order(ledger: Ledger, tmp_path: Path, number: str) -> None:
    done(ledger, start(ledger), order(), order("#1002", "8"))
    path = tmp_path / "runs" / "ledger.sqlite3"
    assert b"#1001" in everything(path)
    assert forget(ledger, number).orders == 1
    with pytest.raises(UnknownOrderError):
        forget(ledger, number)
    left = everything(path)
    assert b"#1001" not in left
    assert b"shopify:id:7" not in left
    assert b"#1002" in left
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("SELECT read, made FROM run").fetchall() == [(2, 2)]


def test_purging_goes_by_the_day_of_the_run(ledger: Ledger, tmp_path: Path) -> None:
    done(ledger, start(ledger), order(), order("#1002", "8"))
    assert purge(ledger, dt.date(2026, 11, 22)).orders == 0
    assert purge(ledger, dt.date(2026, 11, 23)).orders == 2
    assert b"Ann" not in everything(tmp_path / "runs" / "ledger.sqlite3")
    assert reason(ledger, start(ledger, "two"), order()) is Reason.DONE


def test_a_closed_ledger_is_not_a_ruined_one(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    ledger.close()
    with pytest.raises(LedgerError, match="closed") as problem:
        ledger.runs()
    assert not problem.value.ruined


def test_errors_of_sqlite_are_told(ledger: Ledger, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "runs" / "ledger.sqlite3", isolation_level=None)
    other.execute("DROP TABLE left_out")
    other.close()
    with pytest.raises(LedgerError, match="no such table"):
        start(ledger)
