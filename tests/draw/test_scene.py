"""Scenes: what is drawn stays in its box, is small and prints, and marks lie where they belong."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from shapely import LineString, Point, Polygon, unary_union

from backpocket.draw.canvas import Drawing, coloured
from backpocket.draw.errors import UnknownPoseError
from backpocket.draw.figure.face import face_lines
from backpocket.draw.figure.figure import painted, silhouette
from backpocket.draw.figure.fingers import finger_lines
from backpocket.draw.figure.regions import TONES
from backpocket.draw.figure.shapes import Painted
from backpocket.draw.figure.vectors import PARTS, Fill, Stroke, Vectors
from backpocket.draw.scene import Scene, draw_frames, one_scene
from backpocket.draw.zoom import filled
from backpocket.model.drawings import Tone
from backpocket.model.figures import Area, Arrow, Frame, Scenery
from backpocket.model.poses import BODIES
from tests.draw.shelf import SVG, library, moves, paths, shown, traced
from tests.styles import style

pytestmark = pytest.mark.slow

NAMES = sorted(library())
MOVES = sorted(moves())
PRINTS = 0.5
"""In hundredths of stature: what is as wide as this is 0.4 mm wide on a page of the handout."""


def frame(pose: str, **fields: object) -> Frame:
    return Frame.model_validate({"pose": pose, "alt": "A pose.", **fields})


def scene(pose: str, body: str = "woman", **fields: object) -> Scene:
    return one_scene(Scenery.model_validate({"pose": pose, **fields}), library(), body)


@cache
def vectors_of(pose: str, body: str = "woman") -> Vectors:
    return draw_frames([frame(pose), frame(pose)], library(), body)[0]


def drawn(pose: str, body: str = "woman") -> Drawing:
    return coloured(vectors_of(pose, body), style())


@cache
def drawn_move(name: str) -> list[Drawing]:
    figures = moves()[name]
    made = draw_frames(figures.frames, library(), figures.body or "man")
    return [coloured(each, style()) for each in made]


def of(shapes: list[Painted], tone: Tone) -> list[Painted]:
    return [shape for shape in shapes if shape.tone is tone]


# --- Every pose ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_pose_is_small_and_inside_its_box(name: str) -> None:
    drawing = drawn(name)
    assert len(drawing.svg.encode()) < 12_000
    for path in paths(drawing.svg):
        margin = float(path.get("stroke-width", 0)) / PARTS / 2
        for line in traced(path.get("d", "")):
            left, top, right, bottom = line.bounds
            assert min(left, top) - margin >= -0.01
            assert right + margin <= drawing.width + 0.01
            assert bottom + margin <= drawing.height + 0.01


@pytest.mark.parametrize("name", NAMES)
def test_pose_has_no_sliver_and_no_speck(name: str) -> None:
    for shape in vectors_of(name, BODIES[NAMES.index(name) % 3]).shapes:
        if isinstance(shape, Fill) and shape.tone is not Tone.INK:
            for outline in traced(shape.path):
                assert not Polygon(outline).buffer(-PRINTS / 2).is_empty, shape.tone


@pytest.mark.parametrize("name", MOVES)
def test_strokes_and_rims_print(name: str) -> None:
    figures = moves()[name]
    for vectors in draw_frames(figures.frames, library(), figures.body or "man"):
        for shape in vectors.shapes:
            if isinstance(shape, Stroke) or (isinstance(shape, Fill) and shape.rim):
                assert shape.width >= PRINTS, shape.tone


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "body"),
    [("plank", "woman"), ("knee-to-chest-1", "man"), ("standing", "elder"), ("cat", "man")],
)
def test_ink_lines_print(name: str, body: str) -> None:
    """What ink leaves between the regions is as wide as prints, but for the tips of lines."""
    whole, *rest = painted(scene(name, body).sight)
    line = filled(whole.outlines) - unary_union([filled(s.outlines) for s in rest if not s.width])
    printed = line.buffer(-PRINTS / 2).buffer(PRINTS / 2 + 0.02)
    assert (line - printed).area < 0.08 * line.area


@pytest.mark.parametrize("body", BODIES)
def test_a_pelvic_tilt_closes_the_gap_under_the_low_back(body: str) -> None:
    gaps = []
    for name in ("pelvic-tilt-start", "pelvic-tilt-end"):
        laid = scene(name, body, view="side")
        hip, back = (laid.body.joints[each][0] - 4 for each in ("hip", "middle-back"))
        x, y, _ = laid.sight.seen.T
        gaps.append(max(y[np.abs(x - at) < 1].min() for at in np.arange(back, hip)))
    assert gaps[1] < 0.5
    assert gaps[0] > gaps[1] + 1


def test_every_body_is_drawn_with_its_own_hair_and_clothes() -> None:
    tones = {
        body: {shape.tone for shape in vectors_of("all-fours", body).shapes} for body in BODIES
    }
    for body in BODIES:
        assert {Tone.INK, Tone.SKIN, Tone.SHIRT, Tone.LEGS, Tone.FAR_SKIN} <= tones[body]
    assert Tone.GREY_HAIR in tones["elder"] - tones["man"]
    assert len({vectors_of("all-fours", body) for body in BODIES}) == len(BODIES)


def test_fingers_have_lines_between_them_inside_the_hand() -> None:
    laid = scene("bird-dog")
    lines = [LineString(line) for line in finger_lines(laid.body, laid.view, laid.sight.scan)]
    hand = Point(laid.view.seen(laid.body.joints["far-hand"])[:2]).buffer(7)
    assert len([line for line in lines if line.within(hand)]) >= 2
    whole = filled(silhouette(laid.sight))
    assert all(line.within(whole) for line in lines)


def test_fingertips_behind_the_body_are_left_out_with_their_lines() -> None:
    laid = scene("hipflexor-start", "man")
    assert not (laid.sight.scan.hand[laid.sight.scan.tone == TONES.index(Tone.FAR_SKIN)]).any()
    shown = finger_lines(laid.body, laid.view, laid.sight.scan)
    near = Point(laid.view.seen(laid.body.joints["near-hand"])[:2]).buffer(6)
    assert all(LineString(line).within(near) for line in shown)


def test_a_face_from_the_front_has_a_nose_and_no_brows() -> None:
    def strokes(view: str) -> int:
        laid = scene("standing", view=view)
        return len(list(face_lines(laid.body.model, laid.body.points, laid.view, laid.sight.scan)))

    assert strokes("front") == 4  # two eyes, nose and mouth
    assert strokes("behind") == 0


# --- Every move ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", MOVES)
def test_frames_of_a_move_share_height_and_stay_small(name: str) -> None:
    drawings = drawn_move(name)
    assert len({drawing.height for drawing in drawings}) == 1
    assert max(len(drawing.svg.encode()) for drawing in drawings) < 15_000


def test_figures_are_small_in_the_mean() -> None:
    sizes = [len(drawing.svg.encode()) for name in MOVES for drawing in drawn_move(name)]
    assert sum(sizes) / len(sizes) < 12_000


def test_svg_is_plain() -> None:
    for drawing in drawn_move(MOVES[0]):
        root = ET.fromstring(drawing.svg)
        assert {element.tag for element in root.iter()} == {f"{SVG}svg", f"{SVG}path"}
        names = {name for element in root.iter() for name in element.attrib}
        assert not names & {"id", "class", "style", "transform", "filter", "mask", "clip-path"}
        width, height = (float(root.get(name, "nan")) * PARTS for name in ("width", "height"))
        assert [float(each) for each in root.get("viewBox", "").split()] == [0, 0, width, height]


@pytest.mark.parametrize("name", MOVES)
def test_end_frame_says_where_it_is_felt_and_what_moves(name: str) -> None:
    figures = moves()[name]
    assert figures.end.felt
    assert figures.end.arrows or figures.end.guides


@pytest.mark.parametrize("name", MOVES)
def test_what_is_felt_shows_in_every_frame_that_names_it(name: str) -> None:
    figures = moves()[name]
    for each in figures.frames:
        frame_alone = each.model_copy(update={"zoom": None})
        laid = one_scene(frame_alone, library(), figures.body or "man")
        shown = unary_union([p for s in of(laid.shapes(), Tone.FELT) for p in s.outlines])
        assert bool(each.felt) == (shown.area > 6), each.pose
        assert shown.is_empty or unary_union(silhouette(laid.sight)).buffer(0.6).covers(shown)


def test_poses_of_all_moves_are_in_the_library() -> None:
    for move, figures in moves().items():
        for each in figures.frames:
            assert each.pose in library(), f"{move}: {each.pose}"


# --- Felt areas ----------------------------------------------------------------------------

SEEN_FROM = {
    Area.LOW_BACK: "behind", Area.UPPER_BACK: "behind", Area.WHOLE_BACK: "behind",
    Area.SEAT: "behind", Area.BACK_THIGH: "behind", Area.CALF: "behind", Area.HEEL: "behind",
    Area.BELLY: "front", Area.LOW_BELLY: "front", Area.CHEST: "front", Area.INNER_THIGH: "front",
    Area.FRONT_HIP: "front", Area.FRONT_THIGH: "front", Area.KNEE: "front", Area.SHIN: "front",
}  # fmt: skip


@pytest.mark.parametrize("area", [area for area in Area if area is not Area.SOLE])
@pytest.mark.parametrize("body", BODIES)
def test_every_area_shows_from_its_side(area: Area, body: str) -> None:
    laid = scene("standing", body, view=SEEN_FROM.get(area, "soft"), felt=[area])
    (patch,) = of(laid.shapes(), Tone.FELT)
    assert sum(each.area for each in patch.outlines) > 5
    hatch = [shape for shape in of(laid.shapes(), Tone.ACCENT) if shape.width]
    assert sum(line.length for shape in hatch for line in shape.outlines) > 4


def felt_of(laid: Scene) -> Polygon:
    return unary_union([p for s in of(laid.shapes(), Tone.FELT) for p in s.outlines])


def test_an_area_may_be_felt_on_one_side() -> None:
    both, near, far = (
        felt_of(scene("standing", view="behind", felt=["calf"], felt_side=side))
        for side in (None, "near", "far")
    )
    assert near.area + far.area == pytest.approx(both.area, rel=0.05)
    assert not near.intersects(far)


def test_a_felt_area_has_no_scraps_and_no_frayed_edge() -> None:
    for body, frames in exercises():
        for each in frames:
            laid = one_scene(each.model_copy(update={"zoom": None}), library(), body)
            pieces = [p for s in of(laid.shapes(), Tone.FELT) for p in s.outlines]
            for piece in pieces:
                assert piece.area > 6
                assert piece.length < 1.6 * piece.convex_hull.length


def test_the_sole_shows_where_the_foot_is_turned_up() -> None:
    laid = scene("all-fours", view="behind", felt=["sole"])
    assert of(laid.shapes(), Tone.FELT)


def test_an_area_lies_at_its_height() -> None:
    def middle(area: str) -> float:
        laid = scene("standing", view="behind", felt=[area])
        (patch,) = of(laid.shapes(), Tone.FELT)
        return float(unary_union(patch.outlines).centroid.y)

    heights = [middle(area) for area in ("heel", "calf", "back-thigh", "seat", "low-back")]
    assert heights == sorted(heights)
    assert 8 < middle("calf") < 28
    assert 45 < middle("seat") < 60


# --- Props ---------------------------------------------------------------------------------

PROPS = [
    {"kind": "chair", "x": -20},
    {"kind": "step", "x": 40},
    {"kind": "wall", "x": 50},
    {"kind": "rail", "x": -20},
    {"kind": "counter", "x": 60},
    {"kind": "pillow", "x": 10},
    {"kind": "towel", "x": 10, "width": 6},
]


@pytest.mark.parametrize("prop", PROPS, ids=lambda prop: prop["kind"])
def test_every_prop_is_drawn(prop: dict[str, object]) -> None:
    plain, furnished = scene("standing").shapes(), scene("standing", props=[prop]).shapes()
    props = of(furnished, Tone.PROP)
    assert not of(plain, Tone.PROP)
    assert props
    assert all(shape.rim is Tone.INK for shape in props)


def test_a_chair_has_four_legs_on_the_floor() -> None:
    laid = scene("standing", view="three-quarter-right", props=[{"kind": "chair", "x": -20}])
    lows = [face.bounds for shape in of(laid.shapes(), Tone.PROP) for face in shape.outlines]
    legs = {round(left) for left, bottom, right, _ in lows if right - left < 3.2}
    assert len(legs) >= 4


def test_a_prop_in_front_hides_the_body_and_one_behind_does_not() -> None:
    def covered(z: float) -> int:
        rail = {"kind": "rail", "x": -20, "height": 54, "z": z}
        laid = scene("standing", view="side", props=[rail])
        return int(np.count_nonzero(laid.sight.scan.body))

    whole = int(np.count_nonzero(scene("standing", view="side").sight.scan.body))
    assert covered(40) < 0.98 * whole
    assert covered(-40) == pytest.approx(whole, rel=1e-3)


def test_strap_runs_from_both_hands_round_the_sole() -> None:
    laid = scene("hamstring-strap", props=[{"kind": "strap"}])
    lines = [line for shape in of(laid.shapes(), Tone.STRAP) for line in shape.outlines]
    foot = laid.view.seen(laid.body.joints["near-toes"])[:2]
    hand = laid.view.seen(laid.body.joints["near-hand"])[:2]
    assert min(abs(line.bounds[3] - foot[1]) for line in lines) < 8
    assert min(abs(line.bounds[1] - hand[1]) for line in lines) < 8


def test_band_lies_round_both_thighs() -> None:
    laid = scene("standing", view="front", props=[{"kind": "band"}])
    (band,) = of(laid.shapes(), Tone.ACCENT)
    assert len(band.outlines) == 2


# --- Marks ---------------------------------------------------------------------------------


def arrows_of(laid: Scene) -> tuple[Polygon, Polygon]:
    """Return the line and the head of the one arrow of a scene."""
    line, head = (
        next(s.outlines[0] for s in of(laid.shapes(), Tone.ACCENT) if (s.rim is None) == wanted)
        for wanted in (True, False)
    )
    return line, head


def moving(**fields: object) -> tuple[Scene, Scene]:
    """Return the scenes of a squat, with an arrow at the hip in both."""
    arrow = Arrow.model_validate({"at": "hip", **fields})
    start, end = (
        scene(pose, arrows=[arrow], ghost=pose.endswith("end"))
        for pose in ("chair-squat-start", "chair-squat-end")
    )
    return (
        replace(start, end=end.body, start=start.body),
        replace(end, end=end.body, start=start.body),
    )


def way(laid: Scene) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the step from the tail of the one arrow of a scene to its tip."""
    line, head = arrows_of(laid)
    return np.subtract(head.exterior.coords[0], line.coords[0])


