"""Wix's order export, CSV: one row for each line of an order, all cells filled.

“Delivery country” is there twice, once for the recipient and once for the bill; the first one
counts. “Custom text” holds what a product's text fields ask for. See Wix Help Center, “Exporting
your store orders”.
"""

from __future__ import annotations

from collections.abc import Sequence

from backpocket.orders.intake import values
from backpocket.orders.intake.rows import Row
from backpocket.orders.intake.shop import Shop, together
from backpocket.orders.intake.shops.shopify_csv import refund_of
from backpocket.orders.order import Item, Order

__all__ = ["SHOP"]

_PERSONS = (
    "recipient name", "delivery customer", "billing name", "billing customer",
    "recipient company name", "billing company name",
)  # fmt: skip


def _order(rows: Sequence[Row]) -> Order:
    head = rows[0].values
    status = values.text(head.get("payment status")).lower().replace("_", " ")
    country, unknown = values.country(
        head.get("delivery country"), head.get("billing country"), town=head.get("delivery city")
    )
    refund, all_back = refund_of(
        head.get("refunded amount"), head.get("total"), head.get("currency")
    )
    fulfilment = values.text(head.get("fulfillment status")).lower()
    method = head.get("payment method")
    return Order(
        number=values.number(head.get("order number")),
        id=None,
        shop="wix",
        items=tuple(_item(row) for row in rows if row.values.get("item")),
        place=rows[0].place,
        reader=next(filter(None, (values.typed(head.get(each)) for each in _PERSONS)), ""),
        country=country,
        unknown_country=unknown,
        paid=status in ("paid", "partially refunded"),
        cancelled="cancelled" in (status, fulfilment) or "canceled" in (status, fulfilment),
        refunded=status in ("refunded", "fully refunded") or all_back,
        authorized=status == "authorized",
        on_delivery=status in ("unpaid", "not paid", "pending") and values.is_on_delivery(method),
        pickup=values.is_pickup(head.get("delivery method")),
        shipped=fulfilment == "fulfilled",
        refund=refund,
    )


def _item(row: Row) -> Item:
    cells = row.values
    quantity = values.count(cells.get("qty"))
    removed = min(values.count(cells.get("quantity refunded")), quantity)
    return Item(
        sku=values.text(cells.get("sku")),
        title=values.text(cells.get("item")),
        quantity=quantity - removed,
        ships=bool(cells.get("delivery method") or cells.get("delivery country")),
        properties=_texts(cells.get("custom text")),
        removed=removed,
    )


def _texts(cell: object) -> tuple[tuple[str, str], ...]:
    lines = cell.replace(" | ", "\n").splitlines() if isinstance(cell, str) else []
    parts = (line.partition(":") for line in lines[:50])
    return values.pairs([{"name": name, "value": value} for name, _, value in parts])


SHOP = Shop(
    kind="wix",
    title="Wix order export (CSV)",
    form="csv",
    fits=lambda names: names >= {"order number", "item", "qty", "payment status"},
    order=_order,
    number=lambda record: record.values.get("order number"),
    goes_on=together,
    group=lambda record: record.values.get("order number"),
    number_column="Order number",
)
