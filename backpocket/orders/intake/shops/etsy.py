"""Etsy's order items, CSV: the file EtsySoldOrderItems, one row for each item, all cells filled.

Columns are called “Ship …” or “Delivery …” by the language of the seller. What a buyer has asked
for is in Variations, as “label:value” with commas between, and commas within. Texts hold HTML
entities.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from backpocket.orders.intake import values
from backpocket.orders.intake.rows import Row
from backpocket.orders.intake.shop import Shop
from backpocket.orders.order import Item, Order

__all__ = ["SHOP"]


def _order(rows: Sequence[Row]) -> Order:
    head = rows[0].values
    country, unknown = values.country(head.get("Ship Country"), head.get("Delivery Country"))
    names = (head.get("Ship Name"), head.get("Delivery Name"))
    number = values.number(head["Order ID"])
    return Order(
        number=number,
        id=values.identity(number),
        shop="etsy",
        items=tuple(map(_item, rows)),
        place=rows[0].place,
        reader=next(filter(None, map(values.unescaped, names)), ""),
        country=country,
        unknown_country=unknown,
        paid=bool(head.get("Date Paid")),
    )


def _item(row: Row) -> Item:
    return Item(
        sku=values.unescaped(row.values.get("SKU")),
        title=values.unescaped(row.values["Item Name"]),
        quantity=values.count(row.values["Quantity"]),
        ships=values.text(row.values.get("Listings Type")).lower() not in ("digital", "download"),
        properties=_variations(row.values.get("Variations")),
    )


_COMMA = re.compile(r",(?=[^,:]{1,100}:)")


def _variations(cell: object) -> tuple[tuple[str, str], ...]:
    text = html.unescape(cell) if isinstance(cell, str) else ""
    parts = (part.partition(":") for part in _COMMA.split(text))
    return values.pairs({label: value for label, _, value in parts})


SHOP = Shop(
    title="Etsy order items (CSV, EtsySoldOrderItems)",
    form="csv",
    fits=lambda names: names >= {"Order ID", "Item Name", "Quantity", "Date Paid"},
    order=_order,
    number=lambda record: values.text(record.values["Order ID"], 60),
    goes_on=lambda first, record: first.values["Order ID"] == record.values["Order ID"],
)
