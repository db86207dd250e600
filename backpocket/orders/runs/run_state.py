"""Run state: one run under way, its ledger and its folder, which no other process has."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Self

from backpocket.characters import printable
from backpocket.clock import today
from backpocket.diagnostics import Diagnostic, Place, error, has_errors, warning
from backpocket.load.catalogue import Catalogue
from backpocket.orders.batch.bindery import Bindery
from backpocket.orders.delivery.delivery import Delivery
from backpocket.orders.delivery.store import StoreAddress
from backpocket.orders.engines.local import Engine, Local
from backpocket.orders.ledger.ledger import LEDGER, LOCK, Ledger, LedgerError
from backpocket.orders.ledger.records import Run, State
from backpocket.orders.runs import reading
from backpocket.orders.runs.outcome import Tally
from backpocket.orders.runs.picking import Sort
from backpocket.orders.runs.reading import Asked
from backpocket.orders.stop import StopError
from backpocket.steps import Progress
from backpocket.write import files

__all__ = [
    "PERSONAL", "Options", "RunState", "folder_for", "free_name", "nothing_to_read",
    "other_ledger", "unreadable",
]  # fmt: skip

PERSONAL = "personal"


@dataclass(frozen=True)
class Options:
    """Where a run goes, and how it is made.

    Its files go to the folder ``out``, and what is done stands in the ledger of ``runs``, whatever
    ``out`` is. With an ``address``, it is then sent there. ``fonts`` is a folder of further fonts
    for names. ``only`` is the one piece that is made: pages, card or pdfs.
    """

    out: Path
    runs: Path
    sort: Sort = "file"
    engine: Engine = field(default_factory=Local)
    address: StoreAddress | None = None
    asked: Asked = field(default_factory=Asked)
    fonts: Path | None = None
    only: str = ""

    @property
    def name(self) -> str:
        """What the ledger calls the run: its folder, as seen from that of the ledger."""
        out, runs = self.out.resolve(), self.runs.resolve()
        return (out.relative_to(runs) if out.is_relative_to(runs) else out).as_posix()


def folder_for(runs: Path, exports: Sequence[Path], catalogue: Catalogue, site: str = "") -> Path:
    """Return the folder of the run of these exports, or the next free one of this day.

    Raises OSError if an export cannot be read, and LedgerError if the ledger cannot.
    """
    day = today().isoformat()
    if not (runs / LEDGER).is_file():
        return runs / day
    with closing(Ledger(runs / LEDGER)) as ledger:
        there = ledger.run_of(reading.digests(exports, site)[1])
        there = there or ledger.run_with(reading.read_exports(exports, catalogue, site))
        if there is not None:
            return runs / there.name
        return runs / free_name(ledger, day)


def free_name(ledger: Ledger, name: str) -> str:
    """Return a name that no run has yet: this one, or else with a number."""
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(each for each in names if ledger.run(each) is None)


def other_ledger(out: Path, runs: Path) -> Diagnostic | None:
    """Tell of a ledger beside the folder of a run that is not the one that it is set down in.

    Before version 0.1 each --out had one there. What it knows as made would be made again.
    """
    beside = out.parent
    if beside.resolve() == runs.resolve() or not (beside / LEDGER).is_file():
        return None
    message = f"the folder {printable(beside.name)} has a ledger of its own, with orders of before"
    on = f"go on with it: --runs {printable(str(beside))}"
    hint = f"{on}; or, if its orders do not count, move {LEDGER} away"
    return error(Place(out.name), "E877", message, hint=hint)


def unreadable(problem: LedgerError, runs: Path) -> Diagnostic:
    """Say that the ledger of a folder cannot be read."""
    message = f"the ledger cannot be read: {problem}"
    hint = "put back a copy of it; without it, orders that are done would be made again"
    return error(Place(f"{runs.name}/{LEDGER}"), "E878", message, hint=hint)


def nothing_to_read(exports: Sequence[Path], catalogue: Catalogue) -> Diagnostic | None:
    """Say that no order stands in exports, if that is so."""
    reason = reading.is_blank(exports, catalogue)
    if not reason:
        return None
    hint = "export the orders again, and see that the shop has some of these days"
    place = Place(exports[0].name if exports else ".")
    return error(place, "E879", f"there is nothing to read: {reason}", hint=hint)


class RunState:
    """One run under way."""

    keeps_volumes = False
    """Whether volumes that are there stay as they are, whatever they would be made from now."""

    def __init__(
        self,
        exports: Sequence[Path],
        catalogue: Catalogue,
        bindery: Bindery,
        options: Options,
        progress: Progress,
    ) -> None:
        self.exports, self.catalogue, self.bindery = exports, catalogue, bindery
        self.options, self.progress = options, progress
        self.out = options.out
        self.tally = Tally()
        self.diagnostics: list[Diagnostic] = []
        self.files: list[tuple[str, int]] = []
        self.delivery: Delivery | None = None
        self.day = today().isoformat()
        self._open = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _start(self) -> None:
        if has_errors(missing := self.options.engine.ready()):
            raise StopError(*missing)
        if (other := other_ledger(self.out, self.options.runs)) is not None:
            raise StopError(other)
        if self.exports and (blank := nothing_to_read(self.exports, self.catalogue)) is not None:
            raise StopError(blank)
        self.ledger = Ledger(self.options.runs / LEDGER)
        self._open.callback(self.ledger.close)
        self.digests, total = self._digests()
        place = Place(self.out.name)
        name = self.options.name
        there = self.ledger.run(name)
        if there is None and self._is_of_others():
            message = "this folder holds other files"
            hint = "name a new folder with --out"
            raise StopError(error(place, "E875", message, hint=hint))
        files.make_folder(self.out, private=True)
        files.make_folder(self.out / PERSONAL, private=True)
        self._hold()
        there = self.ledger.run(name)
        if there is not None and there.state != State.OPEN and not self._is_of(there, total):
            message = "this folder holds the run of another export"
            hint = "name another folder with --out"
            raise StopError(error(place, "E871", message, hint=hint))
        if self.options.address is not None:
            self.delivery = Delivery(self.options.address, self.ledger, there)
        fonts = str(self.options.fonts.resolve()) if self.options.fonts is not None else ""
        self.run, stopped = self.ledger.start(name, total, self.day, fonts)
        if self.delivery is not None:
            self.delivery.claim(self.run)
        for name in stopped:
            message = f"the run {name} was stopped before its end"
            hint = "run it again with the export that it was for"
            self.diagnostics.append(warning(Place(name), "W872", message, hint=hint))

    def _hold(self) -> None:
        """Keep all other processes from the folder of the run."""
        lock = files.hold(self.out / LOCK)
        if lock is None:
            hint = "wait until it is done"
            message = "this run is under way in another process"
            raise StopError(error(Place(self.out.name), "E870", message, hint=hint))
        self._open.callback(lock.close)

    def _digests(self) -> tuple[list[str], str]:
        return reading.digests(self.exports, self.options.asked.site)

    def _is_of(self, run: Run, total: str) -> bool:
        """Say whether the exports, or the orders in them, are those of a run."""
        if not run.forgets:
            return run.exports == total
        site = self.options.asked.site
        same = self.ledger.run_with(reading.read_exports(self.exports, self.catalogue, site))
        return same is not None and same.id == run.id

    def _is_of_others(self) -> bool:
        """Say whether there is something in the folder that no run has begun there."""
        own = {LOCK, PERSONAL}
        return self.out.is_dir() and any(item.name not in own for item in self.out.iterdir())

    def read(self) -> None:
        """Set down in the ledger what is to be made and what is left out."""
        self.tally = reading.take(
            self.exports,
            self.catalogue,
            self.ledger,
            self.run,
            self.options.sort,
            self.options.asked,
            lambda done: self.progress("load", "orders", done),
        )
        if self.has_changed():
            place = Place(self.out.name)
            message = "the export was changed while it was read"
            hint = "run the command again; nothing has been printed"
            raise StopError(error(place, "E873", message, hint=hint))

    @property
    def named_exports(self) -> list[str]:
        """The names of the exports."""
        return [path.name for path in self.exports]

    def has_changed(self) -> bool:
        """Say whether the exports are no longer what they were when the run began."""
        try:
            return reading.digests(self.exports)[0] != self.digests
        except OSError:
            return True
