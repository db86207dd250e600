"""Reach: what of a pose does not hold on a body, found once and kept."""

from __future__ import annotations

from backpocket.draw.kept import Kept, key
from backpocket.model.figures import Body
from backpocket.model.poses import Pose

__all__ = ["faults_on"]

_FOUND: dict[str, tuple[str, ...]] = {}


def faults_on(pose: Pose, body: Body, kept: Kept | None = None) -> tuple[str, ...]:
    """Say what of a pose a body cannot do, and by how much; nothing, if all of it holds."""
    name = key(f"faults of {body} in {pose!r}")
    if name not in _FOUND:
        values = kept.read(name) if kept else None
        if values is None:
            from backpocket.draw.scene import pose_taken

            values = [str(fault) for fault in pose_taken(pose, body)[1]]
            if kept:
                kept.write(name, values)
        _FOUND[name] = tuple(values)
    return _FOUND[name]
