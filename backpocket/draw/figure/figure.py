"""Figures: a posed body, dressed, seen and drawn as flat regions in ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, Polygon

from backpocket.draw.body.posed import Posed
from backpocket.draw.figure.camera import Numbers, Viewpoint
from backpocket.draw.figure.clothes import Dressed
from backpocket.draw.figure.contours import outlines
from backpocket.draw.figure.face import face_lines
from backpocket.draw.figure.fingers import finger_lines
from backpocket.draw.figure.raster import Grid
from backpocket.draw.figure.regions import TONES, Flags, Scan, grown, ink, scanned
from backpocket.draw.figure.shapes import Painted
from backpocket.draw.figure.vectors import Tone

__all__ = ["Sight", "hair", "painted", "sight", "silhouette"]

_SCALE, _MARGIN = 10, 1.0
_OUT, _IN, _LINE = 0.3, 0.3, 0.2
_FINGER = 0.5
_LEAST, _LEAST_WHOLE, _GAP = 0.3, 0.6, 0.36


@dataclass(frozen=True, eq=False)
class Sight:
    """A dressed body as it is seen."""

    dress: Dressed
    body: Posed
    seen: Numbers
    """Its drawn points, in the picture."""
    view: Viewpoint
    scan: Scan


def sight(
    dress: Dressed, body: Posed, view: Viewpoint, solids: tuple[Numbers, NDArray[np.intp]]
) -> Sight:
    """See a posed body with ``solids``: corners in the world, and triangles over them."""
    seen = view.seen(dress.drawn(body.points))
    grid = Grid.over(seen, _SCALE, _MARGIN)
    corners = view.seen(solids[0])
    across = body.joints["near-hip"] - body.joints["far-hip"]
    facing = float(view.seen(across)[2] / np.sqrt((across * across).sum()))
    scan = scanned(dress, seen, (corners, solids[1]), facing, grid)
    return Sight(dress, body, seen, view, scan)


def painted(sight: Sight) -> list[Painted]:
    """Return the shapes of a figure in painting order: ink below, flat regions on it, the face."""
    scan, grid = sight.scan, sight.scan.grid
    scale = grid.scale
    before, hems = ink(scan)
    lines = grown(before | hems, _LINE * scale)
    open_ = ~grown(~scan.body, _IN * scale) & ~lines
    whole = outlines(grown(scan.body, _OUT * scale), grid, _LEAST_WHOLE, thinnest=_GAP)
    shapes = [Painted(Tone.INK, tuple(whole))]
    present = np.bincount(scan.tone[open_].ravel(), minlength=len(TONES))
    hair = Tone.GREY_HAIR if sight.dress.model.name == "elder" else Tone.HAIR
    for number, mask in _masks(scan.tone, open_, present):
        tone = TONES[number]
        assert tone is not None
        found = outlines(mask, grid, _LEAST)
        if found:
            shapes.append(Painted(hair if tone is Tone.HAIR else tone, tuple(found)))
    fingers = tuple(LineString(line) for line in finger_lines(sight.body, sight.view, scan))
    if fingers:
        shapes.append(Painted(Tone.INK, fingers, _FINGER))
    face = face_lines(sight.dress.model, sight.body.points, sight.view, scan)
    shapes += [Painted(Tone.INK, (LineString(line),), width) for line, width in face]
    return shapes


def silhouette(sight: Sight) -> list[Polygon]:
    """Return the outline of a figure without anything in it."""
    return outlines(sight.scan.body, sight.scan.grid, _LEAST_WHOLE, soft=0.4)


def hair(sight: Sight) -> list[Polygon]:
    """Return the outline of the hair."""
    return outlines(sight.scan.tone == TONES.index(Tone.HAIR), sight.scan.grid, _LEAST_WHOLE)


_PAIRS = ((1, 2), (3, 4), (5, 6), (8, 9), (7, None))


def _masks(
    tone: NDArray[np.uint8], open_: Flags, present: NDArray[np.intp]
) -> Sequence[tuple[int, Flags]]:
    """Return the mask of each tone; a far one reaches under the near one that it goes over into."""
    masks = []
    for near, far in _PAIRS:
        itself = open_ & (tone == near)
        if far is not None and present[far]:
            other = tone == far
            masks.append((far, open_ & (other | (itself & grown(other, 2)))))
        if present[near]:
            masks.append((near, itself))
    return masks
