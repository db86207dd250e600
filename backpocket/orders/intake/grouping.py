"""Grouping: the records of each order put together, wherever they stand in a file.

Most exports have the records of an order below one another; a spreadsheet may have sorted them
apart, and a bulk operation of an API may scatter them. So the records are looked at twice: first it
is seen which orders are apart, and only those are kept until the end of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from backpocket.orders.intake.objects import AnswerPage
from backpocket.orders.intake.rows import Row
from backpocket.orders.intake.shop import Shop
from backpocket.orders.intake.values import MOST_ITEMS, is_ruined, shown_number
from backpocket.orders.order import Read, Unreadable, UnusableError

__all__ = ["MOST_APART", "Records", "orders"]

MOST_APART = 50_000
"""Records of orders that are apart, which have to be held in memory."""

Records = Callable[[], Iterator[Row | Unreadable | AnswerPage]]
"""What gives the records of a file from its beginning, each time that it is called."""

ShopOf = Callable[[Row], Shop | None]


class _Group:
    """The records of one order, as they come in."""

    def __init__(self, shop: Shop, first: Row) -> None:
        self.shop = shop
        self.records = [first]
        self.fault = ""
        self.between: list[Unreadable] = []

    def takes(self, shop: Shop | None, record: Row) -> bool:
        """Take a record if it belongs to the order; it is forgotten if there are too many."""
        if shop is not self.shop or not shop.goes_on(self.records[0], record):
            return False
        key = _key(shop, record)
        if key != _key(shop, self.records[0]) and (key or not shop.fills_down):
            return False
        if len(self.records) <= MOST_ITEMS:
            self.records.append(record)
        else:
            self.fault = f"it has more than {MOST_ITEMS} lines"
        return True

    def meets(self, broken: Unreadable) -> None:
        """Keep what cannot be read between the records; it may be a part of the order."""
        if broken.number and broken.number == self.number:
            self.fault = f"line {broken.place.line}: {broken.reason}"
        else:
            self.between.append(broken)

    @property
    def number(self) -> str:
        """The order's number, if it may be shown."""
        numbers = (shown_number(self.shop.number(each)) for each in self.records)
        return next(filter(None, numbers), "")

    def outcome(self) -> Iterator[Read]:
        """Yield the order, and what could not be read below its first record."""
        try:
            if self.fault:
                raise UnusableError(self.fault)
            yield self.shop.order(self.records)
        except UnusableError as problem:
            place = self.records[0].place
            yield Unreadable(place, str(problem), self.number, seller=self.shop.kind)
        yield from self.between


def _key(shop: Shop, record: Row) -> object:
    return shop.group(record) if shop.group is not None else None


def orders(records: Records, shop_of: ShopOf, *, twice: bool) -> Iterator[Read | AnswerPage]:
    """Yield the orders of a file; one with a faulty record is faulty as a whole.

    ``twice`` says that the records of an order may stand apart.
    """
    apart = _apart(records(), shop_of) if twice else frozenset()
    kept: dict[object, list[_Group]] = {}
    held = 0
    group: _Group | None = None
    for each in records():
        if not isinstance(each, Row):
            if isinstance(each, Unreadable) and group:
                group.meets(each)
            else:
                yield each
            continue
        shop = shop_of(each)
        key = _place_of(shop, each) if shop is not None and apart else None
        if shop is not None and key in apart:
            held += 1
            _keep(kept.setdefault(key, []), shop, each, full=held > MOST_APART)
        elif not (group and group.takes(shop, each)) and not (shop and shop.ignores(each)):
            yield from group.outcome() if group else ()
            fault = _fault(shop, each)
            group = _Group(shop, each) if shop is not None and fault is None else None
            yield from [fault] if fault is not None else ()
    for left in ([group] if group else [], *kept.values()):
        for one in left:
            yield from one.outcome()


def _fault(shop: Shop | None, record: Row) -> Unreadable | None:
    """Say what keeps a record from being the first of an order."""
    if shop is None:
        return Unreadable(record.place, "this is no order of a shop that is known")
    if shop.number_column and is_ruined(shop.number(record)):
        return Unreadable(record.place, _ruined(shop), seller=shop.kind)
    return None


def _place_of(shop: Shop, record: Row) -> int | None:
    """Return what tells the order of a record from all others; None if nothing does."""
    key = _key(shop, record)
    if not key or shop.ignores(record):
        return None
    ruined = bool(shop.number_column) and is_ruined(shop.number(record))
    return None if ruined else hash((shop.kind, key))


def _apart(records: Iterable[Row | Unreadable | AnswerPage], shop_of: ShopOf) -> frozenset[int]:
    """Return which orders have records with those of another order between them."""
    seen: set[int] = set()
    apart: set[int] = set()
    last: int | None = None
    for each in records:
        shop = shop_of(each) if isinstance(each, Row) else None
        if shop is None or not isinstance(each, Row) or shop.ignores(each):
            continue
        key = _place_of(shop, each)
        if key is not None and key != last:
            (apart if key in seen else seen).add(key)
        last = key
    return frozenset(apart)


def _keep(groups: list[_Group], shop: Shop, record: Row, *, full: bool) -> None:
    """Put a record to its order; beyond what can be held, only say that there was more."""
    if full:
        groups[:] = groups[:1] or [_Group(shop, record)]
        groups[0].fault = _too_many(shop)
    elif not any(group.takes(shop, record) for group in groups):
        groups.append(_Group(shop, record))


def _too_many(shop: Shop) -> str:
    by = f"the column “{shop.number_column}”" if shop.number_column else "their orders"
    return f"too many orders have their lines apart: sort the file by {by}"


def _ruined(shop: Shop) -> str:
    return (
        f"the column “{shop.number_column}” was ruined by a spreadsheet, which has written such as "
        "3.9E+09 for a long number: export the orders again, and give the file as it comes"
    )
