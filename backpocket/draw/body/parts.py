"""Parts: the soft outline of each part of the body round its bones.

Depths follow the mean measures of men and women in the ANSUR II survey, a touch slimmer in the
trunk than life, which reads better when a figure is 30 mm high.
"""

from __future__ import annotations

from functools import lru_cache

from shapely import Polygon
from shapely.ops import unary_union

from backpocket.draw.body.feet import foot_outline
from backpocket.draw.body.skeleton import ArmJoints, LegJoints, Skeleton
from backpocket.draw.shapes.geometry import (
    Disc,
    Point,
    Profile,
    along,
    chain,
    half_plane,
    largest,
    mix,
    move,
    rounded,
    soft_outline,
    straight,
    turn,
)
from backpocket.model.poses import View

__all__ = [
    "FRONT_WIDTH",
    "SHANK",
    "THIGH",
    "TRUNK",
    "arm_outline",
    "leg_outline",
    "pressed",
    "shirt_outline",
    "shorts_leg",
    "shorts_outline",
    "shoulder_cap",
    "sleeve_outline",
    "trunk_outline",
]

# Rows of (share of the bone, depth on its left, depth on its right). A trunk faces right of its
# bone (hip to shoulder); a limb's front lies to the left of its bone.
TRUNK: Profile = (
    (-0.08, 6.0, 4.6),
    (0.06, 7.0, 5.4),
    (0.2, 6.2, 5.6),
    (0.38, 5.1, 5.4),
    (0.56, 5.3, 5.8),
    (0.76, 6.2, 6.5),
    (0.9, 5.9, 5.5),
    (0.97, 4.8, 4.3),
    (1.02, 3.6, 3.3),
)
THIGH: Profile = (
    (0.0, 5.5, 5.5),
    (0.15, 5.75, 5.4),
    (0.4, 5.2, 4.7),
    (0.7, 4.25, 3.9),
    (0.9, 3.75, 3.5),
    (1.0, 3.8, 3.4),
)
SHANK: Profile = (
    (0.0, 3.8, 3.4),
    (0.1, 3.25, 3.6),
    (0.3, 2.85, 4.4),
    (0.5, 2.5, 3.9),
    (0.75, 2.15, 2.5),
    (0.92, 2.1, 2.05),
    (1.0, 2.2, 2.15),
)
_UPPER_ARM: Profile = (
    (0.0, 3.5, 3.5),
    (0.2, 3.4, 3.4),
    (0.5, 2.95, 2.8),
    (0.85, 2.45, 2.5),
    (1.0, 2.4, 2.5),
)
_FOREARM: Profile = (
    (0.0, 2.4, 2.5),
    (0.2, 2.7, 2.6),
    (0.5, 2.3, 2.25),
    (0.85, 1.65, 1.65),
    (1.0, 1.6, 1.6),
)
FRONT_WIDTH = 1.22
"""How much wider than deep the trunk looks from the front."""
_WAIST, _SHORTS_HEM, _SLEEVE_HEM, _CLOTH = 0.24, 0.56, 0.6, 0.5


def trunk_outline(bones: Skeleton, view: View) -> Polygon:
    """Return the trunk from seat to collar."""
    wide = FRONT_WIDTH if view is View.FRONT else 1.0
    rows = TRUNK
    if view is View.FRONT:
        rows = tuple((t, (a + b) / 2 * wide, (a + b) / 2 * wide) for t, a, b in TRUNK)
    return rounded(chain(bones.spine, rows), 2.0, 0.5)


def pressed(shape: Polygon) -> Polygon:
    """Flatten what the floor presses on: soft tissue gives way by up to a unit or so."""
    return largest(shape.intersection(half_plane(Point(0, 0), 90, 150)))


def shirt_outline(bones: Skeleton, trunk: Polygon) -> Polygon:
    """Return the trunk above the waist."""
    waist, angle = along(bones.spine, _WAIST - 0.02)
    near = trunk.intersection(half_plane(waist, angle, 16))
    return largest(near) if not near.is_empty else trunk


def shorts_outline(bones: Skeleton, trunk: Polygon) -> Polygon:
    """Join the seat and the upper thigh, so that a hip shows as one body in any bend."""
    waist, angle = along(bones.spine, _WAIST)
    below = trunk.intersection(half_plane(waist, angle + 180, 16))
    leg = bones.near_leg
    cloth = [largest(below), _seat(bones, leg), shorts_leg(leg)]
    return rounded(largest(unary_union(cloth)), 2.4, 0.2)


def _seat(bones: Skeleton, leg: LegJoints) -> Polygon:
    """Stretch the seat from the pelvis to the back of the thigh, as it does when a hip bends."""
    pelvis, angle = along(bones.spine, -0.06)
    thigh = move(mix(leg.hip, leg.knee, 0.36), leg.thigh - 90, 0.5)
    return soft_outline([Disc(move(pelvis, angle + 90, 1.6), 5.2), Disc(thigh, 4.9)])


@lru_cache(maxsize=32)
def shorts_leg(leg: LegJoints) -> Polygon:
    """Return one leg of the shorts: the thigh, a little wider, down to a straight hem."""
    rows = tuple(
        (t, a + _CLOTH * min(1, 0.4 + t), b + _CLOTH * min(1, 0.4 + t)) for t, a, b in THIGH
    )
    cloth = straight(leg.hip, leg.knee, rows)
    hem = mix(leg.hip, leg.knee, _SHORTS_HEM)
    kept = cloth.intersection(half_plane(hem, turn(leg.knee, leg.hip) - 4, 40))
    return largest(kept)


@lru_cache(maxsize=32)
def leg_outline(leg: LegJoints, shoes: bool) -> Polygon:
    """Return a bare leg, with its foot unless a shoe goes over it."""
    thigh = straight(leg.hip, leg.knee, THIGH)
    shank = straight(leg.knee, leg.ankle, SHANK)
    upper = rounded(largest(unary_union([thigh, shank])), 1.6)
    if shoes:
        return upper
    return rounded(largest(unary_union([upper, foot_outline(leg)])), 2.2, 0.25)


@lru_cache(maxsize=32)
def arm_outline(arm: ArmJoints) -> Polygon:
    """Return a bare arm from shoulder to wrist."""
    upper = straight(arm.shoulder, arm.elbow, _UPPER_ARM)
    fore = straight(arm.elbow, arm.wrist, _FOREARM)
    return rounded(largest(unary_union([upper, fore])), 2.0)


@lru_cache(maxsize=32)
def sleeve_outline(arm: ArmJoints) -> Polygon:
    """Return a short sleeve with a straight hem."""
    rows = tuple((t, a + _CLOTH, b + _CLOTH) for t, a, b in _UPPER_ARM)
    cloth = straight(arm.shoulder, arm.elbow, rows)
    hem = mix(arm.shoulder, arm.elbow, _SLEEVE_HEM)
    return largest(cloth.intersection(half_plane(hem, turn(arm.elbow, arm.shoulder) + 6, 30)))


def shoulder_cap(arm: ArmJoints, trunk: Polygon, sleeve: Polygon) -> Polygon:
    """Return the cloth over the shoulder, where sleeve and shirt are one."""
    cap = soft_outline([Disc(arm.shoulder, 4.9), Disc(move(arm.shoulder, arm.upper, 1.0), 4.6)])
    return largest(cap.intersection(unary_union([trunk, sleeve])))
