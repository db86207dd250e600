"""Curves: a path is short, smooth, and as near to its outline as it promises."""

import re

import pytest
from shapely import LineString, Point, Polygon, box
from shapely.affinity import scale

from backpocket.draw.figure.curves import paths_data
from tests.draw.shelf import traced

TOLERANCE = 0.07
ROUNDING = 0.04


def path_data(shape: Polygon | LineString, left: float = 0, top: float = 0) -> str:
    return paths_data([shape], [(left, top)], TOLERANCE)[0]


def walked(shape: Polygon | LineString) -> LineString:
    (line,) = traced(path_data(shape), steps=12)
    return scale(line, 1, -1, origin=(0, 0))


SHAPES = {
    "disc": Point(20, 20).buffer(8),
    "square": box(2, 2, 12, 12),
    "drop": Point(20, 20).buffer(6).union(Polygon([(14, 20), (20, 2), (26, 20)])).buffer(-0.5),
    "bone": LineString([(2, 2), (20, 8), (24, 30)]).buffer(3).union(Point(24, 30).buffer(5)),
}


def test_path_does_not_swing_out_on_long_edges() -> None:
    mat = LineString([(0, 0), (120, 0)]).buffer(0.75)
    assert walked(mat).hausdorff_distance(mat.exterior) < TOLERANCE * 2.5


@pytest.mark.parametrize("name", SHAPES)
def test_path_follows_its_outline(name: str) -> None:
    shape = SHAPES[name]
    assert walked(shape).hausdorff_distance(shape.exterior) < TOLERANCE * 2.5


def test_a_line_is_not_closed() -> None:
    assert "z" not in path_data(LineString([(0, 0), (4, 4), (8, 0)]))
    assert path_data(SHAPES["square"]).endswith("z")


def test_disc_takes_few_curves() -> None:
    numbers = re.findall(r"-?\d+", path_data(SHAPES["disc"]).partition("c")[2])
    assert len(numbers) <= 8 * 6


def test_square_keeps_its_corners() -> None:
    line = walked(SHAPES["square"])
    for corner in ((2, 2), (12, 2), (12, 12), (2, 12)):
        assert line.distance(Point(corner)) < ROUNDING


def test_origin_is_the_left_top_corner() -> None:
    assert path_data(SHAPES["square"], 2, 12).startswith("M")
    (line,) = traced(path_data(SHAPES["square"], 2, 12))
    assert line.bounds == (0, 0, 10, 10)


def test_nothing_gives_nothing() -> None:
    assert path_data(Polygon()) == ""


def test_numbers_are_whole_and_letters_not_said_twice() -> None:
    data = path_data(SHAPES["bone"], 0, 40)
    assert not re.search(r"[.e]|\s-", data)
    assert len(re.findall("c", data)) < len(re.findall(r"-?\d+", data)) / 6
