"""Picking: the copies of a run in the order in which a packer takes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal, overload

from backpocket.orders.ledger.ledger import Ledger, Run
from backpocket.orders.plan import Copy

__all__ = ["SORTS", "Copies", "Sort", "sort_key"]

Sort = Literal["file", "sku", "name", "order"]
SORTS: tuple[Sort, ...] = ("file", "sku", "name", "order")

_NUMBER = re.compile(r"[0-9]+")
_LAST = "\U0010ffff"


def sort_key(sort: Sort, copy: Copy) -> str:
    """Return what a copy is sorted by; copies that are alike in it stay as they are in the file.

    >>> sort_key("order", Copy("#99", (), "a4")) < sort_key("order", Copy("#100", (), "a4"))
    True
    """
    if sort == "file":
        return ""
    text = {"sku": copy.sku, "name": copy.reader or "", "order": copy.order_number}[sort]
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NUMBER.sub(lambda digits: digits[0].zfill(20), bare) or _LAST


class Copies(Sequence[Copy]):
    """The copies of a run that go into a parcel, on one paper; a page of them is in memory."""

    def __init__(self, ledger: Ledger, run: Run, paper: str) -> None:
        self._ledger, self._run, self._paper = ledger, run, paper

    def __len__(self) -> int:
        return self._ledger.count_picked(self._run, self._paper)

    def __iter__(self) -> Iterator[Copy]:
        return self._ledger.picked(self._run, self._paper)

    @overload
    def __getitem__(self, index: int) -> Copy: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Copy]: ...
    def __getitem__(self, index: int | slice) -> Copy | Sequence[Copy]:
        wanted = range(len(self))[index]
        if isinstance(wanted, int):
            return self._found(wanted, 1)[0]
        if not wanted:
            return []
        first, last = min(wanted), max(wanted)
        found = self._found(first, last - first + 1)
        return [found[at - first] for at in wanted]

    def _found(self, first: int, count: int) -> list[Copy]:
        return self._ledger.picked_from(self._run, self._paper, first, count)
