"""Pictures: drawings of ``content/drawings/`` become vectors, with the labels of a guide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
from scipy.interpolate import make_interp_spline
from shapely import LineString, Point, Polygon, box, get_parts
from shapely.affinity import scale

from backpocket.draw.figure.camera import Numbers, Viewpoint
from backpocket.draw.figure.figure import silhouette
from backpocket.draw.figure.shapes import Painted, moved, scaled, vectors
from backpocket.draw.figure.vectors import Vectors, Words
from backpocket.draw.scene import one_scene
from backpocket.model.drawings import (
    AreaPart,
    DiscPart,
    DrawingSpec,
    FigurePart,
    LinePart,
    Part,
    PictureLabel,
    Tone,
)
from backpocket.model.poses import Pose

__all__ = ["draw_picture"]

_LINE = 1.12
_LEADER, _EDGE, _DOT = 0.8, 1.4, 1.3
_STEPS = 6


def draw_picture(
    drawing: DrawingSpec, poses: Mapping[str, Pose], labels: Mapping[str, str]
) -> tuple[Vectors, Vectors]:
    """Draw a picture with labels set in, those that it has a place for, and without any.

    Sizes are in hundredths of stature. Raises :class:`~.errors.UnknownPoseError` for a pose that
    the library lacks.
    """
    poses = {**poses, **drawing.poses}
    shapes = [shape for part in drawing.part for shape in _painted(part, poses)]
    shapes = [cut for shape in shapes for cut in _within(shape, drawing)]
    plain = vectors(shapes, drawing.box)
    words: list[Words] = []
    for name, text in labels.items():
        label = drawing.labels[name]
        shapes += _leader(label)
        words += _words(label, text, drawing)
    return vectors(shapes, drawing.box, words) if labels else plain, plain


def _painted(part: Part, poses: Mapping[str, Pose]) -> list[Painted]:
    if isinstance(part, FigurePart):
        return _figure(part, poses)
    outline = _outline(part)
    both = (outline, scale(outline, -1, 1, origin=(0, 0))) if part.mirrored else (outline,)
    if isinstance(part, LinePart):
        return [Painted(part.tone, both, part.width, dashes=part.dashes)]
    return [Painted(part.tone, both, part.width if part.rim else 0.0, rim=part.rim)]


def _outline(part: AreaPart | LinePart | DiscPart) -> Polygon | LineString:
    if isinstance(part, DiscPart):
        return Point(part.at).buffer(part.radius, quad_segs=24)
    closed = isinstance(part, AreaPart)
    points = np.array(part.points, dtype=np.float64)
    if part.curved and len(points) > 2:
        points = _curve(points, closed=closed)
    return Polygon(points).buffer(0) if closed else LineString(points)


def _curve(points: Numbers, *, closed: bool) -> Numbers:
    """Run a smooth curve through points, by the length of the way between them."""
    nodes = np.concatenate([points, points[:1]]) if closed else points
    steps = np.sqrt((np.diff(nodes, axis=0) ** 2).sum(axis=1)) ** 0.5
    at = np.concatenate([[0.0], np.cumsum(steps)])
    curve = make_interp_spline(at, nodes, k=3, bc_type="periodic" if closed else "natural")
    spread = np.concatenate([np.linspace(a, b, _STEPS, endpoint=False) for a, b in pairwise(at)])
    result: Numbers = np.round(curve(spread if closed else np.append(spread, at[-1])), 3)
    return result


def _figure(part: FigurePart, poses: Mapping[str, Pose]) -> list[Painted]:
    scene = one_scene(part, poses, part.body)
    if part.camera:
        scene = replace(scene, view=Viewpoint(*part.camera))
    if part.outline:
        shapes = [Painted(part.outline, tuple(silhouette(scene.sight)))]
    else:
        shapes = scene.shapes()
    if part.scale != 1:
        shapes = [scaled(shape, part.scale) for shape in shapes]
    return moved(shapes, *part.at)


def _within(shape: Painted, drawing: DrawingSpec) -> Iterator[Painted]:
    """Cut what reaches out of the box; most shapes do not."""
    left, bottom, right, top = drawing.box
    frame = box(left, bottom, right, top)
    if all(frame.contains(outline) for outline in shape.outlines):
        yield shape
        return
    cut = [
        part
        for outline in shape.outlines
        for part in get_parts(outline.intersection(frame))
        if not part.is_empty and isinstance(part, type(outline))
    ]
    if cut:
        yield Painted(shape.tone, tuple(cut), shape.width, shape.rim, shape.dashes)


def _leader(label: PictureLabel) -> list[Painted]:
    if label.target is None:
        return []
    x, y = label.at
    aside = {"start": -1.5, "middle": 0.0, "end": 1.5}[label.anchor]
    line = LineString([(x + aside, y), label.target])
    dot = Point(label.target).buffer(_DOT, quad_segs=8)
    return [
        Painted(Tone.PAPER, (line,), _LEADER + _EDGE),
        Painted(Tone.INK, (line,), _LEADER),
        Painted(Tone.INK, (dot,)),
    ]


def _words(label: PictureLabel, text: str, drawing: DrawingSpec) -> Iterator[Words]:
    left, _, _, top = drawing.box
    lines = _wrapped(text, label.width)
    x, y = label.at
    first = y + ((len(lines) - 1) * _LINE * label.size / 2 - label.size * 0.34) * bool(label.target)
    for row, line in enumerate(lines):
        height = first - row * _LINE * label.size
        yield Words(line, round(x - left, 2), round(top - height, 2), label.size, label.anchor)


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
