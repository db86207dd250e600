"""Shopify's orders as JSON from the GraphQL Admin API, also as JSON lines of a bulk operation.

See Shopify's GraphQL Admin API reference, object Order, and “Perform bulk operations”: there, each
line of an order is an object of its own that names its order as ``__parentId``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backpocket.orders.intake import values
from backpocket.orders.intake.rows import Row
from backpocket.orders.intake.shop import Shop
from backpocket.orders.order import Item, Order, UnusableError

__all__ = ["SHOP"]

_OWN = {"__parentId", "displayFinancialStatus", "lineItems"}


def _goes_on(first: Row, record: Row) -> bool:
    parent = record.values.get("__parentId")
    return isinstance(parent, str) and parent == first.values.get("id")


def _order(records: Sequence[Row]) -> Order:
    order = records[0].values
    if "__parentId" in order:
        raise UnusableError("this line does not stand below its order")
    if "displayFinancialStatus" not in order:
        raise UnusableError("its field “displayFinancialStatus” is missing")
    if "lineItems" not in order and len(records) == 1:
        raise UnusableError("its lines are missing")
    lines = [*_lines(order.get("lineItems")), *(dict(each.values) for each in records[1:])]
    if len(lines) > values.MOST_ITEMS:
        raise UnusableError(f"it has more than {values.MOST_ITEMS} lines")
    status = values.text(order["displayFinancialStatus"]).upper()
    shipping = values.fields(order.get("shippingAddress"))
    billing = values.fields(order.get("billingAddress"))
    keys = ("countryCodeV2", "countryCode", "country")
    country, unknown = values.country(
        *(each.get(key) for each in (shipping, billing) for key in keys)
    )
    notes = values.pairs(order.get("customAttributes"), "key")
    return Order(
        number=values.number(order.get("name")),
        id=values.identity(order.get("legacyResourceId")) or values.identity(order.get("id")),
        shop="shopify",
        items=tuple(_item(line, notes) for line in lines if "quantity" in line),
        place=records[0].place,
        reader=_name(shipping) or _name(billing) or _name(values.fields(order.get("customer"))),
        country=country,
        unknown_country=unknown,
        paid=status in ("PAID", "PARTIALLY_REFUNDED"),
        cancelled=bool(order.get("cancelledAt")),
        refunded=status == "REFUNDED",
        test=order.get("test") is True,
    )


def _lines(connection: object) -> Iterator[Mapping[str, Any]]:
    """Yield the lines of a connection, which has either edges with a node each, or nodes."""
    if isinstance(connection, list):
        connection = {"nodes": connection}
    page = values.fields(connection)
    if values.fields(page.get("pageInfo")).get("hasNextPage") is True:
        raise UnusableError("the file holds only a part of its lines")
    edges = map(values.fields, values.listed(page.get("edges")))
    nodes = [*(edge.get("node") for edge in edges), *values.listed(page.get("nodes"))]
    yield from map(values.fields, nodes)


def _item(line: Mapping[str, Any], notes: tuple[tuple[str, str], ...]) -> Item:
    current = line.get("currentQuantity")
    return Item(
        sku=values.text(line.get("sku")),
        title=values.text(line.get("name")) or values.text(line.get("title")),
        quantity=values.count(line["quantity"] if current is None else current),
        ships=line.get("requiresShipping") is not False,
        properties=(*values.pairs(line.get("customAttributes"), "key"), *notes),
    )


def _name(person: Mapping[str, Any]) -> str:
    given, family = person.get("firstName"), person.get("lastName")
    named = values.text(person.get("name")) or values.full_name(given, family)
    return named or values.text(person.get("displayName"))


SHOP = Shop(
    title="Shopify orders (JSON, GraphQL)",
    form="json",
    fits=lambda names: bool(names & _OWN),
    order=_order,
    number=lambda record: values.text(record.values.get("name"), 60),
    goes_on=_goes_on,
)
