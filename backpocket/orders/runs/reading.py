"""Reading: exports, order by order, with what the catalogue says each of them brings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from backpocket.load.catalogue import Catalogue
from backpocket.orders.intake import read
from backpocket.orders.ledger.ledger import Ledger, LeftOut, Run
from backpocket.orders.order import Order, Read, Unreadable
from backpocket.orders.plan import Copy, Reason, Skipped, plan, unknown_items
from backpocket.orders.runs.outcome import Tally
from backpocket.orders.runs.picking import Sort, sort_key
from backpocket.write import files

__all__ = ["Planned", "digests", "planned", "read_exports", "rehearsal", "rehearse", "take"]

_BATCH = 200
Advance = Callable[[int], None]


@dataclass(frozen=True)
class Planned:
    """What is at one position of the exports, and what it brings."""

    position: int
    given: Read
    result: Copy | Skipped


def digests(exports: Sequence[Path]) -> tuple[list[str], str]:
    """Return the digest of each file, and one of all; raises OSError if one cannot be read."""
    each = [files.digest_of(path) for path in exports]
    return each, hashlib.sha256("".join(each).encode()).hexdigest()


def read_exports(exports: Sequence[Path]) -> Iterator[Read]:
    """Yield all that stands in the exports, in their order."""
    for path in exports:
        yield from read(path)


def planned(exports: Sequence[Path], catalogue: Catalogue) -> Iterator[Planned]:
    """Yield all that stands in the exports, with what it brings."""
    for position, each in enumerate(read_exports(exports)):
        yield Planned(position, each, _result(each, catalogue))


def _result(given: Read, catalogue: Catalogue) -> Copy | Skipped:
    if isinstance(given, Unreadable):
        return Skipped(given.number, Reason.UNREADABLE, given.reason)
    return plan(given, catalogue)


def rehearse(exports: Sequence[Path], catalogue: Catalogue, ledger: Ledger | None) -> Tally:
    """Count what a run would make and leave out; nothing is written."""
    tally = Tally()
    seen: set[bytes] = set()
    for each in planned(exports, catalogue):
        tally.read += 1
        if isinstance(each.given, Order):
            for name in unknown_items(each.given, catalogue):
                tally.know_not(name)
        if isinstance(each.result, Skipped):
            _leave_out(tally, each, each.result)
            continue
        assert isinstance(each.given, Order)
        key = hashlib.blake2b(each.given.key.encode(), digest_size=8).digest()
        standing = ledger.standing(each.given) if ledger else None
        if key in seen:
            tally.left_out[Reason.TWICE] += 1
        elif standing is not None and standing.reason is not None:
            tally.left_out[standing.reason] += 1
        else:
            tally.made += 1
            tally.papers[each.result.paper] += 1
        seen.add(key)
    tally.check()
    return tally


def rehearsal(exports: Sequence[Path], catalogue: Catalogue, path: Path) -> Tally:
    """Rehearse with the ledger at a path, if there is one; raises LedgerError or OSError."""
    if not path.exists():
        return rehearse(exports, catalogue, None)
    with closing(Ledger(path, look=True)) as ledger:
        return rehearse(exports, catalogue, ledger)


def take(
    exports: Sequence[Path],
    catalogue: Catalogue,
    ledger: Ledger,
    run: Run,
    sort: Sort,
    advance: Advance,
) -> Tally:
    """Set down in the ledger what a run is to make and what it leaves out."""
    tally = Tally()
    everything = planned(exports, catalogue)
    while batch := list(islice(everything, _BATCH)):
        with ledger.transaction():
            for each in batch:
                _take(each, catalogue, ledger, run, sort, tally)
        advance(tally.read)
    ledger.drop_others(run)
    return tally


def _take(
    each: Planned, catalogue: Catalogue, ledger: Ledger, run: Run, sort: Sort, tally: Tally
) -> None:
    tally.read += 1
    result, given = each.result, each.given
    unknown = unknown_items(given, catalogue) if isinstance(given, Order) else []
    for name in unknown:
        tally.know_not(name)
    if isinstance(result, Copy) and isinstance(given, Order):
        objection = ledger.claim(run, given, result, each.position, sort_key(sort, result))
        if objection is None:
            tally.papers[result.paper] += 1
            for entry in _doubts(each, given, result, unknown):
                ledger.leave_out(run, entry)
            return
        result = Skipped(given.number, *objection)
    assert isinstance(result, Skipped)
    _leave_out(tally, each, result)
    ledger.leave_out(run, _entry(each, "order", result.reason, result.words))


def _leave_out(tally: Tally, each: Planned, result: Skipped) -> None:
    tally.left_out[result.reason] += 1
    if result.reason.is_fault:
        tally.fail(each.given.place, result.order_number, result.words)


def _doubts(each: Planned, order: Order, copy: Copy, unknown: Sequence[str]) -> Iterator[LeftOut]:
    """Yield what is doubtful in an order that is made."""
    if unknown:
        words = f"not in orders.toml: {', '.join(dict.fromkeys(unknown[:5]))}"
        yield _entry(each, "product", "unknown", words)
    if order.unknown_country:
        words = f"the country is not known; the paper {copy.paper} was taken"
        yield _entry(each, "paper", "unknown", words)
    if not copy.contents:
        words = "nothing in it is sent by post: it has its PDFs alone"
        yield _entry(each, "print", "digital only", words)
    if copy.reader is None:
        yield _entry(each, "name", "missing", "the order holds no name")


def _entry(each: Planned, what: str, reason: str, words: str) -> LeftOut:
    place = each.given.place
    number = each.given.number
    return LeftOut(each.position, what, number, reason, words, place.path, place.line)
