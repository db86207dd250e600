"""Kinds: the table of the kinds of guides, and whether a guide has what its kind asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from backpocket.diagnostics import Diagnostic, nearest
from backpocket.load.fields import Fields, missing_field, parse_toml, validate
from backpocket.model.kinds import DEFAULT_KIND, GuideKind
from backpocket.model.source import Source

__all__ = ["kind_of", "lacking_fields", "read_kinds"]

_TABLE = Path(__file__).with_name("kinds.toml")


@cache
def read_kinds() -> tuple[Mapping[str, GuideKind], tuple[Diagnostic, ...]]:
    """Return the kinds by name; those that are at fault are left out and diagnosed."""
    source = Source("backpocket/load/kinds.toml", _TABLE.read_text(encoding="utf-8"))
    fields, diagnostics = parse_toml(source)
    if fields is None:
        return {}, tuple(diagnostics)
    kinds: dict[str, GuideKind] = {}
    for name in fields.values:
        kind, found = validate(GuideKind, fields, (name,))
        diagnostics += found
        if kind is not None:
            kinds[name] = kind
    if DEFAULT_KIND not in fields.values:
        diagnostics.append(missing_field(fields, 0, DEFAULT_KIND))
    return kinds, tuple(diagnostics)


def kind_of(settings: Fields | None) -> tuple[GuideKind | None, list[Diagnostic]]:
    """Return the kind that ``guide.toml`` names; none if it cannot be known.

    A table of kinds that is at fault is diagnosed where the kinds are loaded.
    """
    if settings is None or not isinstance(settings.values, dict):
        return None, []
    kinds, faults = read_kinds()
    name = settings.values.get("kind", DEFAULT_KIND)
    if not isinstance(name, str) or name in kinds or faults:
        return kinds.get(name) if isinstance(name, str) else None, []
    at = settings.offset(("kind",))
    message = f"there is no kind of guide “{name}”"
    return None, [settings.source.error(at, "E022", message, nearest(name, kinds))]


def lacking_fields(kind: GuideKind, data: Mapping[str, Fields]) -> Iterator[Diagnostic]:
    """Find the fields that the kind of a guide asks for, and a sheet that lacks what it shows."""
    wanted = [(file, name) for file, names in kind.fields.items() for name in names]
    if "sheet.toml" in data:
        wanted.append(("safety.toml", "traffic"))
    for file, name in dict.fromkeys(wanted):
        fields = data.get(file)
        if fields is None:
            continue
        if name not in fields.values:
            yield missing_field(fields, 0, name)
        elif fields.values[name] in ([], ""):
            message, hint = f"“{name}”: this list is too short", "it needs at least 1 item"
            yield fields.source.error(fields.offset((name,)), "E022", message, hint)