def test_an_arrow_leads_as_a_part_goes() -> None:
    start, end = moving()
    from_, to = (each.view.seen(each.body.joints["hip"])[:2] for each in (start, end))
    for laid in (start, end):
        assert np.allclose(way(laid), to - from_, atol=0.1)


def exercises() -> list[tuple[str, tuple[Scenery, ...]]]:
    found = [(figures.body or "man", figures.frames) for figures in moves().values()]
    return [*found, *((each.body, each.frames) for each in shown().values())]


def test_no_arrow_lies_on_the_body_or_under_the_floor() -> None:
    for body, frames in exercises():
        start, end = (one_scene(each, library(), body).body for each in (frames[0], frames[:2][-1]))
        for each in frames:
            laid = replace(one_scene(each, library(), body), start=start, end=end)
            lone = filled(silhouette(laid.sight))
            for arrow in each.arrows:
                marks = {"arrows": (arrow,), "felt": (), "guides": (), "props": ()}
                parts = arrows_of(replace(laid, frame=each.model_copy(update=marks)))
                assert not any(lone.intersects(part) for part in parts), (each.pose, arrow)
                assert min(part.bounds[1] for part in parts) > 0


def test_exercises_that_no_guide_has_stay_small() -> None:
    for each in shown().values():
        for made in draw_frames(each.frames, library(), each.body):
            assert len(coloured(made, style()).svg.encode()) < 15_000


