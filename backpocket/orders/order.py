"""Orders: what a shop's export says of one customer's purchase, whichever shop it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from backpocket.diagnostics import Place

__all__ = ["Item", "Order", "Read", "Unreadable", "UnusableError"]


class UnusableError(Exception):
    """A record cannot become an order; the message says why in words that name no person."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an order.

    ``quantity`` counts what is left of it after refunds, ``removed`` what they and edits have
    taken off, and ``sent`` how many of the quantity have been shipped already. All may have
    decimals, as of goods that are sold by weight.
    """

    sku: str
    title: str
    quantity: float
    ships: bool = True
    properties: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    removed: float = 0
    sent: float = 0


@dataclass(frozen=True, slots=True)
class Order:
    """One purchase.

    ``number`` is what people call it (“#1001”); ``id`` is the shop's own unique one, None where the
    export has none or a spreadsheet has ruined it. ``shop`` is the kind of shop, such as
    “shopify”, and ``site`` tells shops of one kind apart. ``country`` is an ISO 3166-1 alpha-2
    code, or None if there is none; ``unknown_country`` says that there is one which nobody knows.
    An order that is not ``paid`` may be ``authorized``, or paid ``on_delivery``. ``refund`` is how
    much of it was paid back, as the shop writes it.
    The reader's name is left out of ``repr``: what is printed or logged holds no names.
    """

    number: str
    id: str | None
    shop: str
    items: tuple[Item, ...]
    place: Place
    reader: str | None = field(default=None, repr=False)
    country: str | None = None
    unknown_country: bool = False
    paid: bool = True
    cancelled: bool = False
    refunded: bool = False
    test: bool = False
    authorized: bool = False
    on_delivery: bool = False
    pickup: bool = False
    shipped: bool = False
    refund: str = ""
    site: str = ""

    @property
    def seller(self) -> str:
        """The shop by its own name, or else by its kind."""
        return self.site or self.shop

    @property
    def alias(self) -> str:
        """The order by shop and number: unique in most shops, and in every export."""
        return f"{self.seller}:{self.number}"

    @property
    def key(self) -> str:
        """The order by shop and unique id; where there is none, by its number."""
        return self.alias if self.id is None else f"{self.seller}:id:{self.id}"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What stands in an export and cannot be read as an order; ``number`` is its order, if known.

    ``reason`` is shown to people and holds nothing from the cells of the file. ``is_blank`` says
    that there is nothing to be read in a whole file.
    """

    place: Place
    reason: str
    number: str = ""
    seller: str = ""
    is_blank: bool = False


Read = Order | Unreadable
