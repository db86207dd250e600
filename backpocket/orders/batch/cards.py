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
from backpocket.orders.volume import Printed

__all__ = ["insert_cards", "insert_cards_a6", "insert_cards_inch"]


def insert_cards(
    bases: Mapping[str, Base], copies: Iterable[Wanted], *, size: Literal["a6", "4x6"] = "a6"
) -> Printed:
    """Print a card for each guide of each copy; ``bases`` has “GUIDE/card-a6” for each guide.

    A guide without base is an error.
    """
    wanted = {name: base for name, base in bases.items() if name.endswith(f"/card-{size}")}

    def cards(copy: Wanted) -> list[str]:
        guides = dict.fromkeys(name.partition("/")[0] for name in copy.editions)
        return [f"{guide}/card-{size}" for guide in guides]

    return file_of(wanted, copies, cards, duplex=False)


insert_cards_a6 = partial(insert_cards, size="a6")
insert_cards_inch = partial(insert_cards, size="4x6")
