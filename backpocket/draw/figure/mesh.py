"""The mesh: what the drawing needs of a body's faces, once a body.

The close suit over the skin becomes the clothes. It is coarse, so each of its faces is cut in four
(Catmull and Clark, "Recursively generated B-spline surfaces", 1978). All of it is sums of a few
points with fixed weights, which SciPy's sparse matrices add in one order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, diags_array, identity, vstack

from backpocket.draw.figure.camera import Numbers

__all__ = ["Counts", "Mesh", "ball", "normals", "ring_means", "subdivided"]

Counts = NDArray[np.intp]

_ROUND, _DOWN = 24, 13


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles over drawn points, and the matrix that makes these from the body's points."""

    points: Any
    """Rows of weights (m, n): drawn point = sum of weights times points of the body."""
    triangles: Counts
    """(t, 3), counter-clockwise when seen from outside."""
    cloth: NDArray[np.bool_]
    """(t,): which triangles are of the suit."""


def subdivided(faces: Counts, cloth: NDArray[np.bool_], count: int) -> Mesh:
    """Return skin faces as they are and suit faces cut in four, all as triangles."""
    finer, quads = _catmull_clark(faces[cloth], count)
    skin = faces[~cloth]
    every = np.concatenate([skin, quads + count])
    flags = np.concatenate([np.zeros(len(skin), dtype=np.bool_), np.ones(len(quads), np.bool_)])
    return Mesh(
        points=vstack([identity(count, format="csr"), finer]).tocsr(),
        triangles=np.concatenate([every[:, :3], every[:, [0, 2, 3]]]),
        cloth=np.concatenate([flags, flags]),
    )


def _sums(rows: Counts, columns: Counts, weight: float | Numbers, shape: tuple[int, int]) -> Any:
    weights = np.broadcast_to(np.asarray(weight, dtype=np.float64), rows.shape)
    return coo_array((weights, (rows, columns)), shape=shape).tocsr()


def _catmull_clark(faces: Counts, count: int) -> tuple[Any, Counts]:
    """Cut quads in four; return the weights of the new points, and the new quads."""
    used, corner = np.unique(faces, return_inverse=True)
    corner = corner.reshape(faces.shape)
    number, points = len(faces), len(used)
    sides = np.concatenate([faces[:, [k, (k + 1) % 4]] for k in range(4)])
    edges, side = np.unique(np.sort(sides, axis=1), axis=0, return_inverse=True)
    side = side.ravel()
    faces_at = np.bincount(side, minlength=len(edges))
    face = _sums(np.repeat(np.arange(number), 4), faces.ravel(), 0.25, (number, count))
    ends = _sums(np.repeat(np.arange(len(edges)), 2), edges.ravel(), 0.5, (len(edges), count))
    both = _sums(side, np.tile(np.arange(number), 4), 1 / faces_at[side], (len(edges), number))
    inner = (faces_at == 2).astype(np.float64)
    middle = diags_array(inner) @ (0.5 * ends + 0.5 * (both @ face))
    middle = middle + diags_array(1 - inner) @ ends

    tips = corner.ravel()
    around = _sums(tips, np.repeat(np.arange(number), 4), 1.0, (points, number))
    at = np.searchsorted(used, edges.ravel())
    touching = _sums(at, np.repeat(np.arange(len(edges)), 2), 1.0, (points, len(edges)))
    valence = np.bincount(at, minlength=points).astype(np.float64)
    itself = _sums(np.arange(points), used, 1.0, (points, count))
    inside = diags_array(1 / (valence * np.bincount(tips, minlength=points))) @ (around @ face)
    inside = inside + 2 * (diags_array(1 / valence**2) @ (touching @ ends))
    inside = inside + diags_array((valence - 3) / valence) @ itself
    open_edges = diags_array((faces_at == 1).astype(np.float64))
    rim = 0.5 * itself + 0.25 * (touching @ open_edges @ ends)
    on_rim = np.zeros(points)
    on_rim[np.searchsorted(used, edges[faces_at == 1].ravel())] = 1
    kept = diags_array(1 - on_rim) @ inside + diags_array(on_rim) @ rim

    cut = side.reshape(4, number).T + points
    centre = np.arange(number) + points + len(edges)
    quads = [np.stack([corner[:, k], cut[:, k], centre, cut[:, k - 1]], axis=1) for k in range(4)]
    return vstack([kept, middle, face]).tocsr(), np.concatenate(quads)


def normals(points: Numbers, triangles: Counts) -> Numbers:
    """Return the unit arrow that points out of the surface at each point."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    u, v = b - a, c - a
    across = np.stack(
        [
            u[:, 1] * v[:, 2] - u[:, 2] * v[:, 1],
            u[:, 2] * v[:, 0] - u[:, 0] * v[:, 2],
            u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0],
        ],
        axis=1,
    )
    corners = triangles.T.ravel()
    total = np.stack(
        [np.bincount(corners, np.tile(across[:, k], 3), len(points)) for k in range(3)], axis=1
    )
    length = np.sqrt((total * total).sum(axis=1))
    result: Numbers = total / np.where(length > 0, length, 1.0)[:, None]
    return result


def ring_means(faces: Counts, count: int) -> csr_array:
    """Return the matrix that gives for each point the mean of the points one edge away."""
    sides = np.concatenate([faces[:, [k, (k + 1) % 4]] for k in range(4)])
    pairs = np.unique(np.concatenate([sides, sides[:, ::-1]]), axis=0)
    number = np.bincount(pairs[:, 0], minlength=count)
    return _sums(pairs[:, 0], pairs[:, 1], 1 / number[pairs[:, 0]], (count, count))


def ball() -> tuple[Numbers, Counts]:
    """Return the points of a ball of radius 1, (n, 3), and the triangles over them."""
    turns = np.arange(_ROUND) * (2 * np.pi / _ROUND)
    tilts = np.linspace(0, np.pi, _DOWN)[:, None]
    x, z = np.sin(tilts) * np.cos(turns), np.sin(tilts) * np.sin(turns)
    y = np.cos(tilts) + 0 * turns
    start = (np.arange(_DOWN - 1) * _ROUND)[:, None]
    here, there = start + np.arange(_ROUND), start + (np.arange(_ROUND) + 1) % _ROUND
    one = np.stack([here, there, here + _ROUND], axis=-1).reshape(-1, 3)
    two = np.stack([there, there + _ROUND, here + _ROUND], axis=-1).reshape(-1, 3)
    return np.stack([x, y, z], -1).reshape(-1, 3), np.concatenate([one, two])
