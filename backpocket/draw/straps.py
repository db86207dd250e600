"""Straps: from the hands round a sole, hidden where the body is in front."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from shapely import LineString

from backpocket.draw.body.posed import Posed
from backpocket.draw.figure.camera import Numbers, Viewpoint
from backpocket.draw.figure.regions import Scan
from backpocket.draw.figure.shapes import Painted
from backpocket.draw.figure.vectors import Tone
from backpocket.model.figures import Prop, Strap

__all__ = ["straps"]

_WIDTH, _EDGE, _ROOM = 1.3, 0.8, 0.9


def straps(props: Sequence[Prop], body: Posed, view: Viewpoint, scan: Scan) -> list[Painted]:
    """Return the straps that are seen: each goes from both hands round the ball of a foot."""
    lines: list[LineString] = []
    for prop in props:
        if isinstance(prop, Strap):
            ball = np.array(body.joints[f"{prop.foot}-toes"])
            ankle = np.array(body.joints[f"{prop.foot}-ankle"])
            knee = np.array(body.joints[f"{prop.foot}-knee"])
            shank = ankle - knee
            sole = ball + shank / np.sqrt((shank * shank).sum()) * 1.6
            for side in ("near", "far"):
                hand = np.array(body.joints[f"{side}-hand"])
                lines += _seen_parts(hand, sole, view, scan)
    if not lines:
        return []
    return [
        Painted(Tone.INK, tuple(lines), _WIDTH + _EDGE),
        Painted(Tone.ACCENT, tuple(lines), _WIDTH),
    ]


def _seen_parts(start: Numbers, end: Numbers, view: Viewpoint, scan: Scan) -> list[LineString]:
    share = np.linspace(0, 1, 81)[:, None]
    line = view.seen(start + (end - start) * share)
    at = np.rint(scan.grid.places(line)[:, :2]).astype(np.intp)
    column = np.clip(at[:, 0], 0, scan.grid.columns - 1)
    row = np.clip(at[:, 1], 0, scan.grid.rows - 1)
    front = scan.depth[row, column] <= line[:, 2] + _ROOM
    cuts = np.flatnonzero(np.diff(front.astype(int)))
    runs = np.split(np.arange(len(line)), cuts + 1)
    return [
        LineString(line[[run[0], run[-1]], :2]) for run in runs if front[run[0]] and len(run) > 3
    ]
