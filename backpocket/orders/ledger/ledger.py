"""The ledger: which order has been made in which run, so that none is lost and none made twice.

SQLite in write-ahead mode, one transaction an order. A run is open while it works, closing when all
its copies are made and its files take their names, and then finished. A copy that is made is done
for all other runs, unless its run is still open. Those of an open run are left to it while it
lives, which a lock on its folder shows; the next run to start takes them from one that was killed.

The ledger holds readers' names until they are forgotten. Then the keys of orders stay as salted
digests, by which the same order is known again, and nothing by which a name could be guessed: what
decided the pages of an order is kept as a digest whose key is the order's own and goes with it, and
the digest of exports goes too. The same exports are then known by the orders in them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from backpocket.orders.ledger.database import LedgerError
from backpocket.orders.ledger.file_names import stem
from backpocket.orders.ledger.records import CopyFile, Entry, LeftOut, Run, State
from backpocket.orders.ledger.volumes import Volumes
from backpocket.orders.order import Order, Read
from backpocket.orders.plan import Copy, Reason
from backpocket.write.files import hold

__all__ = [
    "LEDGER", "LOCK", "CopyFile", "Entry", "Ledger", "LedgerError", "LeftOut", "Run", "Standing",
]  # fmt: skip

LEDGER = "ledger.sqlite3"
LOCK = ".lock"


@dataclass(frozen=True)
class Standing:
    """The row of an order, and why it is not to be made again; None if it is the run's own."""

    key: str
    reason: Reason | None
    words: str
    is_forgotten: bool = False


