"""Curves: a path is short, smooth, and as near to its outline as it promises."""

import re

import pytest
from shapely import LineString, Point, Polygon, box

from backpocket.draw.shapes.curves import path_data

TOLERANCE = 0.07


def traced(data: str, steps: int = 12) -> LineString:
    """Walk along a path of one move, relative lines and relative cubic curves."""
    here = (0.0, 0.0)
    points = []
    for letter, body in re.findall(r"([Mlc])([^Mlcz]*)", data):
        numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", body)]
        x, y = here
        spots = [here, *((x + a, y + b) for a, b in zip(numbers[::2], numbers[1::2], strict=True))]
        if letter != "c":
            here = spots[-1]
            points.append(here)
            continue
        for i in range(1, steps + 1):
            t = i / steps
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            points.append(
                tuple(sum(w * s[k] for w, s in zip(weights, spots, strict=True)) for k in (0, 1))
            )
        here = spots[-1]
    return LineString(points)


SHAPES = {
    "disc": Point(20, 20).buffer(8),
    "square": box(2, 2, 12, 12),
    "drop": Point(20, 20).buffer(6).union(Polygon([(14, 20), (20, 2), (26, 20)])).buffer(-0.5),
    "bone": LineString([(2, 2), (20, 8), (24, 30)]).buffer(3).union(Point(24, 30).buffer(5)),
}


def test_path_does_not_swing_out_on_long_edges() -> None:
    mat = LineString([(0, 0), (120, 0)]).buffer(0.75)
    line = traced(path_data(mat, top=0, left=0, tolerance=TOLERANCE))
    assert line.hausdorff_distance(mat.exterior) < TOLERANCE * 2.5


@pytest.mark.parametrize("name", SHAPES)
def test_path_follows_its_outline(name: str) -> None:
    shape = SHAPES[name]
    line = traced(path_data(shape, top=0, left=0, tolerance=TOLERANCE))
    turned = LineString([(x, -y) for x, y in line.coords])
    assert turned.hausdorff_distance(shape.exterior) < TOLERANCE * 2.5


def test_disc_takes_few_curves() -> None:
    assert path_data(SHAPES["disc"], 0, 0, TOLERANCE).count("c") <= 8


def test_square_keeps_its_corners() -> None:
    line = traced(path_data(SHAPES["square"], 0, 0, TOLERANCE))
    for corner in ((2, -2), (12, -2), (12, -12), (2, -12)):
        assert line.distance(Point(corner)) < 0.02


def test_nothing_gives_nothing() -> None:
    assert path_data(Polygon(), 0, 0, TOLERANCE) == ""


def test_numbers_are_short() -> None:
    data = path_data(SHAPES["bone"], 40, 0, TOLERANCE)
    assert not re.search(r"\d\.\d{3}|\d\.\d*0(?!\d|\.)|-0(?![.\d])|(?<![\d.])0\.", data)
