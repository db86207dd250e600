"""Scenes: what is drawn stays in its box, off the body where it should, small, and the same."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache

import pytest
from shapely import LineString

from backpocket.draw.arrows import guide_line
from backpocket.draw.canvas import Drawing
from backpocket.draw.errors import UnknownPoseError
from backpocket.draw.props import straps
from backpocket.draw.scene import draw_frames, scene
from backpocket.model.figures import (
    Area,
    Arrow,
    Chair,
    Counter,
    Figures,
    Frame,
    Pillow,
    Step,
    Strap,
)
from backpocket.model.poses import Pose
from tests.draw.shelf import library, moves
from tests.styles import palette, style

NAMES = sorted(library())
MOVES = sorted(moves())
SVG = "{http://www.w3.org/2000/svg}"


def drawn(*frames: Frame) -> list[Drawing]:
    return draw_frames(frames, library(), style())


@cache
def drawn_move(name: str) -> list[Drawing]:
    return drawn(*moves()[name].frames)


def frame(pose: str, **fields: object) -> Frame:
    return Frame.model_validate({"pose": pose, "alt": "A pose.", **fields})


def along_curve(*spots: tuple[float, float]) -> list[tuple[float, float]]:
    """Return points along one cubic curve."""
    points = []
    for i in range(9):
        t, u = i / 8, 1 - i / 8
        weights = (u**3, 3 * t * u * u, 3 * t * t * u, t**3)
        x, y = (sum(w * spot[k] for w, spot in zip(weights, spots, strict=True)) for k in (0, 1))
        points.append((x, y))
    return points


def paths(svg: str) -> list[tuple[list[tuple[float, float]], ET.Element]]:
    """Return points along every path, and the path itself."""
    found = []
    for path in ET.fromstring(svg).iter(f"{SVG}path"):
        points, here = [], (0.0, 0.0)
        for letter, body in re.findall(r"([MLlcz])([^MLlcz]*)", path.get("d", "")):
            numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", body)]
            pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
            if letter in "lc":
                pairs = [(here[0] + x, here[1] + y) for x, y in pairs]
            points += along_curve(here, *pairs) if letter == "c" else pairs
            here = pairs[-1] if pairs else here
        found.append((points, path))
    return found


# --- Every pose ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_pose_is_small_and_inside_its_box(name: str) -> None:
    (drawing,) = drawn(frame(name))
    assert len(drawing.svg.encode()) < 12_000
    for points, path in paths(drawing.svg):
        margin = float(path.get("stroke-width", 0)) / 2
        xs, ys = zip(*points, strict=True)
        assert min(xs) - margin >= -0.01
        assert min(ys) - margin >= -0.01
        assert max(xs) + margin <= drawing.width + 0.01
        assert max(ys) + margin <= drawing.height + 0.01


def test_svg_is_plain() -> None:
    for name in MOVES:
        for drawing in drawn_move(name):
            root = ET.fromstring(drawing.svg)
            assert {element.tag for element in root.iter()} == {f"{SVG}svg", f"{SVG}path"}
            names = {name for element in root.iter() for name in element.attrib}
            assert not names & {"id", "class", "style", "transform", "filter", "mask", "clip-path"}
            assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


def test_same_input_gives_same_bytes() -> None:
    from backpocket.draw.body.figure import body

    first = drawn(frame("plank"), frame("cat"))
    body.cache_clear()
    assert drawn(frame("plank"), frame("cat")) == first


# --- Every move ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", MOVES)
def test_frames_of_a_move_share_height_and_stay_small(name: str) -> None:
    drawings = drawn_move(name)
    assert len({drawing.height for drawing in drawings}) == 1
    assert max(len(drawing.svg.encode()) for drawing in drawings) < 12_000
    floors = {points[0][1] for drawing in drawings for points, _ in paths(drawing.svg)[:1]}
    assert len(floors) == 1, "one floor line"


@pytest.mark.parametrize("name", MOVES)
def test_marks_keep_clear_of_the_body(name: str) -> None:
    for shown in moves()[name].frames:
        laid = scene(shown, library())
        outline = laid.body.outline
        for arrow in laid.arrows:
            assert arrow.outline.distance(outline) > 0.5, f"{shown.pose}: an arrow touches"
            start = LineString(arrow.shaft.coords[:2])
            assert start.distance(outline) < 14, f"{shown.pose}: an arrow starts far off"
        for guide in shown.guides:
            assert guide_line(laid.body, guide).distance(outline) > 0.5


@pytest.mark.parametrize("name", MOVES)
def test_felt_patches_lie_on_the_body(name: str) -> None:
    for shown in moves()[name].frames:
        laid = scene(shown, library())
        for patch in laid.felt:
            assert laid.body.outline.buffer(0.1).covers(patch.outline)
            assert patch.hatch.length > 6
            assert patch.outline.buffer(0.01).covers(patch.hatch)


@pytest.mark.parametrize("name", MOVES)
def test_end_frame_says_where_it_is_felt_and_what_moves(name: str) -> None:
    figures: Figures = moves()[name]
    assert figures.end.felt
    assert figures.end.arrows or figures.end.guides


# --- Parts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("area", list(Area))
def test_every_area_has_a_patch(area: Area) -> None:
    laid = scene(frame("chair-squat-end", felt=[area]), library())
    assert len(laid.felt) == 1
    assert laid.felt[0].outline.area > 8


def test_every_prop_is_drawn() -> None:
    props = [
        Chair(kind="chair", x=-20),
        Step(kind="step", x=40),
        Pillow(kind="pillow", x=10, y=2),
        Counter(kind="counter", x=60),
    ]
    plain, dressed = drawn(frame("all-fours")), drawn(frame("all-fours", props=props))
    assert dressed[0].width > plain[0].width
    assert dressed[0].svg.count(palette().prop) == 8


def test_strap_runs_from_the_hand_round_the_sole() -> None:
    laid = scene(frame("hamstring-strap", props=[Strap(kind="strap")]), library())
    (strap,) = straps(laid.body, laid.frame.props)
    bones = laid.body.bones
    hand, foot = strap.coords[0], strap.coords[-1]
    assert abs(hand[0] - bones.near_arm.wrist.x) < 5
    assert abs(foot[1] - bones.near_leg.ankle.y) < 12


def test_arrow_bows_to_its_left() -> None:
    arrow = Arrow.model_validate({"at": "hip", "start": (0, 30), "end": (20, 30), "bend": 0.2})
    laid = scene(frame("all-fours", arrows=[arrow]), library())
    heights = [y for _, y in laid.arrows[0].shaft.coords]
    assert max(heights) > heights[0] + 2


def test_zoom_shows_the_gap_larger() -> None:
    zoom = {"at": (-9, 2), "centre": (-22, 30), "radius": 10, "times": 2.5}
    laid = scene(frame("pelvic-tilt-start", zoom=zoom), library())
    assert laid.inset is not None
    assert all(laid.inset.frame.buffer(0.1).covers(s.outline) for s in laid.inset.shapes)


def test_unknown_pose_lists_the_library() -> None:
    with pytest.raises(UnknownPoseError, match=r"unknown pose “plan”; the library has: .*plank"):
        drawn(frame("plan"))


def test_no_frames_no_drawings() -> None:
    assert drawn() == []


def test_colours_come_from_the_palette() -> None:
    pose: Pose = library()["plank"]
    changed = replace(style(), palette=replace(palette(), near="#123456"))
    (drawing,) = draw_frames([frame("x")], {"x": pose}, changed)
    assert "#123456" in drawing.svg
    assert palette().near not in drawing.svg
