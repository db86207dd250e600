"""Bad input: an editor is told what to mend, in plain words."""

import pytest
from pydantic import ValidationError

from backpocket.figures import Figures, Frame, Palette, PaletteError, Pose, ReachError
from backpocket.figures.skeleton import skeleton

LEG = {"thigh": -90, "shank": -90}
ARM = {"upper": -90, "fore": -90}
GOOD = {
    "hip": [0, 53],
    "spine": [90, 90, 90],
    "neck": 90,
    "head": 90,
    "near_leg": LEG,
    "near_arm": ARM,
}
FRAME = {"pose": "plank", "alt": "A plank."}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"near_leg": {"thigh": 10}}, "give a leg both angles"),
        ({"near_leg": LEG | {"ankle": [0, 4]}}, "a leg takes two angles or an ankle, not both"),
        ({"near_arm": {}}, "place an arm in one way"),
        ({"near_arm": ARM | {"wrist": [0, 4]}}, "place an arm in one way"),
        ({"near_arm": {"upper": 4}}, "give an arm both angles"),
        ({"near_arm": ARM | {"shape": "claw"}}, "'flat', 'open', 'loose', 'grip' or 'fist'"),
        ({"spine": [90, 90]}, "Field required"),
        ({"neck": 900}, "less than or equal to 360"),
        ({"tail": 1}, "Extra inputs are not permitted"),
        ({"near_leg": LEG | {"thigh_seen": 2}}, "less than or equal to 1"),
    ],
)
def test_bad_pose(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Pose.model_validate(GOOD | fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"pose": "Plank Knees"}, "should match pattern"),
        ({"alt": ""}, "write a few words here"),
        ({"alt": "word " * 26}, "this has 26 words; use at most 25"),
        ({"felt": ["toe"]}, "Input should be 'low-back'"),
        ({"arrows": [{"at": "nose", "start": [0, 0], "end": [1, 1]}]}, "Input should be 'head'"),
        ({"props": [{"kind": "sofa", "x": 1}]}, "expected tags: 'chair', 'step', 'pillow'"),
        ({"props": [{"kind": "step", "x": 1, "height": 90}]}, "less than or equal to 20"),
        ({"floor": "sand"}, "Input should be 'mat' or 'bare'"),
    ],
)
def test_bad_frame(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Frame.model_validate(FRAME | fields)


def test_bad_caption() -> None:
    with pytest.raises(ValidationError, match="this has 16 words; use at most 15"):
        Figures.model_validate({"caption": "word " * 16, "start": FRAME, "end": FRAME})


def test_frames_stand_in_order() -> None:
    frames = {name: FRAME | {"alt": name} for name in ("harder", "end", "start", "easier")}
    figures = Figures.model_validate({"caption": "Lift.", **frames})
    assert [frame.alt for frame in figures.frames] == ["start", "end", "easier", "harder"]


def test_limb_out_of_reach() -> None:
    pose = Pose.model_validate(GOOD | {"near_arm": {"wrist": [80, 4]}})
    with pytest.raises(ReachError, match=r"the arm is 33\.2 long and its end is .* away"):
        skeleton(pose)


def test_palette_takes_its_tokens_only() -> None:
    palette = Palette.from_tokens({"figure-far-shorts": "#ABCDEF", "figure-gap": "4mm", "ink": "x"})
    assert palette == Palette(far_shorts="#abcdef")


def test_palette_says_what_is_no_colour() -> None:
    with pytest.raises(PaletteError, match="figure-near is “blue”; write a colour like #5b7f99"):
        Palette.from_tokens({"figure-near": "blue"})
