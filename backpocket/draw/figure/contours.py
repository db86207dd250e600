"""Contours: masks over a grid become smooth outlines."""

from __future__ import annotations

from typing import Any

import numpy as np
from contourpy import contour_generator
from scipy import ndimage
from shapely import Polygon

from backpocket.draw.figure.raster import Grid
from backpocket.draw.figure.regions import Flags

__all__ = ["outlines"]

_SOFT = 0.16
_THINNEST = 0.53
"""In hundredths of stature: 0.4 mm where a hundredth is printed as 0.75 mm."""


def outlines(
    mask: Flags, grid: Grid, least: float, soft: float = _SOFT, thinnest: float = _THINNEST
) -> list[Polygon]:
    """Return the closed outlines of a mask in the picture, those of holes too, y up.

    ``least`` is the smallest area of one, ``soft`` how far corners are rounded, both in hundredths
    of stature. An outline too thin to print is left out.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return []
    room = int(3 * soft * grid.scale) + 2
    top, left = rows[0], columns[0]
    part = np.pad(mask[top : rows[-1] + 1, left : columns[-1] + 1], room)
    field = ndimage.gaussian_filter(part.astype(np.float32), soft * grid.scale, truncate=3)
    found = []
    lines: Any = contour_generator(z=field).lines(0.5)
    for line in lines:
        if len(line) < 6:
            continue
        x = (line[:, 0] + (left - room + 0.5)) / grid.scale + grid.left
        y = (line[:, 1] + (top - room + 0.5)) / grid.scale + grid.bottom
        outline = Polygon(np.round(np.stack([x, y], axis=1), 4))
        if outline.area >= least and _prints(outline, thinnest):
            found.append(outline)
    return found


def _prints(outline: Polygon, thinnest: float) -> bool:
    """Say whether a disc as wide as what still prints fits in."""
    if outline.area > thinnest * outline.length:
        return True
    return not outline.buffer(-thinnest / 2).is_empty
