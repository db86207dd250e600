"""Plugin: how a kit comes to each worker of a cluster once, and to those that join later.

Data that Dask scatters is thinned out again while a run is under way, and is lost with the workers
that hold it. A plugin is kept by the scheduler, for all. Dask is imported with this module.
"""

from __future__ import annotations

from typing import Any

from distributed import WorkerPlugin

from backpocket.orders.engines.dask import worker as work

__all__ = ["KitPlugin"]


class KitPlugin(WorkerPlugin):
    """Puts a kit, packed, at hand in the process of a worker."""

    def __init__(self, name: str, kit: bytes) -> None:
        self.name, self._kit = name, kit

    def setup(self, worker: Any) -> None:
        """Take the kit."""
        work.kits[self.name] = self._kit

    def teardown(self, worker: Any) -> None:
        """Put the kit away."""
        work.put_away(self.name)
