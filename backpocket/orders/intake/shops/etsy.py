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
from backpocket.orders.intake.shop import Shop, together
from backpocket.orders.order import Item, Order

__all__ = ["SHOP"]


def _order(rows: Sequence[Row]) -> Order:
    head = rows[0].values
    country, unknown = values.country(
        head.get("ship country"),
        head.get("delivery country"),
        town=head.get("ship city") or head.get("delivery city"),
    )
    names = (head.get("ship name"), head.get("delivery name"))
    number = values.number(head.get("order id"))
    return Order(
        number=number,
        id=values.identity(number),
        shop="etsy",
        items=tuple(map(_item, rows)),
        place=rows[0].place,
        reader=next(filter(None, (values.typed(each, escaped=True) for each in names)), ""),
        country=country,
        unknown_country=unknown,
        paid=bool(head.get("date paid")),
        shipped=all(row.values.get("date shipped") for row in rows),
    )


def _item(row: Row) -> Item:
    cells = row.values
    quantity = values.count(cells.get("quantity"))
    return Item(
        sku=values.unescaped(cells.get("sku")),
        title=values.unescaped(cells.get("item name")),
        quantity=quantity,
        ships=values.text(cells.get("listings type")).lower() not in ("digital", "download"),
        properties=_variations(cells.get("variations")),
        sent=quantity if cells.get("date shipped") else 0,
    )


_COMMA = re.compile(r",(?=[^,:]{1,100}:)")


def _variations(cell: object) -> tuple[tuple[str, str], ...]:
    text = html.unescape(cell) if isinstance(cell, str) else ""
    parts = (part.partition(":") for part in _COMMA.split(text))
    return values.pairs([{"name": label, "value": value} for label, _, value in parts])


SHOP = Shop(
    kind="etsy",
    title="Etsy order items (CSV, EtsySoldOrderItems)",
    form="csv",
    fits=lambda names: names >= {"order id", "item name", "quantity", "date paid"},
    order=_order,
    number=lambda record: record.values.get("order id"),
    goes_on=together,
    group=lambda record: record.values.get("order id"),
    number_column="Order ID",
)
