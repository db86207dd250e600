"""Bad input: an editor is told what to mend, in plain words."""

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from backpocket.draw.body.skeleton import LENGTHS, ReachError, skeleton
from backpocket.draw.palette import Palette, PaletteError
from backpocket.draw.scene import draw_frames
from backpocket.draw.shapes.geometry import Point, distance
from backpocket.model.figures import Area, Figures, Frame, Joint
from backpocket.model.poses import LegPart, Pose, View
from tests.styles import palette, style

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
        ({"zoom": {"at": [3, 4], "centre": [3, 15.9]}}, "the inset hides what it shows"),
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


MOST_STRETCH = 0.15
"""A slip of an editor's measure, in hundredths of stature: a joint is drawn over it."""


@given(place=st.tuples(st.floats(-150, 150), st.floats(-150, 150)), seen=st.floats(0.21, 1))
def test_no_limb_stretches_to_its_place(place: tuple[float, float], seen: float) -> None:
    """Whatever the place of a wrist or an ankle: the bones have their lengths, or it is told."""
    for name, end, first, second in (
        ("near_arm", "wrist", LENGTHS.upper_arm * seen, LENGTHS.forearm),
        ("near_leg", "ankle", LENGTHS.thigh * seen, LENGTHS.shank),
    ):
        limb = {end: place, "upper_seen" if end == "wrist" else "thigh_seen": seen}
        pose = Pose.model_validate(GOOD | {name: limb})
        try:
            made = getattr(skeleton(pose), name)
        except ReachError:
            continue
        start, middle, last = (
            (made.shoulder, made.elbow, made.wrist)
            if end == "wrist"
            else (made.hip, made.knee, made.ankle)
        )
        assert last == Point(*place)
        assert distance(start, middle) == pytest.approx(first, abs=1e-6)
        assert distance(middle, last) == pytest.approx(second, abs=MOST_STRETCH + 1e-6)


@pytest.mark.parametrize(("beyond", "reaches"), [(0.1, True), (0.3, False)])
def test_a_limb_reaches_as_far_as_it_is_long(beyond: float, reaches: bool) -> None:
    arm = LENGTHS.upper_arm + LENGTHS.forearm
    shoulder = skeleton(Pose.model_validate(GOOD)).shoulder
    wrist = (shoulder.x + arm + beyond, shoulder.y)
    pose = Pose.model_validate(GOOD | {"near_arm": {"wrist": wrist}})
    with nullcontext() if reaches else pytest.raises(ReachError):
        skeleton(pose)


def test_palette_takes_its_tokens_only() -> None:
    tokens = {name: getattr(palette(), role) for role, name in Palette.tokens().items()}
    changed = tokens | {"figure-far-shorts": " #ABCDEF", "figure-gap": "4mm", "ink": "x"}
    assert Palette.from_tokens(changed) == replace(palette(), far_shorts="#abcdef")


def test_palette_says_what_is_no_colour() -> None:
    with pytest.raises(PaletteError, match="figure-near is “blue”; write a colour like #5b7f99"):
        Palette.from_tokens({"figure-near": "blue"})
    with pytest.raises(PaletteError, match="there is no token “figure-trunk”; write it"):
        Palette.from_tokens({"figure-near": "#5b7f99"})


ANGLES = st.sampled_from([0, 45, 90, -90, 180]) | st.floats(-180, 180)
SPOTS = st.sampled_from([(0, 0), (10, 0)]) | st.tuples(st.floats(-60, 60), st.floats(0, 60))
LEGS = st.fixed_dictionaries({"thigh": ANGLES, "shank": ANGLES, "foot": ANGLES}) | (
    st.fixed_dictionaries({"ankle": SPOTS, "foot": ANGLES})
)
HOLDS = st.fixed_dictionaries({"part": st.sampled_from(LegPart), "share": st.floats(0, 1)})
ARMS = st.fixed_dictionaries({"upper": ANGLES, "fore": ANGLES}) | st.one_of(
    st.fixed_dictionaries({"wrist": SPOTS}), st.fixed_dictionaries({"holds": HOLDS})
)
POSES = st.fixed_dictionaries(
    {
        "hip": SPOTS,
        "spine": st.tuples(ANGLES, ANGLES, ANGLES),
        "neck": ANGLES,
        "head": ANGLES,
        "view": st.sampled_from(View),
        "near_leg": LEGS,
        "near_arm": ARMS,
    },
    optional={"far_leg": LEGS, "far_arm": ARMS, "shoes": st.booleans()},
)
JOINTS = st.sampled_from(Joint)
PROPS = st.fixed_dictionaries(
    {"kind": st.sampled_from(["chair", "step", "pillow", "counter"]), "x": st.floats(-60, 60)}
)
MARKS = st.fixed_dictionaries(
    {},
    optional={
        "arrows": st.tuples(st.fixed_dictionaries({"at": JOINTS, "start": SPOTS, "end": SPOTS})),
        "felt": st.lists(st.sampled_from(Area), max_size=3),
        "guides": st.tuples(st.fixed_dictionaries({"start": JOINTS, "end": JOINTS})),
        "props": st.lists(PROPS | st.just({"kind": "strap"}), max_size=2),
        "zoom": st.fixed_dictionaries({"at": SPOTS, "centre": SPOTS}),
    },
)


@given(fields=POSES, marks=MARKS)
@pytest.mark.slow
def test_what_no_rule_objects_to_can_be_drawn(fields: Any, marks: Any) -> None:
    try:
        pose, frame = Pose.model_validate(fields), Frame.model_validate(FRAME | marks)
        skeleton(pose)
    except (ValidationError, ReachError):
        assume(False)
    [drawing] = draw_frames([frame], {"plank": pose}, style())
    assert drawing.svg.startswith("<svg")
    assert drawing.width > 0
    assert drawing.height > 0
