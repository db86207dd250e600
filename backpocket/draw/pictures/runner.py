"""The runner: the picture on the cover, who walks, jogs and runs, a step higher each time."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from shapely import LineString, Polygon, box
from shapely.ops import unary_union

from backpocket.draw.arrows import patches
from backpocket.draw.body.figure import Body, body
from backpocket.draw.canvas import Canvas, Drawing
from backpocket.draw.errors import UnknownLabelError
from backpocket.draw.palette import Palette
from backpocket.draw.shapes.geometry import Point, along, move, spline
from backpocket.draw.styles import Style
from backpocket.model.figures import Area
from backpocket.model.poses import Arm, Hand, Leg, Pose, View

__all__ = ["JOGGING", "RUNNER_LABELS", "RUNNING", "STEPS", "WALKING", "draw_runner"]

WALKING = Pose(
    hip=(-75, 54.2),
    spine=(87, 89, 88),
    neck=82,
    head=92,
    near_leg=Leg(thigh=-106, shank=-124, foot=-44, toes=-4),
    far_leg=Leg(thigh=-68, shank=-77, foot=10),
    near_arm=Arm(upper=-74, fore=-46, hand=-40),
    far_arm=Arm(upper=-112, fore=-92, hand=-90),
    depth=(-0.8, -1.2),
    shoes=True,
)
JOGGING = Pose(
    hip=(2, 66.2),
    spine=(84, 86, 84),
    neck=79,
    head=88,
    near_leg=Leg(thigh=-50, shank=-114, foot=-24),
    far_leg=Leg(thigh=-105, shank=-119, foot=-50, toes=-8),
    near_arm=Arm(upper=-134, fore=-44, hand=-38, shape=Hand.FIST),
    far_arm=Arm(upper=-76, fore=18, hand=24, shape=Hand.FIST),
    depth=(-0.8, -1.2),
    shoes=True,
)
RUNNING = Pose(
    hip=(80, 70.5),
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

STEPS = ((WALKING, -118.0, 0.0), (JOGGING, -36.0, 9.0), (RUNNING, 42.0, 18.0))
"""Who stands on each step, where it begins from the left, and how high it is."""

RUNNER_LABELS = ("walk", "walk-and-run", "run")
"""The labels of the steps, lowest first."""

_LEFT, _RIGHT, _TOP, _BOTTOM = -118.0, 122.0, 121.0, -17.0
_LETTERS, _INDENT, _DROP = 7.6, 14.0, 11.0


def draw_runner(labels: Mapping[str, str], style: Style) -> Drawing:
    """Draw three steps up to a run before low hills; the low back is marked.

    Sizes are in hundredths of stature. Raises :class:`UnknownLabelError` for a label outside
    :data:`RUNNER_LABELS`.
    """
    for key in labels:
        if key not in RUNNER_LABELS:
            raise UnknownLabelError("runner", key, RUNNER_LABELS)
    palette = style.palette
    canvas = Canvas(_LEFT, _BOTTOM, _RIGHT, _TOP, style)
    _landscape(canvas, palette)
    _stairs(canvas, palette)
    for key, (_, left, top) in zip(RUNNER_LABELS, STEPS, strict=True):
        if key in labels:
            canvas.text(left + _INDENT, top - _DROP, escape(labels[key]), _LETTERS, "start")
    people = [body(pose) for pose, _, _ in STEPS]
    for figure in people:
        _person(canvas, figure)
    # Sore at the first step alone; the picture does not say that the pain goes, or that it stays.
    _rings(canvas, people[0].outline, *along(people[0].bones.spine, 0.24), palette)
    return canvas.drawing()


def _person(canvas: Canvas, figure: Body) -> None:
    for shape in figure.lower:
        canvas.body_shape(shape)
    for patch in patches(figure, [Area.LOW_BACK], View.SIDE):
        canvas.patch(patch)
    for shape in figure.upper:
        canvas.body_shape(shape)


def _landscape(canvas: Canvas, palette: Palette) -> None:
    canvas.fill(LineString([(98, 84), (98, 84)]).buffer(22, quad_segs=32), palette.calm)
    frame = box(_LEFT, _BOTTOM, _RIGHT, _TOP)
    hills = ((-130, 18), (-84, 27), (-48, 20), (-10, 29), (24, 40), (60, 37), (92, 46), (134, 40))
    canvas.fill(_hill(hills).intersection(frame), palette.calm)


def _stairs(canvas: Canvas, palette: Palette) -> None:
    """Draw the three steps as one solid, with a dark edge where feet land."""
    edges = [*(left for _, left, _ in STEPS[1:]), _RIGHT]
    blocks = [
        box(left, _BOTTOM, right, top) for (_, left, top), right in zip(STEPS, edges, strict=True)
    ]
    canvas.fill(unary_union(blocks), palette.prop)
    corners = [
        corner
        for (_, left, top), right in zip(STEPS, edges, strict=True)
        for corner in ((left, top - 0.5), (right, top - 0.5))
    ]
    canvas.stroke(LineString(corners), palette.ink, 1.0)


def _hill(nodes: tuple[tuple[float, float], ...]) -> Polygon:
    ridge = spline([Point(*node) for node in nodes], 8)
    return Polygon([(ridge[0].x, _BOTTOM), *ridge, (ridge[-1].x, _BOTTOM)])


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
