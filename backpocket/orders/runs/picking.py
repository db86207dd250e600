"""Picking: the copies of a run in the order in which a packer takes them."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from backpocket.orders.plan import Copy

__all__ = ["SORTS", "Sort", "sort_key"]

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
