"""Pictures: the drawings of ``content/drawings/``, and what such a file can say."""

import xml.etree.ElementTree as ET
from functools import cache
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont

from backpocket.draw.canvas import Drawing, coloured
from backpocket.draw.errors import UnknownPoseError
from backpocket.draw.figure.figure import silhouette
from backpocket.draw.figure.vectors import PARTS, Fill, Stroke
from backpocket.draw.pictures import draw_picture
from backpocket.draw.scene import one_scene
from backpocket.model.drawings import DrawingSpec, FigurePart, Tone
from tests.draw.shelf import SVG, drawings, library, paths, traced
from tests.styles import palette, style, typefaces

pytestmark = pytest.mark.slow

FONT = typefaces().of_weight("regular")[0]
NAMES = sorted(drawings())
POINT = 25.4 / 72
WIDTHS = {"anatomy": 120, "runner": 210}
"""How wide a picture is printed, in millimetres."""


@cache
def drawn(name: str, *, labelled: bool = True) -> Drawing:
    spec = drawings()[name]
    labels = {label: label.replace("-", " ").capitalize() for label in spec.labels}
    whole, plain = draw_picture(spec, library(), labels)
    return coloured(whole if labelled else plain, style())


def spec(*parts: dict[str, object], **fields: object) -> DrawingSpec:
    return DrawingSpec.model_validate({"box": [-20, -20, 20, 20], "part": parts, **fields})


