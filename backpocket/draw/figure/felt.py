"""Felt areas: the muscles that a move is felt in, as regions of the body at rest.

Each is a number at every point: how far inside the area it lies, in hundredths of stature, so that
its edge is smooth and moves with the skin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from shapely import LineString, MultiLineString, Polygon, unary_union

from backpocket.draw.body.model import BodyModel
from backpocket.draw.body.rig import outwards
from backpocket.draw.figure.camera import Numbers
from backpocket.draw.figure.clothes import Dressed
from backpocket.draw.figure.contours import outlines
from backpocket.draw.figure.mesh import normals
from backpocket.draw.figure.regions import Flags, Scan, grown
from backpocket.model.figures import Area
from backpocket.model.poses import Side

__all__ = ["band_regions", "felt_regions", "hatch"]

_GAP, _LEAST = 1.9, 6.0
_ROUND, _SCRAP = 0.65, 0.3
"""How round a patch is, of its half width; what share of the largest a piece of one must have."""
_STEEP = 8.0
"""How quickly an area ends where the skin turns away: units for a full turn of its slope."""


class _Rest:
    """The body at rest, in the measures that areas are written in."""

    def __init__(self, dress: Dressed) -> None:
        model = dress.model
        self.x, self.y, self.z = (dress.field(name).astype(np.float64) for name in "xyz")
        self.leg, self.arm = dress.field("leg") - 0.5, 0.3 - dress.field("arm")
        places = np.stack([self.x, self.y, self.z], axis=1)
        out = normals(places, dress.mesh.triangles) * _STEEP
        self.front, self.back, self.out = out[:, 0], -out[:, 0], out[:, 2] * np.sign(self.z)
        self.down = -out[:, 1]
        self.hip = float(model.head("upperleg01.R")[1])
        self.neck = float(model.head("neck01")[1])
        self.wide = np.abs(self.z)
        self.thigh = self._along(model, "upperleg01", "lowerleg01")
        self.shank = self._along(model, "lowerleg01", "foot")
        self.heel = self.x - float(model.head("foot.R")[0])
        self.floor = self.y
        shoulder = model.head("upperarm01.R")
        side = np.stack([self.x, self.y, self.wide], axis=1) - shoulder * [
            1,
            1,
            np.sign(shoulder[2]),
        ]
        self.shoulder = np.sqrt((side * side).sum(axis=1))

    def _along(self, model: BodyModel, start: str, end: str) -> Numbers:
        """Return how far down a segment each point is, in its length, on whichever side it lies."""
        first, last = model.head(f"{start}.R"), model.head(f"{end}.R")
        flip = np.array([1.0, 1.0, np.sign(first[2])])
        arrow = (last - first) * flip
        places = np.stack([self.x, self.y, self.wide], axis=1) - first * flip
        result: Numbers = (places * arrow).sum(axis=1) / (arrow * arrow).sum()
        return result


def _all(*terms: Numbers | NDArray[np.float32]) -> Numbers:
    least: Numbers = np.minimum.reduce([np.asarray(term, dtype=np.float64) for term in terms])
    return least


def _between(values: Numbers, low: float, high: float, unit: float = 1.0) -> Numbers:
    result: Numbers = np.minimum(values - low, high - values) * unit
    return result


_THIGH, _SHANK, _LIMB = 24.0, 23.0, 20.0


_AREAS: Mapping[Area, Callable[[_Rest], Numbers]] = {
    Area.LOW_BACK: lambda r: _all(
        _between(r.y, r.hip + 6.5, r.hip + 14.5), r.back - 1.4, 8.5 - r.wide, r.arm * _LIMB
    ),
    Area.UPPER_BACK: lambda r: _all(
        _between(r.y, r.hip + 17, r.neck - 2), r.back - 1.5, r.arm * _LIMB
    ),
    Area.WHOLE_BACK: lambda r: _all(
        _between(r.y, r.hip + 6.5, r.neck - 3), r.back - 2.0, r.arm * _LIMB
    ),
    Area.SEAT: lambda r: _all(
        _between(r.y, r.hip - 5.5, r.hip + 2.5), r.back - 1.6, r.wide - 1.2, r.arm * _LIMB
    ),
    Area.BELLY: lambda r: _all(
        _between(r.y, r.hip + 5.5, r.hip + 16), r.front - 1.2, r.arm * _LIMB
    ),
    Area.LOW_BELLY: lambda r: _all(
        _between(r.y, r.hip + 1, r.hip + 10), r.front - 0.6, r.arm * _LIMB
    ),
    Area.WAIST: lambda r: _all(
        _between(r.y, r.hip + 4, r.hip + 18), r.out - 1.6, r.arm * _LIMB
    ),
    Area.CHEST: lambda r: _all(
        _between(r.y, r.hip + 20, r.neck - 3), r.front - 1.5, r.arm * _LIMB
    ),
    Area.SHOULDER: lambda r: _all(6.2 - r.shoulder, r.y - r.neck + 12),
    Area.NECK: lambda r: _all(_between(r.y, r.neck - 2.5, r.neck + 6), 2 - r.front, 6 - r.wide),
    Area.SIDE_HIP: lambda r: _all(
        _between(r.y, r.hip - 12, r.hip + 3), r.out + 1.0, r.back + 7.5, r.arm * _LIMB
    ),
    Area.FRONT_HIP: lambda r: _all(
        _between(r.y, r.hip - 6, r.hip + 4), r.front - 1.5, r.wide - 2.0, r.arm * _LIMB
    ),
    Area.FRONT_THIGH: lambda r: _all(
        _between(r.thigh, 0.3, 0.76, _THIGH), r.front - 1.6, r.leg * _LIMB
    ),
    Area.BACK_THIGH: lambda r: _all(
        _between(r.thigh, 0.3, 0.78, _THIGH), r.back - 1.2, r.leg * _LIMB
    ),
    Area.INNER_THIGH: lambda r: _all(
        _between(r.thigh, 0.12, 0.85, _THIGH), -r.out - 2.5, r.leg * _LIMB
    ),
    Area.KNEE: lambda r: _all(
        _between(r.thigh, 0.9, 1.16, _THIGH), r.front + 1.5, r.leg * _LIMB
    ),
    Area.CALF: lambda r: _all(
        _between(r.shank, 0.1, 0.5, _SHANK), r.back - 0.6, r.leg * _LIMB
    ),
    Area.SHIN: lambda r: _all(
        _between(r.shank, 0.14, 0.84, _SHANK), r.front - 0.8, r.leg * _LIMB
    ),
    Area.HEEL: lambda r: _all(4.2 - r.floor, 1.2 - r.heel),
    Area.SOLE: lambda r: _all(2.4 - r.floor, r.down - 2.0),
}  # fmt: skip


@lru_cache(maxsize=64)
def _field(dress: Dressed, area: Area) -> NDArray[np.float32]:
    values = _AREAS[area](_Rest(dress))
    return values.astype(np.float32)[:, None]


@lru_cache(maxsize=8)
def _band(dress: Dressed) -> NDArray[np.float32]:
    rest = _Rest(dress)
    return _all(_between(rest.thigh, 0.72, 0.84, _THIGH), rest.leg * _LIMB).astype(np.float32)[
        :, None
    ]


def felt_regions(
    dress: Dressed, scan: Scan, areas: Iterable[Area], side: Side | None = None
) -> list[Polygon]:
    """Return the outlines of what is seen of the areas, on one side of the body if it is named.

    Areas that touch become one.
    """
    inside = ~grown(~scan.body, 0.3 * scan.grid.scale)
    if side is not None:
        inside &= scan.rest[..., 2] * outwards(side) > 0
    mask = np.zeros(scan.tone.shape, dtype=np.bool_)
    for area in areas:
        mask |= _patches(_seen(scan, _field(dress, area)) & inside)
    return outlines(_patches(mask), scan.grid, _LEAST, soft=0.5)


def _patches(mask: Flags) -> Flags:
    """Round the pieces of a mask, as much as they are wide; scraps and frayed ends go."""
    labels, count = ndimage.label(mask)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    rounded = np.zeros_like(mask)
    for number, span in enumerate(ndimage.find_objects(labels), start=1):
        if sizes[number] >= _SCRAP * sizes[1:].max():
            piece = np.pad(labels[span] == number, 1)
            deep = ndimage.distance_transform_edt(piece)
            radius = _ROUND * deep.max()
            core = ndimage.distance_transform_edt(deep <= radius) <= radius
            rounded[span] |= core[1:-1, 1:-1]
    return rounded


def band_regions(dress: Dressed, scan: Scan) -> list[Polygon]:
    """Return the outlines of an elastic band round both thighs."""
    mask = _seen(scan, _band(dress)) & ~grown(~scan.body, 0.2 * scan.grid.scale)
    return outlines(mask, scan.grid, 0.5)


def _seen(scan: Scan, field: NDArray[np.float32]) -> Flags:
    near = scan.near
    corners = np.where(near.corners < len(field), near.corners, 0)
    total = sum(field[corners[:, k], 0] * near.shares[:, k] for k in range(3))
    mask = np.zeros(scan.tone.shape, dtype=np.bool_)
    mask[near.row, near.column] = (total > 0) & (near.corners < len(field)).all(axis=1)
    mask &= scan.body
    return mask


def hatch(areas: Iterable[Polygon]) -> list[LineString]:
    """Return slanted lines at even steps, cut to the areas."""
    inside = unary_union([area.buffer(-0.3) for area in areas])
    if inside.is_empty:
        return []
    left, bottom, right, top = inside.bounds
    height = top - bottom
    steps = np.arange(np.floor((left - height) / _GAP), np.ceil(right / _GAP) + 1) * _GAP
    lines = MultiLineString([[(x, bottom), (x + height, top)] for x in steps])
    cut = lines.intersection(inside)
    return [line for line in getattr(cut, "geoms", [cut]) if line.length > 0.6]
