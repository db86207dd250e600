"""Allowances: what a guide's ``allow.toml`` allows is taken out of what was found.

An allowance that nothing needs is itself a finding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from backpocket.diagnostics import Diagnostic, nearest
from backpocket.load.allow_file import Allowance, Allowances

__all__ = ["apply_allowances"]

_NEVER = ("E0", "E1", "E2", "E4", "E5")
"""The codes of what cannot be read, found, drawn, made or written: there is no guide without it."""


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
