"""Choices: what the options of orders say of places and engines, or why they cannot be taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backpocket.characters import printable

if TYPE_CHECKING:
    from backpocket.orders.delivery.store import StoreAddress
    from backpocket.orders.engines.local import Engine

__all__ = ["Where", "engine_of", "where_of"]

_SCHEDULER = re.compile(r"[a-z]+://\S+:\d{1,5}")


@dataclass(frozen=True)
class Where:
    """The folder of the ledger, that of this run if it is named, and the address it is sent to."""

    runs: Path
    folder: Path | None
    address: StoreAddress | None = None


def where_of(out: str | None, runs: Path) -> Where:
    """Return what ``--out`` and the folder of the ledger say; raises click.BadParameter."""
    from backpocket.orders.delivery.store import StoreAddress, is_address

    if out is None:
        return Where(runs, None)
    if is_address(out):
        address = StoreAddress(out.rstrip("/"))
        if objection := address.objection():
            raise click.BadParameter(objection, param_hint="--out")
        return Where(runs, runs / address.name if address.name else None, address)
    folder = Path(out).resolve()
    shown = printable(out)
    if folder.exists() and not folder.is_dir():
        raise click.BadParameter(f"“{shown}” is a file", param_hint="--out")
    if runs.resolve().is_relative_to(folder):
        raise click.BadParameter(f"“{shown}” holds the ledger", param_hint="--out")
    if printable(str(folder)) != str(folder):
        raise click.BadParameter(f"“{shown}” is no text", param_hint="--out")
    return Where(runs, folder)


def engine_of(name: str, scheduler: str | None, jobs: int | None) -> Engine:
    """Return the engine that is chosen; raises click.UsageError if its options do not fit it."""
    if name == "local":
        from backpocket.orders.engines.local import Local

        if scheduler is not None:
            raise click.UsageError("--scheduler goes with --engine dask")
        return Local(jobs or 0)
    from backpocket.orders.engines.dask.cluster import Cluster

    if scheduler is None or not _SCHEDULER.fullmatch(scheduler):
        raise click.UsageError("--engine dask needs its --scheduler, such as tcp://10.0.0.5:8786")
    if jobs is not None:
        raise click.UsageError("--jobs goes with --engine local; a cluster has workers of its own")
    return Cluster(scheduler)
