"""Exported: an entry of a bibliography as CSL-JSON, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Exported", "filled", "person"]


@dataclass(frozen=True)
class Exported:
    """An entry: its fields under the names of CSL-JSON, and its offset in the file."""

    fields: Mapping[str, Any]
    offset: int


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that hold something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def person(name: str) -> dict[str, str]:
    """Return a name as RIS and many exports have it: “Family, Given, Suffix”, or a group."""
    family, *rest = (part.strip() for part in name.split(","))
    if not rest:
        return {"literal": family}
    return filled({"family": family, "given": rest[0], "suffix": ", ".join(rest[1:])})
