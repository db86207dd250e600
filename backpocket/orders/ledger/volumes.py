"""Volumes: which orders of a run are printed together, in which files, and from which page on.

An order that is forgotten leaves a gap in its volume, so that only that one has to be made again.
What a volume was made from is kept as a digest with a key of its own, since there are names in it;
the key goes with the first order of it that is forgotten.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from backpocket.orders.ledger.database import keyed
from backpocket.orders.ledger.records import CopyFile, Orders, Records, Run, State, further_copies
from backpocket.orders.pick_rows import PickRow, Pile
from backpocket.orders.plan import Copy

__all__ = ["BoundVolume", "Parcel", "Volumes"]

_PAGE = 500
_NOTHING = "secret = NULL, recipe = NULL, files = NULL, begins = NULL, notes = NULL, ends = NULL"
_PARCELS = (
    "FROM copy WHERE run = ? AND paper = ? AND files IS NOT NULL AND number IS NOT NULL"
    " AND contents != '[]'"
)


class Parcel(NamedTuple):
    """A copy that goes into a parcel, and the key of its order."""

    key: str
    copy: Copy


@dataclass(frozen=True)
class BoundVolume:
    """A volume as it is set down: by its number on its paper, from 1.

    ``begins`` has for each of its ``files`` the page, from 1, on which each order begins. ``notes``
    are the place, code, message and hint of what could not be printed as it should be. ``ends`` are
    how many pages each file has.
    """

    number: int
    files: tuple[CopyFile, ...]
    begins: tuple[tuple[int, ...], ...]
    notes: tuple[tuple[str, str, str, str], ...] = ()
    ends: tuple[int, ...] = ()


class Volumes(Records):
    """The ledger, as far as it knows of volumes."""

    def count_parcels(self, run: Run, paper: str) -> int:
        """Count the copies that go into parcels, on one paper."""
        return int(self._one(f"SELECT count(*) {_PARCELS}", run.id, paper)[0])

    def parcels(self, run: Run, paper: str) -> Iterator[Parcel]:
        """Yield these copies in picking order; what is yielded may be changed meanwhile."""
        statement = (
            "SELECT key, coalesce(label, number), editions, reader, contents, sku, more,"
            " sort, position"
            f" {_PARCELS} AND (sort, position) > (?, ?) ORDER BY sort, position LIMIT ?"
        )
        after: tuple[str, int] = ("", -1)
        while page := list(self._rows(statement, run.id, paper, *after, _PAGE)):
            for key, number, editions, reader, contents, sku, more, _, _ in page:
                lists = tuple(json.loads(editions)), tuple(json.loads(contents))
                others = tuple(
                    Copy(number, each.editions, paper, each.reader, each.contents)
                    for each in further_copies(more)
                )
                yield Parcel(key, Copy(number, lists[0], paper, reader, lists[1], sku, others))
            after = page[-1][-2:]

    def piles(self, run: Run) -> Iterator[Pile]:
        """Yield the volumes of a run with their orders in the order of the pile, paper by paper."""
        volumes = list(
            self._rows(
                "SELECT id, paper, files, ends FROM volume WHERE run = ? AND files IS NOT NULL"
                " ORDER BY paper, number",
                run.id,
            )
        )
        for volume, paper, files, ends in volumes:
            names = tuple(name for name, _, _ in json.loads(files))
            yield Pile(names, paper, self._pick_rows(volume, json.loads(ends or "[]")))

    def _pick_rows(self, volume: int, ends: Sequence[int]) -> Iterator[PickRow]:
        rows = list(
            self._rows(
                "SELECT coalesce(label, number), shop, contents, more, pages FROM copy"
                " WHERE volume = ? AND number NOT NULL ORDER BY sort, position",
                volume,
            )
        )
        begins = [json.loads(pages) for *_, pages in rows]
        lasts = [[each - 1 for each in following] for following in begins[1:]]
        lasts.append(list(ends) or [0] * len(begins[-1] if begins else ()))
        for (order, shop, contents, more, _), first, last in zip(rows, begins, lasts, strict=True):
            products = [*json.loads(contents)]
            products += [name for each in further_copies(more) for name in each.contents]
            pages = tuple((one, end or None) for one, end in zip(first, last, strict=True))
            yield PickRow(order, shop, tuple(dict.fromkeys(products)), pages)

    def gaps(self, run: Run, paper: str) -> Mapping[int, int]:
        """Return how many forgotten orders volumes have, by number."""
        statement = "SELECT number, gaps FROM volume WHERE run = ? AND paper = ? AND gaps"
        return dict(self._rows(statement, run.id, paper))

    def unbind(self, run: Run) -> None:
        """Take the copies of a run out of their volumes, to put them into others."""
        self._do("UPDATE copy SET volume = NULL, pages = NULL WHERE run = ?", run.id)

    def bound(self, run: Run, paper: str, number: int, recipe: str | None) -> BoundVolume | None:
        """Return a volume if it was made from what has this digest; or from whatever, if None."""
        statement = (
            "SELECT secret, recipe, files, begins, notes, ends FROM volume"
            " WHERE run = ? AND paper = ? AND number = ? AND recipe IS NOT NULL"
        )
        row = self._one(statement, run.id, paper, number)
        if row is None:
            return None
        if recipe is not None and not hmac.compare_digest(row[1], keyed(row[0], recipe)):
            return None
        files, begins, notes, ends = (json.loads(text or "[]") for text in row[2:])
        return BoundVolume(
            number,
            tuple(CopyFile(*each) for each in files),
            tuple(map(tuple, begins)),
            tuple(map(tuple, notes)),
            tuple(ends),
        )

    def bind(
        self, run: Run, paper: str, recipe: str, volume: BoundVolume, keys: Sequence[str]
    ) -> None:
        """Set down a volume of the orders with these keys, made from what has this digest."""
        values = map(json.dumps, (volume.files, volume.begins, volume.notes, volume.ends))
        with self.transaction():
            (row,) = self._one(
                "INSERT INTO volume (run, paper, number, secret) VALUES (?, ?, ?, secret())"
                " ON CONFLICT (run, paper, number) DO UPDATE SET secret = secret() RETURNING id",
                *(run.id, paper, volume.number),
            )
            setting = "recipe = keyed(secret, ?), files = ?, begins = ?, notes = ?, ends = ?"
            self._do(f"UPDATE volume SET {setting} WHERE id = ?", recipe, *values, row)
            for key, *pages in zip(keys, *volume.begins, strict=True):
                setting = "volume = ?, pages = ?"
                self._do(f"UPDATE copy SET {setting} WHERE key = ?", row, json.dumps(pages), key)

    def drop_unbound(self, run: Run) -> None:
        """Forget volumes that no copy is in any more, but for their gaps."""
        where = (
            "run = ?1 AND id NOT IN (SELECT volume FROM copy WHERE run = ?1 AND volume NOT NULL)"
        )
        self._do(f"DELETE FROM volume WHERE NOT gaps AND {where}", run.id)
        self._do(f"UPDATE volume SET {_NOTHING} WHERE {where}", run.id)

    def volumes_without(self, run: Run, orders: Orders) -> set[str]:
        """Return the files of those volumes that hold none of some orders."""
        where, *values = orders.where
        statement = (
            "SELECT files FROM volume WHERE run = ? AND files IS NOT NULL AND id NOT IN"
            f" (SELECT volume FROM copy WHERE run = ? AND volume NOT NULL AND {where})"
        )
        rows = self._rows(statement, run.id, run.id, *values)
        return {name for (files,) in rows for name, _, _ in json.loads(files)}

    def lacks_volume(self, run: Run) -> bool:
        """Say whether copies of a run that go into parcels are in no volume any more."""
        lacking = "volume IS NULL OR volume IN (SELECT id FROM volume WHERE recipe IS NULL)"
        made = "files IS NOT NULL AND number IS NOT NULL AND contents != '[]'"
        statement = f"SELECT 1 FROM copy WHERE run = ? AND {made} AND ({lacking})"
        return self._one(statement, run.id) is not None

    def _leave_gaps(self, run: Run) -> None:
        """Have orders that are forgotten leave their volumes, which are no longer whole.

        Of a run that is not finished, nobody knows which volumes they were in: none is kept.
        """
        gone = "volume NOT NULL AND number IS NULL"
        count = f"SELECT count(*) FROM copy WHERE {gone} AND volume = volume.id"
        which = f"SELECT volume FROM copy WHERE run = ? AND {gone}"
        setting = f"{_NOTHING}, gaps = gaps + ({count})"
        self._do(f"UPDATE volume SET {setting} WHERE id IN ({which})", run.id)
        if run.state != State.FINISHED:
            self._do(f"UPDATE volume SET {_NOTHING} WHERE run = ?", run.id)
        self._do(f"UPDATE copy SET volume = NULL, pages = NULL WHERE run = ? AND {gone}", run.id)
