"""WooCommerce's orders as JSON, REST API version 3.

See the WooCommerce REST API documentation, “Order properties”. Fields that do not apply are empty
texts, and texts hold HTML entities. Lines name no way of shipping: an order with nothing to send
has no shipping address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    paid = known or (status not in _UNPAID and bool(order.get("date_paid")))
    shipping = values.fields(order.get("shipping"))
    billing = values.fields(order.get("billing"))
    country, unknown = values.country(shipping.get("country"), billing.get("country"))
    ships = any(values.text(each) for key, each in shipping.items() if key != "country")
    return Order(
        number=values.number(order.get("number") or order.get("id")),
        id=values.identity(order.get("id")),
        shop="woocommerce",
        items=tuple(_item(values.fields(line), ships=ships) for line in lines),
        place=records[0].place,
        reader=_name(shipping) or _name(billing),
        country=country,
        unknown_country=unknown,
        paid=paid,
        cancelled=status in ("cancelled", "trash"),
        refunded=status == "refunded",
    )


def _item(line: Mapping[str, Any], *, ships: bool) -> Item:
    meta = values.pairs(line.get("meta_data"), "key")
    return Item(
        sku=values.unescaped(line.get("sku")),
        title=values.unescaped(line.get("name")),
        quantity=values.count(line.get("quantity")),
        ships=ships,
        properties=tuple((values.unescaped(name), values.unescaped(each)) for name, each in meta),
    )


def _name(person: Mapping[str, Any]) -> str:
    parts = values.full_name(person.get("first_name"), person.get("last_name"))
    return values.unescaped(parts)


SHOP = Shop(
    title="WooCommerce orders (JSON, REST version 3)",
    form="json",
    fits=lambda names: names >= {"line_items", "billing", "status"},
    order=_order,
    number=lambda record: values.text(record.values.get("number"), 60),
)
