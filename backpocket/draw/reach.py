"""Reach: what of a pose does not hold on a body, found once and kept."""

from __future__ import annotations

from collections.abc import Sequence

from backpocket.draw.kept import Kept, key
from backpocket.model.figures import Body
from backpocket.model.poses import Pose

__all__ = ["faults_on"]


def faults_on(pose: Pose, body: Body, kept: Kept | None = None) -> tuple[str, ...]:
    """Say what of a pose a body cannot do, and by how much; nothing, if all of it holds."""

    def found(_: Sequence[str]) -> list[list[str]]:
        from backpocket.draw.scene import pose_taken

        return [[str(fault) for fault in pose_taken(pose, body)[1]]]

    return tuple((kept or Kept()).once([key(f"faults of {body} in {pose!r}")], found)[0])
