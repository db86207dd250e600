"""Shopify's order export, CSV: one row for each line of an order.

Only the first row of an order tells all; the others repeat its name and hold their own line. The
columns are found by name, since exports of different years have different ones. No column tells a
test order, but the name of its gateway does. See Shopify Help Center, “Exporting orders”.
"""

from __future__ import annotations

from collections.abc import Sequence

from backpocket.orders.intake import values
from backpocket.orders.intake.rows import Row
from backpocket.orders.intake.shop import Shop
from backpocket.orders.order import Item, Order, UnusableError

__all__ = ["SHOP"]

_NEEDED = {"Name", "Financial Status", "Lineitem name", "Lineitem quantity"}
_OF_THE_FIRST_ROW = ("Financial Status", "Paid at", "Total", "Id")
_TEST_GATEWAYS = ("bogus", "for testing")


def _goes_on(first: Row, record: Row) -> bool:
    """Tell the rows of one order, also from those of another that has the same name."""
    if first.values["Name"] != record.values["Name"]:
        return False
    both = [(first.values.get(name), record.values.get(name)) for name in ("Id", "Created at")]
    return all(not one or not other or one == other for one, other in both)


def _order(rows: Sequence[Row]) -> Order:
    head = rows[0].values
    if not any(head.get(name) for name in _OF_THE_FIRST_ROW):
        raise UnusableError("the first row of this order does not stand above the others")
    status = values.text(head["Financial Status"]).lower()
    gateway = values.text(head.get("Payment Method")).lower()
    country, unknown = values.country(head.get("Shipping Country"), head.get("Billing Country"))
    notes = _notes(head.get("Note Attributes"))
    return Order(
        number=values.number(head["Name"]),
        id=values.identity(head.get("Id")),
        shop="shopify",
        items=tuple(_item(row, notes) for row in rows if row.values["Lineitem name"]),
        place=rows[0].place,
        reader=values.text(head.get("Shipping Name")) or values.text(head.get("Billing Name")),
        country=country,
        unknown_country=unknown,
        paid=status in ("paid", "partially_refunded"),
        cancelled=bool(head.get("Cancelled at")),
        refunded=status == "refunded",
        test=any(word in gateway for word in _TEST_GATEWAYS),
    )


def _item(row: Row, notes: tuple[tuple[str, str], ...]) -> Item:
    return Item(
        sku=values.text(row.values.get("Lineitem sku")),
        title=values.text(row.values["Lineitem name"]),
        quantity=values.count(row.values["Lineitem quantity"]),
        ships=values.text(row.values.get("Lineitem requires shipping")).lower() != "false",
        properties=notes,
    )


def _notes(cell: object) -> tuple[tuple[str, str], ...]:
    """Return the attributes of an order, which stand one a line as “name: value”."""
    lines = cell.splitlines() if isinstance(cell, str) else []
    parts = (line.partition(":") for line in lines[:50])
    return values.pairs({name: value for name, _, value in parts})


SHOP = Shop(
    title="Shopify order export (CSV)",
    form="csv",
    fits=lambda names: names >= _NEEDED,
    order=_order,
    number=lambda record: values.text(record.values["Name"], 60),
    goes_on=_goes_on,
)
