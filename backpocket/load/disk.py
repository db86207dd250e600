"""Disk: the files of the project, each of which a process reads once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Disk"]


@dataclass(frozen=True)
class Disk:
    """The files below ``root`` as they were when they were first asked for.

    What a build is made from and what its digest is taken of are so the same bytes, even if an
    editor saves meanwhile. A copy for another process starts empty.
    """

    root: Path
    _kept: dict[Path, bytes] = field(default_factory=dict, repr=False, compare=False)

    def __reduce__(self) -> tuple[type[Disk], tuple[Path]]:
        return Disk, (self.root,)

    def read(self, path: Path, most: int | None = None) -> bytes:
        """Return the bytes of a file; no more than ``most``, if that is given.

        Raises OSError if it cannot be read.
        """
        if path not in self._kept:
            with path.open("rb") as file:
                data = file.read() if most is None else file.read(most)
            if most is not None and len(data) == most:
                return data  # there may be more
            self._kept[path] = data
        return self._kept[path][:most]

    def style(self, name: str) -> bytes:
        """Return the bytes of a file of ``styles/``; raises OSError if it cannot be read."""
        return self.read(self.root / "styles" / name)
