"""What is made once for all tests, however many workers run them: builds, runs, what is read."""

from __future__ import annotations

import fcntl
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

__all__ = ["Once"]

T = TypeVar("T")


class Once:
    """Makes a thing under a lock of its name: who comes first makes it, and the others wait.

    A thing that could not be made is left to the next who asks, so that each test says why.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, name: str, make: Callable[[Path], object]) -> Path:
        """Return a folder, which ``make`` has filled; nobody may change what is in it."""
        folder = self.root / name
        with (self.root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                draft = self.root / f"{name}.draft"
                shutil.rmtree(draft, ignore_errors=True)
                draft.mkdir()
                make(draft)
                draft.rename(folder)
        return folder

    def value(self, name: str, make: Callable[[], T]) -> T:
        """Return a value; what can be pickled crosses to the other workers."""

        def keep(folder: Path) -> None:
            (folder / "value").write_bytes(pickle.dumps(make()))

        found: T = pickle.loads((self.folder(name, keep) / "value").read_bytes())
        return found


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str, takes_seconds: None) -> Once:
    """Return the maker of things that take seconds; the tests that use it are slow."""
    base = tmp_path_factory.getbasetemp()
    root = (base if worker_id == "master" else base.parent) / "once"
    root.mkdir(exist_ok=True)
    return Once(root)
