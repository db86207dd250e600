"""Etsy's orders, CSV: the file EtsySoldOrders does not say what was bought, so it is refused."""

from __future__ import annotations

from collections.abc import Sequence

from backpocket.orders.intake.rows import Row
from backpocket.orders.intake.shop import Shop
from backpocket.orders.order import Order, UnusableError

__all__ = ["SHOP"]

_HINT = (
    "this Etsy file (EtsySoldOrders) does not say what was bought: "
    "download “Order Items” (EtsySoldOrderItems) in its place"
)


def _order(records: Sequence[Row]) -> Order:
    raise UnusableError(_HINT)


def _fits(names: frozenset[str]) -> bool:
    own = {"Number of Items", "Full Name", "Buyer User ID"}
    return "Order ID" in names and "Item Name" not in names and bool(names & own)


SHOP = Shop(
    title="Etsy orders (CSV, EtsySoldOrders)",
    form="csv",
    fits=_fits,
    order=_order,
    number=lambda record: "",
    refuses=_HINT,
)
