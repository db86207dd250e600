"""The anatomy panel: pelvis and low back seen from behind.

The reader's left half shows muscles, the right half bones. There are five lumbar vertebrae with
their discs, the sacrum and tail bone, both hip bones and thigh bones, and the two sacroiliac
joints; the back muscles beside the spine and the big and middle muscles of the seat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from shapely import LineString, Polygon, box
from shapely.affinity import scale
from shapely.ops import unary_union

from backpocket.draw.canvas import Canvas, Drawing
from backpocket.draw.errors import UnknownLabelError
from backpocket.draw.palette import Palette
from backpocket.draw.shapes.geometry import Disc, Point, rounded, soft_outline, spline
from backpocket.draw.styles import Style

__all__ = ["FONT_SIZE", "LABEL_KEYS", "draw_anatomy"]

_WIDTH, _TOP, _BOTTOM = 180.0, 52.0, -54.0
FONT_SIZE = 6.6
"""Label size in drawing units: 12.5 pt when the picture is printed 120 mm wide."""
_LINE = 7.4
_LABEL_WIDTH = 13

Nodes = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class _Label:
    """Where a label stands and the point that its line leads to.

    A label stands at the left (``side`` -1) or the right edge, or starts at ``x`` on the picture
    itself, below its target.
    """

    side: int
    y: float
    target: tuple[float, float]
    x: float | None = None


_LABELS: dict[str, _Label] = {
    "back-muscles": _Label(-1, 34, (-11.4, 34)),
    "sacrum": _Label(-1, 4, (-2.2, -9.5)),
    "hip-muscles": _Label(-1, -27, (-24, -19)),
    "lumbar-spine": _Label(1, 34, (17.2, 25.5)),
    "pelvis": _Label(1, 5, (25, 5)),
    "sacroiliac-joints": _Label(1, -42.4, (8.4, -8), x=1.3),
}
LABEL_KEYS = tuple(_LABELS)

_SKIN = ((26, 52), (24.2, 40), (24.5, 28), (29, 14), (36, 1), (41, -14), (42.5, -28), (41, -54))
_HIP_BONE = (
    (7.6, -4.6), (8.6, 0.6), (10.6, 6.2), (15.2, 10.6), (21.4, 12.4), (27.2, 10.8), (30.8, 6.2),
    (30.4, 0.6), (28.2, -5.4), (27.6, -10.5), (28.4, -15.5), (26.2, -20.5), (22.2, -23.5),
    (20.4, -28.4), (17.6, -33.2), (14.0, -34.6), (11.8, -32.4), (12.6, -27.6), (14.0, -23.6),
    (11.8, -20.2), (14.2, -16.4), (14.6, -12.6), (11.6, -10.4), (8.4, -9.2),
)  # fmt: skip
_SACRUM = (
    (0, 1.4), (4.6, 1.2), (9.0, 1.8), (10.2, -1.2), (8.8, -5.4), (7.4, -9.6), (5.8, -14.0),
    (3.6, -18.2), (1.8, -20.4), (0, -20.9),
)  # fmt: skip
_TAIL = ((0, -21.2), (1.8, -21.4), (1.9, -23.6), (1.1, -25.6), (0.6, -27.6), (0, -28))
_GLUTE = (
    (7.8, -3.4), (9.4, 2.2), (13.0, 5.6), (18.5, 2.6), (25.5, -4.0), (32.5, -12.5), (37.6, -22),
    (39.0, -31), (37.2, -39), (34.2, -40.5), (29.5, -36.5), (21.5, -34.5), (12.5, -31.5),
    (5.4, -25.2), (4.4, -18.8), (6.6, -11.5),
)  # fmt: skip
_MEDIUS = (
    (14.4, 6.4), (16.2, 10.4), (21.6, 12.8), (27.6, 11.6), (31.4, 6.4), (34.0, -2.0), (37.2, -12.5),
    (36.6, -17.0), (32.4, -13.6), (26.0, -5.2), (19.0, 2.4),
)  # fmt: skip
_BACK = (
    (7.4, 60), (14.0, 60), (15.6, 44), (15.8, 28), (14.4, 14), (12.0, 5), (9.0, -2), (6.2, -8.5),
    (5.2, -8), (5.6, 0), (6.2, 14), (6.8, 34),
)  # fmt: skip


def draw_anatomy(labels: Mapping[str, str], style: Style) -> Drawing:
    """Draw the panel with the labels that are given.

    Raises :class:`~.errors.UnknownLabelError` for a label outside :data:`LABEL_KEYS`.
    """
    for key in labels:
        if key not in _LABELS:
            raise UnknownLabelError("anatomy", key, LABEL_KEYS)
    palette = style.palette
    canvas = Canvas(-_WIDTH / 2, _BOTTOM, _WIDTH / 2, _TOP, style)
    _paint_skin(canvas, palette)
    _paint_bones(canvas, palette)
    _paint_joint(canvas, palette, side=1)
    _paint_muscles(canvas, palette)
    _paint_joint(canvas, palette, side=-1)
    if "lumbar-spine" in labels:
        _paint_bracket(canvas, palette)
    for key, text in labels.items():
        _paint_label(canvas, palette, _LABELS[key], text)
    return canvas.drawing()


def _mirrored(nodes: Nodes) -> list[tuple[float, float]]:
    return [(-x, y) for x, y in reversed(nodes)]


def _closed(nodes: Nodes) -> Polygon:
    return Polygon(spline([Point(*node) for node in nodes], 5, closed=True)).buffer(0)


def _both(shape: Polygon) -> list[Polygon]:
    return [shape, _flipped(shape)]


def _flipped(shape: Polygon) -> Polygon:
    return scale(shape, -1, 1, origin=(0, 0))


def _halves(nodes: Nodes) -> Polygon:
    """Close a right half and its mirror image into one outline."""
    return _closed([*nodes, *[(x, y) for x, y in _mirrored(nodes) if x != 0]])


def _frame() -> Polygon:
    return box(-_WIDTH / 2, _BOTTOM - 1, _WIDTH / 2, _TOP + 1)


def _paint_skin(canvas: Canvas, palette: Palette) -> None:
    edge = spline([Point(*node) for node in _SKIN], 6)
    outline = Polygon([*edge, *[(-p.x, p.y) for p in reversed(edge)]])
    gap = soft_outline([Disc(Point(0, -47), 0.7), Disc(Point(0, -60), 2.0)])
    canvas.fill(outline.difference(gap), palette.calm)


def _bone(canvas: Canvas, shape: Polygon, palette: Palette, fill: str = "") -> None:
    canvas.fill(
        shape,
        fill or palette.paper,
        f' stroke="{palette.contour}" stroke-width=".9" stroke-linejoin="round"',
    )


def _paint_bones(canvas: Canvas, palette: Palette) -> None:
    for shape in (*_both(_pubis()), *_both(_thigh_bone())):
        _bone(canvas, shape, palette)
    for shape in _both(_closed(_HIP_BONE)):
        _bone(canvas, shape, palette)
    _bone(canvas, _halves(_TAIL), palette)
    _bone(canvas, _halves(_SACRUM), palette)
    for row, (x, y) in enumerate(((4.4, -3.6), (4.0, -7.6), (3.3, -11.4), (2.5, -14.8))):
        for side in (-1, 1):
            hole = soft_outline([Disc(Point(side * x, y), 0.85 - 0.1 * row)])
            canvas.fill(hole, palette.contour)
    crest = LineString([(0, -2), (0, -16)])
    canvas.stroke(crest, palette.contour, 0.9)
    for number in range(5):
        _vertebra(canvas, palette, 6.0 + 9.6 * number, 1.0 - 0.03 * number)


def _pubis() -> Polygon:
    upper = soft_outline(
        [Disc(Point(25, -17), 3.4), Disc(Point(13, -22.5), 2.0), Disc(Point(2.8, -26), 2.4)]
    )
    lower = soft_outline(
        [Disc(Point(15, -32), 2.4), Disc(Point(8, -31), 1.8), Disc(Point(2.6, -28.5), 2.2)]
    )
    return rounded(unary_union([upper, lower]), 0.6)


def _thigh_bone() -> Polygon:
    head = soft_outline([Disc(Point(28.2, -15.6), 4.2), Disc(Point(34, -20.5), 3.0)])
    knob = soft_outline([Disc(Point(36.6, -17.4), 2.4), Disc(Point(36.2, -25), 3.4)])
    shaft = soft_outline([Disc(Point(35.4, -26), 3.2), Disc(Point(32.6, -62), 2.9)])
    return rounded(unary_union([head, knob, shaft]), 1.2).intersection(_frame())


def _vertebra(canvas: Canvas, palette: Palette, y: float, size: float) -> None:
    """Draw a vertebra from behind: its body, side processes, joints, and spine in the middle."""
    disc = box(-6.2 * size, y - 4.9, 6.2 * size, y - 2.8).buffer(0.9)
    canvas.fill(disc, palette.mat)
    block = box(-5.6 * size, y - 1.6, 5.6 * size, y + 2.4).buffer(1.3)
    wing = soft_outline([Disc(Point(4, y + 0.9), 1.6), Disc(Point(12.2 * size, y + 1.9), 1.1)])
    _bone(canvas, rounded(unary_union([block, wing, _flipped(wing)]), 1.0), palette)
    arch = soft_outline([Disc(Point(2.6, y + 0.4), 1.5), Disc(Point(3.9, y - 3.0), 1.2)])
    upper = soft_outline([Disc(Point(2.6, y + 0.4), 1.4), Disc(Point(4.4, y + 3.0), 1.2)])
    for joint in _both(rounded(unary_union([arch, upper]), 0.5)):
        _bone(canvas, joint, palette)
    spine = soft_outline([Disc(Point(0, y + 1.8), 1.1), Disc(Point(0, y - 3.0), 1.9)])
    _bone(canvas, spine, palette)


def _paint_joint(canvas: Canvas, palette: Palette, side: int) -> None:
    """Mark a sacroiliac joint: open on the side of the bones, dashed below the muscle."""
    nodes = [Point(9.6, 2.0), Point(10.0, -1.4), Point(8.8, -5.2), Point(7.9, -9.0)]
    line = LineString([(side * p.x, p.y) for p in spline(nodes, 6)])
    if side > 0:
        canvas.stroke(line, palette.paper, 5.6)
        canvas.stroke(line, palette.mat, 4.4)
        canvas.stroke(line, palette.ink, 1.5)
        return
    canvas.stroke(line, palette.paper, 1.5, ' stroke-dasharray="1.6 2.2"')


def _paint_bracket(canvas: Canvas, palette: Palette) -> None:
    """Draw a bracket that takes in the five vertebrae."""
    line = LineString([(15.4, 2.6), (17.2, 2.6), (17.2, 48.4), (15.4, 48.4)])
    canvas.stroke(line, palette.paper, 2.0)
    canvas.stroke(line, palette.ink, 0.8)


def _paint_muscles(canvas: Canvas, palette: Palette) -> None:
    edge = f' stroke="{palette.edge}" stroke-width=".9" stroke-linejoin="round"'
    for nodes, tone in ((_BACK, palette.near), (_MEDIUS, palette.near), (_GLUTE, palette.trunk)):
        canvas.fill(_flipped(_closed(nodes)).intersection(_frame()), tone, edge)
    fibres = (
        ((8.8, 0.5), (20, -6), (33, -19), (37, -30)),
        ((7.8, -6.0), (18, -13), (30, -25), (35.4, -37)),
        ((6.6, -12.5), (15, -19), (25, -28), (31, -35.5)),
        ((5.8, -19), (12, -24.5), (19, -30), (25, -34)),
        ((20.5, 11), (27, 2), (35, -12)),
        ((26.5, 10), (31, 2), (36, -11)),
        ((12.0, 49), (13.4, 32), (11.6, 14), (8.6, 1)),
        ((9.2, 49), (9.8, 32), (8.8, 14), (6.8, -2)),
    )
    for fibre in fibres:
        line = LineString([(-p.x, p.y) for p in spline([Point(*node) for node in fibre], 5)])
        canvas.stroke(line, palette.edge, 0.5)


def _paint_label(canvas: Canvas, palette: Palette, label: _Label, text: str) -> None:
    lines = _wrapped(text)
    target = Point(*label.target)
    first = label.y + (len(lines) - 1) * _LINE / 2 - FONT_SIZE * 0.34
    if label.x is None:
        x = label.side * 47.0
        leader = LineString([(x - label.side * 1.5, label.y), target])
    else:
        x = label.x
        leader = LineString([(target.x + 2.2, first + FONT_SIZE * 0.95), target])
    canvas.stroke(leader, palette.paper, 2.2)
    canvas.stroke(leader, palette.ink, 0.8)
    canvas.fill(soft_outline([Disc(target, 1.3)]), palette.ink)
    for row, line in enumerate(lines):
        canvas.text(x, first - row * _LINE, line, FONT_SIZE, "end" if label.side < 0 else "start")


def _wrapped(text: str) -> list[str]:
    lines: list[str] = []
    for word in escape(text).split():
        if lines and len(lines[-1]) + 1 + len(word) <= _LABEL_WIDTH:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
