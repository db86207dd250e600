"""Insert cards: a small card for each parcel, with whom it is for, what is in it, and the guide.

They are printed on one side, one card a page, in the order of the parcels: A6 for card stock, or
4 x 6 inches for the label printers of packing benches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import BinaryIO, Literal

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.orders.batch.printrun import Press, Wanted
from backpocket.orders.copies.base import Base

__all__ = ["insert_cards", "insert_cards_a6", "insert_cards_inch"]

_MOST_SAID = 1000
"""Diagnostics that are kept: a run of any length needs little memory."""


def insert_cards(
    bases: Mapping[str, Base],
    copies: Iterable[Wanted],
    out: BinaryIO,
    *,
    size: Literal["a6", "4x6"] = "a6",
) -> list[Diagnostic]:
    """Write a card for each guide of each copy; ``bases`` has “GUIDE/card-a6” for each guide.

    A guide without base is an error; ``out`` is then not whole.
    """
    wanted = {name: base for name, base in bases.items() if name.endswith(f"/card-{size}")}
    press = Press(wanted, out, blank=False)
    said: list[Diagnostic] = []
    for copy in copies:
        for guide in dict.fromkeys(name.partition("/")[0] for name in copy.editions):
            name = f"{guide}/card-{size}"
            if name not in wanted:
                place = Place(f"order {copy.order_number}")
                return [error(place, "E955", f"the edition “{name}” has not been rendered")]
            found = press.add(name, copy.reader, copy.order_number, copy.contents)
            said += found[: _MOST_SAID - len(said)]
    press.close(duplex=False)
    return said


insert_cards_a6 = partial(insert_cards, size="a6")
insert_cards_inch = partial(insert_cards, size="4x6")
