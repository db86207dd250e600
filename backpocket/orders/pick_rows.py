"""Pick rows: what a packer needs of each order, in the order of the pile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["PickRow", "Pile"]


@dataclass(frozen=True, slots=True)
class PickRow:
    """One order of a pile: its number as it is printed, its shop and its products.

    ``pages`` are the first and the last page in each file of the pile, None where nobody knows the
    last one.
    """

    order: str
    shop: str
    products: tuple[str, ...]
    pages: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True)
class Pile:
    """The orders of one volume: the names of its files, its paper, and its rows."""

    files: tuple[str, ...]
    paper: str
    rows: Iterator[PickRow]
