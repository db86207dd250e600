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


def face_lines(
    model: BodyModel, points: Numbers, view: Viewpoint, scan: Scan
) -> Iterator[tuple[Numbers, float]]:
    """Yield each stroke of the face that is seen, as points of the picture, and its width."""
    face = _Skull(model)
    for places, width in face.strokes():
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

    def strokes(self) -> Iterator[tuple[Sequence[tuple[float, float]], float]]:
        """Yield strokes as places (height, aside) and their widths."""
        high, aside = self.eye[1], abs(self.eye[2])
        for side in (1, -1):
            yield [(high, side * (aside + t)) for t in (-0.2, 0.05, 0.3)], _EYE
            arc = np.linspace(-0.95, 1.3, 6)
            yield (
                [
                    (
                        high + self.size * (1.35 + 0.26 * (1 - ((t - 0.1) / 1.1) ** 2)),
                        side * (aside + t),
                    )
                    for t in arc
                ],
                _BROW,
            )
        mouth = high - 4.75 * self.size
        yield [(mouth - 0.2 * (1 - (t / 1.2) ** 2), t) for t in np.linspace(-1.2, 1.2, 7)], _MOUTH

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
