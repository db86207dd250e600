"""Poses: each table of a ``poses.toml`` is one, under a name that a figure can say."""

from __future__ import annotations

import re

from backpocket.load.fields import Fields
from backpocket.load.folder import Folder
from backpocket.model.poses import Pose

__all__ = ["read_poses"]

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read_poses(folder: Folder, fields: Fields | None) -> dict[str, Pose]:
    """Return the poses that could be made; the others are diagnostics of the folder."""
    poses = folder.each(Pose, fields) or {}
    for name in [name for name in poses if not _NAME.fullmatch(name)]:
        assert fields is not None
        message = f"“{name}” is not the name of a pose"
        hint = "name it like side-plank: small letters, numbers and hyphens"
        at = fields.offset((name,))
        folder.diagnostics.append(fields.source.error(at, "E022", message, hint))
        del poses[name]
    return poses
