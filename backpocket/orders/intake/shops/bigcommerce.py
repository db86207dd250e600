"""BigCommerce's order export, CSV: one row for each order, with all its lines in one cell.

“Product Details” lists the lines as “Product ID: …, Product Qty: …, Product SKU: …, Product Name:
…, Product Variation Details: …”, with “|” between them. An export template may also give each line
a row of its own, with columns of these names. See BigCommerce Support, “Exporting Orders”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from backpocket.orders.intake import values
from backpocket.orders.intake.rows import Row, column_key
from backpocket.orders.intake.shop import Shop, together
from backpocket.orders.intake.shops.shopify_csv import refund_of
from backpocket.orders.order import Item, Order, UnusableError

__all__ = ["SHOP"]

_UNPAID = {"incomplete", "pending", "awaiting payment", "declined", "disputed",
           "manual verification required"}  # fmt: skip
_FIELD = re.compile(r"(?:^|[,|]\s*)(Product [A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*){0,3}):\s*")
_BETWEEN_OPTIONS = re.compile(r"[,|;]\s*(?=[^,|;:]{1,100}:)")
_PERSONS = (
    ("shipping name",), ("shipping first name", "shipping last name"), ("billing name",),
    ("billing first name", "billing last name"), ("customer name",), ("shipping company",),
    ("billing company",),
)  # fmt: skip


def _order(rows: Sequence[Row]) -> Order:
    head = rows[0].values
    status = values.text(head.get("order status")).lower()
    country, unknown = values.country(
        *(head.get(key) for key in _countries()),
        town=head.get("shipping city") or head.get("shipping suburb"),
    )
    total = head.get("order total inc tax") or head.get("order total")
    refund, all_back = refund_of(
        head.get("refund amount") or head.get("refunded amount"),
        total,
        head.get("order currency code"),
    )
    shipped = status in ("shipped", "completed") or bool(head.get("date shipped"))
    items = tuple(_item(each, head) for row in rows for each in _lines(row.values))
    number = values.number(head.get("order id"))
    if len(items) > values.MOST_ITEMS:
        raise UnusableError(f"it has more than {values.MOST_ITEMS} lines")
    method = head.get("payment method")
    return Order(
        number=number,
        id=values.identity(number),
        shop="bigcommerce",
        items=items,
        place=rows[0].place,
        reader=_name(head),
        country=country,
        unknown_country=unknown,
        paid=bool(status) and status not in _UNPAID,
        cancelled=status == "cancelled" or status == "canceled",
        refunded=status == "refunded" or all_back,
        on_delivery=status in _UNPAID and values.is_on_delivery(method),
        pickup=status == "awaiting pickup"
        or values.is_pickup(head.get("ship method"), head.get("shipping method")),
        shipped=shipped,
        refund=refund,
    )


def _countries() -> Iterator[str]:
    for place in ("shipping", "billing"):
        yield from (f"{place} country code", f"{place} country", f"{place} country iso2")


def _name(head: Mapping[str, object]) -> str:
    joined = (" ".join(values.typed(head.get(key)) for key in keys).strip() for keys in _PERSONS)
    return next(filter(None, joined), "")


def _lines(cells: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Yield the lines of an order, by column."""
    details = cells.get("product details") or cells.get("combined product")
    if not isinstance(details, str):
        yield cells
        return
    line: dict[str, object] = {}
    marks = list(_FIELD.finditer(details))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        key = column_key(mark[1])
        if key in line:
            yield line
            line = {}
        line[key] = details[mark.end() : following.start() if following else None].strip(" ,|")
    if line:
        yield line


def _item(line: Mapping[str, object], head: Mapping[str, object]) -> Item:
    quantity = line.get("product qty") or line.get("product quantity") or line.get("quantity")
    options = values.text(line.get("product variation details"), 2000)
    parts = (part.partition(":") for part in _BETWEEN_OPTIONS.split(options))
    digital = values.text(line.get("product type")).lower() in ("digital", "download")
    return Item(
        sku=values.text(line.get("product sku") or line.get("sku")),
        title=values.unescaped(line.get("product name")),
        quantity=values.count(quantity),
        ships=not digital and values.text(head.get("order is digital")).lower() != "true",
        properties=values.pairs([{"name": name, "value": value} for name, _, value in parts]),
    )


SHOP = Shop(
    kind="bigcommerce",
    title="BigCommerce order export (CSV)",
    form="csv",
    fits=lambda names: (
        names >= {"order id", "order status"}
        and bool(names & {"product details", "combined product", "product sku", "product name"})
    ),
    order=_order,
    number=lambda record: record.values.get("order id"),
    goes_on=together,
    group=lambda record: record.values.get("order id"),
    number_column="Order ID",
)
