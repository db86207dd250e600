"""Print run: the copies of many orders for the printer, in volumes that a machine can hold.

Each edition of a copy starts on a front side, so that the leaves of two orders never hang together
and the sheet can go on a fridge. The order number in the slot of each first page tells the packer
which parcel it is for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.orders.batch.printfile import PrintFile
from backpocket.orders.copies.base import Base
from backpocket.orders.volume import Printed, PrintedFile

__all__ = ["Wanted", "file_of", "print_run"]


class Wanted(Protocol):
    """What a volume has to know of an order: :class:`backpocket.orders.plan.Copy` has it.

    ``each`` are the copies of all its readers, of which it is the first.
    """

    @property
    def order_number(self) -> str: ...

    @property
    def reader(self) -> str | None: ...

    @property
    def editions(self) -> Sequence[str]: ...

    @property
    def contents(self) -> Sequence[str]: ...

    @property
    def each(self) -> Sequence[Wanted]: ...


def print_run(bases: Mapping[str, Base], copies: Iterable[Wanted]) -> Printed:
    """Print the copies, in their order, for printing on both sides.

    What of a name could not be set is said once, by :func:`.personalise.personal`, and not here.
    A copy of an edition without base is an error.
    """
    file, diagnostics = file_of(bases, copies, lambda copy: copy.editions, duplex=True)
    return file, diagnostics if file is None else []


def file_of(
    bases: Mapping[str, Base],
    copies: Iterable[Wanted],
    editions_of: Callable[[Wanted], Sequence[str]],
    *,
    duplex: bool,
) -> Printed:
    """Put editions of each copy into one file; on both sides, each begins on a front side."""
    begins: list[int] = []
    diagnostics: list[Diagnostic] = []
    with PrintFile(bases, blank=duplex) as file:
        for order in copies:
            begins.append(file.pages + 1)
            for copy in order.each:
                editions = editions_of(copy)
                for edition in editions:
                    if edition not in bases:
                        place = Place(f"order {copy.order_number}")
                        message = f"the edition “{edition}” has not been rendered"
                        return None, [error(place, "E955", message)]
                diagnostics += file.add(editions, copy.reader, copy.order_number, copy.contents)
        return PrintedFile(file.data(duplex=duplex), tuple(begins), file.pages), diagnostics
