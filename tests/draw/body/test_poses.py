"""The pose library on every body: on the floor, in range, and with the hands on what they hold."""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from backpocket.draw.body.model import BodyModel, body_model
from backpocket.draw.body.pose_faults import joint_angles, ranges
from backpocket.draw.body.posed import Posed, posed
from backpocket.draw.body.settling import Settling
from backpocket.model.poses import BODIES, SIDES, ArmOn, Pose, Rest, Side
from tests.draw.shelf import library, moves

LIBRARY = {
    "crook-lying",
    "knee-to-chest-1",
    "knees-to-chest-2",
    "pelvic-tilt-start",
    "pelvic-tilt-end",
    "bridge-start",
    "bridge",
    "figure4",
    "hamstring-strap",
    "prone",
    "press-up",
    "press-up-elbows",
    "plank",
    "plank-knees",
    "all-fours",
    "all-fours-toes",
    "childs-pose",
    "down-dog",
    "bird-dog",
    "cat",
    "cow",
    "hipflexor-start",
    "hipflexor-end",
    "side-lying",
    "side-plank",
    "side-plank-knees",
    "clam-closed",
    "clam-open",
    "chair-squat-start",
    "chair-squat-end",
    "step-up-start",
    "step-up-end",
    "split-squat-start",
    "split-squat-end",
}
NAMES = sorted(library())
EVERY = [
    pytest.param(name, body, marks=[pytest.mark.slow] if body == "elder" else [])
    for name in NAMES
    for body in BODIES
]

OTHERS_SLOW = [
    pytest.param(body, marks=[] if body == "woman" else [pytest.mark.slow]) for body in BODIES
]

Points = NDArray[np.float64]


def taken(name: str, body: str) -> Posed:
    return posed(library()[name], body)[0]


def test_library_is_whole() -> None:
    assert set(NAMES) >= LIBRARY


def test_poses_of_all_moves_are_in_the_library() -> None:
    for move, figures in moves().items():
        for frame in figures.frames:
            assert frame.pose in library(), f"{move}: {frame.pose}"


@pytest.mark.parametrize(("name", "body"), EVERY)
def test_every_body_takes_every_pose(name: str, body: str) -> None:
    assert [str(fault) for fault in posed(library()[name], body)[1]] == []


def support(pose: Pose) -> float:
    """How high the lowest thing is that a body is on: some stand on a step."""
    heights = [leg.height for side in SIDES if (leg := pose.leg(side)).on is not None]
    return min([*heights, *(rest.height for rest in pose.rests)], default=0)


@pytest.mark.parametrize(("name", "body"), EVERY)
def test_lowest_point_is_on_the_floor(name: str, body: str) -> None:
    lowest = taken(name, body).points[:, 1].min()
    assert lowest == pytest.approx(support(library()[name]), abs=0.5)


@pytest.mark.parametrize(("name", "body"), EVERY)
def test_limbs_keep_their_length(name: str, body: str) -> None:
    found = taken(name, body)
    for q in "LR":
        for start, end in (
            ("upperleg01", "lowerleg01"),
            ("lowerleg01", "foot"),
            ("foot", "toes"),
            ("upperarm01", "lowerarm01"),
            ("lowerarm01", "wrist"),
            ("wrist", "finger3-1"),
        ):
            a, b = f"{start}.{q}", f"{end}.{q}"
            now = np.linalg.norm(found.places[b] - found.places[a])
            rest = np.linalg.norm(found.model.head(b) - found.model.head(a))
            assert now == pytest.approx(rest, abs=0.1), b


@pytest.mark.slow
@pytest.mark.parametrize("body", BODIES)
def test_joints_stay_in_human_range(body: str) -> None:
    for name in NAMES:
        settled = Settling(library()[name], body_model(body))
        settled.solve()
        for joint, angle in joint_angles(settled.rig).items():
            least, most = ranges()[joint.split()[-1]]
            assert least - 1 <= angle <= most + 1, (name, joint)


