"""Props: the mat, chair, step, pillow, counter and strap that a body uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shapely import LineString, Polygon, box
from shapely.ops import unary_union

from backpocket.draw.body.figure import Body
from backpocket.draw.body.skeleton import LegJoints
from backpocket.draw.shapes.geometry import Point, local, move, rounded, spline
from backpocket.model.figures import Chair, Counter, Pillow, Prop, Step, Strap

__all__ = ["MAT_HEIGHT", "Furniture", "furniture", "straps"]

MAT_HEIGHT = 1.5
"""Thickness of the exercise mat; its top is the zero line."""


@dataclass(frozen=True)
class Furniture:
    """One prop: its solid parts, and the lines drawn on them."""

    solids: tuple[Polygon, ...] = ()
    lines: tuple[LineString, ...] = ()


def furniture(prop: Prop) -> Furniture:
    """Return what a prop looks like; a strap has no shape of its own without a body."""
    if isinstance(prop, Chair):
        return _chair(prop)
    if isinstance(prop, Step):
        return _step(prop)
    if isinstance(prop, Pillow):
        return _pillow(prop)
    if isinstance(prop, Counter):
        return _counter(prop)
    return Furniture()


def straps(body: Body, props: Sequence[Prop]) -> list[LineString]:
    """Return the straps: from the ball of the foot to the near hand, and round the sole."""
    lines = []
    for prop in props:
        if isinstance(prop, Strap):
            leg = body.bones.near_leg if prop.foot == "near" else body.bones.far_leg
            hand = body.bones.near_arm
            grip = move(hand.wrist, hand.hand, 3.6)
            lines.append(LineString([grip, _sole(leg, 6.4, 0.9), _sole(leg, 6.4, -4.6)]))
    return lines


def _sole(leg: LegJoints, x: float, y: float) -> Point:
    return local(leg.ankle, leg.foot, leg.flip, (x, y))


def _chair(chair: Chair) -> Furniture:
    turned = -1 if chair.back == "left" else 1
    rear = chair.x + turned * chair.depth
    top = chair.height
    low, high = sorted((chair.x, rear))
    seat = box(low, top - 2.0, high, top).buffer(0.5).intersection(box(low - 1, 0, high + 1, top))
    front_leg = _post(
        Point(chair.x + turned * 1.8, top - 1.5), Point(chair.x + turned * 0.9, 0), 1.7
    )
    back_leg = _post(Point(rear - turned * 1.6, top - 1.5), Point(rear + turned * 1.2, 0), 1.7)
    upright = _post(Point(rear - turned * 1.0, top - 1), Point(rear + turned * 3.6, top + 24), 1.9)
    rest = _post(Point(rear + turned * 2.2, top + 15), Point(rear + turned * 3.7, top + 24.5), 2.6)
    return Furniture((back_leg, front_leg, unary_union([seat, upright, rest])))


def _post(start: Point, end: Point, width: float) -> Polygon:
    return LineString([start, end]).buffer(width / 2, cap_style="flat")


def _step(step: Step) -> Furniture:
    block = box(step.x, 0, step.x + step.width, step.height)
    tread = box(step.x - 0.8, step.height - 2.0, step.x + step.width + 0.8, step.height)
    return Furniture((block, tread))


def _pillow(pillow: Pillow) -> Furniture:
    half, high = pillow.width / 2, pillow.height
    nodes = [
        (-half, high * 0.5), (-half * 0.9, high * 0.9), (-half * 0.4, high), (half * 0.4, high),
        (half * 0.9, high * 0.9), (half, high * 0.5), (half * 0.9, high * 0.12),
        (half * 0.4, 0), (-half * 0.4, 0), (-half * 0.9, high * 0.12),
    ]  # fmt: skip
    points = [Point(pillow.x + x, pillow.y + y) for x, y in nodes]
    return Furniture((rounded(Polygon(spline(points, 4, closed=True)).buffer(0), 0.1, 0.4),))


def _counter(counter: Counter) -> Furniture:
    right = counter.x + counter.width
    top = box(counter.x, counter.height - 2.6, right, counter.height)
    base = box(counter.x + 2.2, 0, right, counter.height - 2.6)
    door = LineString([(counter.x + 5, 6), (counter.x + 5, counter.height - 7)])
    return Furniture((base, top), (door,))
