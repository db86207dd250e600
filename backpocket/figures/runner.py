"""The runner: the picture on the cover, in the moment of push-off."""

from __future__ import annotations

from collections.abc import Mapping

from shapely import LineString, Polygon, box
from shapely.ops import unary_union

from .body import body
from .canvas import Canvas, Drawing
from .errors import UnknownLabelError
from .frames import Area
from .geometry import Point, along, move, spline
from .marks import patches
from .palette import Palette
from .poses import Arm, Hand, Leg, Pose, View
from .styles import Style

__all__ = ["RUNNING", "draw_runner"]

RUNNING = Pose(
    hip=(0, 52.6),
    spine=(80, 82, 80),
    neck=76,
    head=86,
    near_leg=Leg(thigh=-114, shank=-130, foot=-62, toes=-8),
    far_leg=Leg(thigh=-24, shank=-108, foot=-14),
    near_arm=Arm(upper=-58, fore=36, hand=44, shape=Hand.FIST),
    far_arm=Arm(upper=-156, fore=-66, hand=-60, shape=Hand.FIST),
    depth=(-0.8, -1.2),
    shoes=True,
)

_LEFT, _RIGHT, _TOP, _BOTTOM = -74.0, 86.0, 114.0, -7.0


def draw_runner(labels: Mapping[str, str], palette: Palette) -> Drawing:
    """Draw the runner on a path before low hills; the low back is marked.

    The picture takes no labels. Sizes are in hundredths of stature.
    """
    for key in labels:
        raise UnknownLabelError("runner", key, ())
    canvas = Canvas(_LEFT, _BOTTOM, _RIGHT, _TOP, Style(palette))
    _landscape(canvas, palette)
    figure = body(RUNNING)
    for shape in figure.lower:
        canvas.body_shape(shape)
    for patch in patches(figure, [Area.LOW_BACK], View.SIDE):
        canvas.patch(patch)
    for shape in figure.upper:
        canvas.body_shape(shape)
    _rings(canvas, figure.outline, *along(figure.bones.spine, 0.24), palette)
    return canvas.drawing()


def _landscape(canvas: Canvas, palette: Palette) -> None:
    canvas.fill(LineString([(38, 70), (38, 70)]).buffer(27, quad_segs=32), palette.calm)
    frame = box(_LEFT, 0, _RIGHT, _TOP)
    far = ((-90, 8), (-60, 20), (-34, 25), (-4, 15), (26, 21), (56, 33), (90, 22), (110, 16))
    near = ((-90, 12), (-64, 9), (-30, 4), (4, 9), (36, 12), (64, 7), (90, 10), (110, 12))
    canvas.fill(_hill(far).intersection(frame), palette.calm)
    canvas.fill(_hill(near).intersection(frame), palette.prop)
    canvas.fill(box(_LEFT, -1, _RIGHT, 0), palette.ink)
    for left, right, y in ((-52, -36, -4), (-20, 8, -4.6), (30, 44, -3.8), (58, 66, -4.6)):
        canvas.stroke(LineString([(left, y), (right, y)]), palette.mat, 0.9)


def _hill(nodes: tuple[tuple[float, float], ...]) -> Polygon:
    ridge = spline([Point(*node) for node in nodes], 8)
    return Polygon([(ridge[0].x, -1), *ridge, (ridge[-1].x, -1)])


def _rings(canvas: Canvas, outline: Polygon, place: Point, angle: float, palette: Palette) -> None:
    """Draw soft arcs behind the low back, outside the body."""
    centre = move(place, angle + 90, 2.0)
    free = outline.buffer(2.2)
    for radius, width in ((11, 1.3), (15.5, 1.1), (20, 0.9)):
        points = [move(centre, angle + 90 + turn, radius) for turn in range(-12, 57, 4)]
        arc = LineString(points).difference(unary_union([free]))
        for part in getattr(arc, "geoms", [arc]):
            if part.length > 3:
                canvas.stroke(part, palette.accent, width)
