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
    own = {"number of items", "full name", "buyer user id"}
    return "order id" in names and "item name" not in names and bool(names & own)


SHOP = Shop(
    kind="etsy",
    title="Etsy orders (CSV, EtsySoldOrders)",
    form="csv",
    fits=_fits,
    order=_order,
    number=lambda record: "",
    refuses=_HINT,
)
