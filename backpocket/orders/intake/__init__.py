"""Intake: the orders in a shop's export, whatever its form, one at a time.

The form is told by what stands in the file, never by its name. Nothing is lost without a word: what
cannot be read comes as :class:`~backpocket.orders.order.Unreadable`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from backpocket.diagnostics import Place
from backpocket.orders.intake import objects, rows
from backpocket.orders.intake.rows import Row, columns_in, encoding_of
from backpocket.orders.intake.shop import Shop
from backpocket.orders.intake.shops import shops
from backpocket.orders.intake.values import MOST_ITEMS
from backpocket.orders.order import Read, Unreadable, UnusableError

__all__ = ["read"]

_HEAD = 65_536
_SIGNATURES = (
    (b"PK\x03\x04", "this is a workbook or an archive: save it as “CSV UTF-8”, or unpack it"),
    (b"\xd0\xcf\x11\xe0", "this is an old Excel workbook: save it as “CSV UTF-8”"),
    (b"\x1f\x8b", "this file is packed: unpack it first"),
    (b"%PDF", "this is a PDF, not an export of orders"),
)


def read(path: Path) -> Iterator[Read]:
    """Yield the orders of a file in its order, and what cannot be read.

    Never raises for what the file holds, nor if it cannot be opened; memory is bounded.
    """
    try:
        with path.open("rb") as file:
            yield from _read(path, file)
    except OSError as problem:
        reason = problem.strerror or "an error of the disk"
        yield Unreadable(Place(path.name), f"the file cannot be read: {reason}")


def _read(path: Path, file: BinaryIO) -> Iterator[Read]:
    head = file.read(_HEAD)
    file.seek(0)
    reason = next((said for sign, said in _SIGNATURES if head.startswith(sign)), "")
    text = head.decode(encoding_of(head), errors="ignore").lstrip("\ufeff \t\r\n")
    if reason or not text:
        yield Unreadable(Place(path.name), reason or "the file is empty")
        return
    errors = "surrogateescape" if encoding_of(head) == "utf-8-sig" else "replace"
    stream = io.TextIOWrapper(file, encoding_of(head), errors=errors, newline="")
    try:
        if text[0] in "[{":
            yield from _orders(objects.records(path, stream), _shop_of_object)
        else:
            yield from _rows(path, stream, head)
    finally:
        stream.detach()


def _rows(path: Path, file: TextIO, head: bytes) -> Iterator[Read]:
    delimiter, names = columns_in(head)
    shop = _shop("csv", names)
    if shop is None:
        known = "; ".join(each.title for each in shops() if not each.refuses)
        yield Unreadable(Place(path.name), f"this is no export that is known. Known are: {known}")
    elif shop.refuses:
        yield Unreadable(Place(path.name), shop.refuses)
    else:
        yield from _orders(rows.records(path, file, delimiter), lambda record: shop)


def _shop(form: str, names: Iterable[str]) -> Shop | None:
    of_all = frozenset(names)
    return next((each for each in shops() if each.form == form and each.fits(of_all)), None)


def _shop_of_object(record: Row) -> Shop | None:
    return _shop("json", record.values)


class _Group:
    """The records of one order, as they come in."""

    def __init__(self, shop: Shop, first: Row) -> None:
        self.shop = shop
        self.records = [first]
        self.fault = ""
        self.between: list[Unreadable] = []

    def takes(self, shop: Shop | None, record: Row) -> bool:
        """Take a record if it belongs to the order; it is forgotten if there are too many."""
        if shop is not self.shop or not self.shop.goes_on(self.records[0], record):
            return False
        if len(self.records) <= MOST_ITEMS:
            self.records.append(record)
        else:
            self.fault = f"it has more than {MOST_ITEMS} lines"
        return True

    def meets(self, broken: Unreadable) -> None:
        """Keep what cannot be read between the records; it may be a part of the order."""
        if broken.number and broken.number == self.shop.number(self.records[0]):
            self.fault = f"line {broken.place.line}: {broken.reason}"
        else:
            self.between.append(broken)

    def outcome(self) -> Iterator[Read]:
        """Yield the order, and what could not be read below its first record."""
        first = self.records[0]
        try:
            if self.fault:
                raise UnusableError(self.fault)
            yield self.shop.order(self.records)
        except UnusableError as problem:
            yield Unreadable(first.place, str(problem), self.shop.number(first))
        yield from self.between


def _orders(
    rows: Iterable[Row | Unreadable], shop_of: Callable[[Row], Shop | None]
) -> Iterator[Read]:
    """Put the records of each order together; one with a faulty record is faulty as a whole."""
    group: _Group | None = None
    for each in rows:
        if isinstance(each, Unreadable):
            if group:
                group.meets(each)
            else:
                yield each
            continue
        shop = shop_of(each)
        if group and group.takes(shop, each):
            continue
        if group:
            yield from group.outcome()
        group = _Group(shop, each) if shop else None
        if shop is None:
            yield Unreadable(each.place, "this is no order of a shop that is known")
    if group:
        yield from group.outcome()
