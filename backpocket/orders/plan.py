"""Plan: what an order brings, by the catalogue: copies, or the reason why there are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from backpocket.load.catalogue import Catalogue, CatalogueItem
from backpocket.orders.order import Item, Order
from backpocket.orders.readers import ReaderName, reader_name

__all__ = ["ANYWHERE", "Copy", "Reason", "Skipped", "plan", "unknown_items"]

ANYWHERE = "-anywhere"
"""How the names of editions end whose emergency numbers are those of all regions."""


class Reason(StrEnum):
    """Why an order is left out. The last three are faults; the others are as it should be."""

    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    TEST = "test"
    SHIPPED = "shipped"
    UNPAID = "unpaid"
    ON_DELIVERY = "paid on delivery"
    AUTHORIZED = "authorized"
    PICKUP = "picked up"
    NOTHING_LEFT = "nothing left"
    NO_PRODUCT = "no product"
    DIGITAL = "digital only"
    TWICE = "twice"
    DONE = "done"
    CHANGED = "changed"
    ELSEWHERE = "elsewhere"
    FORGOTTEN = "forgotten"
    UNLIKE = "twice, not alike"
    UNREADABLE = "unreadable"
    FAULT = "fault"

    @property
    def is_fault(self) -> bool:
        return self in (Reason.UNLIKE, Reason.UNREADABLE, Reason.FAULT)

    @property
    def setting(self) -> str:
        """The key of a shop's settings that makes such orders; nothing if there is none."""
        return _SETTINGS.get(self, "")


_SETTINGS = {
    Reason.ON_DELIVERY: "on_delivery",
    Reason.AUTHORIZED: "authorized",
    Reason.PICKUP: "pickup",
}


@dataclass(frozen=True, slots=True)
class Copy:
    """What is made for one order.

    ``reader`` is the name as it is set, None if there is none. ``editions`` are “GUIDE/EDITION”,
    such as “lower-back-pain/sheet-a4”. ``contents`` are the products in the parcel that bring them,
    by the catalogue's names: none if there is no parcel. ``sku`` is the first of theirs, to sort
    by. ``more`` are the copies for further readers of the same order. ``doubts`` are what the
    packer should know: a part of the order, a reason, and words that name nobody. ``products`` are
    all lines that bring something, by SKU or else title.
    """

    order_number: str
    editions: tuple[str, ...]
    paper: str
    reader: str | None = field(default=None, repr=False)
    contents: tuple[str, ...] = ()
    sku: str = ""
    more: tuple[Copy, ...] = ()
    country: str | None = None
    doubts: tuple[tuple[str, str, str], ...] = ()
    products: tuple[str, ...] = ()

    @property
    def each(self) -> tuple[Copy, ...]:
        """The copies of all readers of the order."""
        return (self, *self.more)


@dataclass(frozen=True, slots=True)
class Skipped:
    """An order that is left out, and why, in words for the packer.

    ``was_made`` says that it was made before it came to be left out.
    """

    order_number: str
    reason: Reason
    words: str
    was_made: bool = False


def plan(order: Order, catalogue: Catalogue, *, shipped: bool = False) -> Copy | Skipped:
    """Decide what an order brings; with ``shipped``, also what has been sent already."""
    state = _state(order, catalogue, shipped=shipped)
    if state is not None:
        return Skipped(order.number, *state)
    ordered = [item for item in order.items if item.quantity > 0]
    left = [item for item in ordered if shipped or item.quantity > item.sent or not item.ships]
    if not left:
        reason = Reason.SHIPPED if ordered else Reason.NOTHING_LEFT
        words = "all of it is shipped already" if ordered else "nothing in it is left to send"
        return Skipped(order.number, reason, words)
    matched = [
        (item, product) for item in left for product in catalogue.products(item.sku, item.title)
    ]
    bringing = [(item, product) for item, product in matched if product.editions]
    if not bringing:
        return Skipped(order.number, Reason.NO_PRODUCT, _no_product(left, catalogue))
    ships = any(item.ships for item in left)
    if not ships and catalogue.digital_only == "leave out":
        return Skipped(order.number, Reason.DIGITAL, "nothing in it is sent by post")
    return _copy(order, catalogue, bringing, ships=ships)


def unknown_items(order: Order, catalogue: Catalogue) -> list[str]:
    """Return the lines, by SKU or else title, that are no product of the catalogue."""
    left = [item for item in order.items if item.quantity > 0]
    return [_shown(item) for item in left if not catalogue.products(item.sku, item.title)]


def _state(order: Order, catalogue: Catalogue, *, shipped: bool) -> tuple[Reason, str] | None:
    if order.test:
        return Reason.TEST, "this is a test order"
    if order.cancelled:
        return Reason.CANCELLED, "the order is cancelled"
    if order.refunded:
        return Reason.REFUNDED, "the order is refunded"
    if order.shipped and not shipped and any(item.ships for item in order.items):
        return Reason.SHIPPED, "the order is shipped already; --shipped makes it"
    settings = catalogue.settings(order.seller, order.shop)
    if not order.paid and not (
        (order.on_delivery and settings.on_delivery == "make")
        or (order.authorized and settings.authorized == "make")
    ):
        return _unpaid(order)
    if order.pickup and settings.pickup != "make":
        return Reason.PICKUP, "the order is picked up in the shop"
    return None


