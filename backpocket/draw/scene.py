"""Scenes: bodies, floor, props and marks become SVG.

All frames of one move share scale, floor line and view-box height. The SVG holds plain paths
with presentation attributes only, and no ids, so that many can stand on one page and every
renderer shows the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shapely import box

from backpocket.draw.arrows import DrawnArrow, Patch, arrow_shape, guide_line, patches
from backpocket.draw.body.figure import Body, body
from backpocket.draw.canvas import Canvas, Drawing, drawings
from backpocket.draw.errors import UnknownPoseError
from backpocket.draw.props import MAT_HEIGHT, furniture, straps
from backpocket.draw.shapes.geometry import bounds
from backpocket.draw.shapes.layers import HALO
from backpocket.draw.styles import Style
from backpocket.draw.zoom import Inset, inset
from backpocket.model.figures import Floor, Frame
from backpocket.model.poses import Pose

__all__ = ["draw_frames"]

_MARGIN = 2.0
_SIDE = 4.0
_FLOOR = 0.8


@dataclass(frozen=True)
class Scene:
    """All shapes of one frame, before they are scaled to a view box."""

    frame: Frame
    body: Body
    felt: tuple[Patch, ...]
    arrows: tuple[DrawnArrow, ...]
    inset: Inset | None

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of everything that is drawn, halos included."""
        marks = [(arrow.outline, 0.6) for arrow in self.arrows]
        marks += [(guide_line(self.body, guide), 0.6) for guide in self.frame.guides]
        marks += [(line, 0.7) for line in straps(self.body, self.frame.props)]
        marks += [(self.inset.outline, 0), (self.inset.source, 0.8)] if self.inset else []
        solids = [(each, 0) for prop in self.frame.props for each in furniture(prop).solids]
        rooms = [(self.body.outline, HALO), *marks, *solids]
        return bounds([box(*shape.bounds).buffer(room) for shape, room in rooms])


def scene(frame: Frame, poses: Mapping[str, Pose]) -> Scene:
    """Lay out one frame. Raises :class:`UnknownPoseError` or :class:`~.skeleton.ReachError`."""
    if frame.pose not in poses:
        raise UnknownPoseError(frame.pose, list(poses))
    pose = poses[frame.pose]
    figure = body(pose)
    return Scene(
        frame=frame,
        body=figure,
        felt=tuple(patches(figure, frame.felt, pose.view)),
        arrows=tuple(arrow_shape(figure, arrow) for arrow in frame.arrows),
        inset=inset(figure, frame.zoom, box(-200, -MAT_HEIGHT, 200, 0)) if frame.zoom else None,
    )


def draw_frames(frames: Sequence[Frame], poses: Mapping[str, Pose], style: Style) -> list[Drawing]:
    """Draw the frames of one move at one scale, on one floor line, in one height.

    Sizes are in hundredths of stature. Raises :class:`UnknownPoseError` for a pose that the
    library lacks and :class:`~.skeleton.ReachError` for a hand or foot out of reach.
    """
    scenes = [scene(frame, poses) for frame in frames]
    if not scenes:
        return []
    lowest = min(laid.bounds[1] for laid in scenes)
    bottom = min(-MAT_HEIGHT - _FLOOR, lowest) - 0.6
    top = max(laid.bounds[3] for laid in scenes) + _MARGIN
    return drawings([_painted(laid, top, bottom, style) for laid in scenes])


def _painted(laid: Scene, top: float, bottom: float, style: Style) -> Canvas:
    left, _, right, _ = laid.bounds
    left, right = left - _SIDE, right + _SIDE
    canvas = Canvas(left, bottom, right, top, style)
    _paint_floor(canvas, laid, left, right)
    _paint_furniture(canvas, laid)
    for shape in laid.body.lower:
        canvas.body_shape(shape)
    for patch in laid.felt:
        canvas.patch(patch)
    for line in straps(laid.body, laid.frame.props):
        canvas.strap(line)
    for shape in laid.body.upper:
        canvas.body_shape(shape)
    for guide in laid.frame.guides:
        canvas.guide(guide_line(laid.body, guide))
    if laid.inset:
        _paint_inset(canvas, laid.inset)
    for arrow in laid.arrows:
        canvas.arrow(arrow)
    return canvas


def _paint_floor(canvas: Canvas, laid: Scene, left: float, right: float) -> None:
    if laid.frame.floor is Floor.MAT:
        canvas.floor(-MAT_HEIGHT - _FLOOR / 2)
        canvas.mat(left + 1.5, right - 1.5, MAT_HEIGHT)
    else:
        canvas.floor(-_FLOOR / 2)


def _paint_furniture(canvas: Canvas, laid: Scene) -> None:
    for prop in laid.frame.props:
        drawn = furniture(prop)
        for solid in drawn.solids:
            canvas.prop(solid)
        for line in drawn.lines:
            canvas.stroke(line, canvas.style.ink, 0.6)


def _paint_inset(canvas: Canvas, inset: Inset) -> None:
    tones = canvas.style.palette
    canvas.fill(inset.frame, tones.paper)
    canvas.fill(inset.floor, tones.mat)
    for shape in inset.shapes:
        canvas.fill(shape.outline, canvas.style.fill(shape.role))
    lines = (inset.leader, inset.source, inset.frame)
    for line in lines:
        canvas.stroke(line, tones.paper, 2.0)
    for line in lines:
        canvas.stroke(line, tones.ink, 0.7)
