"""Shared: the data files of ``content/`` whose texts every guide may show."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from backpocket.load.fields import Fields
from backpocket.load.folder import Reader

__all__ = ["SHARED", "read_shared"]

SHARED = ("brand.toml", "regions.toml")


def read_shared(root: Path) -> Mapping[str, Fields]:
    """Return the fields of the shared files that can be read, by name.

    What is wrong with the files themselves, loading says.
    """
    reader = Reader(root, root / "content")
    read = {name: reader.fields(name) for name in SHARED}
    return {name: fields for name, fields in read.items() if fields is not None}