def test_the_three_of_the_guide_are_there() -> None:
    assert {"anatomy", "descent", "runner"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_picture_is_plain_small_and_inside_its_box(name: str) -> None:
    drawing = drawn(name, labelled=False)
    assert len(drawing.svg.encode()) < 48_000
    assert {element.tag for element in ET.fromstring(drawing.svg).iter()} == {
        f"{SVG}svg", f"{SVG}path",
    }  # fmt: skip
    for path in paths(drawing.svg):
        for line in traced(path.get("d", "")):
            left, top, right, bottom = line.bounds
            assert min(left, top) >= -0.1
            assert right <= drawing.width + 0.1
            assert bottom <= drawing.height + 0.1


@pytest.mark.parametrize("name", NAMES)
def test_labels_are_all_set_and_stay_inside(name: str) -> None:
    font = TTFont(FONT)
    glyphs, metrics = font.getBestCmap(), font["hmtx"]
    drawing = drawn(name)
    texts = list(ET.fromstring(drawing.svg).iter(f"{SVG}text"))
    words = " ".join(text.text or "" for text in texts).lower().split()
    assert sorted(words) == sorted(" ".join(drawings()[name].labels).replace("-", " ").split())
    for text in texts:
        x, y, size = (float(text.get(each, "nan")) / PARTS for each in ("x", "y", "font-size"))
        advance = sum(metrics[glyphs[ord(c)]][0] for c in text.text or "")
        length = advance / font["head"].unitsPerEm * size
        left, right = (x - length, x) if text.get("text-anchor") == "end" else (x, x + length)
        assert left >= 0, text.text
        assert right <= drawing.width, text.text
        assert size <= y <= drawing.height - 1
        assert text.get("font-family") == typefaces().text.name


@pytest.mark.parametrize("name", WIDTHS)
def test_labels_are_12_points(name: str) -> None:
    scale = WIDTHS[name] / drawn(name).width
    assert all(label.size * scale / POINT >= 12 for label in drawings()[name].labels.values())


def test_label_text_is_escaped() -> None:
    label = {"seat": {"at": [0, 0]}}
    part = {"kind": "disc", "tone": "ink", "at": [0, 0], "radius": 2}
    whole, _ = draw_picture(spec(part, labels=label), {}, {"seat": "Hips & <seat>"})
    svg = coloured(whole, style()).svg
    assert "Hips &amp; &lt;seat&gt;" in svg
    ET.fromstring(svg)


def test_a_label_with_a_target_has_a_line_and_wraps() -> None:
    label = {"seat": {"at": [10, 0], "target": [-10, 0], "width": 5}}
    part = {"kind": "disc", "tone": "paper", "at": [0, 0], "radius": 2}
    whole, plain = draw_picture(spec(part, labels=label), {}, {"seat": "Hips seat"})
    extra = whole.shapes[len(plain.shapes) :]
    assert [type(shape).__name__ for shape in extra] == [
        "Stroke",
        "Stroke",
        "Fill",
        "Words",
        "Words",
    ]


def test_a_mirrored_part_stands_on_both_sides() -> None:
    part = {"kind": "disc", "tone": "ink", "at": [10, 0], "radius": 2, "mirrored": True}
    (shape,) = draw_picture(spec(part), {}, {})[1].shapes
    assert isinstance(shape, Fill)
    left, right = sorted(line.centroid.x for line in traced(shape.path))
    assert (left, right) == pytest.approx((10, 30), abs=0.05)


def test_what_reaches_out_of_the_box_is_cut() -> None:
    part = {"kind": "line", "tone": "ink", "points": [[-60, 0], [60, 0]], "curved": False}
    (shape,) = draw_picture(spec(part), {}, {})[1].shapes
    assert isinstance(shape, Stroke)
    (line,) = traced(shape.path)
    assert line.bounds == pytest.approx((0, 20, 40, 20))


def test_a_curve_goes_through_its_points() -> None:
    points = [[-15, 0], [0, 10], [15, 0], [0, -10]]
    for kind in ("area", "line"):
        (shape,) = draw_picture(spec({"kind": kind, "tone": "ink", "points": points}), {}, {})[
            1
        ].shapes
        assert isinstance(shape, Fill | Stroke)
        (line,) = traced(shape.path)
        for x, y in points:
            assert line.distance(_point(x + 20, 20 - y)) < 0.2


def _point(x: float, y: float) -> object:
    from shapely import Point

    return Point(x, y)


def test_a_figure_may_be_its_outline_alone_in_any_size() -> None:
    part = {"kind": "figure", "pose": "standing", "outline": "calm", "scale": 0.1, "at": [0, -15]}
    (shape,) = draw_picture(spec(part), library(), {})[1].shapes
    assert isinstance(shape, Fill)
    assert shape.tone is Tone.CALM
    (line,) = list(traced(shape.path))[:1]
    assert line.bounds[3] - line.bounds[1] == pytest.approx(10, abs=0.5)


def test_a_drawing_has_poses_of_its_own() -> None:
    own = spec({"kind": "figure", "pose": "own"}, box=[-60, -20, 60, 110], poses={"own": {"y": 50}})
    assert draw_picture(own, {}, {})[1].shapes
    with pytest.raises(UnknownPoseError, match="unknown pose “other”; the library has: own"):
        draw_picture(own.model_copy(update={"part": (_figure("other"),)}), {}, {})


def _figure(pose: str) -> FigurePart:
    return FigurePart.model_validate({"kind": "figure", "pose": pose})


# --- The cover and the way to the floor ----------------------------------------------------


def stages(name: str) -> list[tuple[FigurePart, tuple[float, float, float, float]]]:
    """Return the bodies of a drawing, and their boxes in it."""
    spec = drawings()[name]
    found = []
    for part in spec.part:
        if isinstance(part, FigurePart):
            scene = one_scene(part, {**library(), **spec.poses}, part.body)
            left, bottom, right, top = silhouette(scene.sight)[0].bounds
            (x, y) = part.at
            found.append((part, (left + x, bottom + y, right + x, top + y)))
    return found


def test_the_cover_shows_three_stages_each_a_step_higher() -> None:
    boxes = [box for _, box in stages("runner")]
    assert len(boxes) == 3
    assert [box[1] for box in boxes] == sorted(box[1] for box in boxes)
    assert all(one[2] < two[0] for one, two in pairwise(boxes))


def test_only_the_low_back_of_the_walker_is_marked() -> None:
    svg = drawn("runner", labelled=False).svg
    assert svg.count(f'fill="{palette().felt}"') == 1
    assert [part.felt for part, _ in stages("runner")].count(()) == 2


def test_the_way_to_the_floor_has_five_stages_side_by_side() -> None:
    boxes = [box for _, box in stages("descent")]
    assert len(boxes) == 5
    *upright, third, fourth, last = (box[3] for box in boxes)
    assert min(upright) > max(third, fourth) > last
    assert all(one[2] < two[0] for one, two in pairwise(boxes))
