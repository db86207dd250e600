"""Reading: exports, order by order, with what the catalogue says each of them brings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from backpocket.diagnostics import Place
from backpocket.load.catalogue import Catalogue
from backpocket.orders.intake import Exports
from backpocket.orders.intake.tables import shops_in
from backpocket.orders.ledger.ledger import Ledger, LeftOut, Run, Standing
from backpocket.orders.ledger.order_claims import another_one
from backpocket.orders.order import Order, Read, Unreadable
from backpocket.orders.plan import Copy, Reason, Skipped, plan, unknown_items
from backpocket.orders.runs.labels import labels
from backpocket.orders.runs.outcome import Tally
from backpocket.orders.runs.picking import Sort, sort_key
from backpocket.write import files

__all__ = [
    "Asked",
    "digests",
    "is_blank",
    "planned",
    "read_exports",
    "rehearsal",
    "rehearse",
    "take",
]

_BATCH = 200
Advance = Callable[[int], None]

_NO_MORE = (
    Reason.CANCELLED, Reason.REFUNDED, Reason.NOTHING_LEFT, Reason.NO_PRODUCT, Reason.UNPAID,
)  # fmt: skip
"""Why an order is not to be made that may have been made before."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a run beside its exports.

    ``site`` names the shop, where there are two of a kind; ``shipped`` makes what has been sent
    already too, and ``changed`` makes again what has changed since it was made.
    """

    site: str = ""
    shipped: bool = False
    changed: bool = False


_AS_EVER = Asked()


@dataclass(frozen=True)
class Planned:
    """What is at one position of the exports, and what it brings."""

    position: int
    given: Read
    result: Copy | Skipped


def digests(exports: Sequence[Path], site: str = "") -> tuple[list[str], str]:
    """Return the digest of each file, and one of all and the shop they are of.

    Raises OSError if one cannot be read.
    """
    each = [files.digest_of(path) for path in exports]
    return each, hashlib.sha256("".join((*each, site)).encode()).hexdigest()


def read_exports(exports: Sequence[Path], catalogue: Catalogue, site: str = "") -> Iterator[Read]:
    """Yield all that stands in the exports, in their order."""
    yield from Exports(exports, shops_in(catalogue), site)


def is_blank(exports: Sequence[Path], catalogue: Catalogue) -> str:
    """Say why there is nothing to be read in exports; nothing if there is something."""
    reason = "there is no file in it"
    for each in read_exports(exports, catalogue):
        if not isinstance(each, Unreadable) or not each.is_blank:
            return ""
        reason = each.reason
    return reason


def planned(exports: Sequence[Path], catalogue: Catalogue, asked: Asked) -> Iterator[Planned]:
    """Yield all that stands in the exports, with what it brings."""
    for position, each in enumerate(read_exports(exports, catalogue, asked.site)):
        yield Planned(position, each, _result(each, catalogue, asked))


def _result(given: Read, catalogue: Catalogue, asked: Asked) -> Copy | Skipped:
    if isinstance(given, Unreadable):
        return Skipped(given.number, Reason.UNREADABLE, given.reason)
    return plan(given, catalogue, shipped=asked.shipped)


def rehearse(
    exports: Sequence[Path], catalogue: Catalogue, ledger: Ledger | None, asked: Asked
) -> Tally:
    """Count what a run would make and leave out; nothing is written."""
    tally = Tally()
    seen: dict[bytes, tuple[int, Place]] = {}
    for each in planned(exports, catalogue, asked):
        tally.read += 1
        if isinstance(each.given, Order):
            for name in unknown_items(each.given, catalogue):
                tally.know_not(name)
        result = _rehearsed(each, ledger, asked, seen)
        if isinstance(result, Skipped):
            _leave_out(tally, each, result)
        else:
            tally.made += 1
            tally.papers[result.paper] += 1
            _doubt(tally, result)
    tally.check()
    return tally


def _rehearsed(
    each: Planned, ledger: Ledger | None, asked: Asked, seen: dict[bytes, tuple[int, Place]]
) -> Copy | Skipped:
    """Return what would come of an order, by what the ledger knows and what was read before."""
    result, given = each.result, each.given
    if not isinstance(given, Order):
        return result
    if isinstance(result, Skipped):
        return _told(result, ledger.made_before(given, None) if ledger else "")
    key = hashlib.blake2b(given.key.encode(), digest_size=8).digest()
    what = hash((*(copy.reader for copy in result.each), result.country, result.products))
    if key in seen:
        before, place = seen[key]
        if before == what:
            return Skipped(given.number, Reason.TWICE, "")
        return Skipped(given.number, Reason.UNLIKE, another_one(place.path, place.line))
    seen[key] = what, given.place
    standing = ledger.standing(given, None, result) if ledger else None
    if standing is None or standing.reason is None:
        return result
    if standing.reason == Reason.CHANGED and asked.changed:
        return result
    return Skipped(given.number, standing.reason, standing.words)


def rehearsal(
    exports: Sequence[Path], catalogue: Catalogue, path: Path, asked: Asked = _AS_EVER
) -> Tally:
    """Rehearse with the ledger at a path, if there is one; raises LedgerError or OSError."""
    if not path.exists():
        return rehearse(exports, catalogue, None, asked)
    with closing(Ledger(path, look=True)) as ledger:
        return rehearse(exports, catalogue, ledger, asked)


def take(
    exports: Sequence[Path],
    catalogue: Catalogue,
    ledger: Ledger,
    run: Run,
    sort: Sort,
    asked: Asked,
    advance: Advance,
) -> Tally:
    """Set down in the ledger what a run is to make and what it leaves out."""
    tally = Tally()
    everything = planned(exports, catalogue, asked)
    while batch := list(islice(everything, _BATCH)):
        with ledger.transaction():
            for each in batch:
                _take(each, catalogue, ledger, run, sort, asked, tally)
        advance(tally.read)
    ledger.drop_others(run)
    with ledger.transaction():
        ledger.label(run, labels(ledger.numbers(run)))
    return tally


def _take(
    each: Planned,
    catalogue: Catalogue,
    ledger: Ledger,
    run: Run,
    sort: Sort,
    asked: Asked,
    tally: Tally,
) -> None:
    tally.read += 1
    result, given = each.result, each.given
    unknown = unknown_items(given, catalogue) if isinstance(given, Order) else []
    for name in unknown:
        tally.know_not(name)
    if isinstance(result, Copy) and isinstance(given, Order):
        standing = ledger.standing(given, run, result) if asked.changed else None
        key = sort_key(sort, result)
        objection = ledger.claim(run, given, result, each.position, key, again=asked.changed)
        if objection is None:
            tally.papers[result.paper] += 1
            if standing is not None and standing.reason == Reason.CHANGED:
                result = replace(result, doubts=(*result.doubts, _again(standing)))
            _doubt(tally, result)
            for entry in _doubts(each, result, unknown):
                ledger.leave_out(run, entry)
            return
        result = Skipped(given.number, *objection)
    elif isinstance(result, Skipped) and isinstance(given, Order):
        result = _told(result, ledger.made_before(given, run))
    assert isinstance(result, Skipped)
    _leave_out(tally, each, result)
    ledger.leave_out(run, _entry(each, "order", result.reason, result.words))


def _told(result: Skipped, made: str) -> Skipped:
    """Add where an order was made that is not to be made any more."""
    if not made or result.reason not in _NO_MORE:
        return result
    return replace(result, words=f"{result.words}; {made}", was_made=True)


def _again(standing: Standing) -> tuple[str, str, str]:
    return "change", "made again", standing.words


def _leave_out(tally: Tally, each: Planned, result: Skipped) -> None:
    tally.left_out[result.reason] += 1
    place = each.given.place
    if result.reason.is_fault:
        tally.fail(place, result.order_number, result.words)
    if result.reason == Reason.CHANGED or result.was_made:
        tally.change(place, result.order_number, result.words)
    if result.reason.setting and isinstance(each.given, Order):
        tally.settings[result.reason.setting, each.given.seller] += 1


def _doubt(tally: Tally, copy: Copy) -> None:
    """Count what the packer is told of at the end."""
    for what, reason in dict.fromkeys((what, reason) for what, reason, _ in copy.doubts):
        tally.doubt(what, reason, copy.order_number)


def _doubts(each: Planned, copy: Copy, unknown: Sequence[str]) -> Iterator[LeftOut]:
    """Yield what is doubtful in an order that is made: one entry for each part of it."""
    if unknown:
        words = f"not in orders.toml: {', '.join(dict.fromkeys(unknown[:5]))}"
        yield _entry(each, "product", "unknown", words)
    parts: dict[str, tuple[str, list[str]]] = {}
    for what, reason, words in copy.doubts:
        parts.setdefault(what, (reason, []))[1].append(words)
    for what, (reason, said) in parts.items():
        yield _entry(each, what, reason, "; ".join(said))


def _entry(each: Planned, what: str, reason: str, words: str) -> LeftOut:
    given = each.given
    place = given.place
    path, line = place.path, place.line
    return LeftOut(each.position, what, given.number, reason, words, path, line, given.seller)
