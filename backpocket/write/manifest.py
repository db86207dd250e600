"""Manifest: what lies in the output folder, which one build at a time may change.

``manifest.json`` lists the files of the press there, with the version of the press and a digest of
what each guide was made from. A file that it does not list is somebody else's, and stays.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from backpocket import __version__
from backpocket.write import files

__all__ = [
    "SITE", "Manifest", "Published", "has_stale", "hold", "read_manifest", "remove_stale",
    "write_manifest",
]  # fmt: skip

SITE = ""
"""What stands for the guide of a file of the site, which is of all guides."""

_FILE = "manifest.json"
_LOCK = ".lock"
_TRIES = 1000
"""A folder that other builds make and remove is there after a few; a file in its place stays."""


@dataclass(frozen=True)
class Published:
    """A file of the press: its path in the output folder, its size in bytes, its type in points."""

    guide: str
    version: str
    edition: str
    path: str
    bytes: int
    pages: int
    type_size: float
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The files of the press, the digest of what each guide was made from, and the press's version.

    The paths of ``outdated`` are of files that were made from something older, and are not vouched
    for. A manifest of an older press has none of these, and no version.
    """

    inputs: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Published, ...] = ()
    outdated: tuple[str, ...] = ()
    press: str = ""

    @property
    def paths(self) -> list[str]:
        """Return the paths of all files that are the press's own."""
        return [*(item.path for item in self.files), *self.outdated]


# --- What lies there -----------------------------------------------------------------------


def read_manifest(out: Path) -> Manifest:
    """Read the manifest; one that is not there or not in its form counts as empty."""
    from pydantic import TypeAdapter

    try:
        data = (out / _FILE).read_bytes()
        return TypeAdapter(Manifest).validate_json(data, strict=True)
    except (OSError, ValueError):
        return Manifest()


def write_manifest(out: Path, made: Sequence[Published], digests: Mapping[str, str]) -> None:
    """Write what lies in the output folder: what was made now, and what was there and still is.

    ``digests`` are those of what each guide was made from. Raises OSError.
    """
    before = read_manifest(out)
    inputs = {**before.inputs, **{item.guide: digests.get(item.guide, "") for item in made}}
    new = {item.path for item in made}
    there = [path for path in before.paths if path not in new and (out / path).is_file()]
    kept = [
        item
        for item in before.files
        if item.path in there and inputs.get(item.guide) == before.inputs.get(item.guide)
    ]
    outdated = set(there) - {item.path for item in kept}
    _write(out, Manifest(inputs, (*kept, *made), tuple(outdated)))


def remove_stale(out: Path, current: Collection[str]) -> None:
    """Remove the files of the press that are not current, and the folders that this leaves empty.

    ``current`` are the paths of all files that there are to be. What killed builds have left
    half-written goes too. Raises OSError.
    """
    before = read_manifest(out)
    kept = [item for item in before.files if item.path in current]
    guides = {item.guide for item in kept}
    inputs = {guide: digest for guide, digest in before.inputs.items() if guide in guides}
    outdated = [path for path in before.outdated if path in current]
    stale = [path for path in before.paths if path not in current]
    for folder, names in _written_to(out, [*current, *stale]).items():
        files.sweep(folder, names)
    if stale or inputs != before.inputs:
        # The manifest is written last: a killed build leaves none of its own files unlisted.
        for path in stale:
            _remove(out, path)
        _write(out, Manifest(inputs, tuple(kept), tuple(outdated)))


def has_stale(out: Path, current: Collection[str]) -> bool:
    """Say whether there is something that :func:`remove_stale` removes."""
    if any(path not in current for path in read_manifest(out).paths):
        return True
    folders = _written_to(out, current).items()
    return any(files.left_behind(folder, names) for folder, names in folders)


def _written_to(out: Path, paths: Collection[str]) -> dict[Path, set[str]]:
    """Return the folders of the output, and the names of the files that are written there."""
    folders: dict[Path, set[str]] = {out: {_FILE}}
    for path in paths:
        folders.setdefault((out / path).parent, set()).add(PurePosixPath(path).name)
    return folders


def _write(out: Path, manifest: Manifest) -> None:
    table = {
        "press": __version__,
        "inputs": dict(manifest.inputs),
        "files": [asdict(item) for item in sorted(manifest.files, key=lambda item: item.path)],
        "outdated": sorted(manifest.outdated),
    }
    text = json.dumps(table, indent=2, sort_keys=True)
    files.write_whole(out / _FILE, (text + "\n").encode())


def _remove(out: Path, listed: str) -> None:
    """Remove a file, if its path keeps inside the output folder, as those of the press do."""
    path = out / listed
    within = path.parent.resolve().is_relative_to(out.resolve())
    if not within or ".." in PurePosixPath(listed).parts or path.is_dir():
        return
    path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # something else is in it
        for folder in PurePosixPath(listed).parents[:-1]:
            (out / folder).rmdir()


# --- One build at a time -------------------------------------------------------------------


@contextlib.contextmanager
def hold(out: Path, waits: Callable[[], None]) -> Iterator[bool]:
    """Keep other builds out of a folder, and say whether one had to be waited for.

    ``waits`` is called when there is one. The folder is made if need be, and goes again if it stays
    empty. Raises OSError if it cannot be written.
    """
    made: set[Path] = set()
    lock, waited = _lock(out / _LOCK, made, waits)
    try:
        yield waited
    finally:
        with contextlib.suppress(OSError):
            (out / _LOCK).unlink()
            for folder in sorted(made, reverse=True):
                folder.rmdir()
        os.close(lock)


def _lock(path: Path, made: set[Path], waits: Callable[[], None]) -> tuple[int, bool]:
    """Return the locked file of a path; the folders that had to be made for it go into ``made``."""
    waited = False
    while True:
        lock = _opened(path, made)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waits()
                waited = True
                fcntl.flock(lock, fcntl.LOCK_EX)
            # One that has ended has removed its file: then this lock is of a file that is gone.
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(lock), path.stat()):
                    return lock, waited
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


def _opened(path: Path, made: set[Path]) -> int:
    """Open a file and make its folders, which another build may take away at any moment."""
    for left in reversed(range(_TRIES)):
        made |= {each for each in path.parents if not each.exists()}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        except (FileNotFoundError, FileExistsError):  # mkdir looks twice: made, and gone again
            if not left:
                raise
    raise AssertionError
