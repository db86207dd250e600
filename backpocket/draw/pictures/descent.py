"""The descent: three stages of getting down to the floor with the help of a chair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from xml.sax.saxutils import escape

from shapely.affinity import translate

from backpocket.draw.body.figure import body
from backpocket.draw.canvas import Canvas, Drawing
from backpocket.draw.errors import UnknownLabelError
from backpocket.draw.props import furniture
from backpocket.draw.shapes.layers import Shape
from backpocket.draw.styles import Style
from backpocket.model.figures import Chair
from backpocket.model.poses import Arm, Hand, Leg, Pose

__all__ = ["DESCENT_LABELS", "SEAT", "STAGES", "draw_descent"]

SEAT = Chair(kind="chair", x=23, height=30, back="right")

_KNEELING = Pose(
    hip=(2, 28.3),
    spine=(76, 72, 68),
    neck=70,
    head=80,
    near_leg=Leg(thigh=-95, shank=-178, foot=-158),
    far_leg=Leg(ankle=(27, 3.9)),
    near_arm=Arm(wrist=(28.5, 32), shape=Hand.FLAT),
    far_arm=Arm(wrist=(30.5, 32), shape=Hand.FLAT),
)
_ALL_FOURS = Pose(
    hip=(0, 28.3),
    spine=(12, 14, 14),
    neck=6,
    head=2,
    near_leg=Leg(thigh=-90, shank=-178, foot=-158),
    near_arm=Arm(wrist=(28.2, 1.8), shape=Hand.FLAT),
    far_arm=Arm(wrist=(33.4, 1.8), shape=Hand.FLAT),
    depth=(2.8, 0),
)
_LYING = Pose(
    hip=(0, 6.7),
    spine=(182, 180, 180),
    neck=181,
    head=181,
    near_leg=Leg(ankle=(31.8, 3.9)),
    far_leg=Leg(ankle=(26, 3.9)),
    near_arm=Arm(upper=-8, fore=-1, shape=Hand.FLAT),
)

STAGES = ((_KNEELING, 38.0), (_ALL_FOURS, 122.0), (_LYING, 227.0))
"""Each stage, and how far to the right its hip is moved."""

DESCENT_LABELS = ("first", "second", "third")
"""A letter for each stage, which ties it to its step."""

_LEFT, _RIGHT, _TOP, _BOTTOM = -1.0, 273.0, 75.0, -2.4
_LETTERS, _LABELS_AT = 16.6, (6.0, 94.0, 184.0)


def draw_descent(labels: Mapping[str, str], style: Style) -> Drawing:
    """Draw the three stages on one floor; sizes are in hundredths of stature.

    Raises :class:`UnknownLabelError` for a label outside :data:`DESCENT_LABELS`.
    """
    for key in labels:
        if key not in DESCENT_LABELS:
            raise UnknownLabelError("descent", key, DESCENT_LABELS)
    canvas = Canvas(_LEFT, _BOTTOM, _RIGHT, _TOP, style)
    canvas.floor(-0.4)
    _chair(canvas, STAGES[0][1])
    for pose, right in STAGES:
        figure = body(pose)
        for shape in (*figure.lower, *figure.upper):
            canvas.body_shape(_moved(shape, right))
    for key, x in zip(DESCENT_LABELS, _LABELS_AT, strict=True):
        if key in labels:
            canvas.text(x, 40.0, escape(labels[key]), _LETTERS, "start")
    return canvas.drawing()


def _chair(canvas: Canvas, right: float) -> None:
    drawn = furniture(SEAT)
    for solid in drawn.solids:
        canvas.prop(translate(solid, right))
    for line in drawn.lines:
        canvas.stroke(translate(line, right), canvas.style.ink, 0.6)


def _moved(shape: Shape, right: float) -> Shape:
    return replace(shape, outline=translate(shape.outline, right))