def test_steps_move_the_ends_of_an_arrow() -> None:
    _, plain = moving()
    _, stepped = moving(end=[0, 5])
    assert np.allclose(way(stepped) - way(plain), [0, 5], atol=0.1)


def test_arrow_bows_to_its_left() -> None:
    arrow = {"at": "hip", "start": (0, 30), "end": (20, 30), "bend": 0.2}
    line, _ = arrows_of(scene("all-fours", arrows=[arrow]))
    heights = [y for _, y in line.coords]
    assert max(heights) > heights[0] + 2


def test_ghost_is_the_start_behind_the_end() -> None:
    start, end = moving()
    (ghost,) = of(end.shapes(), Tone.GHOST)
    assert len(ghost.outlines) > 1  # its hair is seen in it
    assert not of(start.shapes(), Tone.GHOST)
    assert unary_union(ghost.outlines).area == pytest.approx(
        unary_union(silhouette(start.sight)).area, rel=0.05
    )


def test_zoom_shows_a_place_larger_in_a_ring() -> None:
    zoom = {"at": [-10, 2], "centre": [-19, 32], "radius": 10, "times": 2}
    plain = scene("pelvic-tilt-start", view="side")
    laid = scene("pelvic-tilt-start", view="side", zoom=zoom)
    inset = laid.shapes()[len(plain.shapes()) :]
    disc, *shown, rings = inset
    assert (disc.tone, rings.tone) == (Tone.PAPER, Tone.INK)
    frame = disc.outlines[0]
    assert frame.bounds == pytest.approx((-29, 22, -9, 42))
    assert {shape.tone for shape in shown} >= {Tone.INK, Tone.SHIRT}
    assert any(shape.rim is Tone.MAT_SIDE for shape in shown)
    for shape in shown:
        for outline in shape.outlines:
            assert frame.buffer(0.01).covers(outline)
    small, large, leader = rings.outlines
    assert Polygon(large).area == pytest.approx(4 * Polygon(small).area, rel=0.02)
    assert leader.length == pytest.approx(np.hypot(9, 30) - 15, abs=0.1)


