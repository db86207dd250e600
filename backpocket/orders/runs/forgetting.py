"""Forgetting: personal data go, counts stay.

The ledger keeps a salted digest of a forgotten order's key, so that the order is not made again,
and nothing else that depends on it. A print run holds the names of many, so its volume goes as a
whole; it is made anew from the orders that the ledger still has.

Files go first, and what the ledger says of them last: whoever is stopped half-way can begin again.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from backpocket.orders.delivery.delivery import renew, withdraw
from backpocket.orders.ledger.file_names import plain, stem_of
from backpocket.orders.ledger.ledger import LOCK, Entry, Ledger, LeftOut, Orders, Run
from backpocket.orders.ledger.listings import write_skipped
from backpocket.orders.ledger.records import State
from backpocket.orders.runs.moved_folders import folder_of
from backpocket.orders.runs.run_state import PERSONAL
from backpocket.write import files

__all__ = [
    "AmbiguousOrderError", "BusyError", "Forgotten", "UnknownOrderError", "forget", "purge",
    "shops_of",
]  # fmt: skip

_KEPT = {LOCK, "manifest.json", "skipped.csv"}


class BusyError(Exception):
    """A run is under way; the message is its name."""


class UnknownOrderError(Exception):
    """No run knows an order; the message is its number."""


class AmbiguousOrderError(Exception):
    """A number is that of orders of several shops, which are ``shops``."""

    def __init__(self, number: str, shops: Iterable[str]) -> None:
        super().__init__(number)
        self.shops = sorted(shops)


@dataclass(frozen=True)
class Forgotten:
    """How many orders were forgotten, and how many files are gone.

    ``missing`` are the runs whose folder is not there, each with the files that hold the order;
    ``opened`` are those whose print run lacks a volume now.
    """

    orders: int
    files: int
    missing: tuple[tuple[str, tuple[str, ...]], ...] = ()
    opened: tuple[Run, ...] = ()


def forget(ledger: Ledger, number: str, shop: str | None = None) -> Forgotten:
    """Remove all that is known of an order by its number, in every run that knows it.

    Raises OSError or LedgerError if it cannot be done, BusyError if one of these runs is under way,
    UnknownOrderError if there is none, and AmbiguousOrderError if several shops have one.
    """
    orders = Orders.called(number, shop)
    runs = [run for run in ledger.runs() if _knows(ledger, run, orders)]
    if not runs:
        raise UnknownOrderError(number)
    shops = shops_of(ledger, orders)
    if len(shops) > 1:
        raise AmbiguousOrderError(number, shops)
    keys = {entry.key.partition("~")[0] for entry in ledger.orders_of(orders)}
    gone = _forget(ledger, runs, orders)
    return replace(gone, orders=max(len(keys), 1))  # one that was left out counts as well


def purge(ledger: Ledger, before: dt.date) -> Forgotten:
    """Remove all that is known of the orders of runs that ended, or stopped, before a day."""
    return replace(_forget(ledger, ledger.runs(before), None), opened=())


def shops_of(ledger: Ledger, orders: Orders) -> set[str]:
    """Return the shops that have an order of these numbers."""
    made = {entry.shop for entry in ledger.orders_of(orders)}
    left_out = {each.shop for run in ledger.runs() for each in ledger.left_out_of(run, orders)}
    return (made | left_out) - {""}


def _knows(ledger: Ledger, run: Run, orders: Orders) -> bool:
    """Say whether something of orders stands in the ledger, or in the folder of a stopped run."""
    if ledger.entries_of(run, orders) or ledger.left_out_of(run, orders):
        return True
    return run.state != State.FINISHED and bool(_personal(ledger, run, orders))


def _personal(
    ledger: Ledger, run: Run, orders: Orders | None, folder: Path | None = None
) -> list[str]:
    """Return the names of orders' files in the folder of a run, half-written ones too.

    What a finished run has made is in the ledger. One that was stopped may have more, of orders
    that others have made since: it is told by its name.
    """
    there = (folder or ledger.folder / run.name) / PERSONAL
    if not there.is_dir():
        return []
    known = {entry.stem for entry in ledger.entries_of(run, orders)} if orders is not None else {""}
    numbers = orders.numbers if orders is not None else ()
    alike = {plain(number) for number in numbers} if run.state != State.FINISHED else set()
    return [
        item.name
        for item in os.scandir(there)
        if (stem := stem_of(item.name)) is not None
        and (orders is None or stem in known or stem.rpartition("-")[0] in alike)
    ]


def _forget(ledger: Ledger, runs: Iterable[Run], orders: Orders | None) -> Forgotten:
    count = gone = 0
    missing: list[tuple[str, tuple[str, ...]]] = []
    opened: list[Run] = []
    for run in runs:
        folder = folder_of(ledger, run, orders)
        with ExitStack() as held:
            if folder is not None:
                lock = files.hold(folder / LOCK)
                if lock is None:
                    raise BusyError(run.name)
                held.enter_context(lock)
                name = _name_of(ledger, folder)
                run = ledger.rename(run, name) if name != run.name else run
            elif lost := _files_of(ledger, run, orders):
                missing.append((run.name, lost))
            where = folder or ledger.folder / run.name
            removed = _remove(ledger, run, where, orders)
            if folder is not None:
                _write_again(ledger, run, folder, orders)
                renew(ledger, run, folder)
            count += ledger.forget(run, orders)
            gone += removed
            if folder is not None and run.state == State.FINISHED and ledger.lacks_volume(run):
                opened.append(run)
    ledger.cleanse()
    return Forgotten(count, gone, tuple(missing), tuple(opened))


def _name_of(ledger: Ledger, folder: Path) -> str:
    out, runs = folder.resolve(), ledger.folder.resolve()
    return (out.relative_to(runs) if out.is_relative_to(runs) else out).as_posix()


def _files_of(ledger: Ledger, run: Run, orders: Orders | None) -> tuple[str, ...]:
    """Return the files of a run in which something of orders stands."""
    entries = ledger.entries(run) if orders is None else ledger.entries_of(run, orders)
    found: dict[str, None] = {}
    for entry in entries:
        found |= {f"{PERSONAL}/{file.name}": None for file in entry.files or ()}
        found |= {name: None for name, _ in entry.printed}
    return tuple(found)


def _remove(ledger: Ledger, run: Run, folder: Path, orders: Orders | None) -> int:
    """Remove the files of orders of one run, here and where it was sent; count those from here.

    What holds the names of many goes with them: print runs, and what is half-written.
    """
    personal = _personal(ledger, run, orders, folder)

    def entries() -> Iterator[Entry]:
        yield from ledger.entries(run) if orders is None else ledger.entries_of(run, orders)

    def made() -> Iterator[str]:
        yield from (file.name for entry in entries() for file in entry.files or ())
        yield from personal

    if run.state == State.FINISHED and not personal and next(entries(), None) is None:
        return 0
    volumes = _volumes_to_keep(ledger, run, folder, orders)
    withdraw(ledger, run, made, folder, volumes)
    shared = [] if not folder.is_dir() else list(os.scandir(folder))
    gone = [
        folder / each.name for each in shared if each.is_file() and each.name not in _KEPT | volumes
    ]
    gone += [folder / PERSONAL / name for name in personal]
    for path in gone:
        path.unlink()
    return len(gone)


def _volumes_to_keep(ledger: Ledger, run: Run, folder: Path, orders: Orders | None) -> set[str]:
    """Return the files of volumes without these orders, if the folder is as the ledger says."""
    if orders is None or run.state != State.FINISHED:
        return set()
    kept = ledger.volumes_without(run, orders)
    return {name for name in kept if (folder / name).is_file()}


def _write_again(ledger: Ledger, run: Run, folder: Path, orders: Orders | None) -> None:
    """Write the list and the manifest of a run without orders, and without digests of exports."""
    if (folder / "skipped.csv").exists():
        with files.writing(folder / "skipped.csv", private=True) as file:
            write_skipped((_blank(each, orders) for each in ledger.left_out(run)), file)
    path = folder / "manifest.json"
    if not path.exists():
        return
    try:
        manifest = json.loads(path.read_bytes())
        listed = manifest["orders"] if orders is not None else []
        kept = [each for each in listed if not _is_meant(ledger, run, each, orders)]
        volumes = [each for each in manifest["files"] if (folder / each["path"]).exists()]
        there = {each["path"] for each in volumes}
        for each in kept:
            each["printed"] = [at for at in each.get("printed", ()) if at["path"] in there]
        exports = [{"name": each["name"]} for each in manifest["exports"]]
        manifest |= {"exports": exports, "orders": kept, "files": volumes}
    except (ValueError, TypeError, KeyError):  # somebody has written to it: nothing vouches for it
        path.unlink()
        return
    with files.writing(path, private=True) as file:
        file.write(json.dumps(manifest, indent=2, ensure_ascii=False).encode() + b"\n")


def _is_meant(ledger: Ledger, run: Run, listed: Mapping[str, Any], orders: Orders | None) -> bool:
    """Say whether an order of a manifest is one of these, and not one of another shop."""
    if orders is None or listed["order"] not in orders.numbers:
        return orders is None
    if orders.shop is None:
        return True
    files_of = {file["path"].removeprefix(f"{PERSONAL}/") for file in listed["files"]}
    others = ledger.entries_of(run, replace(orders, shop=None))
    return not any(
        entry.shop != orders.shop and files_of & {file.name for file in entry.files or ()}
        for entry in others
    )


def _blank(entry: LeftOut, orders: Orders | None) -> LeftOut:
    shop = orders.shop if orders is not None else None
    meant = orders is None or (entry.number in orders.numbers and shop in (None, entry.shop))
    return replace(entry, number="", words="", shop="") if meant else entry
