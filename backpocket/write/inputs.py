"""Inputs: what the files of a guide are made from, as one digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from backpocket.load.disk import Disk

__all__ = ["inputs_digest"]

_PARTS = ("templates", "styles", "backpocket")
_SKIPPED = {"__pycache__"}


def inputs_digest(disk: Disk, guide: str) -> str:
    """Return one digest of all that the files of a guide are made from, and judged by.

    Contents count, not times: a file that is touched and not changed makes no work. Raises OSError
    if one of them cannot be read.
    """
    root = disk.root
    total = hashlib.sha256()
    for path in sorted(_inputs(root, guide), key=lambda path: path.as_posix()):
        total.update(os.fsencode(path.relative_to(root)) + b"\0")
        total.update(hashlib.sha256(disk.read(path)).digest())
    return total.hexdigest()


def _pictures(content: Path) -> Iterable[Path]:
    """Return the pictures beside the shop's own file, of which its logo is one."""
    ends = (".svg", ".png", ".jpg", ".jpeg", ".webp")
    return (path for path in content.glob("*") if path.suffix.lower() in ends)


def _inputs(root: Path, guide: str) -> Iterable[Path]:
    content = root / "content"
    folders = [content / guide, *(root / part for part in _PARTS)]
    paths = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    shared = (*content.glob("*.toml"), content / "words.txt", *_pictures(content))
    paths |= {path for path in shared if path.is_file()}
    paths |= {path for path in root.glob("requirements*.lock") if path.is_file()}
    return [path for path in paths if not _SKIPPED & set(path.relative_to(root).parts)]
