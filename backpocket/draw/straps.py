"""Straps: from the hands round a sole, hidden where the body is in front."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from shapely import LineString

from backpocket.draw.body.posed import Posed
from backpocket.draw.body.rig import suffix
from backpocket.draw.figure.camera import Numbers, Viewpoint
from backpocket.draw.figure.regions import Scan
from backpocket.draw.figure.shapes import Painted
from backpocket.draw.figure.vectors import Tone
from backpocket.model.figures import Prop, Strap
from backpocket.model.poses import SIDES, Side

__all__ = ["straps"]

_WIDTH, _EDGE, _ROOM = 1.5, 1.0, 0.9
_UNDER, _HALF_SOLE = 1.7, 2.4


def straps(props: Sequence[Prop], body: Posed, view: Viewpoint, scan: Scan) -> list[Painted]:
    """Return the straps that are seen: each goes from both hands round the ball of a foot."""
    lines: list[LineString] = []
    for prop in props:
        if isinstance(prop, Strap):
            near, far = (_in_hand(body, side) for side in SIDES)
            ends = [near, *_round_sole(body, prop.foot), far]
            for start, end in pairwise(ends):
                lines += _seen_parts(start, end, view, scan)
    if not lines:
        return []
    return [
        Painted(Tone.INK, tuple(lines), _WIDTH + _EDGE),
        Painted(Tone.STRAP, tuple(lines), _WIDTH),
    ]


def _in_hand(body: Posed, side: Side) -> Numbers:
    """Return the middle of a hand that is closed."""
    bones = [body.places[f"finger3-{joint}{suffix(side)}"] for joint in (1, 2, 3)]
    middle: Numbers = sum(bones, np.zeros(3)) / 3
    return middle


def _round_sole(body: Posed, foot: Side) -> tuple[Numbers, Numbers]:
    """Return the near and the far edge of a sole at the ball of the foot."""
    ball, ankle, knee = (
        np.array(body.joints[f"{foot}-{name}"]) for name in ("toes", "ankle", "knee")
    )
    down, back = (way / np.sqrt((way * way).sum()) for way in (ankle - knee, ankle - ball))
    across = np.cross(back, down)
    across = across * math.copysign(_HALF_SOLE, float(across[2]))
    middle = ball + down * _UNDER + back
    return middle + across, middle - across


def _seen_parts(start: Numbers, end: Numbers, view: Viewpoint, scan: Scan) -> list[LineString]:
    share = np.linspace(0, 1, 81)[:, None]
    line = view.seen(start + (end - start) * share)
    at = np.rint(scan.grid.places(line)[:, :2]).astype(np.intp)
    column = np.clip(at[:, 0], 0, scan.grid.columns - 1)
    row = np.clip(at[:, 1], 0, scan.grid.rows - 1)
    front = scan.depth[row, column] <= line[:, 2] + _ROOM
    front &= np.abs(scan.hand[row, column]) < 0.3
    cuts = np.flatnonzero(np.diff(front.astype(int)))
    runs = np.split(np.arange(len(line)), cuts + 1)
    return [
        LineString(line[[run[0], run[-1]], :2]) for run in runs if front[run[0]] and len(run) > 3
    ]
