"""Base cache: bases that have been rendered, kept for the next run of the same content.

Bases hold nothing of any order. They are found again by a digest of all that they are made from;
the day is part of it, since what is overdue is said anew each day. What is not whole, or cannot be
written, is as if it were not there.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from backpocket.clock import today
from backpocket.orders.copies.base import Base
from backpocket.write import files

__all__ = ["BaseCache"]

_BYTES = "base64"
_ADAPTER = TypeAdapter(Base)


class BaseCache:
    """A folder with a file for each base; ``recipe`` is the digest of what they are made from."""

    def __init__(self, folder: Path, recipe: str) -> None:
        self._folder = folder
        self._key = hashlib.sha256(f"{recipe} {today()}".encode()).hexdigest()[:32]

    def take(self, name: str) -> Base | None:
        """Return the base of “GUIDE/EDITION”, if it is there."""
        try:
            digest, _, text = self._path(name).read_bytes().partition(b"\n")
            if hashlib.sha256(text).hexdigest().encode() != digest:
                return None
            return _ADAPTER.validate_python(json.loads(text, object_hook=_of_json))
        except (OSError, ValueError, ValidationError):
            return None

    def keep(self, name: str, base: Base) -> None:
        """Keep a base in the place of the one that was made of something else."""
        text = json.dumps(_ADAPTER.dump_python(base), default=_as_json).encode()
        path = self._path(name)
        with contextlib.suppress(OSError):
            files.make_folder(self._folder, private=True)
            files.sweep(self._folder)
            for old in self._folder.glob(f"{self._stem(name)}.*"):
                old.unlink(missing_ok=True)
            with files.writing(path, private=True, lasting=False) as file:
                file.write(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)

    def _path(self, name: str) -> Path:
        return self._folder / f"{self._stem(name)}.{self._key}"

    def _stem(self, name: str) -> str:
        return name.replace("/", "-")


def _as_json(value: bytes) -> dict[str, str]:
    return {_BYTES: base64.b64encode(value).decode()}


def _of_json(values: dict[str, Any]) -> Any:
    return base64.b64decode(values[_BYTES]) if values.keys() == {_BYTES} else values
