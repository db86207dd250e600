"""The skin: the vertices of a body moved with its bones, by dual quaternions.

Kavan, Collins, Žára and O'Sullivan: "Skinning with dual quaternions", 2007: a bend keeps its volume
where blended matrices would make it collapse.
"""

from __future__ import annotations

import numpy as np

from backpocket.draw.body.model import BodyModel, Ints
from backpocket.draw.body.rotations import Floats, multiply, quaternion

__all__ = ["skinned"]


def skinned(model: BodyModel, turns: Floats, places: Floats, rows: Ints | None = None) -> Floats:
    """The vertices (n, 3) of a body whose bones have these turns and places; or some of them."""
    rest = model.rest if rows is None else model.rest[rows]
    influences = model.influences if rows is None else model.influences[rows]
    weights = model.weights if rows is None else model.weights[rows]
    shifts = places - (turns * model.heads[:, None, :]).sum(2)
    real = np.array([quaternion(turn) for turn in turns])
    dual = 0.5 * multiply(np.concatenate([np.zeros((len(shifts), 1)), shifts], 1), real)
    near = real[influences]
    alike = np.where((near * near[:, :1]).sum(2) < 0, -1.0, 1.0)
    share = (weights * alike)[:, :, None]
    blended, moved = (near * share).sum(1), (dual[influences] * share).sum(1)
    size = np.sqrt((blended * blended).sum(1, keepdims=True))
    blended, moved = blended / size, moved / size
    back = blended * (1.0, -1.0, -1.0, -1.0)
    axis = blended[:, 1:]
    turned = rest + 2 * np.cross(axis, np.cross(axis, rest) + blended[:, :1] * rest)
    placed: Floats = turned + 2 * multiply(moved, back)[:, 1:]
    return placed
