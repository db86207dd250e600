"""Private files: for the owner alone, whole or not there at all, under names that are no paths."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["PART", "digest_of", "hold", "make_folder", "stem", "writing"]

PART = ".part"
"""How the name of a file that is being written ends."""

_CHUNK = 1 << 20


def make_folder(path: Path) -> None:
    """Make a folder that only its owner can enter; one that is there is closed to others.

    Raises OSError if it cannot be made.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)


def create(path: Path) -> BinaryIO:
    """Open a new file that only its owner can read; what is there of that name is emptied."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    handle = os.open(path, flags, 0o600)
    return os.fdopen(handle, "wb")


@contextlib.contextmanager
def writing(path: Path, *, lasting: bool = True) -> Iterator[BinaryIO]:
    """Give a file to write to, which takes its name only when all is written.

    The passing name is always the same, so that a killed run leaves at most one such file, which
    the next one writes over. With ``lasting``, it is on the disk before it takes its name. Raises
    OSError if it cannot be written; what was there before stays.
    """
    passing = path.with_name(f".{path.name}{PART}")
    try:
        with create(passing) as file:
            yield file
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        passing.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            passing.unlink()
        raise


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, read in parts; raises OSError."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
    return total.hexdigest()


_PLAIN = re.compile(r"[A-Za-z0-9]+")


def stem(number: str, key: str) -> str:
    """Return what the files of an order are called: its number as far as it is plain, and a digest.

    >>> stem("#1001", "shopify:id:6600")
    '1001-b261923ebbbd'
    >>> stem("../../etc/passwd", "etsy:1"), stem("注文", "etsy:2")
    ('etc-passwd-a2fca9ffdd54', 'order-402091a0ddff')
    """
    plain = unicodedata.normalize("NFKD", number).encode("ascii", "ignore").decode()
    slug = "-".join(_PLAIN.findall(plain))[:40].strip("-")
    return f"{slug or 'order'}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def hold(path: Path, patience: float = 1.0) -> BinaryIO | None:
    """Lock a file until it is closed or the process ends; None if another process has it.

    Waits ``patience`` seconds for it. Raises OSError if the file cannot be made.
    """
    file = create(path)
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                file.close()
                return None
            time.sleep(0.02)
        except BaseException:
            file.close()
            raise
        else:
            return file