# --- Hands ---------------------------------------------------------------------------------


@cache
def held_faces(model: BodyModel, prefixes: tuple[str, ...], side: str) -> NDArray[np.int64]:
    rows = model.vertices_of(*prefixes, side=side)
    faces: NDArray[np.int64] = model.faces[np.isin(model.faces, rows).all(1)]
    return faces


def surface(points: Points, faces: NDArray[np.int64]) -> Points:
    """Points all over some faces."""
    u, v = (grid.ravel() for grid in np.meshgrid(np.linspace(0, 1, 5), np.linspace(0, 1, 5)))
    mix = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], 1)
    all_over: Points = np.einsum("sk,fkx->fsx", mix, points[faces]).reshape(-1, 3)
    return all_over


HELD = {
    ArmOn.NEAR_SHIN: (("lowerleg",), ".R"),
    ArmOn.FAR_SHIN: (("lowerleg",), ".L"),
    ArmOn.NEAR_THIGH: (("upperleg",), ".R"),
    ArmOn.FAR_THIGH: (("upperleg",), ".L"),
    ArmOn.HIP: (("root", "pelvis", "spine"), ""),
    ArmOn.BELLY: (("root", "pelvis", "spine"), ""),
    ArmOn.CHEST: (("root", "pelvis", "spine"), ""),
}


def hand(body: Posed, side: Side) -> Points:
    rows = body.model.vertices_of("wrist", "finger", side=".R" if side == "near" else ".L")
    rows = rows[np.isin(rows, body.model.faces[~body.model.cloth])]
    return body.points[rows]


HOLDS = [
    (name, side)
    for name in NAMES
    for side in SIDES
    if library()[name].arm(side).on not in (None, ArmOn.LEVEL)
]


@pytest.mark.parametrize("body", OTHERS_SLOW)
@pytest.mark.parametrize(("name", "side"), HOLDS)
def test_hands_are_on_what_they_hold(name: str, side: Side, body: str) -> None:
    found, arm = taken(name, body), library()[name].arm(side)
    own = hand(found, side)
    if arm.on in (ArmOn.FLOOR, ArmOn.FOREARM):
        assert own[:, 1].min() <= 0.5
    elif arm.on in HELD:
        skin = surface(found.points, held_faces(found.model, *HELD[arm.on]))
        near = [float(np.linalg.norm(skin - point, axis=1).min()) for point in own[::4]]
        assert min(near) <= 1
    else:
        assert arm.at is not None
        q = "R" if side == "near" else "L"
        palm = (found.places[f"wrist.{q}"] + found.places[f"finger3-1.{q}"]) / 2
        assert np.hypot(palm[0] - arm.at, palm[1] - arm.height) <= 2.2


def test_hands_clasp_the_shin_from_both_sides() -> None:
    for body in BODIES:
        found = taken("knee-to-chest-1", body)
        gap = hand(found, "near")[:, None, :] - hand(found, "far")[None, :, :]
        assert np.linalg.norm(gap, axis=2).min() < 1


# --- What a pose is for --------------------------------------------------------------------

PLANTED = {
    ("crook-lying", "knee-to-chest-1"): "far-ankle shoulder hip",
    ("bridge-start", "bridge"): "far-ankle near-ankle shoulder near-wrist",
    ("all-fours", "bird-dog"): "near-wrist hip shoulder far-knee",
    ("cat", "cow"): "near-wrist near-knee near-ankle",
    ("press-up-elbows", "plank"): "near-elbow near-wrist",
    ("pelvic-tilt-start", "pelvic-tilt-end"): "near-ankle far-ankle",
    ("hipflexor-start", "hipflexor-end"): "near-knee far-ankle",
    ("chair-squat-start", "chair-squat-end"): "near-ankle far-ankle",
    ("step-up-start", "step-up-end"): "near-ankle",
    ("split-squat-start", "split-squat-end"): "near-ankle far-toes",
    ("clam-closed", "clam-open"): "far-knee far-ankle shoulder",
}


