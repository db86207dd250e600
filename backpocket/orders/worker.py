"""Worker: what the machines of a cluster do. Orders in, the bytes of their copies out, no more.

A worker writes no copy to a disk and knows no ledger; a batch that is lost with its worker is made
again by another. Of each copy it returns what follows the bytes of the base, which the other side
has.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backpocket.orders.engine import Composed, Personal, compose
from backpocket.orders.kit import unpack

__all__ = ["Answer", "Batch", "Piece", "Reply", "head_of", "make_batch"]


@dataclass(frozen=True)
class Batch:
    """Orders by number, reader and editions; nothing that is logged shows them."""

    orders: tuple[tuple[str, str | None, tuple[str, ...]], ...] = field(repr=False)


Piece = tuple[bool, bytes]
"""The bytes of a file; if the first is true, those of its base go before them."""


Answer = tuple[tuple[Piece, ...], tuple[str, ...], str]
"""What comes of an order: its pieces, notes and fault."""


@dataclass(frozen=True)
class Reply:
    """The answers to a batch.

    ``other`` says that the press of this worker is another one; then nothing has been made.
    """

    orders: tuple[Answer, ...] = field(default=(), repr=False)
    other: str = ""


_Opened = tuple[Mapping[str, Any], Personal, str]
_open: dict[str, _Opened] = {}
_lock = threading.Lock()
"""Held while copies are made: several threads of a worker would only wait for each other."""


def make_batch(name: str, kit: bytes, batch: Batch) -> Reply:
    """Make the copies of a batch with a kit, which is opened once in each process by its name."""
    with _lock:
        if name not in _open:
            _open.clear()  # of the run before
            _open[name] = unpack(kit, _folder())
        bases, personal, other = _open[name]
        if other:
            return Reply(other=other)
        return Reply(
            tuple(
                _answer(editions, bases, compose(number, reader, editions, bases, personal))
                for number, reader, editions in batch.orders
            )
        )


def _answer(editions: tuple[str, ...], bases: Mapping[str, Any], composed: Composed) -> Answer:
    pieces = tuple(
        _piece(head_of(bases[edition]), data)
        for edition, data in zip(editions, composed.data, strict=False)
    )
    return pieces, composed.notes, composed.fault


def head_of(base: Any) -> bytes:
    """Return the bytes that a copy of a base begins with, as far as that is known."""
    data = getattr(base, "data", b"")
    return data if isinstance(data, bytes) else b""


def _piece(head: bytes, data: bytes) -> Piece:
    if head and data.startswith(head):
        return True, data[len(head) :]
    return False, data


def _folder() -> Path:
    """Make a folder for fonts, where Dask clears up after workers that are gone."""
    from distributed import get_worker

    return Path(tempfile.mkdtemp(prefix="backpocket-", dir=get_worker().local_directory))
