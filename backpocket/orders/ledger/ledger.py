"""The ledger: which order has been made in which run, so that none is lost and none made twice.

SQLite in write-ahead mode, one transaction an order. A run is open while it works, closing when all
its copies are made and its files take their names, and then finished. A copy that is made is done
for all other runs, unless its run is still open. Those of an open run are left to it while it
lives, which a lock on its folder shows; the next run to start takes them from one that was killed.

The ledger holds readers' names until they are forgotten; keys of forgotten orders stay as salted
digests, by which the same order is known again.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backpocket.orders.order import Order
from backpocket.orders.plan import Copy, Reason
from backpocket.write import private

__all__ = ["LOCK", "Ledger", "LedgerError", "LeftOut", "Run"]

LOCK = ".lock"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS salt (value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS run (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, exports TEXT NOT NULL,
    attempt INTEGER NOT NULL, state TEXT NOT NULL, day TEXT NOT NULL,
    read INTEGER NOT NULL DEFAULT 0, made INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS copy (
    key TEXT PRIMARY KEY, alias TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run,
    attempt INTEGER NOT NULL, position INTEGER NOT NULL, number TEXT, reader TEXT,
    editions TEXT NOT NULL, paper TEXT NOT NULL, contents TEXT NOT NULL, sku TEXT NOT NULL,
    sort TEXT NOT NULL, stem TEXT, recipe TEXT, files TEXT, note TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS copy_alias ON copy (alias);
CREATE INDEX IF NOT EXISTS copy_order ON copy (run, sort, position);
CREATE INDEX IF NOT EXISTS copy_position ON copy (run, position);
CREATE INDEX IF NOT EXISTS copy_stem ON copy (run, stem);
CREATE TABLE IF NOT EXISTS left_out (
    run INTEGER NOT NULL REFERENCES run, position INTEGER NOT NULL, what TEXT NOT NULL,
    number TEXT NOT NULL, reason TEXT NOT NULL, words TEXT NOT NULL,
    path TEXT NOT NULL, line INTEGER NOT NULL,
    PRIMARY KEY (run, position, what)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS delivery (
    run INTEGER NOT NULL REFERENCES run, address TEXT NOT NULL, token TEXT NOT NULL,
    PRIMARY KEY (run, address)
) STRICT;
"""


class LedgerError(Exception):
    """The ledger cannot be read or written; the message is SQLite's and holds no data."""


@dataclass(frozen=True)
class Run:
    """A run as the ledger knows it; ``attempt`` counts how often it has been started."""

    id: int
    name: str
    exports: str
    attempt: int
    state: str
    day: str


@dataclass(frozen=True)
class LeftOut:
    """An order, or a part of one (``what``), that was left out at a position of the reading."""

    position: int
    what: str
    number: str
    reason: str
    words: str
    path: str
    line: int


