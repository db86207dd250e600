"""The fingers: short ink lines between those that lie side by side, where they are seen.

A hand is a few millimetres on paper. The gaps of its mesh would print as specks, so they are closed
(see :mod:`.regions`), and lines from the bones say that there are fingers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from backpocket.draw.body.posed import Posed
from backpocket.draw.body.rig import outwards, suffix
from backpocket.draw.figure.camera import Numbers, Viewpoint
from backpocket.draw.figure.regions import Flags, Scan, grown
from backpocket.model.poses import SIDES, HandShape, Side

__all__ = ["finger_lines"]

_THICK, _BEHIND = 0.55, 1.0
"""How far the skin of a finger is from its bones, and a line may be behind what is seen."""
_START, _TIP = 0.35, 0.95
"""Where a line starts on the first bone of the fingers, and ends on the last, in shares."""
_BESIDE, _SHORTEST, _EDGE = 0.62, 0.9, 0.45
"""How far apart fingers are to be seen, how long a line, and how far from the edge of the hand."""
_STEPS = 8
_CURLED = (HandShape.FIST, HandShape.GRIP)
"""Hands whose lines start at the knuckles, and end where the fingers turn in."""


def finger_lines(body: Posed, view: Viewpoint, scan: Scan) -> Iterator[Numbers]:
    """Yield each line between two fingers that is seen, as points of the picture."""
    for side in SIDES:
        hand = (scan.hand * outwards(side) > 0.3) & (scan.tone > 0)
        edge = 0.0 if body.hands[side] in _CURLED else _EDGE
        inner = ~grown(~hand, edge * scan.grid.scale)
        out = view.seen(_back_of_hand(body, side))[2]
        aside = _back_of_hand(body, side) * np.copysign(_THICK, out)
        fingers = [view.seen(_finger(body, side, number) + aside) for number in (2, 3, 4, 5)]
        for one, other in pairwise(fingers):
            line = (one + other) / 2
            if _apart(one, other, line) < _BESIDE:
                continue
            run = _longest(_seen(line, scan, inner))
            if len(run) > 1 and _length(line[run, :2]) >= _SHORTEST:
                yield line[run, :2]


def _back_of_hand(body: Posed, side: Side) -> Numbers:
    """Return the way out of the back of a hand, or out of its palm, of length 1."""
    ends = [body.places[f"{bone}{suffix(side)}"] for bone in ("wrist", "finger2-1", "finger5-1")]
    across = np.cross(ends[1] - ends[0], ends[2] - ends[0])
    result: Numbers = across / np.sqrt((across * across).sum())
    return result


def _finger(body: Posed, side: Side, number: int) -> Numbers:
    """Return points along the bones of a finger, evenly on each."""
    model, names = body.model, [f"finger{number}-{joint}{suffix(side)}" for joint in (1, 2, 3)]
    last = names[-1]
    tip = model.tails[model.numbers[last]] - model.head(last)
    nodes = [body.places[name] for name in names]
    nodes.append(nodes[-1] + (body.turns[last] * tip).sum(axis=1) * _TIP)
    if body.hands[side] in _CURLED:
        del nodes[2:]
    else:
        nodes[0] = nodes[0] + (nodes[1] - nodes[0]) * _START
    share = np.linspace(0, 1, _STEPS, endpoint=False)[:, None]
    parts = [start + (end - start) * share for start, end in pairwise(nodes)]
    return np.concatenate([*parts, nodes[-1:]])


def _apart(one: Numbers, other: Numbers, line: Numbers) -> float:
    """Return how far apart two fingers are seen, across their way."""
    way = line[-1, :2] - line[0, :2]
    size = np.sqrt((way * way).sum())
    step = (other - one)[:, :2]
    if size < _SHORTEST:
        return float(np.sqrt((step * step).sum(axis=1)).mean())
    return float(np.abs(step[:, 0] * way[1] - step[:, 1] * way[0]).mean() / size)


def _seen(line: Numbers, scan: Scan, inner: Flags) -> Flags:
    at = np.rint(scan.grid.places(line)[:, :2]).astype(np.intp)
    column = np.clip(at[:, 0], 0, scan.grid.columns - 1)
    row = np.clip(at[:, 1], 0, scan.grid.rows - 1)
    result: Flags = (scan.depth[row, column] <= line[:, 2] + _BEHIND) & inner[row, column]
    return result


def _longest(seen: Flags) -> NDArray[np.intp]:
    """Return the places of the longest run of what is seen."""
    cuts = np.flatnonzero(np.diff(seen.astype(int))) + 1
    runs: list[NDArray[np.intp]] = np.split(np.arange(len(seen)), cuts)
    none = np.zeros(0, dtype=np.intp)
    return max((run for run in runs if seen[run[0]]), key=len, default=none)


def _length(line: Numbers) -> float:
    steps = np.diff(line, axis=0)
    return float(np.sqrt((steps * steps).sum(axis=1)).sum())
