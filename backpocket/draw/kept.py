"""Kept results: what was drawn once is not drawn again while nothing that it comes from changes.

A folder has one file for each thing that was drawn, under the digest of all that decides its
lines: what is asked for, the sources of the engine, the bodies, the libraries. A file begins with
the digest of the rest, so that a damaged one is told and made again. Colours are not in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

__all__ = ["ELSEWHERE", "FOLDER", "Kept", "kept_of", "key"]

FOLDER = ".drawn"
"""The folder of a project that results are kept in."""
ELSEWHERE = "BACKPOCKET_DRAWN"
"""The variable of the environment that names another folder, which projects may share."""

_MOST, _LEFT = 2000, 1000
_LIBRARIES = ("numpy", "scipy", "contourpy", "shapely")


def key(wanted: str) -> str:
    """Return the digest of what is to be drawn, by the engine as it is."""
    return hashlib.sha256(f"{_engine()}\n{wanted}".encode()).hexdigest()


@cache
def _engine() -> str:
    digest = hashlib.sha256()
    here = Path(__file__).parent
    models = [here.parent / "model" / f"{name}.py" for name in ("poses", "figures", "drawings")]
    files = [path for path in here.rglob("*") if path.suffix in (".py", ".npz", ".toml")]
    for path in sorted([*files, *models]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()


_MEMORY: dict[str, Any] = {}
"""What this process has made or read: most builds change the words alone."""


@dataclass(frozen=True)
class Kept:
    """A folder of results, as JSON; what cannot be read or written there is made each time.

    Without a folder, results are kept while the process lasts.
    """

    folder: Path | None = None

    def once(
        self, names: Sequence[str], make: Callable[[Sequence[str]], Iterable[Any]]
    ) -> list[Any]:
        """Return the result under each key; ``make`` gives those that are not kept, in order."""
        if len(_MEMORY) > _MOST:
            _MEMORY.clear()
        missing = [name for name in dict.fromkeys(names) if not self._knows(name)]
        if missing:
            for name, result in zip(missing, make(missing), strict=True):
                _MEMORY[name] = result
                self.write(name, result)
            self.tidy()
        return [_MEMORY[name] for name in names]

    def _knows(self, name: str) -> bool:
        if name not in _MEMORY and (result := self.read(name)) is not None:
            _MEMORY[name] = result
        return name in _MEMORY

    def read(self, name: str) -> Any:
        """Return what is kept under a key, or None if it is not there, or not whole."""
        if self.folder is None:
            return None
        path = self.folder / f"{name}.json"
        try:
            data = path.read_bytes()
        except OSError:
            return None
        stamp, _, rest = data.partition(b"\n")
        if stamp != _stamp(rest):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return json.loads(rest)

    def write(self, name: str, result: Any) -> None:
        """Keep a result under a key."""
        if self.folder is None:
            return
        rest = json.dumps(result, separators=(",", ":")).encode()
        part = self.folder / f"{name}.{os.getpid()}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(_stamp(rest) + b"\n" + rest)
            part.replace(self.folder / f"{name}.json")
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()

    def tidy(self) -> None:
        """Remove what was not used for longest, once there is much."""
        if self.folder is None:
            return
        with contextlib.suppress(OSError):
            files = list(self.folder.glob("*.json"))
            if len(files) > _MOST:
                files.sort(key=lambda path: path.stat().st_mtime)
                for path in files[:-_LEFT]:
                    path.unlink()


def _stamp(rest: bytes) -> bytes:
    return hashlib.sha256(rest).hexdigest().encode()


def kept_of(root: Path) -> Kept:
    """Return what is kept of the drawings of a project."""
    elsewhere = os.environ.get(ELSEWHERE)
    return Kept(Path(elsewhere) if elsewhere else root / FOLDER)
