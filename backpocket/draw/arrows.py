"""Marks: movement arrows, dashed guide lines and the hatched patch where a move is felt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shapely import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.ops import unary_union

from backpocket.draw.body.figure import Body
from backpocket.draw.body.parts import FRONT_WIDTH, SHANK, THIGH, TRUNK
from backpocket.draw.shapes.geometry import (
    Disc,
    Point,
    Profile,
    along,
    grown,
    interpolate,
    local,
    mix,
    move,
    soft_outline,
    turn,
)
from backpocket.model.figures import Area, Arrow, DashedLine, Joint
from backpocket.model.poses import View

__all__ = ["SHAFT", "DrawnArrow", "Patch", "arrow_shape", "guide_line", "joint_place", "patches"]

_HEAD_LENGTH, _HEAD_WIDTH = 4.8, 4.4
SHAFT = 1.5
_HATCH_GAP = 2.5


@dataclass(frozen=True)
class DrawnArrow:
    """A shaft and a filled head."""

    shaft: LineString
    head: Polygon

    @property
    def outline(self) -> Polygon:
        return unary_union([self.shaft.buffer(SHAFT / 2), self.head])


@dataclass(frozen=True)
class Patch:
    """A soft area with the hatch lines that lie inside it."""

    outline: Polygon
    hatch: MultiLineString


@dataclass(frozen=True)
class _Band:
    """A stretch of one edge of a part: which bone, from and to which share, how thick."""

    bone: str
    start: float
    end: float
    back: bool
    thick: float = 3.0


_BANDS: dict[Area, tuple[_Band, ...]] = {
    Area.LOW_BACK: (_Band("trunk", 0.02, 0.4, back=True),),
    Area.WHOLE_BACK: (_Band("trunk", 0.02, 0.9, back=True, thick=2.6),),
    Area.SEAT: (_Band("trunk", -0.13, 0.1, back=True, thick=3.6),),
    Area.BELLY: (_Band("trunk", 0.16, 0.62, back=False),),
    Area.LOW_BELLY: (_Band("trunk", 0.1, 0.4, back=False),),
    Area.WAIST: (_Band("trunk", 0.08, 0.5, back=False),),
    Area.SIDE_HIP: (_Band("trunk", -0.08, 0.18, back=True, thick=3.6),),
    Area.FRONT_HIP: (_Band("thigh", 0.04, 0.45, back=False),),
    Area.FRONT_THIGH: (_Band("thigh", 0.25, 0.8, back=False),),
    Area.BACK_THIGH: (_Band("thigh", 0.2, 0.85, back=True),),
    Area.CALF: (_Band("shank", 0.12, 0.5, back=True, thick=2.6),),
}


def joint_place(body: Body, joint: Joint) -> Point:
    """Return where a joint, or a named place on the trunk, lies."""
    bones = body.bones
    if joint in _TRUNK_PLACES:
        share, back = _TRUNK_PLACES[joint]
        place, angle = along(bones.spine, share)
        reach = interpolate(TRUNK, share)[0 if back else 1]
        return move(place, angle + (90 if back else -90), reach)
    simple = {Joint.HEAD: bones.head, Joint.SHOULDER: bones.shoulder, Joint.HIP: bones.hip}
    if joint in simple:
        return simple[joint]
    side, _, part = joint.value.partition("-")
    leg = bones.near_leg if side == "near" else bones.far_leg
    arm = bones.near_arm if side == "near" else bones.far_arm
    return {"elbow": arm.elbow, "wrist": arm.wrist, "knee": leg.knee, "ankle": leg.ankle}[part]


_TRUNK_PLACES: dict[Joint, tuple[float, bool]] = {
    Joint.CHEST: (0.75, False),
    Joint.MIDDLE_BACK: (0.55, True),
    Joint.LOW_BACK: (0.2, True),
    Joint.BELLY: (0.3, False),
}


def arrow_shape(body: Body, arrow: Arrow) -> DrawnArrow:
    """Place an arrow: a bowed shaft that ends inside a filled head."""
    base = joint_place(body, arrow.at)
    start = Point(base.x + arrow.start[0], base.y + arrow.start[1])
    end = Point(base.x + arrow.end[0], base.y + arrow.end[1])
    angle, length = turn(start, end), math.dist(start, end)
    control = move(mix(start, end, 0.5), angle + 90, 2 * arrow.bend * length)
    curve = [_quadratic(start, control, end, i / 24) for i in range(25)]
    neck = LineString(curve)
    heading = turn(neck.interpolate(neck.length - _HEAD_LENGTH * 0.8), end)
    shaft = LineString(
        [neck.interpolate((neck.length - _HEAD_LENGTH * 0.7) * i / 24) for i in range(25)]
    )
    corners = [(0, 0), (-_HEAD_LENGTH, _HEAD_WIDTH / 2), (-_HEAD_LENGTH, -_HEAD_WIDTH / 2)]
    return DrawnArrow(shaft, Polygon([local(end, heading, 1, corner) for corner in corners]))


def _quadratic(start: Point, control: Point, end: Point, share: float) -> Point:
    return mix(mix(start, control, share), mix(control, end, share), share)


def guide_line(body: Body, guide: DashedLine) -> LineString:
    """Place a straight guide line."""
    start, end = joint_place(body, guide.start), joint_place(body, guide.end)
    angle = turn(start, end)
    start, end = move(start, angle, -guide.past), move(end, angle, guide.past)
    return LineString([move(p, angle + 90, guide.offset) for p in (start, end)])


def patches(body: Body, areas: Sequence[Area], view: View) -> list[Patch]:
    """Return the hatched patches for the areas; areas that touch become one patch."""
    bands = [_band(body, band, view) for area in areas for band in _BANDS[area]]
    if not bands:
        return []
    joined = grown(grown(unary_union(bands), 0.8), -0.8)
    parts = list(joined.geoms) if isinstance(joined, MultiPolygon) else [joined]
    return [Patch(part, _hatch(part)) for part in sorted(parts, key=lambda part: part.bounds)]


def _band(body: Body, band: _Band, view: View) -> Polygon:
    bone, profile, left_is_back, part = _bone(body, band.bone)
    left = band.back == left_is_back
    rows = [(t, a if left else b) for t, a, b in profile]
    if view is View.FRONT and band.bone == "trunk":
        rows = [(t, (a + b) / 2 * FRONT_WIDTH) for t, a, b in profile]
    discs = []
    for i in range(13):
        share = band.start + (band.end - band.start) * i / 12
        place, angle = along(bone, share)
        (depth,) = interpolate(rows, share)
        reach = depth - 1.5 - band.thick / 2
        discs.append(Disc(move(place, angle + (90 if left else -90), reach), band.thick / 2))
    return soft_outline(discs).intersection(grown(part, -1.1))


def _bone(body: Body, name: str) -> tuple[Sequence[Point], Profile, bool, Polygon]:
    bones = body.bones
    leg = bones.near_leg
    if name == "trunk":
        return bones.spine, TRUNK, True, body.outline
    if name == "thigh":
        return (leg.hip, leg.knee), THIGH, False, body.outline
    return (leg.knee, leg.ankle), SHANK, False, body.near_leg


def _hatch(area: Polygon) -> MultiLineString:
    """Return slanted lines at even steps, cut to the area."""
    left, bottom, right, top = area.bounds
    height = top - bottom
    inside = grown(area, -0.3)
    lines = []
    first = math.floor((left - height) / _HATCH_GAP)
    for i in range(first, math.ceil(right / _HATCH_GAP) + 1):
        x = i * _HATCH_GAP
        lines.append(LineString([(x, bottom), (x + height, top)]))
    cut = MultiLineString(lines).intersection(inside)
    parts = [part for part in getattr(cut, "geoms", [cut]) if part.length > 0.3]
    return MultiLineString(parts)
