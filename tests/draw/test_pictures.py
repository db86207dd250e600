"""Pictures: the runner and the anatomy panel."""

import xml.etree.ElementTree as ET

import pytest
from fontTools.ttLib import TTFont

from backpocket.draw.body.figure import body
from backpocket.draw.body.skeleton import skeleton
from backpocket.draw.errors import UnknownLabelError, UnknownPictureError
from backpocket.draw.pictures.anatomy import LABEL_KEYS
from backpocket.draw.pictures.by_name import draw_picture, picture_names
from backpocket.draw.pictures.descent import DESCENT_LABELS, SEAT, draw_descent
from backpocket.draw.pictures.descent import STAGES as DESCENT
from backpocket.draw.pictures.runner import RUNNER_LABELS, RUNNING, STEPS
from tests.styles import palette, style, typefaces

SVG = "{http://www.w3.org/2000/svg}"
FONT = typefaces().of_weight("regular")[0]
LABELS = {
    "back-muscles": "Back muscles",
    "sacrum": "Sacrum",
    "hip-muscles": "Hip muscles (glutes)",
    "lumbar-spine": "Lower back bones (lumbar spine)",
    "pelvis": "Pelvis",
    "sacroiliac-joints": "Sacroiliac joints",
}
STAGES = dict(zip(RUNNER_LABELS, ("1. Walk", "2. Walk and run", "3. Run"), strict=True))
LETTERS = dict(zip(DESCENT_LABELS, "ABC", strict=True))
COVER_WIDTH, DESCENT_WIDTH = 210, 72
POINT = 25.4 / 72


@pytest.fixture(scope="module")
def anatomy() -> ET.Element:
    return ET.fromstring(draw_picture("anatomy", LABELS, style()).svg)


def test_names() -> None:
    assert picture_names() == ("anatomy", "descent", "runner")


@pytest.mark.parametrize("name", picture_names())
def test_picture_is_plain_small_and_the_same_again(name: str) -> None:
    first, again = (draw_picture(name, {}, style()) for _ in range(2))
    assert first == again
    assert len(first.svg.encode()) < 32_000
    root = ET.fromstring(first.svg)
    assert {element.tag for element in root.iter()} == {f"{SVG}svg", f"{SVG}path"}


def test_labels_are_all_set(anatomy: ET.Element) -> None:
    assert set(LABELS) == set(LABEL_KEYS)
    words = " ".join(text.text or "" for text in anatomy.iter(f"{SVG}text")).split()
    assert sorted(words) == sorted(" ".join(LABELS.values()).split())


def test_labels_are_12_points_at_120_mm(anatomy: ET.Element) -> None:
    scale = 120 / float(anatomy.get("width", "nan"))
    for text in anatomy.iter(f"{SVG}text"):
        assert float(text.get("font-size", "nan")) * scale / POINT >= 12
        assert text.get("font-family") == typefaces().text.name


@pytest.mark.parametrize(
    ("name", "labels"), [("anatomy", LABELS), ("runner", STAGES), ("descent", LETTERS)]
)
def test_labels_stay_inside_the_picture(name: str, labels: dict[str, str]) -> None:
    font = TTFont(FONT)
    glyphs, metrics = font.getBestCmap(), font["hmtx"]
    picture = ET.fromstring(draw_picture(name, labels, style()).svg)
    width, height = float(picture.get("width", "nan")), float(picture.get("height", "nan"))
    for text in picture.iter(f"{SVG}text"):
        x, y, size = (float(text.get(name, "nan")) for name in ("x", "y", "font-size"))
        advance = sum(metrics[glyphs[ord(c)]][0] for c in text.text or "")
        length = advance / font["head"].unitsPerEm * size
        left, right = (x - length, x) if text.get("text-anchor") == "end" else (x, x + length)
        assert left >= 0, text.text
        assert right <= width, text.text
        assert size <= y <= height - 2


def test_label_text_is_escaped() -> None:
    svg = draw_picture("anatomy", {"pelvis": "Hips & <seat>"}, style()).svg
    assert "Hips &amp;" in svg
    ET.fromstring(svg)


