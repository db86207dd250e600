"""Claims: an order that is another than the one that was made, and what is kept to tell that."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from backpocket.diagnostics import Place
from backpocket.orders.ledger.ledger import Ledger, Orders
from backpocket.orders.order import Order
from backpocket.orders.plan import Copy, Reason

ORDER = Order("#7", "70", "shopify", (), Place("x.csv", 2, 1), "Ann Walker", "GB")
COPY = Copy(
    "#7", ("back/sheet-a4",), "a4", "Ann Walker", ("Balm",), "BALM", (), "GB", (), ("BALM",)
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(tmp_path / "ledger.sqlite3")) as made:
        run, _ = made.start("a", "x", "2026-11-22")
        assert made.claim(run, ORDER, COPY, 0, "") is None
        made.made(ORDER.key, "r", [("f.pdf", "0", 1)], "")
        made.close_run(run, 1, 1)
        made.finish(run, "2026-11-22")
        yield made


@pytest.mark.parametrize(
    ("copy", "said"),
    [
        (COPY, ""),
        (replace(COPY, reader="Ann Holt"), "name"),
        (replace(COPY, country="FR"), "country"),
        (replace(COPY, products=("BALM", "ROLL")), "product"),
        (replace(COPY, reader=None, country="US"), "name and country"),
        (replace(COPY, more=(replace(COPY, reader="Max"),)), "name"),
        (replace(COPY, editions=("back/handout-a4",)), ""),  # the shop has changed orders.toml
    ],
)
def test_what_has_changed_is_told(ledger: Ledger, copy: Copy, said: str) -> None:
    run, _ = ledger.start("b", "y", "2026-11-22")
    objection = ledger.claim(run, ORDER, copy, 0, "")
    assert objection is not None
    assert objection[0] is (Reason.CHANGED if said else Reason.DONE)
    assert objection[1].startswith(f"{said} changed since run a" if said else "it was made in")


def test_what_has_changed_is_made_again_and_both_are_kept(ledger: Ledger) -> None:
    run, _ = ledger.start("b", "y", "2026-11-22")
    other = replace(COPY, reader="Ann Holt")
    assert ledger.claim(run, ORDER, other, 0, "", again=True) is None
    found = ledger.orders_of(Orders.called("7"))
    assert [(each.run, each.reader) for each in found] == [(2, "Ann Holt"), (1, "Ann Walker")]
    first, _ = ledger.start("a", "x", "2026-11-22")
    assert ledger.claim(first, ORDER, COPY, 0, "") is None  # its own, as before


def test_digests_go_with_their_key(ledger: Ledger, tmp_path: Path) -> None:
    def rows() -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as base:
            return list(base.execute("SELECT secret, decided, more, label, path, shop FROM copy"))

    ((secret, decided, *_),) = rows()
    assert isinstance(secret, bytes)
    assert "Ann" not in str(decided)
    for run in ledger.runs():
        ledger.forget(run, Orders.called("7"))
    assert rows() == [(None, None, None, None, "", "")]


@pytest.mark.parametrize("shop", [None, "shopify", "etsy"])
def test_an_order_is_found_by_number_and_shop(ledger: Ledger, shop: str | None) -> None:
    assert len(ledger.orders_of(Orders.called("#7", shop))) == (shop != "etsy")


def test_a_run_that_was_stopped_gives_back_what_it_made_again(ledger: Ledger) -> None:
    run, _ = ledger.start("b", "y", "2026-11-22")
    other = replace(COPY, reader="Ann Holt")
    assert ledger.claim(run, ORDER, other, 0, "", again=True) is None
    ledger.start("c", "z", "2026-11-22")  # while b is stopped
    standing = ledger.standing(ORDER, None, COPY)
    assert standing is not None
    assert (standing.reason, standing.run) == (Reason.DONE, "a")
    assert [each.run for each in ledger.orders_of(Orders.called("7"))] == [1]
