"""Shop: the small interface behind which each shop's way of writing orders is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from backpocket.orders.intake.rows import Row
from backpocket.orders.order import Order

__all__ = ["Shop", "alone"]

ColumnNames = frozenset[str]


def alone(first: Row, record: Row) -> bool:
    """Say that each record is an order of its own."""
    return False


@dataclass(frozen=True)
class Shop:
    """How one shop writes orders, in rows of CSV or in objects of JSON.

    ``fits`` says of column names (or of the fields of an object) whether they are this shop's;
    ``number`` gives a record's order number, and ``goes_on`` whether a record belongs to the same
    order as an earlier one. ``order`` makes an order of its records, and raises UnusableError if it
    cannot. A shop that ``refuses`` its file says why there.
    """

    title: str
    form: Literal["csv", "json"]
    fits: Callable[[ColumnNames], bool]
    order: Callable[[Sequence[Row]], Order]
    number: Callable[[Row], str]
    goes_on: Callable[[Row, Row], bool] = alone
    refuses: str = ""
