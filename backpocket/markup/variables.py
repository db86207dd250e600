"""Variables: the values that a text brings in with ``{{ name }}``, so that each is written once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backpocket.model.guide import Brand, Guide, Settings
from backpocket.model.regions import Region

__all__ = ["TABLES", "variable_names", "variables"]

_GUIDE = ("title", "short_title", "promise", "version", "licence", "contact", "address")
_BRAND = ("name", "url", "contact")
_REGION = tuple(name for name in Region.model_fields if name != "papers")
_DOSE = ("hold", "reps", "sets", "often")
_LIGHTS = ("go", "ease", "stop")

TABLES: Mapping[str, str] = {
    **{f"pain.{name}": "[traffic] in “safety.toml”" for name in _LIGHTS},
    "scale.noticed": "[scale] in “treatments.toml”",
}
"""Where the variables come from that a guide may be without."""

assert set(_GUIDE) <= set(Settings.model_fields)
assert set(_BRAND) <= set(Brand.model_fields)


def variable_names(
    moves: Iterable[str], *, traffic: bool = False, scale: bool = False
) -> frozenset[str]:
    """Return the names of all variables of a guide with these moves, lights or scale."""
    return frozenset(
        [
            *(f"guide.{name}" for name in _GUIDE),
            *(f"brand.{name}" for name in _BRAND),
            *(f"region.{name}" for name in _REGION),
            *(f"move.{move}.{name}" for move in moves for name in ("name", *_DOSE)),
            *(f"pain.{name}" for name in _LIGHTS if traffic),
            *(["scale.noticed"] if scale else []),
        ]
    )


def variables(guide: Guide, brand: Brand, region: Region) -> Mapping[str, str]:
    """Return the value of each variable in one region."""
    values = {f"guide.{name}": str(getattr(guide.settings, name)) for name in _GUIDE}
    values |= {f"brand.{name}": str(getattr(brand, name)) for name in _BRAND}
    values |= {f"region.{name}": str(getattr(region, name)) for name in _REGION}
    for move in guide.moves.values():
        values[f"move.{move.id}.name"] = move.name
        for name in _DOSE:
            value = getattr(move.dose, name)
            values[f"move.{move.id}.{name}"] = "1" if value is None else str(value)
    if traffic := guide.safety.traffic:
        values |= {f"pain.{name}": str(getattr(traffic, name).pain) for name in _LIGHTS}
    if scale := guide.treatments.scale:
        values["scale.noticed"] = str(scale.noticed)
    return values
