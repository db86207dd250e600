"""Layers: painted shapes, and what is left of them once nearer ones lie on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shapely import LineString, Polygon
from shapely.ops import unary_union

from backpocket.draw.shapes.geometry import grown, largest

__all__ = ["HALO", "SEAM", "Role", "Shape", "seen"]

HALO, SEAM = 0.85, 0.5
"""Widths of the white line round a limb and along a hem, in hundredths of stature."""
_SLIVER, _SPECK, _UNDERLAP, _KEEPS_CORNERS = 0.45, 2.2, 1.6, 1.5


class Role(StrEnum):
    """What a shape is; a style gives each role its paint."""

    NEAR = "near"
    FAR = "far"
    SHIRT = "shirt"
    FAR_SHIRT = "far-shirt"
    SHORTS = "shorts"
    FAR_SHORTS = "far-shorts"
    SHOE = "shoe"
    FAR_SHOE = "far-shoe"
    SOLE = "sole"
    FAR_SOLE = "far-sole"
    HAIR = "hair"
    CREASE = "crease"


@dataclass(frozen=True)
class Shape:
    """An outline with its role; a white line as wide as ``halo`` sets it off from the rest."""

    role: Role
    outline: Polygon | LineString
    halo: float = 0.0


def seen(shapes: Sequence[Shape]) -> list[list[Shape]]:
    """Return what still shows of each shape when all are painted, as zero or more shapes.

    Slivers of a far limb go: they would read as smudges, and what is hidden costs bytes.
    """
    cover = Polygon()
    seen: list[list[Shape]] = []
    for shape in reversed(shapes):
        parts = _open_parts(shape, cover)
        seen.append(parts)
        if parts and shape.role is not Role.CREASE:
            cover = unary_union([cover, *(grown(part.outline, part.halo) for part in parts)])
    return seen[::-1]


def _open_parts(shape: Shape, cover: Polygon) -> list[Shape]:
    open_area = shape.outline.difference(cover)
    if shape.role is Role.CREASE:
        return [shape] if open_area.length > 0.8 * shape.outline.length else []
    sliver = _SLIVER * (2 if shape.role in (Role.FAR_SHORTS, Role.FAR_SHIRT) else 1)
    if not shape.role.startswith(Role.FAR) and open_area.area > sliver * open_area.length:
        return [shape]  # a disc as wide as a sliver fits in: no need to look for it
    core = grown(open_area, -sliver)
    if core.is_empty:
        return []
    if not shape.role.startswith(Role.FAR):
        return [shape]
    thin = open_area.difference(grown(core, sliver * _KEEPS_CORNERS))
    wanted = shape.outline.intersection(grown(core, sliver + _UNDERLAP)).difference(thin)
    return [
        replace(shape, outline=largest(part))
        for part in getattr(wanted, "geoms", [wanted])
        if part.intersects(core) and part.difference(cover).area > _SPECK
    ]
