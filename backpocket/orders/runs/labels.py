"""Labels: what is printed for an order's number, so that no two parcels of a run look alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from backpocket.orders.ledger.order_claims import LONG_NUMBER as LONGEST

__all__ = ["labels"]

_SHORTEST = 8


def labels(numbers: Iterable[tuple[str, str, str]]) -> Mapping[str, str]:
    """Return what is printed for those numbers that are not printed as they are, by key.

    ``numbers`` are the key, the number and the shop of each order that is not ordinary: whose
    number is long, or also another shop's. A long number loses its beginning, as far as it is equal
    to that of another one; an equal number has its shop beside it.

    >>> labels([("a", "#7", "shopify"), ("b", "7", "woocommerce")])
    {'a': '#7 shopify', 'b': '7 woocommerce'}
    >>> labels([("a", "HEALTH-STORE-UK-2026-0010234", "shopify")])
    {'a': '…H-STORE-UK-2026-0010234'}
    """
    orders = list(numbers)
    shops: dict[str, set[str]] = {}
    for _, number, shop in orders:
        shops.setdefault(_bare(number), set()).add(shop)
    found = {}
    for key, number, shop in orders:
        label = f"{number} {shop}" if len(shops[_bare(number)]) > 1 else number
        if label != number or len(label) > LONGEST:
            found[key] = label
    return _shortened(found)


def _bare(number: str) -> str:
    return number.removeprefix("#").casefold()


def _shortened(found: Mapping[str, str]) -> dict[str, str]:
    """Cut what is too long at its beginning, or else in its middle, where no two are equal then."""
    cut = {key: _cut(label, 0) for key, label in found.items()}
    for head in range(1, LONGEST - _SHORTEST):
        counts = Counter(cut.values())
        alike = [key for key, label in cut.items() if counts[label] > 1]
        if not alike:
            break
        for key in alike:
            cut[key] = _cut(found[key], head)
    return cut


def _cut(label: str, head: int) -> str:
    if len(label) <= LONGEST:
        return label
    tail = LONGEST - head - 1
    return f"{label[:head]}…{label[-tail:]}"