@pytest.mark.slow
@pytest.mark.parametrize("body", BODIES)
def test_planted_parts_stay_between_frames(body: str) -> None:
    for frames, parts in PLANTED.items():
        start, end = (taken(name, body).joints for name in frames)
        for part in parts.split():
            assert np.linalg.norm(end[part] - start[part]) < 1.8, (frames, part)


def bend(found: Posed, *parts: str) -> float:
    """How much the line over three landmarks bends, in degrees."""
    a, b, c = (found.joints[part][:2] for part in parts)
    ways = [np.arctan2(*(end - start)[::-1]) for start, end in ((a, b), (b, c))]
    return float(abs((np.degrees(ways[1] - ways[0]) + 180) % 360 - 180))


@pytest.mark.parametrize("body", BODIES)
def test_straight_bodies_are_straight(body: str) -> None:
    assert bend(taken("plank", body), "near-shoulder", "near-hip", "near-ankle") < 12
    assert bend(taken("plank-knees", body), "near-shoulder", "near-hip", "near-knee") < 12
    assert bend(taken("bridge", body), "near-shoulder", "near-hip", "near-knee") < 12


@pytest.mark.parametrize("body", BODIES)
def test_spines_are_unlike(body: str) -> None:
    bends = []
    for name in ("cat", "all-fours", "cow"):
        settled = Settling(library()[name], body_model(body))
        settled.solve()
        bends.append(joint_angles(settled.rig)["lumbar"])
    round_, flat, hollow = bends
    assert round_ > 40
    assert 8 < flat < 20  # a body at rest has a hollow back: to look flat it must bend a little
    assert hollow < -25


@pytest.mark.parametrize("body", BODIES)
def test_pelvic_tilt_closes_the_gap(body: str) -> None:
    start, end = (
        taken(name, body).joints["low-back"][1] for name in ("pelvic-tilt-start", "pelvic-tilt-end")
    )
    assert start > end + 1


@pytest.mark.parametrize("body", BODIES)
def test_child_sits_on_its_heels(body: str) -> None:
    child = taken("childs-pose", body)
    settled = Settling(library()["childs-pose"], body_model(body))
    settled.solve()
    assert joint_angles(settled.rig)["near knee"] > 135
    assert child.joints["hip"][1] < 17


# Share of body mass of each segment and where its centre lies (Winter, after Dempster).
MASSES = {
    ("hip", "knee"): (0.1, 0.433),
    ("knee", "ankle"): (0.0465, 0.433),
    ("ankle", "toes"): (0.0145, 0.5),
    ("shoulder", "elbow"): (0.028, 0.436),
    ("elbow", "wrist"): (0.022, 0.68),
}
STANDING = ["standing", "calf-raise", "chair-squat-end", "step-up-end", "split-squat-start"]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("name", [*STANDING, "split-squat-end", "step-up-start"])
def test_standing_bodies_are_in_balance(name: str, body: str) -> None:
    joints = taken(name, body).joints
    trunk = (joints["hip"] * 0.5 + joints["shoulder"] * 0.5)[0]
    weights = [(0.081, joints["head"][0]), (0.497, trunk)]
    for side in SIDES:
        for (start, end), (mass, share) in MASSES.items():
            a, b = joints[f"{side}-{start}"][0], joints[f"{side}-{end}"][0]
            weights.append((mass, a + (b - a) * share))
    middle = sum(mass * x for mass, x in weights) / sum(mass for mass, _ in weights)
    feet = [joints[f"{side}-{end}"][0] for side in SIDES for end in ("ankle", "toes")]
    assert min(feet) - 4 < middle < max(feet) + 6


@pytest.mark.slow
def test_resting_parts_are_pressed_and_no_more() -> None:
    for name in NAMES:
        if any(rest.part is Rest.BACK for rest in library()[name].rests):
            for body in BODIES:
                settled = Settling(library()[name], body_model(body))
                settled.solve()
                assert max(abs(gap) for gap in settled.gaps()) < 0.3, (name, body)
