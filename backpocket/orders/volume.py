"""Volume: some hundred orders of a run that are printed into files of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count, islice
from typing import Any, NamedTuple, TypeVar

from backpocket.diagnostics import Diagnostic
from backpocket.orders.plan import Copy

__all__ = [
    "MOST_PARCELS",
    "Bases",
    "Files",
    "Printed",
    "PrintedFile",
    "Printer",
    "Printing",
    "cut",
    "printed",
]

T = TypeVar("T")

Bases = Mapping[str, Any]
"""The bases of editions, by “GUIDE/EDITION”."""

MOST_PARCELS = 500
"""How many orders a volume holds."""


@dataclass(frozen=True)
class PrintedFile:
    """A whole PDF, the page, from 1, on which each of its orders begins, and how many it has."""

    data: bytes = field(repr=False)
    begins: tuple[int, ...] = ()
    pages: int = 0


Printed = tuple[PrintedFile | None, list[Diagnostic]]
"""A file of a volume; one that cannot be printed is None, and has errors among its diagnostics."""

Printer = Callable[[Bases, Iterable[Copy]], Printed]
"""Called with the bases of editions and the copies of a volume; the same give the same bytes."""


Files = list[Printed]
"""What comes of a volume, by each of its printers."""


class Printing(NamedTuple):
    """A volume that is to be printed, with one printer for each of its files.

    It depends on no other volume.
    """

    printers: tuple[Printer, ...]
    copies: tuple[Copy, ...]

    def sample(self, number: str, reader: str) -> Printing:
        """Return a volume of one order like the first of these, for a reader of no shop."""
        return self._replace(copies=(replace(self.copies[0], order_number=number, reader=reader),))


def printed(bases: Bases, printing: Printing) -> Files:
    """Print a volume."""
    return [printer(bases, printing.copies) for printer in printing.printers]


def cut(copies: Iterable[T], gaps: Mapping[int, int]) -> Iterator[tuple[int, list[T]]]:
    """Cut copies into volumes, which count from 1.

    ``gaps`` are the places in a volume that its forgotten orders leave: nobody moves up, so that
    the other volumes stay as they are.

    >>> [(number, len(part)) for number, part in cut(range(600), {1: 3})]
    [(1, 497), (2, 103)]
    """
    left = iter(copies)
    for number in count(1):
        part = list(islice(left, MOST_PARCELS - gaps.get(number, 0)))
        if part:
            yield number, part
        elif not gaps.get(number):
            return
