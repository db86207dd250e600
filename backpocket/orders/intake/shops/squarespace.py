"""Squarespace's order export, CSV: one row for each line of an order.

Its columns are Shopify's by and large; “Order ID” is the number, and there is “Lineitem variant”.
Only the first row of an order tells all. What a product's form asks for stands in columns called
“Product Form: …”, and what the checkout asks for in “Checkout Form: …”. See Squarespace Help,
“Exporting orders”.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backpocket.orders.intake import values
from backpocket.orders.intake.rows import Row
from backpocket.orders.intake.shop import Shop, together
from backpocket.orders.intake.shops.shopify_csv import head_of, refund_of
from backpocket.orders.order import Item, Order

__all__ = ["SHOP"]

_NEEDED = {"order id", "financial status", "lineitem name", "lineitem quantity"}
_FORMS = ("product form ", "checkout form ")


def _order(rows: Sequence[Row]) -> Order:
    first = head_of(rows)
    head = first.values
    status = values.text(head.get("financial status")).lower()
    fulfilment = values.text(head.get("fulfillment status")).lower()
    country, unknown = values.country(
        head.get("shipping country"), head.get("billing country"), town=head.get("shipping city")
    )
    refund, all_back = refund_of(
        head.get("amount refunded"), head.get("total"), head.get("currency")
    )
    names = (values.typed(head.get(each)) for each in ("shipping name", "billing name"))
    number = values.number(head.get("order id"))
    return Order(
        number=number,
        id=values.identity(number),
        shop="squarespace",
        items=tuple(map(_item, (row for row in rows if row.values.get("lineitem name")))),
        place=first.place,
        reader=next(filter(None, names), ""),
        country=country,
        unknown_country=unknown,
        paid=status in ("paid", "partially_refunded", "partially refunded"),
        cancelled=bool(head.get("cancelled at")) or fulfilment == "cancelled",
        refunded=status == "refunded" or all_back,
        pickup=values.is_pickup(head.get("shipping method")),
        shipped=fulfilment == "fulfilled",
        refund=refund,
    )


def _item(row: Row) -> Item:
    cells = row.values
    quantity = values.count(cells.get("lineitem quantity"))
    state = values.text(cells.get("lineitem fulfillment status")).lower()
    return Item(
        sku=values.text(cells.get("lineitem sku")),
        title=values.text(cells.get("lineitem name")),
        quantity=quantity,
        ships=values.text(cells.get("lineitem requires shipping")).lower() not in ("false", "no"),
        properties=tuple(_answers(row)),
        sent=quantity if state == "fulfilled" else 0,
    )


def _answers(row: Row) -> Iterator[tuple[str, str]]:
    for key, value in row.values.items():
        form = next((each for each in _FORMS if key.startswith(each)), None)
        if form is not None:
            yield key.removeprefix(form), values.typed(value)


SHOP = Shop(
    kind="squarespace",
    title="Squarespace order export (CSV)",
    form="csv",
    fits=lambda names: names >= _NEEDED,
    order=_order,
    number=lambda record: record.values.get("order id"),
    goes_on=together,
    group=lambda record: record.values.get("order id"),
    number_column="Order ID",
)
