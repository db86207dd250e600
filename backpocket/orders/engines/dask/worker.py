"""Worker: what the machines of a cluster are given once, and what they make with it.

A worker sees no file of the machine that leads, and knows no ledger: work in, bytes out. Dask is
imported with this module.
"""

from __future__ import annotations

import pickle
import platform
import tempfile
import uuid
import zlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dask.tokenize import tokenize
from distributed import WorkerPlugin

from backpocket import PRESS
from backpocket.orders.copies.base import fonts_of, with_fonts
from backpocket.orders.volume import Bases

__all__ = ["Kit", "make"]

_PACKAGES = ", ".join(f"{name} {version(name)}" for name in ("fonttools", "pikepdf", "uharfbuzz"))
_HERE = f"{PRESS}, Python {platform.python_version()}, {_PACKAGES}, zlib {zlib.ZLIB_VERSION}"
"""The press of this process, and what of its surroundings goes into the bytes."""

_kits: dict[str, Kit] = {}


class Kit(WorkerPlugin):
    """Work, bases and fonts, for late workers too, and a digest that tells another press."""

    def __init__(self, work: Callable[..., Any], bases: Bases, sample: Any) -> None:
        self.name = f"backpocket-{uuid.uuid4().hex}"
        self.work, self.bases, self.sample = work, bases, sample
        self.fonts = fonts_of(bases)
        self.proof, self.press, self.other = tokenize(work(bases, sample)), _HERE, ""

    def setup(self, worker: Any) -> None:
        """Open the kit. What is wrong is told by the work: here, Dask would keep it to its log."""
        try:
            folder = tempfile.mkdtemp(prefix="backpocket-", dir=worker.local_directory)
            self.bases = with_fonts(self.bases, self.fonts, Path(folder))
            same = tokenize(self.work(self.bases, self.sample)) == self.proof
            what = "" if same else "other bytes"
        except Exception as problem:  # noqa: BLE001 - of whatever press there is
            what = type(problem).__name__
        self.other = what and f"{what} with {_HERE}; here it is {self.press}"
        _kits[self.name] = self

    def teardown(self, worker: Any) -> None:
        _kits.pop(self.name, None)


def make(packed: bytes, *, kit: str) -> tuple[Any, str, str]:
    """Return what a kit makes of something, how the press here differs, or trouble; never raise."""
    try:
        given = _kits[kit]
        if given.other:
            return None, given.other, ""
        item = pickle.loads(zlib.decompress(packed))  # noqa: S301 - Dask itself trusts it with code
        return given.work(given.bases, item), "", ""
    except Exception as problem:  # noqa: BLE001 - Dask would log what was given
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        return None, "", f"on a worker, {reason}"