def test_zoom_keeps_the_gap_that_it_shows() -> None:
    """The hole between back and mat stays one: nothing is painted there."""
    zoom = {"at": [-9.5, 2], "centre": [-19, 30], "radius": 10, "times": 2.2}
    laid = scene("pelvic-tilt-start", view="side", zoom=zoom)
    count = len(scene("pelvic-tilt-start", view="side").shapes())
    shown = laid.shapes()[count + 1 : -1]
    whole = unary_union([Polygon(o.exterior) for s in shown for o in s.outlines])
    assert whole.area < 0.95 * Polygon(laid.shapes()[count].outlines[0]).area


def test_guide_line_goes_past_its_ends() -> None:
    laid = scene("plank", guides=[{"start": "shoulder", "end": "near-ankle", "past": 4}])
    (line,) = [shape for shape in of(laid.shapes(), Tone.ACCENT) if shape.dashes]
    ends = [laid.view.seen(laid.body.joints[name])[:2] for name in ("shoulder", "near-ankle")]
    assert line.outlines[0].length == pytest.approx(np.hypot(*(ends[1] - ends[0])) + 8, abs=0.01)


def test_unknown_pose_lists_the_library() -> None:
    with pytest.raises(UnknownPoseError, match=r"unknown pose “plan”; the library has: .*plank"):
        draw_frames([frame("plan"), frame("plan")], library(), "man")