class Ledger:
    """An open ledger; ``folder`` is where it and the folders of its runs are."""

    def __init__(self, path: Path) -> None:
        """Open a ledger, or make one that only its owner can read."""
        self.folder = path.parent
        with _told():
            try:
                if not path.parent.is_dir():
                    private.make_folder(path.parent)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            except OSError as problem:
                raise LedgerError(problem.strerror or "it cannot be opened") from None
            self._base = sqlite3.connect(path, timeout=60, isolation_level=None)
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA synchronous = NORMAL")
            self._base.execute("PRAGMA secure_delete = ON")
            self._base.execute("PRAGMA temp_store = MEMORY")
            with self.transaction():
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    self._base.execute(statement)
                if self._one("SELECT value FROM salt") is None:
                    self._base.execute("INSERT INTO salt VALUES (?)", (secrets.token_hex(16),))
            self._salt = str(self._one("SELECT value FROM salt")[0])

    def close(self) -> None:
        self._base.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all that is inside, or nothing of it."""
        with _told():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    def rows(self, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield what a statement finds, or do what it says."""
        with _told():
            yield from self._base.execute(statement, values)

    def do(self, statement: str, *values: Any) -> int:
        """Do what a statement says, and return how many rows it changed."""
        with _told():
            return self._base.execute(statement, values).rowcount

    def _one(self, statement: str, *values: Any) -> Any:
        with _told():
            return self._base.execute(statement, values).fetchone()

    # --- Runs ------------------------------------------------------------------------------

    def run(self, name: str) -> Run | None:
        """Return a run by its name."""
        statement = "SELECT id, name, exports, attempt, state, day FROM run WHERE name = ?"
        found = self._one(statement, name)
        return Run(*found) if found else None

    def run_of(self, exports: str) -> Run | None:
        """Return the last run of these exports."""
        found = self._one("SELECT name FROM run WHERE exports = ? ORDER BY id DESC", exports)
        return self.run(found[0]) if found else None

    def start(self, name: str, exports: str, day: str) -> tuple[Run, list[str]]:
        """Start a run, or start it again; its lock must be held.

        Also returns the names of runs that were stopped before they had finished. What such a run
        had made but not published is free to be made by others.
        """
        with self.transaction():
            there = self.run(name)
            if there is not None and there.exports != exports:
                self.do("DELETE FROM copy WHERE run = ? AND number IS NOT NULL", there.id)
            self.do(
                "INSERT INTO run (name, exports, attempt, state, day) VALUES (?, ?, 1, 'open', ?)"
                " ON CONFLICT (name) DO UPDATE SET attempt = attempt + 1, exports = ?,"
                " state = replace(state, 'finished', 'closing')",
                *(name, exports, day, exports),
            )
            run = self.run(name)
            assert run is not None
            self.do("DELETE FROM left_out WHERE run = ?", run.id)
            stopped = list(self._stopped(run))
        return run, stopped

    def _stopped(self, own: Run) -> Iterator[str]:
        statement = "SELECT id, name, state FROM run WHERE state != 'finished' AND id != ?"
        for number, name, state in list(self.rows(statement, own.id)):
            folder = self.folder / name
            lock = None
            if folder.is_dir():
                lock = private.hold(folder / LOCK, patience=0)
                if lock is None:
                    continue  # it is at work
            unmade = "" if state == "open" else " AND files IS NULL"
            self.do(f"DELETE FROM copy WHERE run = ? AND number IS NOT NULL{unmade}", number)
            if lock is not None:
                lock.close()
                yield name

    def close_run(self, run: Run, read: int, made: int) -> None:
        """From here on, the orders of a run are done, whatever happens."""
        # A power cut must not take this back once the files have their names.
        self.do("PRAGMA synchronous = FULL")
        state = "UPDATE run SET state = 'closing', read = ?, made = ? WHERE id = ?"
        self.do(state, read, made, run.id)

    def finish(self, run: Run, day: str) -> None:
        """Set down that all files of a run have their names."""
        self.do("UPDATE run SET state = 'finished', day = ? WHERE id = ?", day, run.id)

    # --- Orders ----------------------------------------------------------------------------

    def claim(
        self, run: Run, order: Order, copy: Copy, position: int, sort: str
    ) -> tuple[Reason, str] | None:
        """Take an order for a run; else say why it is not to be made in it."""
        standing = self.standing(order, run)
        if standing is not None and standing.reason is not None:
            return standing.reason, standing.words
        fields = {
            "run": run.id,
            "attempt": run.attempt,
            "position": position,
            "number": order.number,
            "reader": copy.reader,
            "editions": json.dumps(copy.editions),
            "paper": copy.paper,
            "contents": json.dumps(copy.contents),
            "sku": copy.sku,
            "sort": sort,
        }
        if standing is not None:
            setting = ", ".join(f"{name} = ?" for name in fields)
            self.do(f"UPDATE copy SET {setting} WHERE key = ?", *fields.values(), standing.key)
            return None
        fields |= {"key": order.key, "alias": order.alias}
        fields["stem"] = private.stem(order.number, order.key)
        marks = ", ".join("?" * len(fields))
        self.do(f"INSERT INTO copy ({', '.join(fields)}) VALUES ({marks})", *fields.values())
        return None

    def standing(self, order: Order, run: Run | None = None) -> Standing | None:
        """Say how an order stands, for a run of its own or for one that is not there yet."""
        keys = [order.key, order.alias]
        known = [*keys, *map(self.hidden, keys)]
        where = "copy.key IN (?, ?, ?, ?)"
        if order.id is None:  # all that there is to go by is its number
            where, known = f"({where} OR copy.alias IN (?, ?))", [*known, *known[1::2]]
        found = self._one(
            "SELECT copy.key, copy.number, copy.attempt, copy.files, run.id, run.name, run.state"
            f" FROM copy JOIN run ON run.id = copy.run WHERE {where} ORDER BY copy.key != ?",
            *(*known, order.key),
        )
        if found is None:
            return None
        key, number, attempt, files, run_id, name, state = found
        if run is None or run_id != run.id:
            if number is not None and (state == "open" or files is None):
                return Standing(key, Reason.ELSEWHERE, f"the run {name} is making it just now")
            return Standing(key, Reason.DONE, f"it was made in the run {name}")
        if number is None:
            return Standing(key, Reason.FORGOTTEN, "its data have been removed")
        if attempt == run.attempt:
            return Standing(key, Reason.TWICE, "it is there before; the first one counts")
        return Standing(key, None, "")

    def hidden(self, key: str) -> str:
        """Return what is kept of a key when its order is forgotten."""
        return "forgotten:" + hashlib.sha256(f"{self._salt}{key}".encode()).hexdigest()

    def leave_out(self, run: Run, entry: LeftOut) -> None:
        """Set down what was left out."""
        fields = (run.id, *vars(entry).values())
        self.do("INSERT OR REPLACE INTO left_out VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *fields)

    def drop_others(self, run: Run) -> None:
        """Forget what an earlier attempt of a run has taken and this one has not."""
        where = "run = ? AND attempt != ? AND number IS NOT NULL"
        self.do(f"DELETE FROM copy WHERE {where}", run.id, run.attempt)

    def made(self, key: str, recipe: str, files: str, note: str) -> None:
        """Set down that the files of an order are there."""
        setting = "UPDATE copy SET recipe = ?, files = ?, note = ? WHERE key = ?"
        self.do(setting, recipe, files, note, key)


@dataclass(frozen=True)
class Standing:
    """The row of an order, and why it is not to be made again; None if it is the run's own."""

    key: str
    reason: Reason | None
    words: str


@contextmanager
def _told() -> Iterator[None]:
    """Turn SQLite's errors into ours: its messages name tables and files, never values."""
    try:
        yield
    except sqlite3.Error as problem:
        raise LedgerError(str(problem)) from None
