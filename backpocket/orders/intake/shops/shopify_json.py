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
_OF_OTHERS = {"billing", "payment_details"}


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
        *(each.get(key) for each in (shipping, billing) for key in ("country_code", "country")),
        town=shipping.get("city"),
    )
    notes = values.pairs(order.get("note_attributes"))
    returned = _returned(order)
    fulfilment = values.text(order.get("fulfillment_status")).lower()
    persons = (shipping, billing, values.fields(order.get("customer")))
    ways = (values.fields(each) for each in values.listed(order.get("shipping_lines")))
    return Order(
        number=values.number(order.get("name") or order.get("order_number")),
        id=values.identity(order.get("id")),
        shop="shopify",
        items=tuple(_item(values.fields(line), returned, notes, fulfilment) for line in lines),
        place=records[0].place,
        reader=next(filter(None, (*map(_name, persons), *map(_company, persons[:2]))), ""),
        country=country,
        unknown_country=unknown,
        paid=status in ("paid", "partially_refunded"),
        cancelled=bool(order.get("cancelled_at")),
        refunded=status == "refunded",
        test=order.get("test") is True,
        authorized=status == "authorized",
        on_delivery=status == "pending"
        and values.is_on_delivery(
            order.get("gateway"), *values.listed(order.get("payment_gateway_names"))
        ),
        pickup=any(
            values.is_pickup(way.get("code"), way.get("title"), way.get("delivery_category"))
            for way in ways
        ),
        shipped=fulfilment == "fulfilled",
        refund=_refund(order),
    )


def _item(
    line: Mapping[str, Any],
    returned: Mapping[str, float],
    notes: tuple[tuple[str, str], ...],
    fulfilment: str,
) -> Item:
    quantity = values.count(line.get("quantity"))
    ships = line.get("requires_shipping") is not False
    left = max(quantity - returned.get(values.text(line.get("id")), 0), 0)
    if values.text(line.get("current_quantity")):
        left = min(left, values.count(line["current_quantity"]))
    state = values.text(line.get("fulfillment_status")).lower()
    sent = left if state == "fulfilled" else 0
    open_still = line.get("fulfillable_quantity")
    if ships and values.text(open_still) and values.count(open_still) < left:
        # What can be sent no more has been sent, or else taken off by an edit of the order.
        gone = left - values.count(open_still)
        was_sent = "fulfilled" in (state, fulfilment) or "partial" in (state, fulfilment)
        sent, left = (gone, left) if was_sent else (0, left - gone)
    return Item(
        sku=values.text(line.get("sku")),
        title=values.text(line.get("name")) or values.text(line.get("title")),
        quantity=left,
        ships=ships,
        properties=(*values.pairs(line.get("properties")), *notes),
        removed=quantity - left,
        sent=sent,
    )


def _returned(order: Mapping[str, Any]) -> dict[str, float]:
    """Return how many of each line, by its id, have been refunded."""
    counts: dict[str, float] = {}
    for refund in map(values.fields, values.listed(order.get("refunds"))):
        for line in map(values.fields, values.listed(refund.get("refund_line_items"))):
            key = values.text(line.get("line_item_id"))
            counts[key] = counts.get(key, 0) + values.count(line.get("quantity"))
    return counts


def _refund(order: Mapping[str, Any]) -> str:
    """Return how much was paid back, in words."""
    refunds = map(values.fields, values.listed(order.get("refunds")))
    paid = (
        values.amount(each.get("amount"))
        for refund in refunds
        for each in map(values.fields, values.listed(refund.get("transactions")))
        if each.get("kind") == "refund" and each.get("status") in (None, "success")
    )
    total = sum(paid)
    return f"{total:.2f} {values.text(order.get('currency'), 3)}".strip() if total else ""


def _name(person: Mapping[str, Any]) -> str:
    given, family = person.get("first_name"), person.get("last_name")
    return values.typed(person.get("name")) or values.full_name(given, family)


def _company(person: Mapping[str, Any]) -> str:
    return values.typed(person.get("company"))


SHOP = Shop(
    kind="shopify",
    title="Shopify orders (JSON, REST or webhook)",
    form="json",
    fits=lambda names: "line_items" in names and bool(names & _OWN) and not names & _OF_OTHERS,
    order=_order,
    number=lambda record: record.values.get("name") or record.values.get("order_number"),
)