def _unpaid(order: Order) -> tuple[Reason, str]:
    if order.on_delivery:
        return Reason.ON_DELIVERY, "the order is paid on delivery"
    if order.authorized:
        return Reason.AUTHORIZED, "the payment is authorized, and not taken yet"
    return Reason.UNPAID, "the order is not paid"


def _shown(item: Item) -> str:
    """Return what a line is called: nothing where a cell of a customer has slipped into it."""
    return next((name for name in (item.sku, item.title) if name and "@" not in name), "")


def _no_product(items: Iterable[Item], catalogue: Catalogue) -> str:
    names = list(dict.fromkeys(_shown(item) or "a line without SKU" for item in items))
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    if all(catalogue.products(item.sku, item.title) for item in items):
        return f"no product in it brings a guide: {shown}"
    return f"no product in it is in orders.toml: {shown}"


# --- Copies --------------------------------------------------------------------------------

_Bringing = Sequence[tuple[Item, CatalogueItem]]


def _copy(order: Order, catalogue: Catalogue, bringing: _Bringing, *, ships: bool) -> Copy:
    """Return the copies of an order: one for each reader that its lines name."""
    paper = catalogue.paper(order.country)
    ending = paper if order.country is not None else f"{paper}{ANYWHERE}"
    wanted = {_label(name) for name in catalogue.reader_from}
    readers: dict[str | None, list[tuple[Item, CatalogueItem]]] = {}
    doubts = list(_doubts(order, ships=ships))
    for item, product in bringing:
        named = _asked(item, wanted) or reader_name(order.reader)
        if named.doubt:
            doubts.append(("name", "not as written" if order.reader else "missing", named.doubt))
        readers.setdefault(named.name, []).append((item, product))
    copies = [
        Copy(
            order_number=order.number,
            editions=_editions((product for _, product in lines), ending),
            paper=paper,
            reader=name,
            contents=tuple(dict.fromkeys(each.name for _, each in lines)) if ships else (),
            sku=next((item.sku for item, _ in lines if item.sku), ""),
        )
        for name, lines in readers.items()
    ]
    first, *more = copies
    return Copy(
        first.order_number, first.editions, first.paper, first.reader, first.contents, first.sku,
        tuple(more), order.country, tuple(dict.fromkeys(doubts)),
        tuple(item.sku or item.title for item, _ in bringing),
    )  # fmt: skip


def _editions(products: Iterable[CatalogueItem], ending: str) -> tuple[str, ...]:
    named = [f"{each.guide}/{name}-{ending}" for each in products for name in each.editions]
    return tuple(dict.fromkeys(named))


_WORDS = re.compile(r"[\W_]+")
_PRICE = re.compile(
    r"(?<!\s)\s*+(?:"
    r"[(\[][^()\[\]\d]*+\d[^()\[\]]*+[)\]]"
    r"|[-+–:]?\s*+(?:[$£€¥₹]|[A-Z]{3})\s*+\d[\d.,]*+"
    r"|[-+–:]\s*+\d[\d.,]*+\s*+(?:[$£€¥₹]|[A-Z]{3})"
    r")\s*+$"
)


def _label(name: str) -> str:
    """Return what a question is known by, however a shop writes it.

    >>> _label("Name on the guide (£2.00)") == _label("name on the guide:")
    True
    """
    return _WORDS.sub(" ", _PRICE.sub("", name)).strip().casefold()


def _asked(item: Item, wanted: set[str]) -> ReaderName | None:
    """Return the name that was asked for on a line; None if none was given."""
    answers = (value for name, value in item.properties if value and _label(name) in wanted)
    answer = next(answers, None)
    return reader_name(answer) if answer is not None else None


def _doubts(order: Order, *, ships: bool) -> Iterator[tuple[str, str, str]]:
    if order.country is None:
        known = "is not known" if order.unknown_country else "is missing"
        words = f"the country {known}; it has the emergency numbers of all regions"
        yield "country", "unknown" if order.unknown_country else "missing", words
    if order.refund:
        yield "refund", "in part", f"{order.refund} of it is refunded: see what is to be sent"
    removed = [item for item in order.items if item.removed]
    if removed:
        listed = ", ".join(f"{item.removed:g} of {_shown(item)}" for item in removed[:5])
        yield "lines", "taken off", f"refunded, or removed from the order: {listed}"
    sent = [item for item in order.items if item.sent and item.ships]
    if sent:
        listed = ", ".join(f"{item.sent:g} of {_shown(item)}" for item in sent[:5])
        yield "parcel", "sent in part", f"shipped already: {listed}"
    if not ships:
        words = "nothing in it is sent by post: it has its PDFs alone"
        yield "print", "digital only", words
