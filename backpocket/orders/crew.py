"""Crew: the workers of a cluster, for one run: batches of orders go to them and come back in order.

They have the kit once each. A worker that ends costs nothing but time: Dask gives its batches to
another, and if all go that had the kit, it is handed out anew.
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from backpocket.orders.engine import Task
from backpocket.orders.stop import StopError

if TYPE_CHECKING:
    from distributed import Client, Future

    from backpocket.orders.cluster import Cluster
    from backpocket.orders.worker import Answer, Reply

__all__ = ["Crew"]

_BATCH = 64
_AHEAD = 3
"""Batches under way for each worker: one that is made, and some that wait there."""

_MOST_AHEAD = 1024
_EVERY = 2.0
"""Seconds between two looks at how many workers there are."""

_ATTEMPTS = 3
"""How often the kit is handed out anew when it is lost with all who had it."""

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
        self._name = uuid.uuid4().hex
        self._count = 0
        self._attempts = 0
        self._workers = 0
        self._seen = self._looked = time.monotonic()
        self._hand_out()
        self._look()

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

    def _hand_out(self) -> None:
        """Give the kit to each worker that there is; later ones get it from these."""
        try:
            self._shared = self._client.scatter(self._kit, broadcast=True, hash=False)
        except TimeoutError:
            raise StopError(self._cluster.lost(_ALL_GONE)) from None

    def _submit(self, batch: list[Task]) -> Future[Reply]:
        from backpocket.orders.worker import Batch, make_batch

        self._count += 1
        orders = tuple(
            (task.number, task.reader, tuple(edition for edition, _ in task.files))
            for task in batch
        )
        key = f"backpocket-{self._name}-{self._count}"
        arguments = (self._name, self._shared, Batch(orders))
        return self._client.submit(make_batch, *arguments, key=key, pure=False, retries=2)

    def _reply(self, under_way: deque[_UnderWay]) -> Reply:
        """Wait for the first batch; raises StopError if nobody will make it."""
        from distributed.scheduler import KilledWorker

        while True:
            self._look()
            future = under_way[0].future
            try:
                reply = future.result(timeout=_EVERY)
            except TimeoutError:
                if future.status == "error":
                    raise StopError(self._cluster.lost("TimeoutError")) from None
            except CancelledError:
                self._begin_again(under_way)
            except KilledWorker:
                reason = "one worker after the other ended while it made the same orders"
                raise StopError(self._cluster.lost(reason)) from None
            except (ImportError, AttributeError) as problem:
                raise StopError(self._cluster.other_press(str(problem))) from None
            except Exception as problem:  # whatever a worker says may hold data of an order
                raise StopError(self._cluster.lost(type(problem).__name__)) from None
            else:
                if reply.other:
                    raise StopError(self._cluster.other_press(reply.other))
                return reply

    def _begin_again(self, under_way: deque[_UnderWay]) -> None:
        """Give out what was lost together with all workers that had the kit."""
        self._attempts += 1
        if self._attempts > _ATTEMPTS or self._client.status != "running":
            raise StopError(self._cluster.lost("the scheduler or all workers have gone"))
        self._hand_out()
        for each in under_way:
            if each.future.status != "finished":
                each.future = self._submit(each.tasks)

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
