"""Forgetting: personal data go, counts stay.

The ledger keeps a salted digest of a forgotten order's key, so that the order is not made again. A
print run holds the names of many, so it goes as a whole; run again, the command makes it afresh
without the forgotten ones.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backpocket.orders.delivery.delivery import renew, withdraw
from backpocket.orders.ledger.ledger import LOCK, Ledger, Run
from backpocket.orders.ledger.listings import write_skipped
from backpocket.orders.runs.run_state import PERSONAL
from backpocket.write import private

__all__ = ["BusyError", "Forgotten", "forget", "purge"]

_STEM = re.compile(r"\.?(.*-[0-9a-f]{12})-")
_KEPT = {LOCK, "manifest.json", "skipped.csv"}


class BusyError(Exception):
    """A run is under way; the message is its name."""


@dataclass(frozen=True)
class Forgotten:
    """How many orders were forgotten, and the files that are gone, by their paths."""

    orders: int
    files: tuple[Path, ...]


def forget(ledger: Ledger, number: str) -> Forgotten:
    """Remove all that is known of an order by its number, in every run that made it.

    Raises OSError or LedgerError if it cannot be done, and BusyError if its run is under way.
    """
    wanted = [number, f"#{number}", number.removeprefix("#")]
    marks = "(?, ?, ?)"
    statement = f"SELECT DISTINCT run FROM copy WHERE number IN {marks}"
    numbers = {row[0] for row in ledger.rows(statement, *wanted)}
    statement = f"SELECT DISTINCT run FROM left_out WHERE number IN {marks}"
    numbers |= {row[0] for row in ledger.rows(statement, *wanted)}
    return _forget(ledger, numbers, f"number IN {marks}", wanted)


def purge(ledger: Ledger, before: dt.date) -> Forgotten:
    """Remove all that is known of the orders of runs that ended, or stopped, before a day."""
    numbers = {
        row[0] for row in ledger.rows("SELECT id FROM run WHERE day < ?", before.isoformat())
    }
    return _forget(ledger, numbers, "number != ?", [""])


def _forget(ledger: Ledger, numbers: set[int], which: str, values: list[str]) -> Forgotten:
    files: list[Path] = []
    count = 0
    for run in _runs(ledger, numbers):
        folder = ledger.folder / run.name
        lock = private.hold(folder / LOCK) if folder.is_dir() else None
        if lock is None and folder.is_dir():
            raise BusyError(run.name)
        try:
            orders, gone = _forget_in(ledger, run, folder, which, values)
        finally:
            if lock is not None:
                lock.close()
        count += orders
        files += gone
    # What is deleted in the ledger is overwritten at once, in its log with the next checkpoint.
    list(ledger.rows("PRAGMA wal_checkpoint(TRUNCATE)"))
    return Forgotten(count, tuple(files))


def _runs(ledger: Ledger, numbers: set[int]) -> Iterator[Run]:
    names = dict(ledger.rows("SELECT id, name FROM run"))
    for number in sorted(numbers):
        run = ledger.run(str(names[number]))
        if run is not None:
            yield run


def _forget_in(
    ledger: Ledger, run: Run, folder: Path, which: str, values: list[str]
) -> tuple[int, list[Path]]:
    """Forget orders of one run: first their files, then what the ledger says of them."""
    fields = "key, alias, number, stem, files"
    where = f"run = ? AND number IS NOT NULL AND {which}"
    rows = list(ledger.rows(f"SELECT {fields} FROM copy WHERE {where}", run.id, *values))
    stems = {row[3] for row in rows}
    if rows:
        withdraw(ledger, run, (name for row in rows for name, _, _ in json.loads(row[4] or "[]")))
    gone = list(_remove(folder, stems)) if rows else []
    with ledger.transaction():
        for key, alias, *_ in rows:
            ledger.do(
                "UPDATE copy SET key = ?, alias = ?, number = NULL, reader = NULL, stem = NULL,"
                " contents = '[]', files = NULL, note = NULL, sort = '' WHERE key = ?",
                *(ledger.hidden(key), ledger.hidden(alias), key),
            )
        changed = ledger.do(
            f"UPDATE left_out SET number = '', words = '' WHERE run = ? AND {which}",
            *(run.id, *values),
        )
    if folder.is_dir() and (rows or changed):
        _write_again(ledger, run, folder, {str(row[2]) for row in rows})
        renew(ledger, run, folder)
    return len(rows), gone


def _remove(folder: Path, stems: set[str]) -> Iterator[Path]:
    """Remove the files of orders, and the print runs, which hold their names as well."""
    if not folder.is_dir():
        return
    for item in list(os.scandir(folder)):
        if item.is_file() and item.name not in _KEPT:
            Path(item.path).unlink()
            yield Path(item.path)
    for item in os.scandir(folder / PERSONAL) if (folder / PERSONAL).is_dir() else ():
        stem = _STEM.match(item.name)
        if stem is not None and stem[1] in stems:
            Path(item.path).unlink()
            yield Path(item.path)


def _write_again(ledger: Ledger, run: Run, folder: Path, numbers: set[str]) -> None:
    """Write the list and the manifest of a run without the orders that are forgotten."""
    if (folder / "skipped.csv").exists():
        with private.writing(folder / "skipped.csv") as file:
            write_skipped(ledger, run, file)
    path = folder / "manifest.json"
    if not path.exists():
        return
    manifest = json.loads(path.read_bytes())
    kept = [each for each in manifest["orders"] if each["order"] not in numbers]
    manifest |= {"orders": kept, "files": []}
    with private.writing(path) as file:
        file.write(json.dumps(manifest, indent=2, ensure_ascii=False).encode() + b"\n")
