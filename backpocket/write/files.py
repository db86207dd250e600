"""Files: written whole or not at all, and the digests that tell whether there is work to do."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

__all__ = ["digest", "inputs_digest", "write_whole"]

_PARTS = ("templates", "styles", "backpocket")
_SKIPPED = {"__pycache__"}


def write_whole(path: Path, data: bytes) -> None:
    """Write a file through a temporary one beside it; a reader sees the old or the new, never half.

    Raises OSError if the folder cannot be written or the disk is full; the old file stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(path.parent)


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def inputs_digest(root: Path, guide: str) -> str:
    """Return one digest of all that the files of a guide are made from, and judged by.

    Contents count, not times: a file that is touched and not changed makes no work. Raises OSError
    if one of them cannot be read.
    """
    total = hashlib.sha256()
    for path in sorted(_inputs(root, guide), key=lambda path: path.as_posix()):
        total.update(os.fsencode(path.relative_to(root)) + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _inputs(root: Path, guide: str) -> Iterable[Path]:
    content = root / "content"
    folders = [content / guide, *(root / part for part in _PARTS)]
    found = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    shared = (*content.glob("*.toml"), content / "words.txt")
    found |= {path for path in shared if path.is_file()}
    found |= {path for path in root.glob("requirements*.lock") if path.is_file()}
    return [path for path in found if not _SKIPPED & set(path.relative_to(root).parts)]


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets a folder be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
