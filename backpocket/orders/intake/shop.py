"""Shop: the small interface behind which each shop's way of writing orders is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from backpocket.orders.intake.rows import Row
from backpocket.orders.order import Order

__all__ = ["Shop", "alone", "together"]

ColumnNames = frozenset[str]


def alone(first: Row, record: Row) -> bool:
    """Say that each record is an order of its own."""
    return False


def together(first: Row, record: Row) -> bool:
    """Say that all records of one group are one order."""
    return True


@dataclass(frozen=True)
class Shop:
    """How one shop writes orders, in rows of CSV or in objects of JSON.

    ``kind`` is its name in commands and in orders.toml. ``fits`` says of column names, in the form
    of :func:`.rows.column_key` (or of the fields of an object, as they are), whether they are this
    shop's; ``number`` gives a record's order number. ``group`` is what the records of one order
    have in common, wherever they stand, and ``goes_on`` says whether a record belongs to the same
    order as an earlier one of its group. ``order`` makes an order of its records, and raises
    UnusableError if it cannot. ``number_column`` is the column of order numbers, if there is one;
    where it is empty, ``fills_down`` says that it goes on as in the row above. A shop that
    ``refuses`` its file says why there; ``ignores`` tells records that are no part of any order.
    """

    kind: str
    title: str
    form: Literal["csv", "json"]
    fits: Callable[[ColumnNames], bool]
    order: Callable[[Sequence[Row]], Order]
    number: Callable[[Row], object]
    goes_on: Callable[[Row, Row], bool] = alone
    group: Callable[[Row], object] | None = None
    number_column: str = ""
    fills_down: bool = False
    refuses: str = ""
    ignores: Callable[[Row], bool] = lambda record: False
