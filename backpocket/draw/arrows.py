"""Arrows and guide lines: where a part of the body comes from, and where it goes."""

from __future__ import annotations

import math

import numpy as np
from shapely import LineString, Polygon, prepare, unary_union
from shapely.affinity import translate

from backpocket.draw.figure.camera import Numbers
from backpocket.draw.figure.shapes import Painted
from backpocket.draw.figure.vectors import Tone
from backpocket.model.figures import Arrow, DashedLine

__all__ = ["arrow", "guide_line"]

_HEAD_LENGTH, _HEAD_WIDTH, _SHAFT, _EDGE = 4.6, 4.6, 1.5, 1.1
_SHORTEST = 9.0
_STEPS = 16
_ROOM = 0.9
"""How far an arrow keeps from what it is not to cover, in hundredths of stature."""

Place = tuple[float, float]


def arrow(
    wanted: Arrow, here: Place, there: Place | None, ground: Polygon, *, leaves: bool
) -> list[Painted]:
    """Return a bowed arrow with a pale edge: its shaft ends inside its filled head.

    ``here`` is the part of the body in this frame, ``there`` in the other one, if it is known;
    ``leaves`` says that the arrow leads from here to there. One that would lie on ``ground``, what
    is not to be covered, moves aside, as little as it must.
    """
    begin, end = here, there or here
    if not leaves:
        begin, end = end, begin
    if wanted.start is not None and wanted.end is not None:
        begin, end = here, here
    begin, end = _stepped(begin, wanted.start), _stepped(end, wanted.end)
    begin, end = _long_enough(begin, end, leaves=leaves)
    shaft, head = _clear(*_shapes(begin, end, wanted.bend), ground)
    return [
        Painted(Tone.PAPER, (shaft,), _SHAFT + _EDGE),
        Painted(Tone.PAPER, (head,), _EDGE, rim=Tone.PAPER),
        Painted(Tone.ACCENT, (shaft,), _SHAFT),
        Painted(Tone.ACCENT, (head,), 0.55, rim=Tone.ACCENT),
    ]


def _shapes(begin: Place, end: Place, bend: float) -> tuple[LineString, Polygon]:
    """Return the shaft and the head of an arrow."""
    neck = LineString(_curve(begin, end, bend))
    length = neck.length
    shaft = LineString(
        [neck.interpolate((length - _HEAD_LENGTH * 0.7) * i / _STEPS) for i in range(_STEPS + 1)]
    )
    base = neck.interpolate(max(length - _HEAD_LENGTH * 0.8, 0))
    heading = math.atan2(end[1] - base.y, end[0] - base.x)
    return shaft, Polygon([_turned(end, heading, -back, aside) for back, aside in _HEAD])


def _clear(shaft: LineString, head: Polygon, ground: Polygon) -> tuple[LineString, Polygon]:
    """Move an arrow off the ground, as little as it must, sooner aside than along its own way."""
    (x, y), (to_x, to_y) = shaft.coords[0], shaft.coords[-1]
    heading = math.atan2(to_y - y, to_x - x)
    whole = unary_union([shaft.buffer(_SHAFT / 2), head]).buffer(_ROOM, quad_segs=4)
    prepare(ground)
    for along, aside in _MOVES:
        right, up = _turned((0.0, 0.0), heading, along, aside)
        if not ground.intersects(translate(whole, right, up)):
            return translate(shaft, right, up), translate(head, right, up)
    return shaft, head


_MOVES = sorted(
    ((along, aside) for along in range(-30, 31, 2) for aside in range(-24, 25)),
    key=lambda move: (2 * abs(move[0]) + abs(move[1]), move),
)
"""How far an arrow may move along its way, and aside, those that it moves least by first."""
_HEAD = ((0.0, 0.0), (_HEAD_LENGTH, _HEAD_WIDTH / 2), (_HEAD_LENGTH, -_HEAD_WIDTH / 2))


def _stepped(place: Place, step: Place | None) -> Place:
    return (place[0] + step[0], place[1] + step[1]) if step else place


def _long_enough(begin: Place, end: Place, *, leaves: bool) -> tuple[Place, Place]:
    """Lengthen a short arrow at the end that is away from the body in this frame."""
    length = math.dist(begin, end)
    if length >= _SHORTEST:
        return begin, end
    right, up = (end[0] - begin[0], end[1] - begin[1]) if length > 0.3 else (0.0, 1.0)
    share = _SHORTEST / math.hypot(right, up)
    if leaves:
        return begin, (begin[0] + right * share, begin[1] + up * share)
    return (end[0] - right * share, end[1] - up * share), end


def _curve(begin: Place, end: Place, bend: float) -> Numbers:
    first, last = np.array(begin), np.array(end)
    aside = np.array([begin[1] - end[1], end[0] - begin[0]])
    control = (first + last) / 2 + 2 * bend * aside
    t = np.linspace(0, 1, 25)[:, None]
    result: Numbers = (1 - t) ** 2 * first + 2 * t * (1 - t) * control + t**2 * last
    return np.round(result, 4)


def _turned(place: Place, angle: float, ahead: float, aside: float) -> Place:
    sin, cos = math.sin(angle), math.cos(angle)
    return (
        round(place[0] + ahead * cos - aside * sin, 4),
        round(place[1] + ahead * sin + aside * cos, 4),
    )


def guide_line(wanted: DashedLine, start: Place, end: Place) -> Painted:
    """Return a straight dashed line past two places."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    ends = (
        _turned(start, angle, -wanted.past, wanted.offset),
        _turned(end, angle, wanted.past, wanted.offset),
    )
    return Painted(Tone.ACCENT, (LineString(ends),), 0.8, dashes=2.3)
