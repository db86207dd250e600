"""Claims: which run makes an order, and whether it is still what was made of it.

What decided the pages of an order – names, country, products – is kept as digests under a key of
the order's own (BLAKE2, RFC 7693, 2.9). The key goes with the order when it is forgotten, so that
nothing can be guessed of it.

A run has one row for each of its orders. An order that is made again in another run leaves its row
behind in the first one, under a key that only that run looks for.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backpocket.orders.ledger.database import keyed
from backpocket.orders.ledger.file_names import stem
from backpocket.orders.ledger.records import Entry, LeftOut, Run, State
from backpocket.orders.ledger.volumes import Volumes
from backpocket.orders.order import Order
from backpocket.orders.plan import Copy, Reason

__all__ = ["LONG_NUMBER", "Claims", "Standing", "another_one"]

LONG_NUMBER = 24
"""Letters; a longer number may have to be cut where it is printed."""

_ASPECTS = ("name", "country", "product")


@dataclass(frozen=True)
class Standing:
    """The row of an order, and why it is not to be made again; None if it is the run's own.

    ``run`` is the run that has made it.
    """

    key: str
    reason: Reason | None
    words: str
    is_forgotten: bool = False
    run: str = ""


@dataclass(frozen=True)
class _Row:
    """The copy of an order, and its run."""

    id: int
    key: str
    number: str | None
    attempt: int
    files: str | None
    secret: bytes | None
    decided: str | None
    path: str
    line: int
    run: int
    name: str
    state: str


class Claims(Volumes):
    """The ledger, as far as it gives orders to runs."""

    def claim(
        self, run: Run, order: Order, copy: Copy, position: int, sort: str, *, again: bool = False
    ) -> tuple[Reason, str] | None:
        """Take an order for a run; else say why it is not to be made in it.

        ``again`` takes one that has changed since another run made it.
        """
        standing = self.standing(order, run, copy)
        changed = standing is not None and standing.reason == Reason.CHANGED
        if standing is not None and standing.reason is not None and not (again and changed):
            if standing.is_forgotten:
                self._forget_exports(run)
            return standing.reason, standing.words
        if standing is not None and changed:
            self._leave_behind(standing.key)
            standing = None
        secret = secrets.token_bytes(16)
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
            "shop": order.seller,
            "more": _more(copy),
            "path": order.place.path,
            "line": order.place.line,
        }
        if standing is not None:
            self._update(standing.key, fields)
            (secret,) = self._one("SELECT secret FROM copy WHERE key = ?", standing.key)
            self._update(standing.key, {"decided": json.dumps(_decided(secret, copy))})
            return None
        fields |= {"key": order.key, "alias": order.alias, "stem": stem(order.number, order.key)}
        fields |= {"secret": secret, "decided": json.dumps(_decided(secret, copy))}
        marks = ", ".join("?" * len(fields))
        self._do(f"INSERT INTO copy ({', '.join(fields)}) VALUES ({marks})", *fields.values())
        return None

    def claim_again(self, run: Run, entry: Entry, position: int, editions: Sequence[str]) -> None:
        """Take an order that is made, as it was made, for one more run; its row stays as it is.

        The first reader gets these editions; if they are not all, the others get those too.
        """
        fields = (
            "number, reader, editions, paper, contents, sku, sort, stem, shop, more, path, line,"
            " label"
        )
        self._do(
            f"INSERT INTO copy (key, alias, run, attempt, position, secret, {fields})"
            f" SELECT ?, ?, ?, ?, ?, secret(), {fields} FROM copy WHERE key = ?"
            " ON CONFLICT (key) DO UPDATE SET attempt = excluded.attempt",
            *(_of_run(entry.key, run.id), _of_run(entry.key, run.id)),
            *(run.id, run.attempt, position, entry.key),
        )
        if tuple(editions) != entry.editions:
            more = [(each.reader, tuple(editions), each.contents) for each in entry.more]
            chosen = {"editions": json.dumps(editions), "more": json.dumps(more) if more else None}
            self._update(_of_run(entry.key, run.id), chosen)

    def standing(
        self, order: Order, run: Run | None = None, copy: Copy | None = None
    ) -> Standing | None:
        """Say how an order stands, for a run of its own or for one that is not there yet."""
        row = self._row(order, run)
        if row is None:
            return None
        forgotten = row.number is None
        if run is None or row.run != run.id:
            if not forgotten and (row.state == State.OPEN or row.files is None):
                words = f"the run {row.name} is making it just now"
                return Standing(row.key, Reason.ELSEWHERE, words)
            changes = _changes(row, copy) if copy is not None else ""
            if changes:
                words = f"{changes} changed since run {row.name}{self._where(row.key)}"
                return Standing(row.key, Reason.CHANGED, words, run=row.name)
            words = f"it was made in the run {row.name}"
            return Standing(row.key, Reason.DONE, words, forgotten, run=row.name)
        if forgotten:
            words = "its data have been removed"
            return Standing(row.key, Reason.FORGOTTEN, words, forgotten)
        if row.attempt == run.attempt:
            if copy is not None and _changes(row, copy):
                return Standing(row.key, Reason.UNLIKE, another_one(row.path, row.line))
            return Standing(row.key, Reason.TWICE, "it is there before; the first one counts")
        return Standing(row.key, None, "")

    def made_before(self, order: Order, run: Run | None) -> str:
        """Say where an order was made that is not to be made any more; nothing if it was not."""
        row = self._row(order, run)
        if row is None or row.number is None or row.files is None or row.state == State.OPEN:
            return ""
        if run is not None and row.run == run.id:
            return ""
        return f"it was made in the run {row.name}{self._where(row.key)}"

    def drop_others(self, run: Run) -> None:
        """Forget what an earlier attempt of a run has taken and this one has not."""
        where = "run = ? AND attempt != ? AND number IS NOT NULL"
        self._do(f"DELETE FROM copy WHERE {where}", run.id, run.attempt)
        self._take_back()

    def leave_out(self, run: Run, entry: LeftOut) -> None:
        """Set down what was left out."""
        fields = (run.id, *vars(entry).values())
        self._do("INSERT OR REPLACE INTO left_out VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *fields)

    def numbers(self, run: Run) -> Iterator[tuple[str, str, str]]:
        """Yield key, number and shop of those orders whose number is long, or another's too."""
        shops = self._one("SELECT count(DISTINCT shop) FROM copy WHERE run = ?", run.id)[0]
        bare = "lower(ltrim(number, '#'))"
        equal = (
            f"SELECT {bare} FROM copy WHERE run = ?1 AND number NOT NULL GROUP BY {bare}"
            " HAVING count(DISTINCT shop) > 1"
        )
        also = f" OR {bare} IN ({equal})" if shops > 1 else ""
        yield from self._rows(
            "SELECT key, number, shop FROM copy WHERE run = ?1 AND number NOT NULL"
            f" AND (length(number) > ?2{also}) ORDER BY position",
            *(run.id, LONG_NUMBER),
        )

    def label(self, run: Run, labels: Mapping[str, str]) -> None:
        """Set down what is printed for numbers that could be taken for others, by order's key."""
        self._do("UPDATE copy SET label = NULL WHERE run = ? AND label NOT NULL", run.id)
        for key, label in labels.items():
            self._do("UPDATE copy SET label = ? WHERE key = ?", label, key)

    def _forget_exports(self, run: Run) -> None:
        self._do("UPDATE run SET exports = '', forgets = 1 WHERE id = ? AND NOT forgets", run.id)

    def _leave_behind(self, key: str) -> None:
        """Have the row of an order stay with its run, while another run makes the order."""
        setting = "key = key || '~' || run, alias = key || '~' || run"
        self._do(f"UPDATE copy SET {setting} WHERE key = ?", key)

    def _take_back(self) -> None:
        """Have a run that has made an order before be its run again, if no other one is."""
        bare = "substr({0}.key, 1, instr({0}.key, '~') - 1)"
        before = f"SELECT min(run) FROM copy AS b WHERE instr(b.key, '~') AND {bare.format('b')}"
        self._do(
            f"UPDATE copy SET key = {bare.format('copy')}, alias = shop || ':' || number"
            " WHERE instr(key, '~') AND number NOT NULL AND files NOT NULL"
            f" AND NOT EXISTS (SELECT 1 FROM copy AS a WHERE a.key = {bare.format('copy')})"
            f" AND run = ({before} = {bare.format('copy')})"
        )

    def _where(self, key: str) -> str:
        """Say which pages of an order are printed, to take out of its parcel."""
        (entry,) = self._entries_with("key = ?", key)
        pages = ", ".join(f"{name} from page {page}" for name, page in entry.printed)
        return f": take out what was printed of it, {pages}" if pages else ""

    def _update(self, key: str, fields: Mapping[str, Any]) -> None:
        setting = ", ".join(f"{name} = ?" for name in fields)
        self._do(f"UPDATE copy SET {setting} WHERE key = ?", *fields.values(), key)

    def _row(self, order: Order, run: Run | None) -> _Row | None:
        """Return the row of an order: that of a run itself, if it has one, or else the last one."""
        keys = [order.key, order.alias]
        own = [_of_run(key, run.id) for key in keys] if run is not None else []
        known = [*own, *keys]
        known += [self.hidden(key) for key in known]
        where = f"copy.key IN ({', '.join('?' * len(known))})"
        if order.id is None:  # all that there is to go by is its number
            where = f"({where} OR copy.alias IN (?, ?))"
            known += [order.alias, self.hidden(order.alias)]
        fields = (
            "copy.rowid, copy.key, copy.number, copy.attempt, copy.files, copy.secret,"
            " copy.decided, copy.path, copy.line"
        )
        row = self._one(
            f"SELECT {fields}, run.id, run.name, run.state"
            f" FROM copy JOIN run ON run.id = copy.run WHERE {where}"
            " ORDER BY copy.key NOT IN (?, ?), copy.key != ?",
            *(*known, *(own or ["", ""]), order.key),
        )
        return _Row(*row) if row else None


