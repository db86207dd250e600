"""Landmarks: the places of a body that arrows, guide lines and labels are set from."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from backpocket.draw.body.rig import Rig, suffix
from backpocket.draw.body.rotations import Floats
from backpocket.model.poses import SIDES

__all__ = ["landmarks"]

# Where a landmark of the trunk is: a bone, and the step from its beginning, at rest.
_TRUNK: Mapping[str, tuple[str, tuple[float, float, float]]] = {
    "head": ("head", (0.5, 3.5, 0.0)),
    "crown": ("head", (-0.5, 8.5, 0.0)),
    "chin": ("head", (4.6, -3.0, 0.0)),
    "shoulder": ("spine01", (-1.0, 6.5, 0.0)),
    "chest": ("spine01", (6.0, 1.0, 0.0)),
    "middle-back": ("spine02", (-6.5, 2.0, 0.0)),
    "low-back": ("spine04", (-4.5, 0.0, 0.0)),
    "belly": ("spine04", (8.0, 0.0, 0.0)),
}
_LIMBS: Mapping[str, str] = {
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
    "hand": "finger3-1",
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
    "toes": "toes",
}


def landmarks(rig: Rig) -> Mapping[str, Floats]:
    """The named places of a body, (3,) each: those of the trunk, and of each side's limbs."""
    found = {
        name: rig.places[bone] + rig.turns[bone] @ np.array(step)
        for name, (bone, step) in _TRUNK.items()
    }
    for side in SIDES:
        for name, bone in _LIMBS.items():
            found[f"{side}-{name}"] = rig.places[bone + suffix(side)]
    found["hip"] = (found["near-hip"] + found["far-hip"]) / 2
    return {name: np.round(place, 4) for name, place in found.items()}