class Ledger(Volumes):
    """An open ledger; the folders of its runs are below its own, unless --out named another."""

    # --- Runs ------------------------------------------------------------------------------

    def start(self, name: str, exports: str, day: str) -> tuple[Run, list[str]]:
        """Start a run, or start it again; its lock must be held.

        Also returns the names of runs that were stopped before they had finished. What such a run
        had made but not published is free to be made by others.
        """
        with self.transaction():
            there = self.run(name)
            if there is not None and not there.forgets and there.exports != exports:
                self._do("DELETE FROM copy WHERE run = ? AND number IS NOT NULL", there.id)
            self._do(
                "INSERT INTO run (name, exports, attempt, state, day) VALUES (?, ?, 1, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET attempt = attempt + 1,"
                " exports = CASE WHEN forgets THEN '' ELSE excluded.exports END,"
                " state = CASE state WHEN ? THEN ? ELSE state END",
                *(name, exports, State.OPEN, day, State.FINISHED, State.CLOSING),
            )
            run = self.run(name)
            assert run is not None
            self._do("DELETE FROM left_out WHERE run = ?", run.id)
            stopped = list(self._stopped(run))
        return run, stopped

    def _stopped(self, own: Run) -> Iterator[str]:
        for run in self.runs():
            if run.state == State.FINISHED or run.id == own.id:
                continue
            folder = self.folder / run.name
            lock = None
            if folder.is_dir():
                lock = hold(folder / LOCK, patience=0)
                if lock is None:
                    continue  # it is at work
            unmade = "" if run.state == State.OPEN else " AND files IS NULL"
            self._do(f"DELETE FROM copy WHERE run = ? AND number IS NOT NULL{unmade}", run.id)
            if lock is not None:
                lock.close()
                yield run.name

    def close_run(self, run: Run, read: int, made: int) -> None:
        """From here on, the orders of a run are done, whatever happens."""
        # A power cut must not take this back once the files have their names.
        self._do("PRAGMA synchronous = FULL")
        state = "UPDATE run SET state = ?, read = ?, made = ? WHERE id = ?"
        self._do(state, State.CLOSING, read, made, run.id)

    def finish(self, run: Run, day: str) -> None:
        """Set down that all files of a run have their names."""
        self._do("UPDATE run SET state = ?, day = ? WHERE id = ?", State.FINISHED, day, run.id)

    def run_with(self, orders: Iterable[Read]) -> Run | None:
        """Return the run that all these are of, among those whose exports are known no more.

        They are all of a run if as many were read for it, and its orders are among them.
        """
        states = {run.id: run for run in self.runs() if run.forgets}
        if not states:
            return None
        seen: dict[int, set[int]] = {number: set() for number in states}
        read = 0
        for each in orders:
            read += 1
            row = self._row(each) if isinstance(each, Order) else None
            if row is not None and row.run in seen:
                seen[row.run].add(row.id)
        for number, rows in sorted(seen.items(), reverse=True):
            (copies,) = self._one("SELECT count(*) FROM copy WHERE run = ?", number)
            (once,) = self._one("SELECT read FROM run WHERE id = ?", number)
            whole = states[number].state == State.OPEN or once == read
            if whole and rows and len(rows) == copies:
                return states[number]
        return None

    # --- Orders ----------------------------------------------------------------------------

    def claim(
        self, run: Run, order: Order, copy: Copy, position: int, sort: str
    ) -> tuple[Reason, str] | None:
        """Take an order for a run; else say why it is not to be made in it."""
        standing = self.standing(order, run)
        if standing is not None and standing.reason is not None:
            if standing.is_forgotten:
                self._forget_exports(run)
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
            self._do(f"UPDATE copy SET {setting} WHERE key = ?", *fields.values(), standing.key)
            return None
        fields |= {"key": order.key, "alias": order.alias, "stem": stem(order.number, order.key)}
        marks = ", ".join("?" * len(fields))
        statement = f"INSERT INTO copy ({', '.join(fields)}, secret) VALUES ({marks}, secret())"
        self._do(statement, *fields.values())
        return None

    def standing(self, order: Order, run: Run | None = None) -> Standing | None:
        """Say how an order stands, for a run of its own or for one that is not there yet."""
        row = self._row(order)
        if row is None:
            return None
        forgotten = row.number is None
        if run is None or row.run != run.id:
            if not forgotten and (row.state == State.OPEN or row.files is None):
                words = f"the run {row.name} is making it just now"
                return Standing(row.key, Reason.ELSEWHERE, words)
            words = f"it was made in the run {row.name}"
            return Standing(row.key, Reason.DONE, words, forgotten)
        if forgotten:
            words = "its data have been removed"
            return Standing(row.key, Reason.FORGOTTEN, words, forgotten)
        if row.attempt == run.attempt:
            return Standing(row.key, Reason.TWICE, "it is there before; the first one counts")
        return Standing(row.key, None, "")

    def _row(self, order: Order) -> _Row | None:
        keys = [order.key, order.alias]
        known = [*keys, *map(self.hidden, keys)]
        where = "copy.key IN (?, ?, ?, ?)"
        if order.id is None:  # all that there is to go by is its number
            where, known = f"({where} OR copy.alias IN (?, ?))", [*known, *known[1::2]]
        fields = "copy.rowid, copy.key, copy.number, copy.attempt, copy.files"
        row = self._one(
            f"SELECT {fields}, run.id, run.name, run.state"
            f" FROM copy JOIN run ON run.id = copy.run WHERE {where} ORDER BY copy.key != ?",
            *(*known, order.key),
        )
        return _Row(*row) if row else None

    def leave_out(self, run: Run, entry: LeftOut) -> None:
        """Set down what was left out."""
        fields = (run.id, *vars(entry).values())
        self._do("INSERT OR REPLACE INTO left_out VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *fields)

    def drop_others(self, run: Run) -> None:
        """Forget what an earlier attempt of a run has taken and this one has not."""
        where = "run = ? AND attempt != ? AND number IS NOT NULL"
        self._do(f"DELETE FROM copy WHERE {where}", run.id, run.attempt)

    def made(self, key: str, recipe: str, files: Sequence[tuple[str, str, int]], note: str) -> None:
        """Set down that the files of an order are there.

        ``recipe`` is a digest of all that they are made from; it is kept under the order's key.
        """
        setting = "UPDATE copy SET recipe = keyed(secret, ?), files = ?, note = ? WHERE key = ?"
        self._do(setting, recipe, json.dumps(files), note, key)

    def give_up(self, run: Run, key: str, words: str, path: str) -> str:
        """Leave out an order that cannot be made, and return its paper; a later run may try."""
        with self.transaction():
            fields = "position, number, paper"
            position, number, paper = self._one(f"SELECT {fields} FROM copy WHERE key = ?", key)
            self._do("DELETE FROM copy WHERE key = ?", key)
            entry = LeftOut(position, "order", number, Reason.FAULT, words, path, 0)
            self.leave_out(run, entry)
        return str(paper)

    def take_address(self, run: Run, address: str, token: str) -> None:
        """Set down that a run goes to an address, and what is to show it there."""
        statement = "INSERT INTO delivery (run, address, token) VALUES (?, ?, ?)"
        self._do(statement, run.id, address, token)

    # --- Forgetting ------------------------------------------------------------------------

    def forget(self, run: Run, numbers: Collection[str] | None) -> int:
        """Remove what is known of the orders of a run with some numbers, of all if it is None.

        Returns how many they were. :meth:`cleanse` has to follow.
        """
        marks = "" if numbers is None else f" AND number IN ({', '.join('?' * len(numbers))})"
        values = (run.id, *(numbers or ()))
        with self.transaction():
            count = self._do(
                "UPDATE copy SET key = hidden(key), alias = hidden(alias), number = NULL,"
                " reader = NULL, editions = '[]', paper = '', contents = '[]', sku = '', sort = '',"
                " stem = NULL, secret = NULL, recipe = NULL, files = NULL, note = NULL"
                f" WHERE run = ? AND number IS NOT NULL{marks}",
                *values,
            )
            self._do(f"UPDATE left_out SET number = '', words = '' WHERE run = ?{marks}", *values)
            self._leave_gaps(run)
            self._forget_exports(run)
            self._do("UPDATE salt SET unclean = 1")
        return count

    def _forget_exports(self, run: Run) -> None:
        self._do("UPDATE run SET exports = '', forgets = 1 WHERE id = ? AND NOT forgets", run.id)


@dataclass(frozen=True)
class _Row:
    """The copy of an order, and its run."""

    id: int
    key: str
    number: str | None
    attempt: int
    files: str | None
    run: int
    name: str
    state: str
