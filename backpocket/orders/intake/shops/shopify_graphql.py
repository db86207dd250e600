"""Shopify's orders as JSON from the GraphQL Admin API, also as JSON lines of a bulk operation.

See Shopify's GraphQL Admin API reference, object Order, and “Perform bulk operations”: there, each
line of an order is an object of its own that names its order as ``__parentId``, wherever it stands;
objects below a line name that line, and are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backpocket.orders.intake import values
from backpocket.orders.intake.rows import Row
from backpocket.orders.intake.shop import Shop, together
from backpocket.orders.order import Item, Order, UnusableError

__all__ = ["SHOP"]

_OWN = {"__parentId", "displayFinancialStatus", "lineItems"}


def _group(record: Row) -> object:
    return values.text(record.values.get("__parentId", record.values.get("id")))


def _ignores(record: Row) -> bool:
    """Tell what is no order and no line of one, such as a metafield or what hangs on a line."""
    parent = record.values.get("__parentId")
    own = values.text(record.values.get("id"))
    is_line = "quantity" in record.values and (not own or "/LineItem/" in own)
    return parent is not None and not (is_line and "/Order/" in values.text(parent))


def _order(records: Sequence[Row]) -> Order:
    head = next((each for each in records if "__parentId" not in each.values), None)
    if head is None:
        raise UnusableError("the order that this line belongs to is not in the file")
    order = head.values
    if "displayFinancialStatus" not in order:
        raise UnusableError("its field “displayFinancialStatus” is missing")
    if "lineItems" not in order and len(records) == 1:
        raise UnusableError("its lines are missing")
    own = (dict(each.values) for each in records if each is not head)
    lines = [*_lines(order.get("lineItems")), *own]
    if len(lines) > values.MOST_ITEMS:
        raise UnusableError(f"it has more than {values.MOST_ITEMS} lines")
    status = values.text(order["displayFinancialStatus"]).upper()
    shipping = values.fields(order.get("shippingAddress"))
    billing = values.fields(order.get("billingAddress"))
    keys = ("countryCodeV2", "countryCode", "country")
    country, unknown = values.country(
        *(each.get(key) for each in (shipping, billing) for key in keys), town=shipping.get("city")
    )
    notes = values.pairs(order.get("customAttributes"), "key")
    persons = (shipping, billing, values.fields(order.get("customer")))
    companies = (values.typed(each.get("company")) for each in persons[:2])
    way = values.fields(order.get("shippingLine"))
    refunded = values.fields(
        values.fields(order.get("totalRefundedSet")).get("shopMoney")
        or order.get("totalRefundedSet")
    )
    refund = values.amount(refunded.get("amount"))
    return Order(
        number=values.number(order.get("name")),
        id=values.identity(order.get("legacyResourceId")) or values.identity(order.get("id")),
        shop="shopify",
        items=tuple(_item(line, notes) for line in lines if "quantity" in line),
        place=head.place,
        reader=next(filter(None, (*map(_name, persons), *companies)), ""),
        country=country,
        unknown_country=unknown,
        paid=status in ("PAID", "PARTIALLY_REFUNDED"),
        cancelled=bool(order.get("cancelledAt")),
        refunded=status == "REFUNDED",
        test=order.get("test") is True,
        authorized=status == "AUTHORIZED",
        on_delivery=status == "PENDING"
        and values.is_on_delivery(*values.listed(order.get("paymentGatewayNames"))),
        pickup=values.is_pickup(way.get("title"), way.get("code"), way.get("deliveryCategory")),
        shipped=values.text(order.get("displayFulfillmentStatus")).upper() == "FULFILLED",
        refund=f"{refund:.2f} {values.text(refunded.get('currencyCode'), 3)}" if refund else "",
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
    quantity = values.count(line["quantity"])
    current = line.get("currentQuantity")
    left = quantity if current is None else values.count(current)
    still = line.get("unfulfilledQuantity")
    sent = 0 if still is None else max(left - values.count(still), 0)
    return Item(
        sku=values.text(line.get("sku")),
        title=values.text(line.get("name")) or values.text(line.get("title")),
        quantity=left,
        ships=line.get("requiresShipping") is not False,
        properties=(*values.pairs(line.get("customAttributes"), "key"), *notes),
        removed=max(quantity - left, 0),
        sent=sent,
    )


def _name(person: Mapping[str, Any]) -> str:
    given, family = person.get("firstName"), person.get("lastName")
    named = values.typed(person.get("name")) or values.full_name(given, family)
    return named or values.typed(person.get("displayName"))


SHOP = Shop(
    kind="shopify",
    title="Shopify orders (JSON, GraphQL)",
    form="json",
    fits=lambda names: bool(names & _OWN),
    order=_order,
    number=lambda record: record.values.get("name"),
    goes_on=together,
    group=_group,
    ignores=_ignores,
)
