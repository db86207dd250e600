"""Cluster: an engine that spreads the work over the workers of a Dask cluster that is there.

They have the bases once each, get orders in batches or volumes, and return bytes. Files and ledger
stay with this process: what is made twice, since a worker was lost, is set down once.
"""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import logging
import operator
import pickle
import pkgutil
import time
import warnings
import zlib
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.orders.engines.local import Made, Personal, Task, batched, compose_all, keep
from backpocket.orders.stop import StopError
from backpocket.orders.volume import Bases, Files, Printing, printed

__all__ = ["Cluster"]

_PATIENCE, _FAREWELL = 30.0, 5.0
_BATCH, _AHEAD = 64, 32
"""Orders in a batch; batches or volumes under way, enough for more workers than a run can use."""

_SAMPLE = ("#1001", "Łukasz Ågren")
_LOGGERS = ("asyncio", "distributed", "distributed.client", "distributed.gc")
_KILLED = "one worker after the other ended while it made the same orders"
_WORDS = {
    "E880": ("it cannot be used here", "install requirements-extras.lock, as docs/scale.md says"),
    "E881": ("the scheduler cannot be reached", "check the address, and its version of Dask"),
    "E882": ("there is nobody to work", "start workers for it, then run the command again"),
    "E883": ("a worker has another press", "give it this folder and requirements-extras.lock"),
    "E419": ("the cluster has lost the run", "look at its logs, then go on with the same command"),
}


@dataclass(frozen=True)
class Cluster:
    """The workers behind a scheduler, such as ``tcp://10.0.0.5:8786``.

    ``patience`` is how many seconds it waits for it, or for workers; it looks ``every`` so many.
    """

    scheduler: str
    patience: float = field(default_factory=lambda: _PATIENCE)
    every: float = 2.0

    def ready(self) -> list[Diagnostic]:
        """Say what is missing: the extra, the scheduler, or workers."""
        try:
            if importlib.util.find_spec("distributed") is None:
                raise self._stop("E880", "the extra “cluster” is not installed")
            with self._client(None):
                return []
        except StopError as stop:
            return list(stop.diagnostics)

    def run(
        self, tasks: Iterable[Task], bases: Bases, personal: Personal, folder: Path
    ) -> Generator[Made, None, None]:
        """Yield what comes of each task, in their order."""
        sample = Task("", *_SAMPLE, tuple((name, "") for name in bases))
        work, batches = partial(compose_all, personal), batched(tasks, _BATCH)
        for batch, made in self._spread(work, bases, batches, lambda _: [sample]):
            for task, composed in zip(batch, made, strict=True):
                yield keep(task, composed, bases, folder)

    def bind(self, printings: Iterable[Printing], bases: Bases) -> Generator[Files, None, None]:
        """Yield the files of each volume, in their order."""
        results = self._spread(printed, bases, iter(printings), lambda one: one.sample(*_SAMPLE))
        yield from (files for _, files in results)

    def _spread(self, work: Any, bases: Bases, items: Iterator[Any], sample: Any) -> Iterator[Any]:
        """Yield each item and ``work(bases, item)``; a worker that is lost costs but time."""
        from backpocket.orders.engines.dask.worker import Kit

        for first in islice(items, 1):
            items, kit, sent = chain([first], items), Kit(work, bases, sample(first)), deque[Any]()
            with self._client(kit) as client:
                # By name, with what Python itself has: the scheduler need not have the press.
                make = client.submit(pkgutil.resolve_name, f"{Kit.__module__}:make", pure=False)
                while True:
                    more = list(islice(items, _AHEAD - len(sent)))
                    packed = [zlib.compress(pickle.dumps(item), 1) for item in more]
                    calls = operator.call, [make] * len(more), packed
                    replies = client.map(*calls, key=kit.name, pure=False, kit=kit.name)
                    sent += zip(more, replies, strict=True)
                    if not sent:
                        break
                    item, reply = sent.popleft()
                    yield item, self._result(client, reply)

    def _result(self, client: Any, reply: Any) -> Any:
        """Wait for what work comes to; raises StopError if nobody will do it."""
        from distributed import wait

        with self._told("E419"):
            until = time.monotonic() + self.patience
            while True:
                with suppress(TimeoutError), client.as_current():
                    wait([reply], timeout=self.every)
                    result, other, trouble = reply.result(timeout=self.every)
                    break
                until = time.monotonic() + self.patience if client.nthreads() else until
                if time.monotonic() > until:
                    raise TimeoutError
        if other or trouble:
            raise self._stop("E883" if other else "E419", other or trouble)
        return result

    @contextmanager
    def _client(self, kit: Any) -> Iterator[Any]:
        """Connect, wait for a worker, and give a kit to all; Dask itself says nothing meanwhile."""
        from distributed import Client

        with ExitStack() as undoing:
            for logger in map(logging.getLogger, _LOGGERS):
                undoing.callback(logger.setLevel, logger.level)
                logger.setLevel(logging.CRITICAL + 1)
            undoing.callback(gc.collect)  # what Dask leaves behind is said when it is collected
            try:
                asyncio.run(asyncio.wait_for(self._knock(), self.patience))
                with warnings.catch_warnings(action="ignore"):  # of versions: the kit tells better
                    client = Client(self.scheduler, timeout=self.patience, set_as_default=False)
            except Exception as problem:  # noqa: BLE001 - what is no scheduler may raise anything
                reason = "it does not answer" if isinstance(problem, OSError) else "no Dask answers"
                raise self._stop("E881", reason) from None
            try:
                with self._told("E882"):
                    client.wait_for_workers(1, timeout=self.patience)
                if kit is not None:
                    with self._told("E883"):
                        client.register_plugin(kit)
                yield client
            finally:
                with suppress(Exception):  # a cluster that is gone has nothing to put away
                    client.unregister_worker_plugin(kit.name)
                with suppress(Exception):
                    client.close(timeout=_FAREWELL)

    async def _knock(self) -> None:
        """See that a scheduler answers; a client would wait for ever for one that says nothing."""
        from distributed import Security, rpc

        arguments = Security().get_connection_args("client")
        async with rpc(self.scheduler, connection_args=arguments) as scheduler:
            if (await scheduler.identity()).get("type") != "Scheduler":
                raise ValueError

    @contextmanager
    def _told(self, code: str) -> Iterator[None]:
        """Say in our words what Dask raises; what a worker says may hold data of an order."""
        try:
            yield
        except TimeoutError:
            raise self._stop(code, f"no worker came for {self.patience:.0f} seconds") from None
        except Exception as problem:  # noqa: BLE001 - a worker, and Dask itself, may raise anything
            kind = type(problem).__name__
            reason = str(problem) if code == "E883" else f"the scheduler does not answer ({kind})"
            raise self._stop(code, _KILLED if kind == "KilledWorker" else reason) from None

    def _stop(self, code: str, reason: str) -> StopError:
        words, hint = _WORDS[code]
        return StopError(error(Place(self.scheduler), code, f"{words}: {reason}", hint=hint))
