"""Pictures: the runner and the anatomy panel."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from backpocket.figures import (
    Palette,
    UnknownLabelError,
    UnknownPictureError,
    draw_picture,
    picture_names,
)
from backpocket.figures.anatomy import LABEL_KEYS
from backpocket.figures.runner import RUNNING
from backpocket.figures.skeleton import skeleton

SVG = "{http://www.w3.org/2000/svg}"
FONT = Path(__file__).parents[2] / "styles/fonts/AtkinsonHyperlegibleNext-Regular.ttf"
LABELS = {
    "back-muscles": "Back muscles",
    "sacrum": "Sacrum",
    "hip-muscles": "Hip muscles (glutes)",
    "lumbar-spine": "Lower back bones (lumbar spine)",
    "pelvis": "Pelvis",
    "sacroiliac-joints": "Sacroiliac joints",
}
POINT = 25.4 / 72


@pytest.fixture(scope="module")
def anatomy() -> ET.Element:
    return ET.fromstring(draw_picture("anatomy", LABELS, Palette()).svg)


def test_names() -> None:
    assert picture_names() == ("anatomy", "runner")


@pytest.mark.parametrize("name", ["anatomy", "runner"])
def test_picture_is_plain_small_and_the_same_again(name: str) -> None:
    first, again = (draw_picture(name, {}, Palette()) for _ in range(2))
    assert first == again
    assert len(first.svg.encode()) < 24_000
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
        assert text.get("font-family") == "Atkinson Hyperlegible Next"


def test_labels_stay_inside_the_picture(anatomy: ET.Element) -> None:
    font = TTFont(FONT)
    glyphs, metrics = font.getBestCmap(), font["hmtx"]
    width, height = float(anatomy.get("width", "nan")), float(anatomy.get("height", "nan"))
    for text in anatomy.iter(f"{SVG}text"):
        x, y, size = (float(text.get(name, "nan")) for name in ("x", "y", "font-size"))
        advance = sum(metrics[glyphs[ord(c)]][0] for c in text.text or "")
        length = advance / font["head"].unitsPerEm * size
        left, right = (x - length, x) if text.get("text-anchor") == "end" else (x, x + length)
        assert left >= 0, text.text
        assert right <= width, text.text
        assert size <= y <= height - 2


def test_label_text_is_escaped() -> None:
    svg = draw_picture("anatomy", {"pelvis": "Hips & <seat>"}, Palette()).svg
    assert "Hips &amp;" in svg
    ET.fromstring(svg)


def test_unknown_names_list_what_there_is() -> None:
    with pytest.raises(UnknownPictureError, match=r"unknown picture “runer”; .*anatomy, runner"):
        draw_picture("runer", {}, Palette())
    with pytest.raises(UnknownLabelError, match=r"has no label “knee”; it has: .*pelvis"):
        draw_picture("anatomy", {"knee": "Knee"}, Palette())
    with pytest.raises(UnknownLabelError, match="it takes no labels"):
        draw_picture("runner", {"sun": "Sun"}, Palette())


def test_runner_pushes_off_with_one_foot_and_faces_forward() -> None:
    bones = skeleton(RUNNING)
    assert bones.near_leg.ankle.x < bones.hip.x < bones.far_leg.ankle.x
    assert bones.far_leg.ankle.y > 12
    assert bones.head.x > bones.hip.x
    assert bones.near_arm.wrist.x > bones.shoulder.x > bones.far_arm.elbow.x
