"""Shopify's orders as JSON: the Admin REST API, and the webhook ``orders/create``.

See Shopify's Admin REST API reference, resource Order. Names may be null for an app without access
to protected customer data; addresses may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backpocket.orders.intake import values
from backpocket.orders.intake.rows import Row
from backpocket.orders.intake.shop import Shop
from backpocket.orders.order import Item, Order, UnusableError

__all__ = ["SHOP"]

_OWN = {"financial_status", "fulfillment_status", "order_number"}


def _order(records: Sequence[Row]) -> Order:
    order = records[0].values
    if "financial_status" not in order:
        raise UnusableError("its field “financial_status” is missing")
    lines = order.get("line_items")
    if not isinstance(lines, list):
        raise UnusableError("its lines are missing")
    if len(lines) > values.MOST_ITEMS:
        raise UnusableError(f"it has more than {values.MOST_ITEMS} lines")
    status = values.text(order["financial_status"]).lower()
    shipping = values.fields(order.get("shipping_address"))
    billing = values.fields(order.get("billing_address"))
    country, unknown = values.country(
        *(each.get(key) for each in (shipping, billing) for key in ("country_code", "country"))
    )
    notes = values.pairs(order.get("note_attributes"))
    returned = _returned(order)
    return Order(
        number=values.number(order.get("name") or order.get("order_number")),
        id=values.identity(order.get("id")),
        shop="shopify",
        items=tuple(_item(values.fields(line), returned, notes) for line in lines),
        place=records[0].place,
        reader=_name(shipping) or _name(billing) or _name(values.fields(order.get("customer"))),
        country=country,
        unknown_country=unknown,
        paid=status in ("paid", "partially_refunded"),
        cancelled=bool(order.get("cancelled_at")),
        refunded=status == "refunded",
        test=order.get("test") is True,
    )


def _item(
    line: Mapping[str, Any], returned: Mapping[str, int], notes: tuple[tuple[str, str], ...]
) -> Item:
    quantity = values.count(line.get("quantity"))
    left = quantity - returned.get(values.text(line.get("id")), 0)
    if isinstance(line.get("current_quantity"), int):
        left = min(left, values.count(line["current_quantity"]))
    return Item(
        sku=values.text(line.get("sku")),
        title=values.text(line.get("name")) or values.text(line.get("title")),
        quantity=max(left, 0),
        ships=line.get("requires_shipping") is not False,
        properties=(*values.pairs(line.get("properties")), *notes),
    )


def _returned(order: Mapping[str, Any]) -> dict[str, int]:
    """Return how many of each line, by its id, have been refunded."""
    counts: dict[str, int] = {}
    for refund in map(values.fields, values.listed(order.get("refunds"))):
        for line in map(values.fields, values.listed(refund.get("refund_line_items"))):
            key = values.text(line.get("line_item_id"))
            counts[key] = counts.get(key, 0) + values.count(line.get("quantity"))
    return counts


def _name(person: Mapping[str, Any]) -> str:
    given, family = person.get("first_name"), person.get("last_name")
    return values.text(person.get("name")) or values.full_name(given, family)


SHOP = Shop(
    title="Shopify orders (JSON, REST or webhook)",
    form="json",
    fits=lambda names: "line_items" in names and bool(names & _OWN),
    order=_order,
    number=lambda record: values.text(record.values.get("name"), 60),
)
