"""Delivery: the files of a run go to an address, whole, and its manifest last.

The run is made on this machine and kept in its folder beside the ledger; only what is finished is
sent. A manifest at the address means that all it lists is there. A file that says which run an
address holds keeps two runs from mixing, and the ledger knows all addresses of a run, so that what
is forgotten here is removed there.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backpocket.diagnostics import Place, error
from backpocket.orders.delivery.store import Store, StoreAddress, StoreError
from backpocket.orders.ledger.ledger import Ledger, Run
from backpocket.orders.stop import StopError

if TYPE_CHECKING:
    from backpocket.steps import Progress

__all__ = ["CLAIM", "Delivery", "renew", "withdraw"]

CLAIM = ".backpocket"
_MANIFEST = "manifest.json"
_PERSONAL = "personal"


class Delivery:
    """The delivery of one run to one address."""

    def __init__(self, address: StoreAddress, ledger: Ledger, there: Run | None) -> None:
        """Look at an address; raises StopError if it cannot be used for this run."""
        self._address, self._ledger = address, ledger
        self._store = Store(address)
        self._token = ledger.token(there, address.text) if there is not None else None
        try:
            claim = self._store.read(CLAIM)
            taken = claim is None and self._store.read(_MANIFEST) is not None
        except StoreError as problem:
            raise StopError(address.unwritten(problem)) from None
        if taken or (claim is not None and claim.decode(errors="replace") != self._token):
            message = "another run is at this address"
            hint = "name another address with --out, or remove what is there"
            raise StopError(error(Place(address.text), "E876", message, hint=hint))
        self._again = self._token is not None
        self._claimed = claim is not None

    def claim(self, run: Run) -> None:
        """Take the address for a run; this also shows, before any work, that it can be written."""
        if self._token is None:
            self._token = secrets.token_hex(16)
            self._ledger.take_address(run, self._address.text, self._token)
        if not self._claimed:
            try:
                self._store.write(CLAIM, self._token.encode())
            except StoreError as problem:
                raise StopError(self._address.unwritten(problem)) from None

    def remove(self, names: Iterable[str]) -> None:
        """Remove what is no longer part of the run."""
        self._store.remove(names)

    def send(
        self, run: Run, folder: Path, names: Iterable[str], progress: Progress, total: int
    ) -> None:
        """Send all files of a run that are not there yet; raises StoreError."""
        manifest = folder / _MANIFEST
        if self._again and not self._store.has(_MANIFEST, manifest):
            self._store.remove([_MANIFEST])  # it speaks of what is about to change

        def bring(files: Sequence[str]) -> None:
            for name in files:
                if not (self._again and self._store.has(name, folder / name)):
                    self._store.send(name, folder / name)

        orders = self._store.each(bring, _orders(self._ledger, run))
        for done, _ in enumerate(orders, 1):
            progress("send", "orders", done, total)
        bring([name for name in names if name != _MANIFEST])
        bring([_MANIFEST])


def _orders(ledger: Ledger, run: Run) -> Iterator[list[str]]:
    """Yield the files of each order of a run."""
    for entry in ledger.entries(run):
        if entry.files is not None:
            yield [f"{_PERSONAL}/{file.name}" for file in entry.files]


def withdraw(
    ledger: Ledger,
    run: Run,
    files: Callable[[], Iterable[str]],
    folder: Path,
    kept: Collection[str],
) -> None:
    """Remove files of orders from all addresses of a run, with all that names the orders.

    What is ``kept`` in the folder stays there too, if it is the same. Raises StoreError or
    StopError if that cannot be done.
    """
    for store in _stores(ledger, run):
        same = {name for name in kept if store.has(name, folder / name)}
        store.remove([name for name in store.top() if name != CLAIM and name not in same])
        store.remove(f"{_PERSONAL}/{name}" for name in files())


def renew(ledger: Ledger, run: Run, folder: Path) -> None:
    """Send what is left, and the list and the manifest, which hold no more what was withdrawn."""
    volumes = sorted(path.name for path in folder.glob("*.pdf"))
    lists = sorted(path.name for path in folder.glob("*.csv"))
    for store in _stores(ledger, run):
        for name in (*volumes, *lists, _MANIFEST):
            if (folder / name).exists() and not store.has(name, folder / name):
                store.send(name, folder / name)


def _stores(ledger: Ledger, run: Run) -> Iterator[Store]:
    for address in ledger.addresses(run):
        yield Store(StoreAddress(address))
