"""Worker: what the machines of a cluster do. Orders in, the bytes of their copies out, no more.

A worker writes no copy to a disk and knows no ledger; a batch that is lost with its worker is made
again by another. Of each copy it returns what follows the bytes of the base, which the other side
has.
"""

from __future__ import annotations

import pickle
import tempfile
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backpocket.orders.engines.dask.worker_kit import unpack
from backpocket.orders.engines.local import Composed, Personal, compose

__all__ = ["Answer", "Piece", "Reply", "answer", "head_of", "kits", "make_batch", "put_away"]


Piece = tuple[bool, bytes]
"""The bytes of a file; if the first is true, those of its base go before them."""


Answer = tuple[tuple[Piece, ...], tuple[str, ...], str]
"""What comes of an order: its pieces, notes and fault."""


@dataclass(frozen=True)
class Reply:
    """The answers to a batch.

    ``other`` says that the press of this worker is another one, and ``trouble`` what the system
    had against it; then nothing has been made.
    """

    orders: tuple[Answer, ...] = field(default=(), repr=False)
    other: str = ""
    trouble: str = ""


_Order = tuple[str, str | None, tuple[str, ...]]
_Opened = tuple[Mapping[str, Any], Personal, str]
kits: dict[str, bytes] = {}
"""The kits of the runs under way, as :mod:`backpocket.orders.engines.dask.plugin` brings them."""

_open: dict[str, _Opened] = {}
_lock = threading.Lock()
"""Held while copies are made: several threads of a worker would only wait for each other."""


def put_away(name: str) -> None:
    """Forget the kit of a run that has ended."""
    with _lock:
        kits.pop(name, None)
        _open.pop(name, None)


def make_batch(name: str, batch: bytes) -> Reply:
    """Make the copies of a batch with a kit, which is opened once in each process.

    A batch holds each order's number, reader and editions; it is packed, so that no log of Dask's
    shows a name. For the same reason nothing is raised: Dask would log what was given.
    """
    try:
        with _lock:
            if name not in _open:
                _open[name] = unpack(kits[name], _folder())
            bases, personal, other = _open[name]
            if other:
                return Reply(other=other)
            # From the press that runs the cluster; Dask itself trusts it with code.
            orders: tuple[_Order, ...] = pickle.loads(zlib.decompress(batch))  # noqa: S301
            return Reply(
                tuple(
                    answer(editions, bases, compose(number, reader, editions, bases, personal))
                    for number, reader, editions in orders
                )
            )
    except ModuleNotFoundError as problem:
        return Reply(other=str(problem))
    except Exception as problem:  # noqa: BLE001 - Dask would log what was given
        reason = problem.strerror if isinstance(problem, OSError) else ""
        return Reply(trouble=f"on a worker, {reason or type(problem).__name__}")


def answer(editions: tuple[str, ...], bases: Mapping[str, Any], composed: Composed) -> Answer:
    """Return what goes back of an order."""
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
