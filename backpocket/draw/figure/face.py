"""The face: eyes, brows and a mouth as short strokes on the skin, where they are seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from backpocket.draw.body.model import BodyModel
from backpocket.draw.figure.camera import Numbers, Viewpoint
from backpocket.draw.figure.regions import Scan

__all__ = ["face_lines"]

_BROW, _MOUTH = 0.55, 0.55
_EYE = 0.8
_NEAREST = 5
_WHOLE = 0.5
"""How far apart the eyes are seen, of how far they are, in a face that is no profile."""
_RIDGE = ((1.5, 0.25), (2.2, 0.3), (2.9, 0.45), (3.1, 0.1), (3.15, -0.35))
"""The nose: how far below the eyes, in sizes of the head, and aside."""

_Stroke = Sequence[tuple[float, float]]


def face_lines(
    model: BodyModel, points: Numbers, view: Viewpoint, scan: Scan
) -> Iterator[tuple[Numbers, float]]:
    """Yield each stroke of the face that is seen, as points of the picture, and its width.

    A face that shows both eyes has a nose, one from the side a brow: more would be a mask.
    """
    face = _Skull(model)
    near, far = (view.seen(face.carried(points, places))[1] for places in face.eyes())
    apart = np.sqrt(((near - far)[:2] ** 2).sum())
    for places, width in face.strokes(whole=bool(apart > _WHOLE * 2 * abs(face.eye[2]))):
        line = view.seen(face.carried(points, places))
        seen = _visible(line, scan)
        if seen.sum() >= max(2, 0.6 * len(line)):
            yield line[seen, :2], width


def _visible(line: Numbers, scan: Scan) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    at = np.rint(scan.grid.places(line)[:, :2]).astype(np.intp)
    column = np.clip(at[:, 0], 0, scan.grid.columns - 1)
    row = np.clip(at[:, 1], 0, scan.grid.rows - 1)
    front = (scan.depth[row, column] <= line[:, 2] + 0.6) & scan.body[row, column]
    result: np.ndarray[tuple[int], np.dtype[np.bool_]] = front
    return result


class _Skull:
    """Places on the front of the head, by height and by distance from its middle."""

    def __init__(self, model: BodyModel) -> None:
        self.eye = model.marks["near-eye"]
        skull = model.head("head")
        rest = model.rest
        front = model.bone_weights[:, model.numbers["head"]] > 0.9
        front &= rest[:, 0] > skull[0] + 1.2
        self.at = np.flatnonzero(front)
        self.rest = rest[self.at]
        self.size = (rest[:, 1].max() - skull[1]) / 8.8

    def eyes(self) -> list[_Stroke]:
        """Return the two eyes as places (height, aside)."""
        high, aside = self.eye[1], abs(self.eye[2])
        return [[(high, side * (aside + t)) for t in (-0.2, 0.05, 0.3)] for side in (1, -1)]

    def strokes(self, *, whole: bool) -> Iterator[tuple[_Stroke, float]]:
        """Yield strokes and their widths: of a whole face, or of one from the side."""
        high, aside, size = self.eye[1], abs(self.eye[2]), self.size
        yield from ((eye, _EYE) for eye in self.eyes())
        if whole:
            yield [(high - size * t, z) for t, z in _RIDGE], _BROW
        else:
            steps = np.linspace(-0.95, 1.3, 6)
            arc = [(t, 1.35 + 0.26 * (1 - ((t - 0.1) / 1.1) ** 2)) for t in steps]
            for side in (1, -1):
                yield [(high + size * up, side * (aside + t)) for t, up in arc], _BROW
        mouth, half = high - 4.75 * size, 0.9 if whole else 1.2
        steps = np.linspace(-half, half, 7)
        yield [(mouth - 0.2 * (1 - (t / half) ** 2), t) for t in steps], _MOUTH

    def carried(self, points: Numbers, places: Sequence[tuple[float, float]]) -> Numbers:
        """Return places of a posed face: means of the points nearest to them, those in front."""
        found = []
        for height, aside in places:
            gap = (self.rest[:, 1] - height) ** 2 + (self.rest[:, 2] - aside) ** 2
            gap = gap + np.where(self.rest[:, 0] < self.eye[0] - 1.2, 4.0, 0.0)
            chosen = np.argsort(gap, kind="stable")[:_NEAREST]
            weight = 1 / (gap[chosen] + 0.02)
            total = (points[self.at[chosen]] * weight[:, None]).sum(axis=0) / weight.sum()
            found.append(total)
        return np.array(found)
