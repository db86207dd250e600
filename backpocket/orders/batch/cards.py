"""Insert cards: a small card for each parcel, with whom it is for, what is in it, and the guide.

They are printed on one side, one card a page, in the order of the parcels: A6 for card stock, or
4 x 6 inches for the label printers of packing benches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Literal

from backpocket.orders.batch.printrun import Wanted, file_of
from backpocket.orders.copies.base import Base
from backpocket.orders.plan import ANYWHERE
from backpocket.orders.volume import Printed

__all__ = ["insert_cards", "insert_cards_a6", "insert_cards_inch"]


def insert_cards(
    bases: Mapping[str, Base], copies: Iterable[Wanted], *, size: Literal["a6", "4x6"] = "a6"
) -> Printed:
    """Print a card for each guide of each copy; ``bases`` has “GUIDE/card-a6” for each guide.

    A guide without base is an error.
    """
    names = (f"/card-{size}", f"/card-{size}{ANYWHERE}")
    wanted = {name: base for name, base in bases.items() if name.endswith(names)}

    def cards(copy: Wanted) -> list[str]:
        return list(dict.fromkeys(_card(name, size) for name in copy.editions))

    return file_of(wanted, copies, cards, duplex=False)


def _card(edition: str, size: str) -> str:
    """Return the card that goes with an edition.

    >>> _card("back/sheet-a4", "a6"), _card("back/sheet-a4-anywhere", "a6")
    ('back/card-a6', 'back/card-a6-anywhere')
    """
    guide = edition.partition("/")[0]
    return f"{guide}/card-{size}{ANYWHERE if edition.endswith(ANYWHERE) else ''}"


insert_cards_a6 = partial(insert_cards, size="a6")
insert_cards_inch = partial(insert_cards, size="4x6")
