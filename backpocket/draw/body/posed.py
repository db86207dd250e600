"""Posed bodies: a pose of the library taken by one body, its contacts solved.

What cannot hold is a fault that says how far off it is.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from backpocket.draw.body.landmarks import landmarks
from backpocket.draw.body.model import BodyModel, body_model
from backpocket.draw.body.pose_faults import PoseFault, faults_of
from backpocket.draw.body.rotations import Floats
from backpocket.draw.body.settling import Settling
from backpocket.draw.body.skin import skinned
from backpocket.model.poses import SIDES, HandShape, Pose, Side

__all__ = ["PoseFault", "Posed", "posed"]


@dataclass(frozen=True, eq=False)
class Posed:
    """A body in a pose.

    ``points`` (n, 3) are the vertices of the model, the skin flat where it lies on the floor;
    ``joints`` the named places of the body, (3,) each; ``hands`` the shapes of both; ``turns``
    (3, 3) and ``places`` (3,) those of each bone.
    """

    model: BodyModel
    pose: Pose
    points: Floats
    joints: Mapping[str, Floats]
    hands: Mapping[Side, HandShape]
    turns: Mapping[str, Floats]
    places: Mapping[str, Floats]


@functools.lru_cache(maxsize=256)
def posed(pose: Pose, body: str) -> tuple[Posed, tuple[PoseFault, ...]]:
    """A body in a pose, and what does not hold.

    Places are rounded to a ten-thousandth of a unit, so that no machine's arithmetic shows.
    Raises ``KeyError`` for a body that is not in :data:`backpocket.model.poses.BODIES`.
    """
    settled = Settling(pose, body_model(body))
    settled.solve()
    turns, places = settled.rig.stacked()
    points = np.round(skinned(settled.model, turns, places), 4) + 0.0  # no minus nought
    faults = faults_of(settled, points)
    points[:, 1] = np.maximum(points[:, 1], 0.0)
    bones = settled.model.bones
    result = Posed(
        model=settled.model,
        pose=pose,
        points=points,
        joints=landmarks(settled.rig),
        hands={side: pose.arm(side).shape for side in SIDES},
        turns=dict(zip(bones, np.round(turns, 7), strict=True)),
        places=dict(zip(bones, np.round(places, 4), strict=True)),
    )
    return result, faults
