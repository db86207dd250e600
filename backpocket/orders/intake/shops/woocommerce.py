"""WooCommerce's orders as JSON: REST API versions 1 to 3, and the legacy API before them.

See the WooCommerce REST API documentation, “Order properties”, and for the legacy API “Orders” in
that of version 3. Fields that do not apply are empty texts, and texts hold HTML entities. An order
that goes by post has a line of shipping; without an address for it, it goes to that of the bill.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backpocket.orders.intake import values
from backpocket.orders.intake.rows import Row
from backpocket.orders.intake.shop import Shop
from backpocket.orders.order import Item, Order, UnusableError

__all__ = ["SHOP"]

_UNPAID = {"pending", "on-hold", "failed", "checkout-draft", "auto-draft", "draft"}


def _order(records: Sequence[Row]) -> Order:
    order = records[0].values
    lines = order.get("line_items")
    if not isinstance(lines, list):
        raise UnusableError("its lines are missing")
    if len(lines) > values.MOST_ITEMS:
        raise UnusableError(f"it has more than {values.MOST_ITEMS} lines")
    status = values.text(order.get("status")).lower().removeprefix("wc-")
    # A state that a plug-in has added tells nothing; the day of payment does.
    known = status in ("processing", "completed", "refunded")
    legacy = values.fields(order.get("payment_details"))
    dated = bool(order.get("date_paid") or order.get("date_paid_gmt") or legacy.get("paid") is True)
    shipping = values.fields(order.get("shipping") or order.get("shipping_address"))
    billing = values.fields(order.get("billing") or order.get("billing_address"))
    country, unknown = values.country(
        shipping.get("country"), billing.get("country"), town=shipping.get("city")
    )
    ways = [values.fields(each) for each in values.listed(order.get("shipping_lines"))]
    returned = _returned(order)
    ships = _ships(order, ways, shipping)
    items = tuple(_item(values.fields(line), returned, ships=ships) for line in lines)
    refund = sum(map(values.amount, _refunds(order)))
    total = values.amount(order.get("total"))
    persons = (*map(_name, (shipping, billing)), *map(_company, (shipping, billing)))
    return Order(
        number=values.number(order.get("number") or order.get("order_number") or order.get("id")),
        id=values.identity(order.get("id")),
        shop="woocommerce",
        items=items,
        place=records[0].place,
        reader=next(filter(None, persons), ""),
        country=country,
        unknown_country=unknown,
        paid=known or (status not in _UNPAID and dated),
        cancelled=status in ("cancelled", "trash"),
        refunded=status == "refunded" or bool(total and refund >= total),
        on_delivery=status in ("pending", "on-hold")
        and values.is_on_delivery(
            order.get("payment_method"),
            order.get("payment_method_title"),
            legacy.get("method_id"),
            legacy.get("method_title"),
        ),
        pickup=any(values.is_pickup(way.get("method_id"), way.get("method_title")) for way in ways),
        shipped=status == "completed",
        refund=f"{refund:.2f} {values.text(order.get('currency'), 3)}".strip() if refund else "",
    )


def _ships(
    order: Mapping[str, Any], ways: Sequence[Mapping[str, Any]], address: Mapping[str, Any]
) -> bool:
    """Say whether an order goes by post: by its lines of shipping, if the export has them."""
    if any(values.text(way.get("method_id") or way.get("method_title")) for way in ways):
        return True
    if "shipping_lines" in order or "shipping_methods" in order:
        return bool(values.text(order.get("shipping_methods")))
    return any(values.text(each) for key, each in address.items() if key != "country")


def _item(line: Mapping[str, Any], returned: Mapping[str, float], *, ships: bool) -> Item:
    asked = [
        (values.unescaped(name), values.typed(value, escaped=True))
        for key in ("key", "display_key", "label")
        for meta in ("meta_data", "meta")
        for name, value in values.pairs(line.get(meta), key)
    ]
    quantity = values.count(line.get("quantity"))
    removed = min(returned.get(values.text(line.get("id")), 0), quantity)
    own = _line_ships(line)
    return Item(
        sku=values.unescaped(line.get("sku")),
        title=values.unescaped(line.get("name")),
        quantity=quantity - removed,
        ships=ships if own is None else own,
        properties=tuple(dict.fromkeys(asked)),
        removed=removed,
    )


def _line_ships(line: Mapping[str, Any]) -> bool | None:
    """Say what a line itself says of going by post; None if it says nothing."""
    for key in ("requires_shipping", "needs_shipping"):
        if isinstance(line.get(key), bool):
            return bool(line[key])
    if isinstance(line.get("virtual"), bool):
        return not line["virtual"]
    return True if values.amount(line.get("weight")) > 0 else None


def _refunds(order: Mapping[str, Any]) -> Iterator[object]:
    for refund in map(values.fields, values.listed(order.get("refunds"))):
        yield refund.get("total") or refund.get("amount")


def _returned(order: Mapping[str, Any]) -> dict[str, float]:
    """Return how many of each line, by its id, have been refunded, if the refunds say so."""
    counts: dict[str, float] = {}
    for refund in map(values.fields, values.listed(order.get("refunds"))):
        for line in map(values.fields, values.listed(refund.get("line_items"))):
            of = dict(values.pairs(line.get("meta_data"), "key")).get("_refunded_item_id")
            key = of or values.text(line.get("refunded_item_id"))
            back = values.amount(line.get("quantity"))
            counts[key] = counts.get(key, 0) + back
    return counts


def _name(person: Mapping[str, Any]) -> str:
    parts = values.full_name(person.get("first_name"), person.get("last_name"))
    return values.typed(parts, escaped=True)


def _company(person: Mapping[str, Any]) -> str:
    return values.typed(person.get("company"), escaped=True)


def _fits(names: frozenset[str]) -> bool:
    legacy = names >= {"billing_address", "payment_details"}
    return names >= {"line_items", "status"} and ("billing" in names or legacy)


SHOP = Shop(
    kind="woocommerce",
    title="WooCommerce orders (JSON, REST and legacy API)",
    form="json",
    fits=_fits,
    order=_order,
    number=lambda record: record.values.get("number") or record.values.get("order_number"),
)
