"""Picking: the copies of a run in the order in which a packer takes them."""

from __future__ import annotations

import json
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
_PAGE = 500
_LAST = "\U0010ffff"
_FIELDS = "number, editions, paper, reader, contents, sku, sort, position"


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
        self._ledger = ledger
        self._where = (
            f"SELECT {_FIELDS} FROM copy"
            " WHERE run = ? AND paper = ? AND files IS NOT NULL AND number IS NOT NULL"
            " AND contents != '[]'"
        )
        self._of = (run.id, paper)

    def __len__(self) -> int:
        statement = f"SELECT count(*) FROM ({self._where})"
        return int(next(self._ledger.rows(statement, *self._of))[0])

    def __iter__(self) -> Iterator[Copy]:
        statement = f"{self._where} AND (sort, position) > (?, ?) ORDER BY sort, position LIMIT ?"
        after: tuple[str, int] = ("", -1)
        while page := list(self._ledger.rows(statement, *self._of, *after, _PAGE)):
            for row in page:
                yield _copy(row)
            after = page[-1][-2:]

    @overload
    def __getitem__(self, index: int) -> Copy: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Copy]: ...
    def __getitem__(self, index: int | slice) -> Copy | Sequence[Copy]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = index if index >= 0 else len(self) + index
        statement = f"{self._where} ORDER BY sort, position LIMIT 1 OFFSET ?"
        row = next(self._ledger.rows(statement, *self._of, at), None) if at >= 0 else None
        if row is None:
            raise IndexError(index)
        return _copy(row)


def _copy(row: tuple[str, ...]) -> Copy:
    number, editions, paper, reader, contents, sku = row[:6]
    return Copy(
        number, tuple(json.loads(editions)), paper, reader, tuple(json.loads(contents)), sku
    )
