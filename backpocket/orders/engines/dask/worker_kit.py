"""Kit: what every worker of a cluster is given once, to make copies as this machine makes them.

It holds the bases and the fonts that they name, since a worker sees no file of this machine. A copy
made here goes along as its digest: a worker whose own differs is another press, and says so before
it makes anything.
"""

from __future__ import annotations

import hashlib
import pickle
import platform
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from backpocket import __version__
from backpocket.orders.copies.base import Base
from backpocket.orders.engines.local import Personal
from backpocket.write import files

__all__ = ["Kit", "pack", "press_here", "unpack"]

_PROOF = ("Łukasz Ågren", "#1001")
_PACKAGES = ("fonttools", "uharfbuzz")


@dataclass(frozen=True)
class Kit:
    """Bases whose fonts are named by their digests, those fonts, and what makes copies of them.

    ``proof`` is the digest of one copy of each edition, and ``press`` what it was made with.
    """

    bases: Mapping[str, Any] = field(repr=False)
    fonts: Mapping[str, bytes] = field(repr=False)
    personal: Personal
    proof: Mapping[str, str]
    press: str


def pack(bases: Mapping[str, Any], personal: Personal) -> bytes:
    """Return a kit as bytes; raises OSError if a font cannot be read."""
    fonts: dict[str, bytes] = {}
    packed: dict[str, Any] = {}
    for name, base in bases.items():
        packed[name] = base
        if isinstance(base, Base):
            digests = []
            for path in base.faces:
                data = Path(path).read_bytes()
                digests.append(hashlib.sha256(data).hexdigest())
                fonts[digests[-1]] = data
            packed[name] = replace(base, faces=tuple(digests))
    return pickle.dumps(Kit(packed, fonts, personal, _proof(bases, personal), press_here()))


def unpack(data: bytes, folder: Path) -> tuple[Mapping[str, Any], Personal, str]:
    """Return the bases and the maker of a kit; its fonts go into a folder.

    The text says how the press here differs from that of the kit; it is empty if both make the
    same. Raises OSError if a font cannot be written.
    """
    kit: Kit = pickle.loads(data)  # noqa: S301 - from the press that runs the cluster
    for digest, font in kit.fonts.items():
        with files.writing(folder / f"{digest}.ttf", private=True, lasting=False) as file:
            file.write(font)
    bases = dict(kit.bases)
    for name, base in bases.items():
        if isinstance(base, Base):
            faces = tuple(str(folder / f"{digest}.ttf") for digest in base.faces)
            bases[name] = replace(base, faces=faces)
    if _proof(bases, kit.personal) == kit.proof:
        return bases, kit.personal, ""
    return bases, kit.personal, f"it is {press_here()}; here it is {kit.press}"


def _proof(bases: Mapping[str, Any], personal: Personal) -> dict[str, str]:
    """Return the digest of a copy of each edition."""
    return {
        name: hashlib.sha256(personal(base, *_PROOF)[0]).hexdigest() for name, base in bases.items()
    }


def press_here() -> str:
    """Name the press of this process, and what of its surroundings goes into the bytes."""
    parts = [f"Backpocket {__version__}", f"Python {platform.python_version()}"]
    for name in _PACKAGES:
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join([*parts, f"zlib {zlib.ZLIB_RUNTIME_VERSION}"])
