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

__all__ = ["SHOP", "goes_on", "head_of", "refund_of"]

_NEEDED = {"name", "financial status", "lineitem name", "lineitem quantity"}
_OF_THE_FIRST_ROW = ("financial status", "paid at", "total", "id")
_TEST_GATEWAYS = ("bogus", "for testing")


_OF_ALL_ROWS = ("id", "created at")
_OF_ONE_STATE = ("financial status", "cancelled at", "shipping name", "shipping country")


def goes_on(first: Row, record: Row) -> bool:
    """Tell the rows of one order, also from those of another that has the same name.

    A spreadsheet may have filled all cells down; where a second row tells all of an order, and not
    the same, it is another order, or the same one at another time.
    """
    both = [(first.values.get(name), record.values.get(name)) for name in _OF_ALL_ROWS]
    if first.values.get("financial status") and record.values.get("financial status"):
        states = (
            (first.values.get(name, ""), record.values.get(name, "")) for name in _OF_ONE_STATE
        )
        if any(one != other for one, other in states):
            return False
    return all(not one or not other or one == other for one, other in both)


def head_of(rows: Sequence[Row]) -> Row:
    """Return the row that tells all of an order, which a spreadsheet may have moved."""
    for row in rows:
        if any(row.values.get(name) for name in _OF_THE_FIRST_ROW):
            return row
    raise UnusableError("the first row of this order is missing")


def refund_of(refunded: object, total: object, currency: object) -> tuple[str, bool]:
    """Return how much was paid back, in words, and whether that is all."""
    back, all_of_it = values.amount(refunded), values.amount(total)
    if not back:
        return "", False
    return f"{back:.2f} {values.text(currency, 3)}".strip(), bool(all_of_it) and back >= all_of_it


def _order(rows: Sequence[Row]) -> Order:
    first = head_of(rows)
    head = first.values
    status = values.text(head.get("financial status")).lower()
    gateway = values.text(head.get("payment method"))
    country, unknown = values.country(
        head.get("shipping country"), head.get("billing country"), town=head.get("shipping city")
    )
    notes = _notes(head.get("note attributes"))
    refund, all_back = refund_of(
        head.get("refunded amount"), head.get("total"), head.get("currency")
    )
    persons = ("shipping name", "billing name", "shipping company", "billing company")
    paid = status in ("paid", "partially_refunded")
    return Order(
        number=values.number(head.get("name")),
        id=values.identity(head.get("id")),
        shop="shopify",
        items=tuple(_item(row, notes) for row in rows if row.values.get("lineitem name")),
        place=first.place,
        reader=next(filter(None, (values.typed(head.get(each)) for each in persons)), ""),
        country=country,
        unknown_country=unknown,
        paid=paid,
        cancelled=bool(head.get("cancelled at")),
        refunded=status == "refunded" or all_back,
        test=any(word in gateway.lower() for word in _TEST_GATEWAYS),
        authorized=status == "authorized",
        on_delivery=status == "pending" and values.is_on_delivery(gateway),
        pickup=values.is_pickup(head.get("shipping method")),
        shipped=values.text(head.get("fulfillment status")).lower() == "fulfilled",
        refund=refund,
    )


def _item(row: Row, notes: tuple[tuple[str, str], ...]) -> Item:
    cells = row.values
    quantity = values.count(cells.get("lineitem quantity"))
    state = values.text(cells.get("lineitem fulfillment status")).lower()
    gone = state in ("restocked", "removed", "refunded")
    return Item(
        sku=values.text(cells.get("lineitem sku")),
        title=values.text(cells.get("lineitem name")),
        quantity=0 if gone else quantity,
        ships=values.text(cells.get("lineitem requires shipping")).lower() not in ("false", "no"),
        properties=notes,
        removed=quantity if gone else 0,
        sent=quantity if state == "fulfilled" else 0,
    )


def _notes(cell: object) -> tuple[tuple[str, str], ...]:
    """Return the attributes of an order, which stand one a line as “name: value”."""
    lines = cell.splitlines() if isinstance(cell, str) else []
    parts = (line.partition(":") for line in lines[:50])
    return values.pairs([{"name": name, "value": value} for name, _, value in parts])


SHOP = Shop(
    kind="shopify",
    title="Shopify order export (CSV)",
    form="csv",
    fits=lambda names: names >= _NEEDED and "lineitem variant" not in names,
    order=_order,
    number=lambda record: record.values.get("name"),
    goes_on=goes_on,
    group=lambda record: record.values.get("name"),
    number_column="Name",
)
