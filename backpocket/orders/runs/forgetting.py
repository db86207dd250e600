"""Forgetting: personal data go, counts stay.

The ledger keeps a salted digest of a forgotten order's key, so that the order is not made again,
and nothing else that depends on it. A print run holds the names of many, so it goes as a whole; run
again, the command makes it afresh without the forgotten ones.

Files go first, and what the ledger says of them last: whoever is stopped half-way can begin again.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from backpocket.orders.delivery.delivery import renew, withdraw
from backpocket.orders.ledger.file_names import plain, stem_of
from backpocket.orders.ledger.ledger import LOCK, Ledger, LeftOut, Run
from backpocket.orders.ledger.listings import write_skipped
from backpocket.orders.ledger.records import State
from backpocket.orders.runs.run_state import PERSONAL
from backpocket.write import files

__all__ = ["BusyError", "Forgotten", "UnknownOrderError", "forget", "purge"]

_KEPT = {LOCK, "manifest.json", "skipped.csv"}


class BusyError(Exception):
    """A run is under way; the message is its name."""


class UnknownOrderError(Exception):
    """No run knows an order; the message is its number."""


@dataclass(frozen=True)
class Forgotten:
    """How many orders were forgotten, and how many files are gone."""

    orders: int
    files: int


def forget(ledger: Ledger, number: str) -> Forgotten:
    """Remove all that is known of an order by its number, in every run that knows it.

    Raises OSError or LedgerError if it cannot be done, BusyError if one of these runs is under way,
    and UnknownOrderError if there is none.
    """
    bare = number.removeprefix("#")
    numbers = (bare, f"#{bare}")
    runs = [run for run in ledger.runs() if _knows(ledger, run, numbers)]
    if not runs:
        raise UnknownOrderError(number)
    gone = _forget(ledger, runs, numbers)
    return replace(gone, orders=gone.orders or 1)  # one that was left out counts as well


def purge(ledger: Ledger, before: dt.date) -> Forgotten:
    """Remove all that is known of the orders of runs that ended, or stopped, before a day."""
    return _forget(ledger, ledger.runs(before), None)


def _knows(ledger: Ledger, run: Run, numbers: Collection[str]) -> bool:
    """Say whether something of orders stands in the ledger, or in the folder of a stopped run."""
    if ledger.entries_of(run, numbers) or ledger.leaves_out(run, numbers):
        return True
    return run.state != State.FINISHED and bool(_personal(ledger, run, numbers))


def _personal(ledger: Ledger, run: Run, numbers: Collection[str] | None) -> list[str]:
    """Return the names of orders' files in the folder of a run, half-written ones too.

    What a finished run has made is in the ledger. One that was stopped may have more, of orders
    that others have made since: it is told by its name.
    """
    folder = ledger.folder / run.name / PERSONAL
    if not folder.is_dir():
        return []
    known = {entry.stem for entry in ledger.entries_of(run, numbers or ())}
    alike = {plain(number) for number in numbers or ()} if run.state != State.FINISHED else set()
    return [
        item.name
        for item in os.scandir(folder)
        if (stem := stem_of(item.name)) is not None
        and (numbers is None or stem in known or stem.rpartition("-")[0] in alike)
    ]


def _forget(ledger: Ledger, runs: Iterable[Run], numbers: Collection[str] | None) -> Forgotten:
    orders = gone = 0
    for run in runs:
        folder = ledger.folder / run.name
        with ExitStack() as held:
            if folder.is_dir():
                lock = files.hold(folder / LOCK)
                if lock is None:
                    raise BusyError(run.name)
                held.enter_context(lock)
            gone += _remove(ledger, run, folder, numbers)
            if folder.is_dir():
                _write_again(ledger, run, folder, numbers)
                renew(ledger, run, folder)
            orders += ledger.forget(run, numbers)
    ledger.cleanse()
    return Forgotten(orders, gone)


def _remove(ledger: Ledger, run: Run, folder: Path, numbers: Collection[str] | None) -> int:
    """Remove the files of orders of one run, here and where it was sent; count those from here.

    What holds the names of many goes with them: print runs, and what is half-written.
    """
    personal = _personal(ledger, run, numbers)

    def made() -> Iterator[str]:
        entries = ledger.entries(run) if numbers is None else ledger.entries_of(run, numbers)
        for entry in entries:
            yield from (file.name for file in entry.files or ())
        yield from personal

    if run.state == State.FINISHED and next(made(), None) is None:
        return 0
    volumes = _volumes_to_keep(ledger, run, folder, numbers)
    withdraw(ledger, run, made, folder, volumes)
    shared = [] if not folder.is_dir() else list(os.scandir(folder))
    gone = [
        folder / each.name for each in shared if each.is_file() and each.name not in _KEPT | volumes
    ]
    gone += [folder / PERSONAL / name for name in personal]
    for path in gone:
        path.unlink()
    return len(gone)


def _volumes_to_keep(
    ledger: Ledger, run: Run, folder: Path, numbers: Collection[str] | None
) -> set[str]:
    """Return the files of volumes without these orders, if the folder is as the ledger says."""
    if numbers is None or run.state != State.FINISHED:
        return set()
    kept = ledger.volumes_without(run, numbers)
    return {name for name in kept if (folder / name).is_file()}


def _write_again(ledger: Ledger, run: Run, folder: Path, numbers: Collection[str] | None) -> None:
    """Write the list and the manifest of a run without orders, and without digests of exports."""
    if (folder / "skipped.csv").exists():
        with files.writing(folder / "skipped.csv", private=True) as file:
            write_skipped((_blank(each, numbers) for each in ledger.left_out(run)), file)
    path = folder / "manifest.json"
    if not path.exists():
        return
    try:
        manifest = json.loads(path.read_bytes())
        listed = manifest["orders"] if numbers is not None else []
        kept = [each for each in listed if each["order"] not in (numbers or ())]
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


def _blank(entry: LeftOut, numbers: Collection[str] | None) -> LeftOut:
    if numbers is None or entry.number in numbers:
        return replace(entry, number="", words="")
    return entry
