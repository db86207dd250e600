"""Bad input: an editor is told what to mend, in plain words."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from backpocket.draw.canvas import coloured
from backpocket.draw.palette import Palette, PaletteError
from backpocket.draw.scene import draw_frames
from backpocket.model.drawings import DrawingSpec
from backpocket.model.figures import Area, Figures, Floor, Frame, Joint
from backpocket.model.poses import BODIES, View
from tests.draw.shelf import library
from tests.styles import palette, style

FRAME = {"pose": "plank", "alt": "A plank."}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"pose": "Plank Knees"}, "should match pattern"),
        ({"alt": ""}, "write a few words here"),
        ({"alt": "word " * 26}, "this has 26 words; use at most 25"),
        ({"felt": ["toe"]}, "Input should be 'neck'"),
        ({"arrows": [{"at": "nose"}]}, "Input should be 'head'"),
        ({"props": [{"kind": "sofa", "x": 1}]}, "expected tags: 'chair', 'step', 'wall'"),
        ({"props": [{"kind": "step", "x": 1, "height": 90}]}, "less than or equal to 20"),
        ({"floor": "sand"}, "Input should be 'mat', 'bare' or 'none'"),
        ({"view": "below"}, "Input should be 'soft'"),
        ({"blink": {}}, "Extra inputs are not permitted"),
    ],
)
def test_bad_frame(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Frame.model_validate(FRAME | fields)


def test_bad_caption() -> None:
    with pytest.raises(ValidationError, match="this has 16 words; use at most 15"):
        Figures.model_validate({"caption": "word " * 16, "start": FRAME, "end": FRAME})


def test_bad_body() -> None:
    with pytest.raises(ValidationError, match="Input should be 'woman', 'man' or 'elder'"):
        Figures.model_validate({"caption": "Up.", "body": "dog", "start": FRAME, "end": FRAME})


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"kind": "cloud"}, "expected tags: 'figure', 'area', 'line', 'disc'"),
        ({"kind": "area", "tone": "ink", "points": [[0, 0], [1, 1]]}, "at least 3 items"),
        ({"kind": "disc", "tone": "pink", "at": [0, 0], "radius": 2}, "Input should be 'ink'"),
        ({"kind": "figure", "pose": "plank", "scale": 0}, "greater than 0"),
    ],
)
def test_bad_drawing(part: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        DrawingSpec.model_validate({"box": [0, 0, 10, 10], "part": [part]})


def test_frames_stand_in_order() -> None:
    frames = {name: FRAME | {"alt": name} for name in ("harder", "end", "start", "easier")}
    figures = Figures.model_validate({"caption": "Lift.", **frames})
    assert [frame.alt for frame in figures.frames] == ["start", "end", "easier", "harder"]


def test_palette_takes_its_tokens_only() -> None:
    tokens = {name: getattr(palette(), role) for role, name in Palette.tokens().items()}
    changed = tokens | {"figure-far-legs": " #ABCDEF", "figure-gap": "4mm", "ink": "x"}
    assert Palette.from_tokens(changed) == replace(palette(), far_legs="#abcdef")


def test_palette_says_what_is_no_colour() -> None:
    with pytest.raises(PaletteError, match="figure-ink is “blue”; write a colour like #5b7f99"):
        Palette.from_tokens({"figure-ink": "blue"})
    with pytest.raises(PaletteError, match="there is no token “figure-skin”; write it"):
        Palette.from_tokens({"figure-ink": "#5b7f99"})


SPOTS = st.tuples(st.floats(-60, 60), st.floats(0, 60))
JOINTS = st.sampled_from(Joint)
PROPS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["chair", "step", "wall", "rail", "counter", "pillow", "towel"]),
        "x": st.floats(-60, 60),
    }
)
ARROWS = st.fixed_dictionaries({"at": JOINTS}, optional={"start": SPOTS, "end": SPOTS})
MARKS = st.fixed_dictionaries(
    {"pose": st.sampled_from(sorted(library()))},
    optional={
        "view": st.sampled_from(View),
        "floor": st.sampled_from(Floor),
        "ghost": st.booleans(),
        "arrows": st.tuples(ARROWS),
        "felt": st.lists(st.sampled_from(Area), max_size=3),
        "guides": st.tuples(st.fixed_dictionaries({"start": JOINTS, "end": JOINTS})),
        "props": st.lists(
            PROPS | st.sampled_from([{"kind": "strap"}, {"kind": "band"}]), max_size=2
        ),
    },
)


@given(start=MARKS, end=MARKS, body=st.sampled_from(BODIES))
@settings(deadline=None, max_examples=30)
@pytest.mark.slow
def test_what_the_model_takes_can_be_drawn(start: Any, end: Any, body: str) -> None:
    frames = [Frame.model_validate(FRAME | fields) for fields in (start, end)]
    drawings = [coloured(each, style()) for each in draw_frames(frames, library(), body)]
    assert all(drawing.svg.startswith("<svg") for drawing in drawings)
    assert len({drawing.height for drawing in drawings}) == 1
