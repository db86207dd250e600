"""The zoom: a round inset that shows a small change larger."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shapely import LineString, Polygon
from shapely.affinity import affine_transform

from backpocket.draw.body.figure import Body
from backpocket.draw.shapes.geometry import Disc, Point, distance, mix, soft_outline
from backpocket.draw.shapes.layers import Role, Shape
from backpocket.model.figures import Zoom

__all__ = ["Inset", "inset"]


@dataclass(frozen=True)
class Inset:
    """Where the inset is cut from and set, and what it shows."""

    source: Polygon
    frame: Polygon
    leader: LineString
    shapes: tuple[Shape, ...]
    floor: Polygon

    @property
    def outline(self) -> Polygon:
        return self.frame.buffer(0.6)


def inset(body: Body, zoom: Zoom, floor: Polygon) -> Inset:
    """Cut out what lies round a place, and the ``floor`` below it, and place it enlarged."""
    place, centre = Point(*zoom.at), Point(*zoom.centre)
    small = zoom.radius / zoom.times
    source = soft_outline([Disc(place, small)])
    frame = soft_outline([Disc(centre, zoom.radius)])

    def enlarged(outline: Polygon) -> Polygon:
        k = zoom.times
        move = [k, 0, 0, k, centre.x - k * place.x, centre.y - k * place.y]
        return affine_transform(outline.intersection(source), move)

    shapes = [
        replace(shape, outline=enlarged(shape.outline))
        for shape in body.lower
        if shape.role is not Role.CREASE
    ]
    gap = distance(place, centre)
    leader = LineString([mix(place, centre, small / gap), mix(centre, place, zoom.radius / gap)])
    kept = tuple(shape for shape in shapes if not shape.outline.is_empty)
    return Inset(source, frame, leader, kept, enlarged(floor))
