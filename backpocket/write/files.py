"""Files: written whole or not at all, and the digests that tell whether there is work to do."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO, Self

__all__ = [
    "PART", "Together", "digest", "digest_of", "hold", "is_written", "left_behind", "make_folder",
    "passing", "sweep", "write_whole", "writing",
]  # fmt: skip

PART = ".part"
"""How the name of a file that is being written ends."""

_CHUNK = 1 << 20
_BEFORE = re.compile(r"\.(.*)\.[a-z0-9_]{8}", re.DOTALL)
_PATIENCE = 30.0
"""Seconds to wait for another process that writes the same file."""

_NO_LOCKS = {errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP}
"""What a disk says that knows no locks, such as a folder of another machine."""


# --- Written whole -------------------------------------------------------------------------


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that anybody may read, as :func:`writing` does, and its folders."""
    make_folder(path.parent)
    with writing(path) as file:
        file.write(data)


@contextlib.contextmanager
def writing(path: Path, *, private: bool = False, lasting: bool = True) -> Iterator[BinaryIO]:
    """Give a file to write to, which takes its name only when all is written.

    A reader sees the old file or the new, never half. A ``private`` one is for its owner alone.
    With ``lasting``, it is on the disk before it takes its name, and keeps that through a power
    cut. The passing name is always the same, so that a process that is killed leaves at most one
    such file, which the next one writes over; one that lives is waited for. Raises OSError if it
    cannot be written; what was there before stays.
    """
    part = passing(path)
    with _begun(part) as file:
        try:
            with _filling(file, private=private, lasting=lasting):
                yield file
            part.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
    if lasting:
        _sync_folder(path.parent)


class Together:
    """Private files of a folder that take their names when all of them are whole; or none does.

    None is open meanwhile, so there may be any number. The folder must be this process's alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: list[str] = []

    def __enter__(self) -> Self:
        return self

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Give a file to write to; raises OSError if it cannot be written."""
        self._names.append(name)
        part = _begun(passing(self._folder / name))
        with part as file, _filling(file, private=True, lasting=True):
            yield file

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for name in self._names:
            path = self._folder / name
            if kind is None:
                passing(path).replace(path)
            else:
                with contextlib.suppress(OSError):
                    passing(path).unlink()
        if kind is None:
            _sync_folder(self._folder)


@contextlib.contextmanager
def _filling(file: BinaryIO, *, private: bool, lasting: bool) -> Iterator[None]:
    """Empty a file, and see that what is then written arrives."""
    file.truncate()
    os.fchmod(file.fileno(), 0o600 if private else 0o644)
    yield
    file.flush()
    if lasting:
        os.fsync(file.fileno())


def passing(path: Path) -> Path:
    """Return the name that a file has while it is written."""
    return path.with_name(f".{path.name}{PART}")


def sweep(folder: Path, names: Collection[str] = ()) -> None:
    """Remove what killed processes have left of files; what cannot be removed stays.

    For ``names``, these are also passing names of before 0.1, which end in eight letters.
    """
    for path in left_behind(folder, names):
        with contextlib.suppress(OSError):
            file = hold(path, 0)
            if file is not None:
                with file:
                    path.unlink()


def left_behind(folder: Path, names: Collection[str] = ()) -> list[Path]:
    """Return what :func:`sweep` would remove, if nobody writes to it."""
    candidates = ((path, _BEFORE.fullmatch(path.name)) for path in folder.glob(".*"))
    return [
        path
        for path, before in candidates
        if path.name.endswith(PART) or (before is not None and before[1] in names)
    ]


def _begun(part: Path) -> BinaryIO:
    try:
        file = hold(part, _PATIENCE)
    except OSError as problem:
        if problem.errno not in _NO_LOCKS:
            raise
        return create(part)
    if file is None:
        raise OSError(errno.EBUSY, "another process is writing it")
    return file


def create(path: Path) -> BinaryIO:
    """Open a file to write to, a new one for its owner alone; no link is followed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def hold(path: Path, patience: float = 1.0) -> BinaryIO | None:
    """Open a file and lock it until it is closed or the process ends; None if another has it.

    Waits ``patience`` seconds for it. Raises OSError if the file cannot be made or locked.
    """
    until = time.monotonic() + patience
    while True:
        file = create(path)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is(file, path):
                return file
            file.close()  # it has another name by now, or none: whoever had it was done
        except BlockingIOError:
            file.close()
            if time.monotonic() >= until:
                return None
            time.sleep(0.02)
        except BaseException:
            file.close()
            raise


def _is(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def make_folder(path: Path, *, private: bool = False) -> None:
    """Make a folder and those above it; a ``private`` one is for its owner alone.

    One that is there is closed to others as well. Raises OSError if it cannot be made.
    """
    path.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
    if private and path.stat().st_mode & 0o077:
        path.chmod(0o700)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets a folder be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# --- Digests -------------------------------------------------------------------------------


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def is_written(path: Path, sha256: str) -> bool:
    """Say whether a file is there and is what it is to be."""
    try:
        return digest_of(path) == sha256
    except OSError:
        return False


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, read in parts; raises OSError."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
    return total.hexdigest()
