"""Allowances: the findings that a guide lives with, each in one place and for a reason.

``allow.toml`` of a guide lists them; an allowance that nothing needs is itself a finding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from backpocket.diagnostics import Diagnostic, nearest
from backpocket.load.fields import Fields
from backpocket.load.folder import Folder
from backpocket.model.field_types import Text
from backpocket.model.guide import Record

__all__ = ["ALLOWANCE_CODES", "NO_ALLOWANCES", "Allowances", "apply_allowances", "read_allowances"]

ALLOWANCE_CODES = ("E901", "W902")

_NEVER = ("E0", "E1", "E2", "E4", "E5")
"""The codes of what cannot be read, found, drawn, made or written: there is no guide without it."""


class Allowance(Record):
    """One finding that is allowed: its code, its file, and words of its line.

    The file is named from the guide, or from ``content/`` if all guides share it.
    """

    code: Text
    file: Text
    near: Text
    reason: Text


@dataclass(frozen=True)
class Allowances:
    """The allowances of a guide, and the file they stand in."""

    items: tuple[Allowance, ...] = ()
    fields: Fields | None = field(repr=False, default=None)


NO_ALLOWANCES = Allowances()


def read_allowances(folder: Folder) -> Allowances:
    """Read the ``allow.toml`` of a guide's folder, if there is one."""
    fields = folder.fields_if_there("allow.toml")
    items = folder.tables(Allowance, fields, "allow", ids=False)
    return Allowances(tuple(items or ()), fields)


def apply_allowances(
    allowances: Allowances,
    guide: str,
    found: Iterable[Diagnostic],
    codes: Iterable[str],
    *,
    whole: bool,
) -> list[Diagnostic]:
    """Take out what is allowed, and object to allowances that are wrong or not needed.

    ``codes`` are those that rules give; ``whole`` says that the guide could be loaded, so that
    every rule has looked at all of it.
    """
    kept = list(found)
    fields = allowances.fields
    if fields is None:
        return kept
    known = sorted(set(codes))
    for number, item in enumerate(allowances.items):
        at = fields.offset(("allow", number, "code"))
        if item.code.startswith(_NEVER):
            message = f"“{item.code}” cannot be allowed: the guide could not be made"
            kept.append(fields.source.error(at, "E901", message, "mend what it is about"))
            continue
        if item.code not in known:
            hint = nearest(item.code, known)
            message = f"“{item.code}” is not the code of a finding that can be allowed"
            kept.append(fields.source.error(at, "E901", message, hint))
            continue
        paths = (f"content/{guide}/{item.file}", f"content/{item.file}")
        rest = [each for each in kept if not _is_meant(item, paths, each)]
        if len(rest) == len(kept) and whole:
            message = f"this allowance is not needed: no {item.code} near “{item.near}”"
            rest.append(fields.source.warning(at, "W902", message, "delete it"))
        kept = rest
    return kept


def _is_meant(item: Allowance, paths: Collection[str], found: Diagnostic) -> bool:
    return found.code == item.code and found.place.path in paths and item.near in found.excerpt
