"""Poses: each table of a ``poses.toml`` is one, under a name that a figure can say.

A ``shown.toml`` beside the library says how exercises that no guide has are shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from backpocket.diagnostics import nearest
from backpocket.load.fields import Fields
from backpocket.load.folder import Folder
from backpocket.model.figures import Shown
from backpocket.model.poses import Pose

__all__ = ["read_poses", "read_shown"]

_SHOWN = "shown.toml"

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


def read_shown(folder: Folder, poses: Collection[str] | None) -> tuple[Shown, ...]:
    """Return how exercises are shown that no guide has; their poses must be known."""
    fields = folder.fields_if_there(_SHOWN)
    made = folder.each(Shown, fields) or {}
    for name, shown in made.items():
        for number, frame in enumerate(shown.frames):
            if fields is not None and poses is not None and frame.pose not in poses:
                at = fields.offset((name, "frames", number, "pose"))
                message, hint = f"unknown pose “{frame.pose}”", nearest(frame.pose, poses)
                folder.diagnostics.append(fields.source.error(at, "E201", message, hint))
    return tuple(made.values())
