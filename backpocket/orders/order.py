"""Orders: what a shop's export says of one customer's purchase, whichever shop it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from backpocket.diagnostics import Place

__all__ = ["Item", "Order", "Read", "Unreadable", "UnusableError"]


class UnusableError(Exception):
    """A record cannot become an order; the message says why in words that name no person."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an order: ``quantity`` counts what is left of it after refunds."""

    sku: str
    title: str
    quantity: int
    ships: bool = True
    properties: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Order:
    """One purchase.

    ``number`` is what people call it (“#1001”); ``id`` is the shop's own unique one, None where the
    export has none or a spreadsheet has ruined it. ``country`` is an ISO 3166-1 alpha-2 code, or
    None if there is none; ``unknown_country`` says that there is one which nobody knows.
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

    @property
    def alias(self) -> str:
        """The order by shop and number: unique in most shops, and in every export."""
        return f"{self.shop}:{self.number}"

    @property
    def key(self) -> str:
        """The order by shop and unique id; where there is none, by its number."""
        return self.alias if self.id is None else f"{self.shop}:id:{self.id}"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What stands in an export and cannot be read as an order; ``number`` is its order, if known.

    ``reason`` is shown to people and holds nothing from the cells of the file.
    """

    place: Place
    reason: str
    number: str = ""


Read = Order | Unreadable
