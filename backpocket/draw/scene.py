"""Scenes: bodies, props and marks become vectors.

All frames of one move share scale, floor line and height.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from shapely import Point, Polygon, box, get_parts, unary_union

from backpocket.draw.arrows import Place, arrow, guide_line
from backpocket.draw.body.between import between
from backpocket.draw.body.posed import Posed, PoseFault, posed
from backpocket.draw.errors import UnknownPoseError
from backpocket.draw.figure.camera import Numbers, Viewpoint, viewpoint
from backpocket.draw.figure.clothes import dressed
from backpocket.draw.figure.felt import band_regions, felt_regions, hatch
from backpocket.draw.figure.figure import Sight, hair, painted, sight, silhouette
from backpocket.draw.figure.shapes import Painted, bounds, moved, vectors
from backpocket.draw.figure.vectors import Tone, Vectors
from backpocket.draw.props import Solid, faces, mat, meshed, solids
from backpocket.draw.straps import straps
from backpocket.draw.zoom import filled, inset, rings
from backpocket.model.figures import Band, Floor, Joint, Scenery, Zoom
from backpocket.model.poses import Pose

__all__ = ["Scene", "draw_frames", "draw_row", "one_scene", "pose_taken"]

_MARGIN, _APART = 1.5, 5.0
_RIM, _HATCH = 0.55, 0.62
_MAT_ENDS, _MAT_HALF, _TOUCHING = 3.0, 13.0, 3.0
_FAR, _HALO = 60.0, 1.2


@dataclass(frozen=True, eq=False)
class Scene:
    """One frame and the body in it, as the camera sees them; the start frame for what moves."""

    frame: Scenery
    body: Posed
    start: Posed
    end: Posed
    shoes: bool
    view: Viewpoint

    @cached_property
    def sight(self) -> Sight:
        dress = dressed(self.body.model, self.shoes)
        return sight(dress, self.body, self.view, meshed(self._solids))

    @cached_property
    def _outline(self) -> Polygon:
        return filled(silhouette(self.sight))

    @cached_property
    def _solids(self) -> list[Solid]:
        return [part for prop in self.frame.props for part in solids(prop)]

    def shapes(self) -> list[Painted]:
        """Return all that is painted, the farthest first."""
        shown = [
            *self._ground(),
            *self._ghost(),
            *self._props(),
            *painted(self.sight),
        ]
        felt, bands = self._felt(), self._bands()
        return [*shown, *felt, *bands, *self._zoom([*shown, *bands]), *self._marks()]

    def _ground(self) -> list[Painted]:
        if self.frame.floor is not Floor.MAT:
            return self._shadow() if self.frame.floor is Floor.BARE else []
        places = self.body.points
        left, right = places[:, 0].min() - _MAT_ENDS, places[:, 0].max() + _MAT_ENDS
        half = max(_MAT_HALF, float(np.abs(places[places[:, 1] < 12, 2]).max()) + 2.0)
        sides = faces([mat(left, right, half)], self.view, Tone.MAT, Tone.MAT_SIDE)
        return [Painted(face.tone, (face.outline,), _RIM, rim=Tone.MAT_SIDE) for face in sides]

    def _shadow(self) -> list[Painted]:
        """Return the soft shadow of what touches a bare floor."""
        low = self.body.points[self.body.points[:, 1] < _TOUCHING]
        if not len(low):
            return []
        (left, _, back), (right, _, front) = low.min(axis=0), low.max(axis=0)
        turns = np.linspace(0, 2 * np.pi, 49)
        middle, reach = (left + right) / 2, (right - left) / 2 + 5
        deep, half = (back + front) / 2, max((front - back) / 2 + 4, 10.0)
        ring = [middle + reach * np.cos(turns), 0 * turns, deep + half * np.sin(turns)]
        seen = self.view.seen(np.stack(ring, axis=1))[:, :2]
        return [Painted(Tone.CALM, (Polygon(seen).buffer(0.4),))]

    def _ghost(self) -> list[Painted]:
        if not self.frame.ghost:
            return []
        dress = dressed(self.start.model, self.shoes)
        seen = sight(dress, self.start, self.view, meshed([]))
        ghost = filled(silhouette(seen))
        apart = ghost - self._outline
        # What would show of it as a mere halo round the body goes.
        halo = apart - apart.buffer(-_HALO).buffer(_HALO + 0.5)
        shown = [ring for part in get_parts(ghost - halo) for ring in rings(part)]
        shown += hair(seen)
        return [Painted(Tone.GHOST, tuple(shown), _RIM, rim=Tone.MAT_SIDE)] if shown else []

    def _props(self) -> list[Painted]:
        return [
            Painted(face.tone, (face.outline,), _RIM, rim=Tone.INK)
            for face in faces(self._solids, self.view)
        ]

    def _felt(self) -> list[Painted]:
        areas = felt_regions(
            self.sight.dress, self.sight.scan, self.frame.felt, self.frame.felt_side
        )
        if not areas:
            return []
        lines = hatch(areas)
        patch = Painted(Tone.FELT, tuple(areas), _RIM, rim=Tone.INK)
        return [patch, Painted(Tone.ACCENT, tuple(lines), _HATCH)] if lines else [patch]

    def _bands(self) -> list[Painted]:
        shown = straps(self.frame.props, self.body, self.view, self.sight.scan)
        if any(isinstance(prop, Band) for prop in self.frame.props):
            bands = band_regions(self.sight.dress, self.sight.scan)
            shown.append(Painted(Tone.ACCENT, tuple(bands), _RIM, rim=Tone.INK))
        return [each for each in shown if each.outlines]

    def _marks(self) -> list[Painted]:
        lines = [
            guide_line(
                guide, self._place(self.body, guide.start), self._place(self.body, guide.end)
            )
            for guide in self.frame.guides
        ]
        leaves = self.body is self.start
        other = self.end if leaves else self.start
        for each in self.frame.arrows:
            here, there = self._place(self.body, each.at), self._place(other, each.at)
            lines += arrow(each, here, there, self._kept_free(), leaves=leaves)
        return lines

    def _kept_free(self) -> Polygon:
        """Return what no arrow is to lie on: the body, what it holds, and what is underground."""
        places = self.body.points[:, :2]
        left, right = places[:, 0].min() - _FAR, places[:, 0].max() + _FAR
        things = [face.outline for face in faces(self._solids, self.view)]
        zoom = self.frame.zoom
        lens = [Point(self._lens(zoom)[1]).buffer(zoom.radius)] if zoom else []
        below = box(left, -_FAR, right, 0)
        return unary_union([self._outline, below, *things, *lens])

    def _zoom(self, shown: Sequence[Painted]) -> list[Painted]:
        zoom = self.frame.zoom
        if zoom is None:
            return []
        return inset(*self._lens(zoom), zoom.radius, zoom.times, shown)

    def _lens(self, zoom: Zoom) -> tuple[Place, Place]:
        """Return the place that a zoom shows, and the middle of its ring, in the picture."""
        spots = np.array([(*spot, 0.0) for spot in (zoom.at, zoom.centre)])
        (x, y, _), (to_x, to_y, _) = self.view.seen(spots).tolist()
        return (x, y), (to_x, to_y)

    def _place(self, body: Posed, joint: Joint) -> Place:
        seen: Numbers = self.view.seen(np.array(body.joints[joint]))
        return float(seen[0]), float(seen[1])


@lru_cache(maxsize=256)
def pose_taken(pose: Pose, body: str) -> tuple[Posed, tuple[PoseFault, ...]]:
    """Return a body in a pose, and what of that does not hold; each once in a process."""
    return posed(pose, body)


def _pose(scenery: Scenery, poses: Mapping[str, Pose]) -> Pose:
    if scenery.pose not in poses:
        raise UnknownPoseError(scenery.pose, list(poses))
    return poses[scenery.pose]


def one_scene(scenery: Scenery, poses: Mapping[str, Pose], body: str) -> Scene:
    """Lay out a body in a pose by itself. Raises :class:`UnknownPoseError`."""
    pose = _pose(scenery, poses)
    taken = pose_taken(pose, body)[0]
    return Scene(scenery, taken, taken, taken, pose.shoes, viewpoint(scenery.view or pose.view))


def draw_frames(frames: Sequence[Scenery], poses: Mapping[str, Pose], body: str) -> list[Vectors]:
    """Draw the frames of one move, start and end first, on one body, floor and scale.

    A single frame is its own end.

    Sizes are in hundredths of stature. Raises :class:`UnknownPoseError` for a pose that the library
    lacks.
    """
    start, end = (pose_taken(_pose(frame, poses), body)[0] for frame in (frames[0], frames[:2][-1]))
    shown = [
        replace(one_scene(frame, poses, body), start=start, end=end).shapes() for frame in frames
    ]
    edges = [bounds(shapes) for shapes in shown]
    bottom = min(edge[1] for edge in edges) - _MARGIN
    top = max(edge[3] for edge in edges) + _MARGIN
    return [
        vectors(shapes, (edge[0] - _MARGIN, bottom, edge[2] + _MARGIN, top))
        for shapes, edge in zip(shown, edges, strict=True)
    ]


def draw_row(
    scenery: Scenery, ends: tuple[Pose, Pose], shares: Sequence[float], bodies: Sequence[str]
) -> Vectors:
    """Draw figures side by side on one floor: shares of the way between two poses, on bodies."""
    row: list[Painted] = []
    right = 0.0
    for body in bodies:
        for share in shares:
            shapes = one_scene(scenery, {scenery.pose: between(*ends, share)}, body).shapes()
            edge = bounds(shapes)
            row += moved(shapes, right - edge[0], 0)
            right += edge[2] - edge[0] + _APART
    left, bottom, right, top = bounds(row)
    return vectors(row, (left - _MARGIN, bottom - _MARGIN, right + _MARGIN, top + _MARGIN))
