"""Crew: the workers of a cluster, for one run: batches of orders go to them and come back in order.

They have the kit once each. A worker that ends costs nothing but time: Dask gives its batches to
another, to one that comes later if need be.
"""

from __future__ import annotations

import operator
import pickle
import pkgutil
import time
import uuid
import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Self

from backpocket.diagnostics import Diagnostic
from backpocket.orders.engines.local import Task
from backpocket.orders.stop import StopError

if TYPE_CHECKING:
    from distributed import Client, Future

    from backpocket.orders.engines.dask.cluster import Cluster
    from backpocket.orders.engines.dask.worker import Answer, Reply

__all__ = ["Crew"]

_MAKER = "backpocket.orders.engines.dask.worker:make_batch"
_VERSION = "backpocket:__version__"
_BATCH = 64
_AHEAD = 3
"""Batches under way for each worker: one that is made, and some that wait there."""

_MOST_AHEAD = 1024
_EVERY = 2.0
"""Seconds between two looks at how many workers there are."""

_ALL_GONE = "all workers have gone, and no other came"


@dataclass
class _UnderWay:
    """Tasks that were given out together."""

    tasks: list[Task]
    future: Future[Reply]


class Crew:
    """The workers, who have the kit; batches go to them and come back in order."""

    def __init__(self, cluster: Cluster, client: Client, kit: bytes) -> None:
        self._cluster, self._client, self._kit = cluster, client, kit
        self._name = f"backpocket-{uuid.uuid4().hex}"
        self._count = 0
        self._workers = 0
        self._seen = self._looked = time.monotonic()

    def __enter__(self) -> Self:
        from backpocket.orders.engines.dask.plugin import KitPlugin

        try:
            self._client.run(pkgutil.resolve_name, _VERSION)  # an error of a worker without it
            self._client.register_plugin(KitPlugin(self._name, self._kit), name=self._name)
        except Exception as problem:  # noqa: BLE001 - of a worker that lacks the press, or is gone
            self.__exit__()
            raise StopError(self._fault(problem)) from None
        # By name, and with what Python itself has: the scheduler need not have the press.
        self._maker = self._client.submit(pkgutil.resolve_name, _MAKER, key=f"{self._name}-0")
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):  # a cluster that is gone has nothing to put away
            self._client.unregister_worker_plugin(self._name)

    def answers(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Answer]]:
        """Yield each task with its answer; only so many batches are under way."""
        under_way: deque[_UnderWay] = deque()
        try:
            while True:
                while len(under_way) < min(_AHEAD * max(self._workers, 1), _MOST_AHEAD):
                    batch = list(islice(tasks, _BATCH))
                    if not batch:
                        break
                    under_way.append(_UnderWay(batch, self._submit(batch)))
                if not under_way:
                    return
                reply = self._reply(under_way)
                yield from zip(under_way.popleft().tasks, reply.orders, strict=True)
        finally:
            self._client.cancel([each.future for each in under_way], force=True)

    def _submit(self, tasks: list[Task]) -> Future[Reply]:
        self._count += 1
        orders = tuple(
            (task.number, task.reader, tuple(edition for edition, _ in task.files))
            for task in tasks
        )
        key = f"{self._name}-{self._count}"
        batch = zlib.compress(pickle.dumps(orders), 1)
        arguments = (self._maker, self._name, batch)
        return self._client.submit(operator.call, *arguments, key=key)

    def _reply(self, under_way: deque[_UnderWay]) -> Reply:
        """Wait for the first batch; raises StopError if nobody will make it."""
        while True:
            self._look()
            future = under_way[0].future
            try:
                reply = future.result(timeout=_EVERY)
            except CancelledError:
                raise StopError(self._cluster.lost("the scheduler has gone")) from None
            except Exception as problem:  # noqa: BLE001 - whatever a worker raised, and Dask itself
                if isinstance(problem, TimeoutError) and future.status != "error":
                    continue  # it is still being made
                raise StopError(self._fault(problem)) from None
            else:
                if reply.other:
                    raise StopError(self._cluster.other_press(reply.other))
                if reply.trouble:
                    raise StopError(self._cluster.lost(reply.trouble))
                return reply

    def _fault(self, problem: Exception) -> Diagnostic:
        """Say why a batch was not made; what a worker says of it may hold data of an order."""
        from distributed.scheduler import KilledWorker

        if isinstance(problem, KilledWorker):
            reason = "one worker after the other ended while it made the same orders"
            return self._cluster.lost(reason)
        if isinstance(problem, ImportError | AttributeError):
            return self._cluster.other_press(str(problem))
        return self._cluster.lost(type(problem).__name__)

    def _look(self) -> None:
        """Count the workers now and then; raises StopError if there have long been none."""
        now = time.monotonic()
        if self._workers and now - self._looked < _EVERY:
            return
        self._looked = now
        try:
            self._workers = len(self._client.nthreads())
        except (OSError, RuntimeError, AttributeError):
            raise StopError(self._cluster.lost("the scheduler does not answer")) from None
        if self._workers:
            self._seen = now
        elif now - self._seen > self._cluster.patience:
            raise StopError(self._cluster.lost(_ALL_GONE))
