"""The body: all parts of one pose, in the order in which they are painted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain

from shapely import Polygon
from shapely.ops import unary_union

from backpocket.draw.body.feet import shoe_outline, sole_outline
from backpocket.draw.body.hands import hand_creases, hand_outline
from backpocket.draw.body.head import ear_outline, hair_outline, head_outline
from backpocket.draw.body.parts import (
    arm_outline,
    leg_outline,
    pressed,
    shirt_outline,
    shorts_leg,
    shorts_outline,
    shoulder_cap,
    sleeve_outline,
    trunk_outline,
)
from backpocket.draw.body.skeleton import ArmJoints, LegJoints, Skeleton, skeleton
from backpocket.draw.shapes.geometry import largest, rounded
from backpocket.draw.shapes.layers import HALO, SEAM, Role, Shape, seen
from backpocket.model.poses import Arm, Pose, View

__all__ = ["Body", "body"]


@dataclass(frozen=True)
class Body:
    """What shows of one pose in painting order; the felt patch goes between the two layers."""

    bones: Skeleton
    lower: tuple[Shape, ...]
    upper: tuple[Shape, ...]
    near_leg: Polygon

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return self.lower + self.upper

    @cached_property
    def outline(self) -> Polygon:
        """Everything that the body covers."""
        solid = [shape.outline for shape in self.shapes if shape.role is not Role.CREASE]
        return unary_union(solid)


@lru_cache(maxsize=64)
def body(pose: Pose) -> Body:
    """Clothe the bones of ``pose``. Raises :class:`~.skeleton.ReachError` as the skeleton does."""
    bones = skeleton(pose)
    trunk = pressed(trunk_outline(bones, pose.view))
    near_arm = list(_arm_shapes(bones.near_arm, pose.near_arm, trunk))
    head = _head_shapes(bones, pose.view)
    middle = [
        Shape(Role.SHIRT, shirt_outline(bones, trunk), halo=HALO),
        *_leg_shapes(bones.near_leg, pose.shoes, near=True),
        Shape(Role.SHORTS, pressed(shorts_outline(bones, trunk)), halo=SEAM),
    ]
    if pose.near_arm.behind:
        head = [replace(head[0], outline=largest(head[0].outline.difference(trunk))), *head[1:]]
        middle = [*middle, *near_arm, *head]
    else:
        middle = [*head, *middle]
    far_arm, far_leg = bones.far_arm != bones.near_arm, bones.far_leg != bones.near_leg
    lower = [  # a far limb right behind its twin is not drawn
        *(_arm_shapes(bones.far_arm, pose.far_arm or pose.near_arm) if far_arm else ()),
        *(_leg_shapes(bones.far_leg, pose.shoes, near=False) if far_leg else ()),
        *middle,
    ]
    shown = seen([*lower, *(() if pose.near_arm.behind else near_arm)])
    return Body(
        bones=bones,
        lower=tuple(chain.from_iterable(shown[: len(lower)])),
        upper=tuple(chain.from_iterable(shown[len(lower) :])),
        near_leg=leg_outline(bones.near_leg, pose.shoes),
    )


def _leg_shapes(leg: LegJoints, shoes: bool, near: bool) -> Iterable[Shape]:
    yield Shape(Role.NEAR if near else Role.FAR, leg_outline(leg, shoes), halo=HALO)
    if shoes:
        yield Shape(Role.SHOE if near else Role.FAR_SHOE, shoe_outline(leg), halo=HALO)
        yield Shape(Role.SOLE if near else Role.FAR_SOLE, sole_outline(leg))
    if not near:
        yield Shape(Role.FAR_SHORTS, shorts_leg(leg), halo=SEAM)


def _head_shapes(bones: Skeleton, view: View) -> list[Shape]:
    shapes = [
        Shape(Role.NEAR, head_outline(bones, view), halo=HALO),
        Shape(Role.HAIR, hair_outline(bones, view)),
    ]
    if view is View.SIDE:
        shapes.append(Shape(Role.NEAR, ear_outline(bones)))
    return shapes


def _arm_shapes(arm: ArmJoints, pose: Arm, trunk: Polygon | None = None) -> Iterable[Shape]:
    """Paint an arm and its sleeve; the near one grows out of the ``trunk``."""
    near = trunk is not None
    palm = -1.0 if pose.holds is not None and pose.holds.behind else 1.0
    hand = hand_outline(arm, pose.shape, palm)
    limb = rounded(largest(unary_union([arm_outline(arm), hand])), 0.4)
    sleeve = sleeve_outline(arm)
    yield Shape(Role.NEAR if near else Role.FAR, limb, halo=HALO)
    for crease in hand_creases(arm, pose.shape, palm):
        yield Shape(Role.CREASE, crease)
    yield Shape(Role.SHIRT if near else Role.FAR_SHIRT, sleeve, halo=SEAM)
    if trunk is not None:
        yield Shape(Role.SHIRT, shoulder_cap(arm, trunk, sleeve))
