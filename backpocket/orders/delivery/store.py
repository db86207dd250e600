"""Store: a folder that is not on this machine, such as a bucket, by its fsspec address.

Files go there whole. What is there already is known by its size and, if the store tells it, its
MD5; a store that tells none is given the file again. fsspec is imported only when one is opened.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.orders.stop import StopError

__all__ = ["Store", "StoreAddress", "StoreError", "is_address"]

_PROTOCOL = re.compile(r"[a-z][a-z0-9+.-]*")
_FOLDER = re.compile(r"\w[\w.-]*")
_AT_ONCE = 16
_MOST_WORDS = 200
_CHUNK = 1 << 20
_WITH_FOLDERS = {"dir", "ftp", "hdfs", "arrow_hdfs", "sftp", "smb", "ssh", "webhdfs"}
"""Protocols whose folders have to be made; a bucket has none, and is never made here."""


class StoreError(OSError):
    """The store has failed; ``strerror`` says why, and holds no data but an order's number."""


def is_address(text: str) -> bool:
    """Say whether a text is an address, and not a path of this machine.

    >>> is_address("s3://shop/runs/today"), is_address("runs/today")
    (True, False)
    """
    return "://" in text


@dataclass(frozen=True)
class StoreAddress:
    """The address of a run's folder, such as ``s3://shop/runs/2026-11-22``."""

    text: str

    @property
    def name(self) -> str:
        """Return the last part below the bucket, or host; nothing if there is none.

        >>> StoreAddress("s3://shop/runs/today/").name, StoreAddress("s3://shop").name
        ('today', '')
        """
        parts = self.text.split("://", 1)[1].strip("/").split("/")
        return parts[-1] if len(parts) > 1 else ""

    def objection(self) -> str:
        """Say why this cannot be used as it is written; nothing if it can."""
        protocol, _, rest = self.text.partition("://")
        if not _PROTOCOL.fullmatch(protocol):
            return "the address begins with no protocol such as s3://"
        if protocol in ("file", "local"):
            return "a folder of this machine is named without a protocol"
        if ":" in rest.split("/")[0].rpartition("@")[0]:
            return "an address holds no password; let fsspec's own settings give it"
        if not rest.strip("/") or (self.name and not _FOLDER.fullmatch(self.name)):
            return "write it as s3://BUCKET/FOLDER, the last part in letters, digits, “-” and “_”"
        return ""

    def unwritten(self, problem: StoreError) -> Diagnostic:
        """Say that not all of a run is there."""
        message = f"not all is there yet: {problem.strerror}"
        hint = "run the same command again: what is made stays, and only what lacks is sent"
        return error(Place(self.text), "E503", message, hint=hint)


class Store:
    """An open store. Names are paths below its address; what fails raises StoreError."""

    def __init__(self, address: StoreAddress) -> None:
        """Open a store; raises StopError if the packages for it are not there."""
        try:
            if importlib.util.find_spec("fsspec") is None:
                raise ImportError
            from fsspec.core import url_to_fs

            with _told():
                options = {"use_listings_cache": False, "skip_instance_cache": True}
                self._files, self._root = url_to_fs(address.text, **options)
        except ImportError:
            protocol = address.text.partition("://")[0]
            message = f"the extra “remote”, or what it needs for {protocol}://, is not installed"
            hint = "install requirements-extras.lock, as docs/scale.md says"
            raise StopError(error(Place(address.text), "E880", message, hint=hint)) from None
        self._made: set[str] = set()

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, None if it is not there."""
        with _told():
            try:
                return bytes(self._files.cat_file(self._path(name)))
            except FileNotFoundError:
                return None

    def write(self, name: str, data: bytes) -> None:
        """Write a small file."""
        with _told():
            self._make_folder(name)
            self._files.pipe_file(self._path(name), data)

    def has(self, name: str, path: Path) -> bool:
        """Say whether the file of a path is there, as it is here."""
        with _told():
            try:
                there = self._files.info(self._path(name))
            except FileNotFoundError:
                return False
            return there.get("size") == path.stat().st_size and _has_digest(there, path)

    def send(self, name: str, path: Path) -> None:
        """Send a file."""
        with _told():
            self._make_folder(name)
            self._files.put_file(str(path), self._path(name))

    def remove(self, names: Iterable[str]) -> None:
        """Remove files, those that are there."""
        for _ in self.each(self._remove, names):
            pass

    def top(self) -> list[str]:
        """Return the names of the files at the top."""
        with _told():
            try:
                listed = self._files.ls(self._root, detail=True)
            except FileNotFoundError:
                return []
            return [each["name"].rsplit("/", 1)[-1] for each in listed if each["type"] == "file"]

    def each(self, work: Any, items: Iterable[Any]) -> Iterator[Any]:
        """Do some work for many items, several at a time; yield the results, in order."""
        waiting = iter(items)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            under_way = [pool.submit(work, item) for item in islice(waiting, 2 * _AT_ONCE)]
            try:
                while under_way:
                    yield under_way.pop(0).result()
                    under_way += [pool.submit(work, item) for item in islice(waiting, 1)]
            finally:
                for future in under_way:
                    future.cancel()

    def _remove(self, name: str) -> None:
        with _told():
            try:
                self._files.rm_file(self._path(name))
            except FileNotFoundError:
                return

    def _path(self, name: str) -> str:
        return f"{str(self._root).rstrip('/')}/{name}"

    def _make_folder(self, name: str) -> None:
        protocols = self._files.protocol
        known = {protocols} if isinstance(protocols, str) else set(protocols)
        folder = self._path(name).rsplit("/", 1)[0]
        if folder not in self._made and known & _WITH_FOLDERS:
            self._files.makedirs(folder, exist_ok=True)
        self._made.add(folder)


def _has_digest(there: dict[str, Any], path: Path) -> bool:
    """Say whether a store's own word of a file is the MD5 of that here."""
    tag = str(there.get("ETag") or there.get("etag") or "").strip('"')
    wanted = {tag, str(there.get("md5Hash") or "")} - {""}  # of S3 and Azure; of Google
    if not wanted:
        return False
    total = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
    return bool({total.hexdigest(), base64.b64encode(total.digest()).decode()} & wanted)


@contextmanager
def _told() -> Iterator[None]:
    """Turn whatever a store raises into StoreError."""
    try:
        yield
    except ImportError:
        raise
    except StoreError:
        raise
    except FileNotFoundError:
        raise StoreError(0, "there is no such bucket or folder") from None
    except PermissionError:
        raise StoreError(0, "it may not be read or written with these credentials") from None
    except Exception as problem:  # noqa: BLE001 - each kind of store has errors of its own
        words = (str(problem).splitlines() or [""])[0][:_MOST_WORDS]
        raise StoreError(0, f"{type(problem).__name__}: {words}".rstrip(": ")) from None
