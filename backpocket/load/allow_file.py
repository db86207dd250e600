"""The allow file: the findings that a guide lives with, each in one place and for a reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from backpocket.load.fields import Fields
from backpocket.load.folder import Folder
from backpocket.model.field_types import Text
from backpocket.model.record import Record

__all__ = ["NO_ALLOWANCES", "Allowance", "Allowances", "read_allowances"]


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
