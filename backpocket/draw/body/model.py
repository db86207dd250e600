"""Bodies: the meshes that are posed, with their bones, read from the one data file.

The world's x goes to the viewer's right, y up, z to the viewer. A body at rest stands upright with
its arms out at an angle and faces +x, so that its right side is the near one. A unit is a hundredth
of its stature, and the floor is y = 0.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backpocket.draw.body.rotations import Floats
from backpocket.model.poses import BODIES

__all__ = ["BodyModel", "body_model"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class BodyModel:
    """One body at rest. All bodies have the same faces, bones and weights.

    ``rest`` is (n, 3); ``faces`` (m, 4), corners counter-clockwise for an eye outside; ``cloth``
    (m,) says which faces are of the close suit, the later clothes; ``heads`` and ``tails`` are
    (bones, 3); ``influences`` and ``weights`` (n, 5) say which bones move a vertex, and how much of
    its place each gives; ``marks`` has the points “near-eye”, “far-eye” and “mouth”.
    """

    name: str
    rest: Floats
    faces: Ints
    cloth: Flags
    bones: tuple[str, ...]
    parents: tuple[int, ...]
    heads: Floats
    tails: Floats
    influences: Ints
    weights: Floats
    marks: Mapping[str, Floats]

    @functools.cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each bone."""
        return {bone: number for number, bone in enumerate(self.bones)}

    def head(self, bone: str) -> Floats:
        """Where a bone begins at rest."""
        place: Floats = self.heads[self.numbers[bone]]
        return place

    @functools.cached_property
    def bone_weights(self) -> Floats:
        """The weight of every bone at every vertex, (n, bones)."""
        whole = np.zeros((len(self.rest), len(self.bones)))
        np.put_along_axis(whole, self.influences, self.weights, 1)
        return whole

    def vertices_of(self, *prefixes: str, side: str = "") -> Ints:
        """The vertices that bones whose names begin so move most, of one side if any."""
        columns = [
            number
            for bone, number in self.numbers.items()
            if bone.startswith(prefixes) and bone.endswith(side)
        ]
        found: Ints = np.flatnonzero(self.bone_weights[:, columns].sum(1) > 0.5)
        return found


@functools.cache
def _file() -> Mapping[str, Any]:
    packed = resources.files("backpocket.draw.body.data").joinpath("bodies.npz")
    with packed.open("rb") as file, np.load(file) as arrays:
        return dict(arrays)


@functools.cache
def body_model(name: str) -> BodyModel:
    """The body of that name; raises ``KeyError`` for one that is not in :data:`BODIES`."""
    if name not in BODIES:
        raise KeyError(name)
    data = _file()
    number = str(data["names"]).split().index(name)
    faces: Ints = np.cumsum(data["faces"].astype(np.int64), axis=1).T
    cloth = np.unpackbits(data["cloth"])[: len(faces)].astype(bool)
    points = np.cumsum(data["points"].astype(np.int64), axis=2)
    rest = (points[0] + (points[number] if number else 0)).T.astype(float)
    skin = rest[np.unique(faces[~cloth]), 1]
    low, stature = skin.min(), skin.max() - skin.min()

    def world(places: Any) -> Floats:
        x, y, z = np.moveaxis(places.astype(float), -1, 0)
        scaled: Floats = np.stack([z, y - low, -x], -1) * (100 / stature)
        return scaled

    heads, tails = world(data["joints"][number])
    weights = data["weights"].T.astype(float)
    near_eye, far_eye, mouth = world(data["marks"][number])
    return BodyModel(
        name=name,
        rest=world(rest),
        faces=faces,
        cloth=cloth,
        bones=tuple(str(data["bones"]).split()),
        parents=tuple(int(parent) for parent in data["parents"]),
        heads=heads,
        tails=tails,
        influences=data["influences"].T.astype(np.int64),
        weights=weights / weights.sum(1, keepdims=True),
        marks={"near-eye": near_eye, "far-eye": far_eye, "mouth": mouth},
    )
