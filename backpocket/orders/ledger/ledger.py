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
from collections.abc import Iterable, Iterator, Sequence

from backpocket.orders.ledger.database import LedgerError
from backpocket.orders.ledger.order_claims import Claims, Standing
from backpocket.orders.ledger.records import CopyFile, Entry, LeftOut, Orders, Run, State
from backpocket.orders.order import Order, Read
from backpocket.orders.plan import Reason
from backpocket.write.files import hold

__all__ = [
    "LEDGER", "LOCK", "CopyFile", "Entry", "Ledger", "LedgerError", "LeftOut", "Orders", "Run",
    "Standing",
]  # fmt: skip

LEDGER = "ledger.sqlite3"
LOCK = ".lock"


class Ledger(Claims):
    """An open ledger; the folders of its runs are below its own, unless --out named another."""

    # --- Runs ------------------------------------------------------------------------------

    def start(self, name: str, exports: str, day: str, fonts: str = "") -> tuple[Run, list[str]]:
        """Start a run, or start it again; its lock must be held.

        Also returns the names of runs that were stopped before they had finished. What such a run
        had made but not published is free to be made by others.
        """
        with self.transaction():
            there = self.run(name)
            if there is not None and not there.forgets and there.exports != exports:
                self._do("DELETE FROM copy WHERE run = ? AND number IS NOT NULL", there.id)
            self._do(
                "INSERT INTO run (name, exports, attempt, state, day, fonts)"
                " VALUES (?, ?, 1, ?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET attempt = attempt + 1, fonts = excluded.fonts,"
                " exports = CASE WHEN forgets THEN '' ELSE excluded.exports END,"
                " state = CASE state WHEN ? THEN ? ELSE state END",
                *(name, exports, State.OPEN, day, fonts, State.FINISHED, State.CLOSING),
            )
            run = self.run(name)
            assert run is not None
            self._do("DELETE FROM left_out WHERE run = ?", run.id)
            stopped = list(self._stopped(run))
            self._take_back()
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

    def rename(self, run: Run, name: str) -> Run:
        """Set down where the folder of a run is now; it stays as it was if another run is there."""
        self._do("UPDATE OR IGNORE run SET name = ? WHERE id = ?", name, run.id)
        return next(each for each in self.runs() if each.id == run.id)

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
        left_behind = [run for run in states.values() if self._has_left_behind(run)]
        read = 0
        for each in orders:
            read += 1
            if not isinstance(each, Order):
                continue
            for of in (None, *left_behind):
                row = self._row(each, of)
                if row is not None and row.run in seen:
                    seen[row.run].add(row.id)
        for number, rows in sorted(seen.items(), reverse=True):
            (copies,) = self._one("SELECT count(*) FROM copy WHERE run = ?", number)
            (once,) = self._one("SELECT read FROM run WHERE id = ?", number)
            whole = states[number].state == State.OPEN or once == read
            if whole and rows and len(rows) == copies:
                return states[number]
        return None

    def _has_left_behind(self, run: Run) -> bool:
        """Say whether an order of a run was made again in another one."""
        statement = "SELECT 1 FROM copy WHERE run = ? AND key LIKE ?"
        return self._one(statement, run.id, f"%~{run.id}") is not None

    # --- Orders ----------------------------------------------------------------------------

    def made(self, key: str, recipe: str, files: Sequence[tuple[str, str, int]], note: str) -> None:
        """Set down that the files of an order are there.

        ``recipe`` is a digest of all that they are made from; it is kept under the order's key.
        """
        setting = "UPDATE copy SET recipe = keyed(secret, ?), files = ?, note = ? WHERE key = ?"
        self._do(setting, recipe, json.dumps(files), note, key)

    def carry_on(self, run: Run) -> Run:
        """Work once more at a run whose orders stay as they are."""
        with self.transaction():
            self._do("UPDATE run SET attempt = attempt + 1 WHERE id = ?", run.id)
            self._do("UPDATE copy SET attempt = attempt + 1 WHERE run = ?", run.id)
        again = self.run(run.name)
        assert again is not None
        return again

    def give_up(self, run: Run, key: str, words: str, path: str) -> str:
        """Leave out an order that cannot be made, and return its paper; a later run may try."""
        with self.transaction():
            fields = "position, number, paper, shop"
            position, number, paper, shop = self._one(
                f"SELECT {fields} FROM copy WHERE key = ?", key
            )
            self._do("DELETE FROM copy WHERE key = ?", key)
            self._take_back()
            entry = LeftOut(position, "order", number, Reason.FAULT, words, path, 0, shop)
            self.leave_out(run, entry)
        return str(paper)

    def take_address(self, run: Run, address: str, token: str) -> None:
        """Set down that a run goes to an address, and what is to show it there."""
        statement = "INSERT INTO delivery (run, address, token) VALUES (?, ?, ?)"
        self._do(statement, run.id, address, token)

    # --- Forgetting ------------------------------------------------------------------------

    def forget(self, run: Run, orders: Orders | None) -> int:
        """Remove what is known of some orders of a run, of all if it is None.

        Returns how many they were. :meth:`cleanse` has to follow.
        """
        where, *named = orders.where if orders is not None else ("1",)
        values = (run.id, *named)
        with self.transaction():
            count = self._do(
                "UPDATE copy SET key = hidden(key), alias = hidden(alias), number = NULL,"
                " reader = NULL, editions = '[]', paper = '', contents = '[]', sku = '', sort = '',"
                " stem = NULL, secret = NULL, recipe = NULL, files = NULL, note = NULL,"
                " shop = '', more = NULL, decided = NULL, label = NULL, path = '', line = 0"
                f" WHERE run = ? AND number IS NOT NULL AND {where}",
                *values,
            )
            blank = "number = '', words = '', shop = ''"
            self._do(f"UPDATE left_out SET {blank} WHERE run = ? AND {where}", *values)
            self._leave_gaps(run)
            self._forget_exports(run)
            self._do("UPDATE salt SET unclean = 1")
        return count
