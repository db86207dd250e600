"""Cluster: an engine that spreads the copies over the workers of a Dask cluster that is there.

The workers get the kit once each and then orders in batches; they return bytes. Files, ledger and
the order of things stay with this process, so that a batch that was made twice, since its worker
was lost, is set down once. Dask is imported only here, when a run begins.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import logging
import warnings
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.orders.engines.local import Made, Personal, Task, keep
from backpocket.orders.stop import StopError

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Cluster"]

_PATIENCE = 30.0
_FAREWELL = 5.0
"""Seconds in which a connection has to be closed."""

_LOGGERS = ("distributed", "distributed.client", "distributed.gc")


@dataclass(frozen=True)
class Cluster:
    """The workers behind a scheduler, such as ``tcp://10.0.0.5:8786``.

    ``patience`` is how many seconds it waits for the scheduler, and for a first or another worker.
    """

    scheduler: str
    patience: float = field(default_factory=lambda: _PATIENCE)

    def ready(self) -> list[Diagnostic]:
        """Say what is missing: the extra, the scheduler, or workers."""
        if importlib.util.find_spec("distributed") is None:
            message = "the extra “cluster” is not installed"
            hint = "install requirements-extras.lock, as docs/scale.md says"
            return [error(self._place, "E880", message, hint=hint)]
        try:
            with self._client():
                return []
        except StopError as stop:
            return list(stop.diagnostics)

    def run(
        self, tasks: Iterable[Task], bases: Mapping[str, Any], personal: Personal, folder: Path
    ) -> Generator[Made, None, None]:
        """Yield what comes of each task, in their order."""
        from backpocket.orders.engines.dask.batches import Crew
        from backpocket.orders.engines.dask.worker import head_of
        from backpocket.orders.engines.dask.worker_kit import pack

        waiting = iter(tasks)
        first = next(waiting, None)
        if first is None:
            return
        kit = pack(bases, personal)
        heads = {name: _Head(head_of(base)) for name, base in bases.items()}
        with self._client() as client, Crew(self, client, kit) as crew:
            for task, (pieces, notes, fault) in crew.answers(chain([first], waiting)):
                if fault:
                    yield Made(task, fault=fault)
                    continue
                named = zip(task.files, pieces, strict=True)
                parts = (heads[edition].whole(*piece) for (edition, _), piece in named)
                yield keep(task, parts, notes, folder)

    @property
    def _place(self) -> Place:
        return Place(self.scheduler)

    @contextmanager
    def _client(self) -> Iterator[Client]:
        """Connect, and wait for a worker; Dask itself says nothing meanwhile."""
        from distributed import Client

        with _quiet():
            try:
                asyncio.run(asyncio.wait_for(self._knock(), self.patience))
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # versions that differ: the kit tells better
                    client = Client(self.scheduler, timeout=self.patience, set_as_default=False)
            except Exception as problem:  # noqa: BLE001 - what is no scheduler may raise anything
                raise StopError(self.not_reached(problem)) from None
            try:
                self._wait_for_workers(client)
                yield client
            finally:
                with suppress(OSError):  # a scheduler that is gone needs no farewell
                    client.close(timeout=_FAREWELL)

    async def _knock(self) -> None:
        """See that a scheduler answers; a client would wait for ever for one that says nothing."""
        from distributed import Security
        from distributed.comm.core import connect

        arguments = Security().get_connection_args("client")
        comm = await connect(self.scheduler, timeout=self.patience, **arguments)
        try:
            await comm.write({"op": "identity", "reply": True})
            if (await comm.read()).get("type") != "Scheduler":
                raise ValueError("it is no scheduler")
        finally:
            comm.abort()

    def _wait_for_workers(self, client: Client) -> None:
        try:
            client.wait_for_workers(1, timeout=self.patience)
        except TimeoutError:
            raise StopError(self.no_workers()) from None
        except (OSError, RuntimeError) as problem:
            raise StopError(self.not_reached(problem)) from None

    def not_reached(self, problem: Exception) -> Diagnostic:
        """Say that there is no scheduler at the address."""
        reason = "it does not answer"
        if not isinstance(problem, OSError):
            reason = "what answers is no scheduler of this version of Dask"
        message = f"the scheduler cannot be reached: {reason}"
        hint = "check the address, and that “dask scheduler” of the same version runs there"
        return error(self._place, "E881", message, hint=hint)

    def no_workers(self) -> Diagnostic:
        """Say that the scheduler has nobody to work."""
        message = f"the scheduler has had no worker for {self.patience:.0f} seconds"
        hint = "start workers for it, then run the command again"
        return error(self._place, "E882", message, hint=hint)

    def other_press(self, reason: str) -> Diagnostic:
        """Say that a worker would make other bytes."""
        message = f"the press of a worker is not the one here: {reason}"
        hint = "give the workers this folder and the packages of requirements-extras.lock"
        return error(self._place, "E883", message, hint=hint)

    def lost(self, reason: str) -> Diagnostic:
        """Say that the cluster has lost the run."""
        message = f"the cluster has lost the run: {reason}"
        hint = "look at the logs of the workers, then run the command again; what is made stays"
        return error(self._place, "E419", message, hint=hint)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's own log off the terminal: what matters of it is told as a diagnostic."""
    levels = {name: logging.getLogger(name).level for name in _LOGGERS}
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


class _Head:
    """The bytes that copies of an edition begin with; their digest is begun once."""

    def __init__(self, data: bytes) -> None:
        self._data, self._digest = data, hashlib.sha256(data)

    def whole(self, follows: bool, piece: bytes) -> tuple[bytes, str]:
        """Return the bytes of a file and their SHA-256."""
        if not follows:
            return piece, hashlib.sha256(piece).hexdigest()
        digest = self._digest.copy()
        digest.update(piece)
        return self._data + piece, digest.hexdigest()
