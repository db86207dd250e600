"""Records: what is set down in the ledger, read as values, a page of them at a time."""

from __future__ import annotations

import datetime as dt
import hmac
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from backpocket.orders.ledger.database import Database, keyed

__all__ = ["CopyFile", "Entry", "LeftOut", "Records", "Run", "State"]

_PAGE = 500
_ENTRY = (
    "key, position, number, reader, editions, stem, secret, recipe, files, note,"
    " (SELECT files FROM volume WHERE id = copy.volume), pages"
)


class State:
    """How far a run is."""

    OPEN = "open"
    CLOSING = "closing"
    FINISHED = "finished"


@dataclass(frozen=True)
class Run:
    """A run as the ledger knows it.

    ``name`` is the path of its folder, from that of the ledger if it is in there. ``exports`` is
    the digest of what it was made from, nothing if it ``forgets``: if an order of them has been
    forgotten. ``attempt`` counts how often it has been started, and ``day`` is when it was last.
    """

    id: int
    name: str
    exports: str
    attempt: int
    state: str
    day: str
    forgets: bool


class CopyFile(NamedTuple):
    """A file of an order: its name, its SHA-256 in hexadecimal, and its size in bytes."""

    name: str
    digest: str
    size: int


@dataclass(frozen=True)
class Entry:
    """A copy of a run as it is set down: what it is to be, and what has been made of it.

    ``key`` is the order's own; ``stem`` is how the names of its files begin. ``files`` is None
    until they are made. ``printed`` are the volumes that it is in, each with the page, from 1, on
    which it begins.
    """

    key: str
    position: int
    number: str
    reader: str | None = field(repr=False)
    editions: tuple[str, ...]
    stem: str
    secret: bytes = field(repr=False)
    recipe: str | None = field(repr=False)
    files: tuple[CopyFile, ...] | None
    note: str
    printed: tuple[tuple[str, int], ...]

    def is_made_from(self, recipe: str) -> bool:
        """Say whether its files are made, and a digest of all that they depend on is the same."""
        made = self.recipe is not None
        return made and hmac.compare_digest(str(self.recipe), keyed(self.secret, recipe))


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


class Records(Database):
    """The ledger, as far as it is read. What is yielded may be changed meanwhile."""

    def run(self, name: str) -> Run | None:
        """Return a run by its name."""
        return next(self._runs("name = ?", name), None)

    def run_of(self, exports: str) -> Run | None:
        """Return the last run of exports with this digest."""
        return next(self._runs("exports = ? AND NOT forgets ORDER BY id DESC", exports), None)

    def runs(self, before: dt.date | None = None) -> list[Run]:
        """Return all runs, or those whose last day is before a day."""
        return list(self._runs("day < ? ORDER BY id", (before or dt.date.max).isoformat()))

    def _runs(self, where: str, *values: Any) -> Iterator[Run]:
        fields = "id, name, exports, attempt, state, day, forgets"
        for row in self._rows(f"SELECT {fields} FROM run WHERE {where}", *values):
            number, name, exports, attempt, state, day, forgets = row
            yield Run(number, name, exports, attempt, state, day, bool(forgets))

    def entries(self, run: Run) -> Iterator[Entry]:
        """Yield the copies of a run in the order of reading, without those that are forgotten."""
        return self._entries(run, "number IS NOT NULL")

    def noted(self, run: Run) -> Iterator[Entry]:
        """Yield those with a note of what is not as the order has it."""
        return self._entries(run, "number IS NOT NULL AND note != ''")

    def entries_of(self, run: Run, numbers: Collection[str]) -> list[Entry]:
        """Return those of some order numbers."""
        marks = ", ".join("?" * len(numbers))
        return list(self._entries(run, f"number IN ({marks})", *numbers))

    def _entries(self, run: Run, where: str, *values: Any) -> Iterator[Entry]:
        statement = (
            f"SELECT {_ENTRY} FROM copy WHERE run = ? AND position > ? AND {where}"
            " ORDER BY position LIMIT ?"
        )
        after = -1
        while page := list(self._rows(statement, run.id, after, *values, _PAGE)):
            yield from map(_entry, page)
            after = page[-1][1]

    def editions(self, run: Run) -> list[str]:
        """Return all editions that the copies of a run want, by name."""
        statement = "SELECT DISTINCT editions FROM copy WHERE run = ? AND number IS NOT NULL"
        rows = self._rows(statement, run.id)
        return sorted({edition for (editions,) in rows for edition in json.loads(editions)})

    def count_made(self, run: Run) -> int:
        """Count the copies of a run that are made."""
        made = "files IS NOT NULL AND number IS NOT NULL"
        return int(self._one(f"SELECT count(*) FROM copy WHERE run = ? AND {made}", run.id)[0])

    def files_of(self, run: Run, stem: str) -> set[str]:
        """Return the names of the files whose names begin with a stem, those that are made."""
        statement = "SELECT files FROM copy WHERE run = ? AND stem = ? AND files IS NOT NULL"
        return {file.name for row in self._rows(statement, run.id, stem) for file in _files(row[0])}

    # --- For the packer --------------------------------------------------------------------

    def left_out(self, run: Run) -> Iterator[LeftOut]:
        """Yield what was left out of a run, in the order of reading."""
        statement = (
            "SELECT position, what, number, reason, words, path, line FROM left_out"
            " WHERE run = ? AND (position, what) > (?, ?) ORDER BY position, what LIMIT ?"
        )
        after: tuple[int, str] = (-1, "")
        while page := [LeftOut(*row) for row in self._rows(statement, run.id, *after, _PAGE)]:
            yield from page
            after = (page[-1].position, page[-1].what)

    def leaves_out(self, run: Run, numbers: Collection[str]) -> bool:
        """Say whether a run left out something of one of these order numbers."""
        marks = ", ".join("?" * len(numbers))
        statement = f"SELECT 1 FROM left_out WHERE run = ? AND number IN ({marks})"
        return self._one(statement, run.id, *numbers) is not None

    # --- Addresses -------------------------------------------------------------------------

    def addresses(self, run: Run) -> list[str]:
        """Return the addresses that a run was sent to, or is to be."""
        statement = "SELECT address FROM delivery WHERE run = ?"
        return [address for (address,) in self._rows(statement, run.id)]

    def token(self, run: Run, address: str) -> str | None:
        """Return what shows at an address that it is this run's; None if it never was."""
        statement = "SELECT token FROM delivery WHERE run = ? AND address = ?"
        row = self._one(statement, run.id, address)
        return str(row[0]) if row else None


def _entry(row: tuple[Any, ...]) -> Entry:
    key, position, number, reader, editions, stem, secret, recipe, files, note, bound, pages = row
    made = None if files is None else _files(files)
    wanted = tuple(json.loads(editions))
    volumes = _files(bound) if bound is not None else ()
    printed = tuple(zip((each.name for each in volumes), json.loads(pages or "[]"), strict=False))
    return Entry(
        key, position, number, reader, wanted, stem, secret, recipe, made, note or "", printed
    )


def _files(text: str) -> tuple[CopyFile, ...]:
    return tuple(CopyFile(*each) for each in json.loads(text))
