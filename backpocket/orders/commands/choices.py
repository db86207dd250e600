"""Choices: what the options of orders say of places and engines, or why they cannot be taken."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from backpocket.characters import printable

if TYPE_CHECKING:
    from backpocket.orders.delivery.store import StoreAddress
    from backpocket.orders.engines.local import Engine

__all__ = [
    "ROOT", "Where", "engine_of", "given_files", "ledger_path", "project_root", "runs_option",
    "shop_option", "where_of",
]  # fmt: skip

ROOT = Path(__file__).resolve().parents[3]

runs_option = click.option(
    "--runs",
    type=click.Path(file_okay=False, path_type=Path),
    show_default="runs",
    help="The folder of the ledger, which knows what has been made; runs/ of the project has one.",
)

_Command = TypeVar("_Command", bound=Callable[..., Any])
_SHOP = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

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


def project_root() -> Path:
    """Return the folder of the project."""
    return ROOT


def shop_option(words: str) -> Callable[[_Command], _Command]:
    """Return the option that names a shop."""

    def checked(ctx: click.Context, option: click.Parameter, name: str | None) -> str | None:
        if name is not None and not _SHOP.fullmatch(name):
            raise click.BadParameter("write it in small letters, digits and “-”")
        return name

    return click.option("--shop", metavar="NAME", callback=checked, help=words)


def ledger_path(runs: Path | None) -> Path:
    """Return the ledger of a folder; raises click.UsageError if it has none."""
    from backpocket.orders.ledger.ledger import LEDGER

    path = (runs or project_root() / "runs") / LEDGER
    if not path.is_file():
        raise click.UsageError(f"there is no ledger {path.name} in {path.parent.name}")
    return path


@contextmanager
def given_files(exports: Sequence[Path]) -> Iterator[list[Path]]:
    """Give the files of exports: those of folders, and what comes on standard input.

    That is kept in a file for the owner alone, until it is read.
    """
    from backpocket.orders.intake import files_of

    with tempfile.TemporaryDirectory() as folder:
        found: list[Path] = []
        for path in exports:
            if str(path) != "-":
                found += files_of(path)
                continue
            kept = Path(folder) / "standard input"
            with kept.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
            found.append(kept)
        yield found
