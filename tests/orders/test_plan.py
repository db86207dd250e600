"""Plan: what an order brings, and each reason for which it brings nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backpocket.diagnostics import Place
from backpocket.load.catalogue import Catalogue
from backpocket.orders.ledger.listings import safe_cell
from backpocket.orders.order import Item, Order
from backpocket.orders.plan import Copy, Reason, Skipped, plan, unknown_items

CATALOGUE = Catalogue.model_validate(
    {
        "greeting": "For {reader}",
        "digital_only": "make",
        "reader_from": ["Name on the guide"],
        "destination": [{"paper": "letter", "countries": ["US", "CA", "MX"]}, {"paper": "a4"}],
        "product": [
            {"name": "Balm", "sku": ["BALM*"], "guide": "back", "editions": ["handout", "sheet"]},
            {"name": "Roller", "sku": ["ROLL"], "guide": "back", "editions": ["sheet"]},
            {"name": "Knee band", "sku": ["KNEE"], "guide": "knee", "editions": ["sheet"]},
            {"name": "Socks", "sku": ["SOCK"]},
        ],
    }
)
BALM, SOCKS, HAT = Item("BALM-1", "Balm", 1), Item("SOCK", "Socks", 1), Item("HAT", "Hat", 1)
ORDER = Order("#1001", "7", "shopify", (BALM,), Place("x.csv", 2, 1), "Ann Walker", "GB")


def test_a_copy() -> None:
    editions = ("back/handout-a4", "back/sheet-a4")
    expected = Copy("#1001", editions, "a4", "Ann Walker", ("Balm",), "BALM-1")
    assert plan(ORDER, CATALOGUE) == replace(expected, country="GB", products=("BALM-1",))


@pytest.mark.parametrize("country", ["US", "CA", "MX"])
def test_a_copy_on_letter(country: str) -> None:
    copy = plan(replace(ORDER, country=country), CATALOGUE)
    assert isinstance(copy, Copy)
    assert (copy.paper, copy.editions[0]) == ("letter", "back/handout-letter")


def test_several_products_bring_each_edition_once() -> None:
    items = (SOCKS, Item("ROLL", "", 2), BALM, HAT, Item("KNEE", "", 1))
    copy = plan(replace(ORDER, items=items), CATALOGUE)
    assert isinstance(copy, Copy)
    assert copy.editions == ("back/sheet-a4", "back/handout-a4", "knee/sheet-a4")
    assert (copy.contents, copy.sku) == (("Roller", "Balm", "Knee band"), "ROLL")


@pytest.mark.parametrize(
    ("changes", "reason", "said"),
    [
        ({"test": True}, Reason.TEST, "test"),
        ({"cancelled": True, "paid": False}, Reason.CANCELLED, "cancelled"),
        ({"refunded": True, "paid": False}, Reason.REFUNDED, "refunded"),
        ({"paid": False}, Reason.UNPAID, "not paid"),
        ({"items": ()}, Reason.NOTHING_LEFT, "nothing"),
        ({"items": (replace(BALM, quantity=0),)}, Reason.NOTHING_LEFT, "nothing"),
        ({"items": (HAT,)}, Reason.NO_PRODUCT, "is in orders.toml: HAT"),
        ({"items": (SOCKS,)}, Reason.NO_PRODUCT, "brings a guide: SOCK"),
        ({"items": (replace(BALM, quantity=0), HAT)}, Reason.NO_PRODUCT, "HAT"),
        ({"items": (Item("", "", 1),)}, Reason.NO_PRODUCT, "a line without SKU"),
    ],
)
def test_reasons(changes: dict[str, object], reason: Reason, said: str) -> None:
    found = plan(replace(ORDER, **changes), CATALOGUE)  # type: ignore[arg-type]
    assert isinstance(found, Skipped)
    assert (found.order_number, found.reason) == ("#1001", reason)
    assert said in found.words


def test_only_the_last_reasons_are_faults() -> None:
    faults = [Reason.UNLIKE, Reason.UNREADABLE, Reason.FAULT]
    assert [reason for reason in Reason if reason.is_fault] == list(Reason)[-3:] == faults


@pytest.mark.parametrize(("policy", "made"), [("make", True), ("leave out", False)])
def test_an_order_with_nothing_to_send(policy: str, made: bool) -> None:
    catalogue = CATALOGUE.model_copy(update={"digital_only": policy})
    digital = replace(ORDER, items=(replace(BALM, ships=False),))
    copy = plan(digital, catalogue)
    assert isinstance(copy, Copy) is made
    assert not made or getattr(copy, "contents", None) == ()  # there is no parcel
    mixed = plan(replace(ORDER, items=(replace(BALM, ships=False), SOCKS)), catalogue)
    assert isinstance(mixed, Copy)
    assert mixed.contents


@pytest.mark.parametrize(
    ("asked", "reader"),
    [((("name on the GUIDE", "Sam"),), "Sam"), ((("Colour", "Red"),), "Ann Walker")],
)
def test_the_name_that_was_asked_for(asked: tuple[tuple[str, str], ...], reader: str) -> None:
    copy = plan(replace(ORDER, items=(SOCKS, replace(BALM, properties=asked))), CATALOGUE)
    assert isinstance(copy, Copy)
    assert copy.reader == reader


@pytest.mark.parametrize("reader", ["", None])
def test_an_order_without_a_name(reader: str | None) -> None:
    copy = plan(replace(ORDER, reader=reader), CATALOGUE)
    assert isinstance(copy, Copy)
    assert copy.reader is None


def test_unknown_items_are_named_by_sku_or_title() -> None:
    items = (BALM, SOCKS, HAT, Item("", "Mug", 1), Item("GONE", "", 0))
    assert unknown_items(replace(ORDER, items=items), CATALOGUE) == ["HAT", "Mug"]


def test_names_are_not_shown() -> None:
    copy = plan(ORDER, CATALOGUE)
    assert "Ann" not in f"{ORDER!r} {copy!r}"


BLANKS, SIGNS = " \u00a0\u2003\u3000\u200b\ufeff", "=+-@\t\r\n＝＋－＠"


@given(st.text() | st.text(st.sampled_from(f"{BLANKS}{SIGNS}x")))
@example("\u00a0=1")
@example(" \u00a0 +1")
@example("\u2003=1")
@example("\u200b\ufeff@x")
@example("\x0b-1")
def test_no_cell_is_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert cell in (text, f"'{text}")
    assert not cell.strip(BLANKS).startswith(tuple("=+-@＝＋－＠"))
    assert not cell.strip(" \u00a0").startswith(tuple(SIGNS))
    assert not cell.strip().startswith(tuple("=+-@"))
