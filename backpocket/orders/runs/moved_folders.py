"""Moved folders: where the folder of a run is, if somebody has moved it.

It is known by its manifest: the files of orders that it lists, with their digests, are those that
the ledger has of the run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from backpocket.characters import printable
from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.orders.ledger.ledger import Ledger, Orders, Run

__all__ = ["folder_of", "is_gone"]

_DEEP = 3
_MOST_FOLDERS = 5_000
_SAMPLE = 20


def folder_of(ledger: Ledger, run: Run, orders: Orders | None) -> Path | None:
    """Return the folder of a run; None if it is nowhere near its place or the ledger."""
    place = ledger.folder / run.name
    if place.is_dir():
        return place
    wanted = _digests(ledger, run, orders)
    if not wanted:
        return None
    near = dict.fromkeys(
        each.resolve() for each in (ledger.folder, place.parent, ledger.folder.parent, Path.cwd())
        if each.is_dir()
    )  # fmt: skip
    there = (folder for start in near for folder in _folders(start))
    return next((each for each in islice(there, _MOST_FOLDERS) if _is_run(each, wanted)), None)


def is_gone(name: str, hint: str = "") -> Diagnostic:
    """Say that the folder of a run is nowhere."""
    message = f"the folder of the run {printable(name)} is not where it was"
    return error(Place(printable(Path(name).name)), "E892", message, hint=hint)


def _digests(ledger: Ledger, run: Run, orders: Orders | None) -> set[str]:
    """Return the digests of some files of a run, those of orders first."""
    own = ledger.entries_of(run, orders) if orders is not None else []
    entries = [*own, *islice(ledger.entries(run), _SAMPLE)]
    return {file.digest for entry in entries for file in entry.files or ()}


def _folders(start: Path, deep: int = _DEEP) -> Iterator[Path]:
    """Yield folders with a manifest below a folder, itself too, the upper ones first."""
    if (start / "manifest.json").is_file():
        yield start
    if deep == 0:
        return
    try:
        inside = sorted(each.path for each in os.scandir(start) if _is_open(each))
    except OSError:
        return
    for path in inside:
        yield from _folders(Path(path), deep - 1)


def _is_open(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")


def _is_run(folder: Path, wanted: set[str]) -> bool:
    try:
        orders = json.loads((folder / "manifest.json").read_bytes())["orders"]
        listed = {file["sha256"] for order in orders for file in order["files"]}
    except (OSError, ValueError, TypeError, KeyError):
        return False
    return not wanted.isdisjoint(listed)