def another_one(path: str, line: int) -> str:
    """Say that an order of the same number is another one, and where it stands."""
    return (
        f"the order of this number in {path}, line {line}, is another one: for two shops, give each"
        " export by itself, with --shop NAME"
    )


def _of_run(key: str, run: int) -> str:
    """Return the key of a row that stays with a run."""
    return f"{key}~{run}"


def _more(copy: Copy) -> str | None:
    listed = [(each.reader, each.editions, each.contents) for each in copy.more]
    return json.dumps(listed) if listed else None


def _decided(secret: bytes, copy: Copy) -> dict[str, str]:
    """Return the digests of what decided the pages of an order."""
    names = "\n".join(each.reader or "" for each in copy.each)
    texts = (names, copy.country or "", "\n".join(sorted(copy.products)))
    return {aspect: keyed(secret, text) for aspect, text in zip(_ASPECTS, texts, strict=True)}


def _changes(row: _Row, copy: Copy) -> str:
    """Name what is no longer as it was when an order was made; nothing if all is."""
    if row.secret is None or row.decided is None:
        return ""
    before, now = json.loads(row.decided), _decided(row.secret, copy)
    changed = [aspect for aspect in _ASPECTS if before.get(aspect, now[aspect]) != now[aspect]]
    return " and ".join(changed)
