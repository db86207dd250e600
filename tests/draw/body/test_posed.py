"""Posing: what does not hold is found, with how far it is off; the same on every machine."""

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backpocket.draw.body.between import between
from backpocket.draw.body.posed import posed
from backpocket.model.poses import BODIES, Pose
from tests.draw.shelf import library
from tests.places import ROOT

STANDING: dict[str, Any] = {"legs": {"on": "sole", "at": 0, "knee": 3}}


def faults(fields: dict[str, Any], body: str = "woman") -> list[str]:
    return [str(fault) for fault in posed(Pose.model_validate(STANDING | fields), body)[1]]


def test_standing_holds() -> None:
    assert faults({}) == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"near_leg": {"hip": 60, "knee": 175}}, "near knee: bends too far, 175°, by 14.9°"),
        ({"near_leg": {"hip": -50}}, "near hip flexion: bends too little, -50°, by 19.9°"),
        ({"lumbar": 80}, "lumbar: bends too far, 80°, by 20.0°"),
        ({"far_arm": {"elbow": 170}}, "far elbow: bends too far, 170°, by 20.0°"),
        ({"look": 90}, "look: bends too far, 90°, by 30.0°"),
    ],
)
def test_a_joint_out_of_range(fields: dict[str, Any], fault: str) -> None:
    assert fault in faults(fields)


def test_a_hand_in_the_air() -> None:
    far = {"near_arm": {"on": "rail", "at": 120, "height": 60}}
    found = {fault.part: fault for fault in posed(Pose.model_validate(STANDING | far), "woman")[1]}
    assert "is short of what it is on" in found["near arm"].what
    assert 5 < found["near arm"].size < 60
    assert found["near arm"].unit == " % of stature"


def test_a_body_does_not_become_another_pose_for_a_hand() -> None:
    leaning = {"near_arm": {"on": "rail", "at": 80, "height": 60}}
    assert any(
        "lean: must be other than what is written, for the contacts to hold, by" in fault
        for fault in faults(leaning)
    )


def test_a_body_in_the_air() -> None:
    (fault,) = posed(Pose.model_validate({"y": 70}), "man")[1]
    assert "floats above the floor" in str(fault)
    assert fault.size == pytest.approx(70 - 51, abs=4)


def test_no_such_body() -> None:
    with pytest.raises(KeyError):
        posed(Pose(), "giant")


@pytest.mark.slow
@given(
    lean=st.floats(-120, 120),
    turn=st.floats(-180, 180),
    hip=st.floats(-30, 120),
    knee=st.floats(0, 150),
    shoulder=st.floats(-60, 180),
    elbow=st.floats(0, 150),
    on=st.sampled_from([None, "floor", "near-shin", "hip", "belly", "chest", "head"]),
    leg=st.sampled_from([None, "sole", "ball", "shin", "knee", "lying", "level"]),
)
@pytest.mark.slow
@settings(max_examples=40, deadline=None)
def test_any_pose_gives_a_body(on: str | None, leg: str | None, **angles: float) -> None:
    pose = Pose(
        lean=angles["lean"],
        turn=angles["turn"],
        near_leg={"hip": angles["hip"], "knee": angles["knee"]},
        far_leg={"on": leg},
        near_arm={"shoulder": angles["shoulder"], "elbow": angles["elbow"]},
        far_arm={"on": on},
    )  # type: ignore[arg-type]
    found, _ = posed(pose, "elder")
    assert np.isfinite(found.points).all()
    assert found.points[:, 1].min() >= 0


# --- In between ----------------------------------------------------------------------------

WAYS = [
    ("all-fours", "childs-pose"),
    ("crook-lying", "knee-to-chest-1"),
    ("all-fours", "bird-dog"),
    ("bridge-start", "bridge"),
    ("split-squat-start", "split-squat-end"),
]


@pytest.mark.slow
@pytest.mark.parametrize("ends", WAYS, ids=" ".join)
def test_ends_are_the_poses_themselves(ends: tuple[str, str]) -> None:
    start, end = (library()[name] for name in ends)
    assert between(start, end, 0) == start
    assert between(start, end, 1) == end


@pytest.mark.slow
@pytest.mark.parametrize("ends", WAYS, ids=" ".join)
def test_limbs_keep_their_length_on_the_way(ends: tuple[str, str]) -> None:
    start, end = (library()[name] for name in ends)
    for share in (0.25, 0.5, 0.75):
        found, _ = posed(between(start, end, share), "man")
        for side in ("near", "far"):
            for a, b in (("hip", "knee"), ("knee", "ankle"), ("elbow", "wrist")):
                now = found.joints[f"{side}-{b}"] - found.joints[f"{side}-{a}"]
                was = posed(start, "man")[0].joints
                length = np.linalg.norm(was[f"{side}-{b}"] - was[f"{side}-{a}"])
                assert np.linalg.norm(now) == pytest.approx(length, abs=0.01)


def test_a_contact_of_both_holds_on_the_way() -> None:
    start, end = library()["all-fours"], library()["bird-dog"]
    wrist = posed(start, "woman")[0].joints["near-wrist"]
    for share in (0.2, 0.5, 0.8):
        found, _ = posed(between(start, end, share), "woman")
        assert np.linalg.norm(found.joints["near-wrist"] - wrist) < 1
        assert found.joints["far-knee"][1] < 4.5


def test_what_moves_is_half_way_half_way() -> None:
    start, end = library()["chair-squat-start"], library()["chair-squat-end"]
    heights = [
        posed(pose, "woman")[0].joints["hip"][1] for pose in (start, between(start, end, 0.5), end)
    ]
    assert heights[0] + 4 < heights[1] < heights[2] - 4


# --- The same everywhere -------------------------------------------------------------------

DIGEST = """
import hashlib
from backpocket.draw.body.posed import posed
from tests.draw.shelf import library
digest = hashlib.sha256()
for name in ("knee-to-chest-1", "bridge", "side-plank"):
    digest.update(posed(library()[name], "man")[0].points.tobytes())
print(digest.hexdigest())
"""


@pytest.mark.slow
def test_same_points_with_other_kernels() -> None:
    found = set()
    for kernel, threads in (("Haswell", "1"), ("Nehalem", "2")):
        settings_ = {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": threads}
        done = subprocess.run(
            [sys.executable, "-c", DIGEST],
            cwd=ROOT,
            env=os.environ | settings_ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(done.stdout)
    assert len(found) == 1
    assert BODIES
