"""The depth test: which triangle is nearest to the viewer at each point of a grid.

Rows of a grid go up, as y does. A triangle becomes spans, one a row, and spans become single
points, so that no point outside a triangle is ever looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backpocket.draw.figure.camera import Numbers
from backpocket.draw.figure.mesh import Counts

__all__ = ["Grid", "Nearest", "nearest"]

_SMALL = 1e-9
_TUCKED = 2.0
"""How far inside a hem skin is left out, in hundredths of stature."""
_DEPTH_BITS, _NUMBER_BITS = 34, 20


@dataclass(frozen=True)
class Grid:
    """A grid over the picture: its left bottom corner, points a unit, columns and rows."""

    left: float
    bottom: float
    scale: int
    columns: int
    rows: int

    @classmethod
    def over(cls, seen: Numbers, scale: int, margin: float) -> Grid:
        """Lay a grid over points, and a margin round them."""
        low = np.floor(seen[:, :2].min(axis=0) - margin)
        size = np.ceil((seen[:, :2].max(axis=0) + margin - low) * scale).astype(int)
        return cls(float(low[0]), float(low[1]), scale, int(size[0]), int(size[1]))

    def places(self, seen: Numbers) -> Numbers:
        """Return points of the picture in columns and rows."""
        out = seen.copy()
        out[:, 0] = (seen[:, 0] - self.left) * self.scale - 0.5
        out[:, 1] = (seen[:, 1] - self.bottom) * self.scale - 0.5
        return out


@dataclass(frozen=True, eq=False)
class Nearest:
    """What is seen at the points of a grid that something covers, and how it is made up."""

    row: Counts
    column: Counts
    corners: Counts
    """(p, 3): the points of the nearest triangle."""
    shares: Numbers
    """(p, 3): how much each corner counts."""
    triangle: Counts

    def mixed(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return values that corners have, (m, k), as they are between them: (p, k)."""
        shares = self.shares.astype(np.float32)
        out: NDArray[np.float32] = values[self.corners[:, 0]] * shares[:, :1]
        out += values[self.corners[:, 1]] * shares[:, 1:2]
        out += values[self.corners[:, 2]] * shares[:, 2:]
        return out


@dataclass(frozen=True, eq=False)
class _Planes:
    """Values that are linear over each triangle: at column 0, row 0, and what a step adds."""

    base: Numbers
    right: Numbers
    up: Numbers

    def at(self, triangle: Counts, column: Counts, row: Counts) -> Numbers:
        values: Numbers = self.base[triangle] + self.right[triangle] * column
        return values + self.up[triangle] * row


def nearest(
    places: Numbers, triangles: Counts, edge: Numbers, cloth: NDArray[np.bool_], grid: Grid
) -> Nearest:
    """Find the nearest triangle at each point of the grid; backs of triangles are not seen.

    ``places`` are columns, rows and depth, more is nearer. ``edge`` is at each point how far it
    lies inside a hem: cloth ends where it is 0, and skin that is tucked in deep goes.
    """
    corner = places[triangles]
    ends = edge[triangles]
    area = _cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    hidden = np.where(cloth, (ends < 0).all(axis=1), (ends > _TUCKED).all(axis=1))
    chosen = np.flatnonzero((area > _SMALL) & ~hidden)
    corner, ends, area = corner[chosen], ends[chosen], area[chosen]
    span, column, row = _covered(corner, grid)
    inside = _planes(corner, ends, area).at(span, column, row)
    kept = np.where(cloth[chosen][span], inside >= 0, inside <= _TUCKED)
    span, column, row = span[kept], column[kept], row[kept]
    depth = _planes(corner, corner[:, :, 2], area).at(span, column, row)
    winners = _winners(depth, span, column, row, grid)
    span, column, row = span[winners], column[winners], row[winners]
    unit = np.eye(3)
    parts = [
        _planes(corner, np.broadcast_to(unit[k], ends.shape), area).at(span, column, row)
        for k in (1, 2)
    ]
    shares = np.stack([1 - parts[0] - parts[1], *parts], axis=1)
    return Nearest(row, column, triangles[chosen][span], shares, chosen[span])


def _cross(u: Numbers, v: Numbers) -> Numbers:
    result: Numbers = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    return result


def _planes(corner: Numbers, values: Numbers, area: Numbers) -> _Planes:
    """Return the planes through three values at the corners of each triangle."""
    u, v = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
    p, q = values[:, 1] - values[:, 0], values[:, 2] - values[:, 0]
    right = (p * v[:, 1] - q * u[:, 1]) / area
    up = (q * u[:, 0] - p * v[:, 0]) / area
    base = values[:, 0] - right * corner[:, 0, 0] - up * corner[:, 0, 1]
    return _Planes(base, right, up)


def _covered(corner: Numbers, grid: Grid) -> tuple[Counts, Counts, Counts]:
    """Return every point that each triangle covers: its number, the column and the row."""
    low = np.maximum(np.ceil(corner[:, :, 1].min(axis=1)), 0).astype(np.intp)
    high = np.minimum(np.floor(corner[:, :, 1].max(axis=1)), grid.rows - 1).astype(np.intp)
    owner, row = _runs(low, high)
    left = np.zeros(len(owner))
    right = np.full(len(owner), float(grid.columns - 1))
    for k in range(3):
        start, end = corner[:, k], corner[:, (k + 1) % 3]
        rise = end[:, 1] - start[:, 1]
        slope = (end[:, 0] - start[:, 0]) / np.where(rise == 0, 1.0, rise)
        cross = start[owner, 0] + (row - start[owner, 1]) * slope[owner]
        rising = rise[owner]
        right = np.where(rising > 0, np.minimum(right, cross), right)
        left = np.where(rising < 0, np.maximum(left, cross), left)
    first = np.ceil(left - _SMALL).astype(np.intp)
    span, column = _runs(first, np.floor(right + _SMALL).astype(np.intp))
    return owner[span], column, row[span]


def _runs(first: Counts, last: Counts) -> tuple[Counts, Counts]:
    """Return for each run, first to last, its number and every whole number in it."""
    sizes = np.maximum(last - first + 1, 0)
    owner = np.repeat(np.arange(len(first)), sizes)
    start = np.cumsum(sizes) - sizes
    return owner, np.arange(len(owner)) - start[owner] + first[owner]


def _winners(depth: Numbers, span: Counts, column: Counts, row: Counts, grid: Grid) -> Counts:
    """Return which point is the nearest in each place that is covered."""
    low, high = depth.min(), depth.max()
    steps = ((depth - low) / (high - low + _SMALL) * 2**_DEPTH_BITS).astype(np.int64)
    place = row * grid.columns + column
    best = np.full(grid.columns * grid.rows, -1, dtype=np.int64)
    np.maximum.at(best, place, (steps << _NUMBER_BITS) | span)
    return np.flatnonzero(best[place] == ((steps << _NUMBER_BITS) | span))
