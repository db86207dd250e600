"""From the ledger: runs of orders that have been read before, made without their exports."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Sequence

from backpocket.load.catalogue import Catalogue
from backpocket.orders.batch.bindery import Bindery
from backpocket.orders.delivery.delivery import Delivery
from backpocket.orders.delivery.store import StoreAddress
from backpocket.orders.ledger.ledger import LEDGER, Entry, Ledger, Run
from backpocket.orders.plan import Reason
from backpocket.orders.runs.run_state import Options, RunState
from backpocket.steps import Progress

__all__ = ["OnceMore", "Rebuilt"]


class OnceMore(RunState):
    """A small run of orders that are made already, as they were made; theirs stays as it is."""

    def __init__(
        self,
        entries: Sequence[Entry],
        catalogue: Catalogue,
        bindery: Bindery,
        options: Options,
        progress: Progress,
    ) -> None:
        super().__init__((), catalogue, bindery, options, progress)
        self._entries = entries

    def _digests(self) -> tuple[list[str], str]:
        return [], f"again:{secrets.token_hex(8)}"  # it is of no export

    def read(self) -> None:
        """Set down in the ledger what is to be made once more."""
        with self.ledger.transaction():
            for position, entry in enumerate(self._entries):
                self.ledger.claim_again(self.run, entry, position, self._wanted(entry))
                self.tally.papers[entry.paper] += 1
        self.tally.read = len(self._entries)

    def _wanted(self, entry: Entry) -> tuple[str, ...]:
        """Return the editions of an order: all, or the one that is asked for alone."""
        bare = {name: name.partition("/")[2] for name in entry.editions}
        only = tuple(name for name in bare if bare[name].startswith(f"{self.options.only}-"))
        return only or entry.editions

    def has_changed(self) -> bool:
        return False


class Rebuilt(RunState):
    """A finished run whose print run is made anew from the orders that it still has."""

    keeps_volumes = True

    def __init__(
        self,
        run: Run,
        catalogue: Catalogue,
        bindery: Bindery,
        options: Options,
        progress: Progress,
    ) -> None:
        super().__init__((), catalogue, bindery, options, progress)
        self.run, self.day = run, run.day

    def _start(self) -> None:
        self.ledger = Ledger(self.options.runs / LEDGER)
        self._open.callback(self.ledger.close)
        self._hold()
        self.digests = []
        self.run = self.ledger.carry_on(self.run)
        for address in self.ledger.addresses(self.run)[-1:]:
            self.delivery = Delivery(StoreAddress(address), self.ledger, self.run)

    def read(self) -> None:
        """Count what there is, in the ledger itself."""
        left_out = Counter(self.ledger.counts(self.run))
        forgotten = self.ledger.count_forgotten(self.run)
        if forgotten:
            left_out[Reason.FORGOTTEN] += forgotten
        made = self.ledger.count_made(self.run)
        self.tally.left_out = left_out
        self.tally.made, self.tally.read = made, made + left_out.total()
        self.tally.papers = Counter(self.ledger.count_papers(self.run))

    def has_changed(self) -> bool:
        return False

    @property
    def named_exports(self) -> list[str]:
        """The names of the exports that the run was made from, as its manifest has them."""
        try:
            manifest = json.loads((self.out / "manifest.json").read_bytes())
            return [str(each["name"]) for each in manifest["exports"]]
        except (OSError, ValueError, TypeError, KeyError):
            return []
