"""Records: what is set down in the ledger, read as values, a page of them at a time."""

from __future__ import annotations

import datetime as dt
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from backpocket.orders.ledger.database import Database, keyed

__all__ = [
    "CopyFile", "Entry", "FurtherCopy", "LeftOut", "Orders", "Records", "Run", "State",
    "further_copies",
]  # fmt: skip

_PAGE = 500
_ENTRY = (
    "key, position, number, reader, editions, stem, secret, recipe, files, note,"
    " (SELECT files FROM volume WHERE id = copy.volume), pages, shop, more, label, contents, paper,"
    " run"
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
    ``fonts`` is the folder of further fonts that it took.
    """

    id: int
    name: str
    exports: str
    attempt: int
    state: str
    day: str
    forgets: bool
    fonts: str = ""


class CopyFile(NamedTuple):
    """A file of an order: its name, its SHA-256 in hexadecimal, and its size in bytes."""

    name: str
    digest: str
    size: int


class FurtherCopy(NamedTuple):
    """A copy for one more reader of an order: the name, the editions, and what is in the parcel."""

    reader: str | None
    editions: tuple[str, ...]
    contents: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A copy of a run as it is set down: what it is to be, and what has been made of it.

    ``key`` is the order's own; ``stem`` is how the names of its files begin. ``files`` is None
    until they are made. ``printed`` are the volumes that it is in, each with the page, from 1, on
    which it begins. ``more`` are the copies for further readers. ``label`` is what is printed for
    its number, and ``run`` the id of its run.
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
    shop: str = ""
    more: tuple[FurtherCopy, ...] = ()
    label: str = ""
    contents: tuple[str, ...] = ()
    paper: str = ""
    run: int = 0

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
    shop: str = ""


@dataclass(frozen=True)
class Orders:
    """Orders by their numbers, of all shops or of one."""

    numbers: tuple[str, ...]
    shop: str | None = None

    @classmethod
    def called(cls, number: str, shop: str | None = None) -> Orders:
        """Return the orders that somebody means by a number, with or without its sign."""
        bare = number.removeprefix("#")
        return cls((bare, f"#{bare}"), shop)

    @property
    def where(self) -> tuple[str, ...]:
        """The condition on a row, and its values."""
        marks = ", ".join("?" * len(self.numbers))
        if self.shop is None:
            return f"number IN ({marks})", *self.numbers
        return f"number IN ({marks}) AND shop = ?", *self.numbers, self.shop


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
        fields = "id, name, exports, attempt, state, day, forgets, fonts"
        for row in self._rows(f"SELECT {fields} FROM run WHERE {where}", *values):
            number, name, exports, attempt, state, day, forgets, fonts = row
            yield Run(number, name, exports, attempt, state, day, bool(forgets), fonts)

    def entries(self, run: Run) -> Iterator[Entry]:
        """Yield the copies of a run in the order of reading, without those that are forgotten."""
        return self._entries(run, "number IS NOT NULL")

    def noted(self, run: Run) -> Iterator[Entry]:
        """Yield those with a note of what is not as the order has it."""
        return self._entries(run, "number IS NOT NULL AND note != ''")

    def entries_of(self, run: Run, orders: Orders) -> list[Entry]:
        """Return those of some orders."""
        return list(self._entries(run, *orders.where))

    def orders_of(self, orders: Orders) -> list[Entry]:
        """Return what is set down of some orders in all runs, the last one first."""
        where, *values = orders.where
        return self._entries_with(f"number IS NOT NULL AND {where} ORDER BY run DESC", *values)

    def _entries_with(self, where: str, *values: Any) -> list[Entry]:
        return list(map(_entry, self._rows(f"SELECT {_ENTRY} FROM copy WHERE {where}", *values)))

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
        fields = "editions, more"
        statement = f"SELECT DISTINCT {fields} FROM copy WHERE run = ? AND number IS NOT NULL"
        found: set[str] = set()
        for editions, more in self._rows(statement, run.id):
            found.update(json.loads(editions))
            found.update(name for each in further_copies(more) for name in each.editions)
        return sorted(found)

    def count_made(self, run: Run) -> int:
        """Count the copies of a run that are made."""
        made = "files IS NOT NULL AND number IS NOT NULL"
        return int(self._one(f"SELECT count(*) FROM copy WHERE run = ? AND {made}", run.id)[0])

    def count_forgotten(self, run: Run) -> int:
        """Count the orders of a run that are forgotten."""
        forgotten = "SELECT count(*) FROM copy WHERE run = ? AND number IS NULL"
        return int(self._one(forgotten, run.id)[0])

    def count_papers(self, run: Run) -> dict[str, int]:
        """Count the copies of a run by paper."""
        papers = "SELECT paper, count(*) FROM copy WHERE run = ? AND number NOT NULL GROUP BY paper"
        return dict(self._rows(papers, run.id))

    def files_of(self, run: Run, stem: str) -> set[str]:
        """Return the names of the files whose names begin with a stem, those that are made."""
        statement = "SELECT files FROM copy WHERE run = ? AND stem = ? AND files IS NOT NULL"
        return {file.name for row in self._rows(statement, run.id, stem) for file in _files(row[0])}

    # --- For the packer --------------------------------------------------------------------

    def left_out(self, run: Run) -> Iterator[LeftOut]:
        """Yield what was left out of a run, in the order of reading."""
        statement = (
            "SELECT position, what, number, reason, words, path, line, shop FROM left_out"
            " WHERE run = ? AND (position, what) > (?, ?) ORDER BY position, what LIMIT ?"
        )
        after: tuple[int, str] = (-1, "")
        while page := [LeftOut(*row) for row in self._rows(statement, run.id, *after, _PAGE)]:
            yield from page
            after = (page[-1].position, page[-1].what)

    def left_out_of(self, run: Run, orders: Orders) -> list[LeftOut]:
        """Return what a run left out of some orders."""
        where, *values = orders.where
        fields = "position, what, number, reason, words, path, line, shop"
        statement = f"SELECT {fields} FROM left_out WHERE run = ? AND {where}"
        return [LeftOut(*row) for row in self._rows(statement, run.id, *values)]

    def counts(self, run: Run) -> dict[str, int]:
        """Count the orders that a run left out, by reason."""
        statement = (
            "SELECT reason, count(*) FROM left_out WHERE run = ? AND what = 'order' GROUP BY reason"
        )
        return dict(self._rows(statement, run.id))

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
    (
        key, position, number, reader, editions, stem, secret, recipe, files, note, bound, pages,
        shop, more, label, contents, paper, run,
    ) = row  # fmt: skip
    made = None if files is None else _files(files)
    wanted = tuple(json.loads(editions))
    volumes = _files(bound) if bound is not None else ()
    printed = tuple(zip((each.name for each in volumes), json.loads(pages or "[]"), strict=False))
    return Entry(
        key, position, number, reader, wanted, stem, secret, recipe, made, note or "", printed,
        shop, further_copies(more), label or number, tuple(json.loads(contents)), paper, run,
    )  # fmt: skip


def further_copies(more: str | None) -> tuple[FurtherCopy, ...]:
    """Read the copies for further readers as they are set down."""
    listed = json.loads(more) if more else ()
    return tuple(FurtherCopy(name, tuple(wanted), tuple(parts)) for name, wanted, parts in listed)


def _files(text: str) -> tuple[CopyFile, ...]:
    return tuple(CopyFile(*each) for each in json.loads(text))