def test_unknown_names_list_what_there_is() -> None:
    with pytest.raises(
        UnknownPictureError, match=r"unknown picture “runer”; .*anatomy, descent, runner"
    ):
        draw_picture("runer", {}, style())
    with pytest.raises(UnknownLabelError, match=r"has no label “knee”; it has: .*pelvis"):
        draw_picture("anatomy", {"knee": "Knee"}, style())
    with pytest.raises(UnknownLabelError, match=r"has no label “sun”; it has: run, walk, .*run"):
        draw_picture("runner", {"sun": "Sun"}, style())


def test_runner_pushes_off_with_one_foot_and_faces_forward() -> None:
    bones = skeleton(RUNNING)
    assert bones.near_leg.ankle.x < bones.hip.x < bones.far_leg.ankle.x
    assert bones.far_leg.ankle.y - STEPS[2][2] > 12
    assert bones.head.x > bones.hip.x
    assert bones.near_arm.wrist.x > bones.shoulder.x > bones.far_arm.elbow.x


def test_each_person_stands_on_a_step_and_stays_above_it() -> None:
    ends = [*(left for _, left, _ in STEPS[1:]), float("inf")]
    for (pose, left, top), right in zip(STEPS, ends, strict=True):
        person = body(pose).outline.bounds
        assert person[1] == pytest.approx(top, abs=0.5)
        assert left < person[0] < person[2] < right


def test_a_walker_has_both_feet_on_the_ground_and_a_runner_one() -> None:
    ankles = [
        (skeleton(pose).near_leg.ankle.y, skeleton(pose).far_leg.ankle.y) for pose, _, _ in STEPS
    ]
    assert [abs(near - far) > 4 for near, far in ankles] == [False, True, True]


def test_labels_of_the_cover_are_12_points_and_stay_on_their_step() -> None:
    picture = ET.fromstring(draw_picture("runner", STAGES, style()).svg)
    width = float(picture.get("width", "nan"))
    texts = list(picture.iter(f"{SVG}text"))
    assert [text.text for text in texts] == list(STAGES.values())
    for text in texts:
        assert float(text.get("font-size", "nan")) * COVER_WIDTH / width / POINT >= 12


def test_only_the_low_back_is_marked() -> None:
    """Each of the three has one patch; the soft arcs are at the first alone."""
    svg = draw_picture("runner", {}, style()).svg
    assert svg.count(f'fill="{palette().felt}"') == len(STEPS)


def test_each_stage_of_the_descent_is_on_the_floor_beside_the_next() -> None:
    shapes = [(body(pose).outline.bounds, right) for pose, right in DESCENT]
    for bounds, _ in shapes:
        assert bounds[1] == pytest.approx(0, abs=0.5)
    seat_ends = SEAT.x + SEAT.depth
    ends = [
        max(bounds[2], seat_ends if n == 0 else 0) + right
        for n, (bounds, right) in enumerate(shapes)
    ]
    starts = [bounds[0] + right for bounds, right in shapes]
    assert starts[0] > 0
    assert all(start > end for start, end in zip(starts[1:], ends, strict=False))
    assert [shape[0][3] for shape in shapes] == sorted(
        (shape[0][3] for shape in shapes), reverse=True
    )


def test_hands_rest_on_the_seat_of_the_chair() -> None:
    kneeling, _ = DESCENT[0]
    bones = skeleton(kneeling)
    for arm in (bones.near_arm, bones.far_arm):
        assert SEAT.x < arm.wrist.x < SEAT.x + SEAT.depth
        assert SEAT.height < arm.wrist.y < SEAT.height + 3


def test_letters_of_the_descent_are_12_points() -> None:
    picture = ET.fromstring(draw_descent(LETTERS, style()).svg)
    width = float(picture.get("width", "nan"))
    texts = list(picture.iter(f"{SVG}text"))
    assert [text.text for text in texts] == ["A", "B", "C"]
    for text in texts:
        assert float(text.get("font-size", "nan")) * DESCENT_WIDTH / width / POINT >= 12
