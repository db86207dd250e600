"""Plan: what an order brings, by the catalogue: a copy, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from backpocket.load.catalogue import Catalogue, CatalogueItem
from backpocket.orders.order import Item, Order

__all__ = ["Copy", "Reason", "Skipped", "plan", "unknown_items"]


class Reason(StrEnum):
    """Why an order is left out. The last two are faults; the others are as it should be."""

    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    TEST = "test"
    UNPAID = "unpaid"
    NOTHING_LEFT = "nothing left"
    NO_PRODUCT = "no product"
    DIGITAL = "digital only"
    TWICE = "twice"
    DONE = "done"
    ELSEWHERE = "elsewhere"
    FORGOTTEN = "forgotten"
    UNREADABLE = "unreadable"
    FAULT = "fault"

    @property
    def is_fault(self) -> bool:
        return self in (Reason.UNREADABLE, Reason.FAULT)


@dataclass(frozen=True, slots=True)
class Copy:
    """What is made for one order.

    ``reader`` is the name as the order has it, None if there is none. ``editions`` are
    “GUIDE/EDITION”, such as “lower-back-pain/sheet-a4”. ``contents`` are the products in the parcel
    that bring them, by the catalogue's names: none if there is no parcel. ``sku`` is the first of
    theirs, to sort by.
    """

    order_number: str
    editions: tuple[str, ...]
    paper: str
    reader: str | None = field(default=None, repr=False)
    contents: tuple[str, ...] = ()
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An order that is left out, and why, in words for the packer."""

    order_number: str
    reason: Reason
    words: str


def plan(order: Order, catalogue: Catalogue) -> Copy | Skipped:
    """Decide what an order brings."""
    state = _state(order)
    if state is not None:
        return Skipped(order.number, *state)
    left = [item for item in order.items if item.quantity > 0]
    if not left:
        return Skipped(order.number, Reason.NOTHING_LEFT, "nothing in it is left to send")
    matched = [
        (item, product) for item in left for product in catalogue.products(item.sku, item.title)
    ]
    bringing = [(item, product) for item, product in matched if product.editions]
    if not bringing:
        return Skipped(order.number, Reason.NO_PRODUCT, _no_product(left, catalogue))
    ships = any(item.ships for item in left)
    if not ships and catalogue.digital_only == "leave out":
        return Skipped(order.number, Reason.DIGITAL, "nothing in it is sent by post")
    paper = catalogue.paper(order.country)
    products = list(dict.fromkeys(product for _, product in bringing))
    return Copy(
        order_number=order.number,
        editions=_editions(products, paper),
        paper=paper,
        reader=_reader(order, catalogue),
        contents=tuple(product.name for product in products) if ships else (),
        sku=next((item.sku for item, _ in bringing if item.sku), ""),
    )


def unknown_items(order: Order, catalogue: Catalogue) -> list[str]:
    """Return the lines, by SKU or else title, that are no product of the catalogue."""
    left = [item for item in order.items if item.quantity > 0]
    return [item.sku or item.title for item in left if not catalogue.products(item.sku, item.title)]


def _state(order: Order) -> tuple[Reason, str] | None:
    if order.test:
        return Reason.TEST, "this is a test order"
    if order.cancelled:
        return Reason.CANCELLED, "the order is cancelled"
    if order.refunded:
        return Reason.REFUNDED, "the order is refunded"
    if not order.paid:
        return Reason.UNPAID, "the order is not paid"
    return None


def _no_product(items: Iterable[Item], catalogue: Catalogue) -> str:
    names = list(dict.fromkeys(item.sku or item.title or "a line without SKU" for item in items))
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    if all(catalogue.products(item.sku, item.title) for item in items):
        return f"no product in it brings a guide: {shown}"
    return f"no product in it is in orders.toml: {shown}"


def _editions(products: Iterable[CatalogueItem], paper: str) -> tuple[str, ...]:
    named = [f"{each.guide}/{name}-{paper}" for each in products for name in each.editions]
    return tuple(dict.fromkeys(named))


def _reader(order: Order, catalogue: Catalogue) -> str | None:
    """Return whose copy it is: the name asked for on a line of the order, or the recipient's."""
    wanted = {name.casefold() for name in catalogue.reader_from}
    asked = (
        value
        for item in order.items
        for name, value in item.properties
        if name.casefold() in wanted
    )
    return next(asked, "") or order.reader or None
