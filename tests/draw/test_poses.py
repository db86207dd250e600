"""The pose library: every pose is a body that can be, on the floor that it rests on.

Joints keep to common clinical ranges. Knees may bend to 155 degrees: in deep squatting they reach
157 (Hemmerich et al. 2006, doi 10.1002/jor.20114). As there, the hip is measured against the
pelvis, here the lowest part of the spine: the rest of a deep fold is the back that rounds.
"""

import math
from itertools import pairwise

import pytest
from shapely import Polygon

from backpocket.draw.body.feet import foot_outline, sole_outline
from backpocket.draw.body.figure import body
from backpocket.draw.body.hands import hand_outline
from backpocket.draw.body.parts import trunk_outline
from backpocket.draw.body.skeleton import LENGTHS, Skeleton, skeleton
from backpocket.draw.shapes.geometry import Point, distance, local, turn
from backpocket.draw.shapes.layers import Role
from backpocket.model.poses import Pose, View
from tests.draw.shelf import library, moves

NAMES = sorted(library())
SIDE = [name for name in NAMES if library()[name].view is View.SIDE]
LIBRARY = [
    "crook-lying",
    "knee-to-chest-1",
    "knees-to-chest-2",
    "plank",
    "plank-knees",
    "childs-pose",
    "down-dog",
    "pelvic-tilt-start",
    "pelvic-tilt-end",
    "bridge",
    "all-fours",
    "bird-dog",
    "cat",
    "cow",
    "figure4",
    "hipflexor-start",
    "hipflexor-end",
    "hamstring-strap",
    "prone",
    "press-up",
    "press-up-elbows",
    "side-plank",
    "side-plank-knees",
    "side-lying",
    "clam-closed",
    "clam-open",
    "chair-squat-start",
    "chair-squat-end",
    "step-up-start",
    "step-up-end",
    "split-squat-start",
    "split-squat-end",
]
RESTS_ABOVE_FLOOR = {"step-up-end": 10.0}


def test_library_is_whole() -> None:
    assert set(LIBRARY) <= set(NAMES)


# --- Bones ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_limbs_keep_their_length(name: str) -> None:
    pose = library()[name]
    bones = skeleton(pose)
    for leg, given in ((bones.near_leg, pose.near_leg), (bones.far_leg, pose.far_leg)):
        given = given or pose.near_leg
        thigh, shank = distance(leg.hip, leg.knee), distance(leg.knee, leg.ankle)
        assert thigh == pytest.approx(LENGTHS.thigh * given.thigh_seen, abs=0.01)
        assert shank == pytest.approx(LENGTHS.shank * given.shank_seen, abs=0.2)
    for arm, held in ((bones.near_arm, pose.near_arm), (bones.far_arm, pose.far_arm)):
        held = held or pose.near_arm
        upper, fore = distance(arm.shoulder, arm.elbow), distance(arm.elbow, arm.wrist)
        assert upper == pytest.approx(LENGTHS.upper_arm * held.upper_seen, abs=0.01)
        assert fore == pytest.approx(LENGTHS.forearm * held.fore_seen, abs=0.2)


def test_spine_keeps_its_length() -> None:
    for name in NAMES:
        length = sum(distance(a, b) for a, b in pairwise(skeleton(library()[name]).spine))
        assert length == pytest.approx(3 * LENGTHS.spine_part, rel=0.04), name


def folded(degrees: float) -> float:
    """Turn an angle into the range from -180 to 180."""
    return (degrees + 180) % 360 - 180


@pytest.mark.parametrize("name", SIDE)
def test_joints_stay_in_human_range(name: str) -> None:
    pose = library()[name]
    bones = skeleton(pose)
    for leg, given in ((bones.near_leg, pose.near_leg), (bones.far_leg, pose.far_leg)):
        given = given or pose.near_leg
        if given.thigh_seen < 1 or given.shank_seen < 1:
            continue  # the leg points at the reader: what is seen is not the angle of the joint
        assert -25 <= folded(leg.thigh - bones.low_spine - 180) <= 130, "hip"
        assert -1 <= folded(leg.thigh - leg.shank) <= 155, "knee"
        assert -75 <= folded(leg.foot - leg.shank - 90) <= 40, "ankle"
        assert -1 <= folded(leg.toes - leg.foot) <= 90, "toes"
    chord = turn(bones.hip, bones.shoulder)
    for arm, held in ((bones.near_arm, pose.near_arm), (bones.far_arm, pose.far_arm)):
        held = held or pose.near_arm
        if held.upper_seen < 1 or held.fore_seen < 1:
            continue
        assert -60 <= (arm.upper - chord - 180 + 90) % 360 - 90 <= 188, "shoulder"
        assert -1 <= folded(arm.fore - arm.upper) <= 150, "elbow"
        assert -80 <= folded(arm.hand - arm.fore) <= 95, "wrist"


# --- Floor and contacts --------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_lowest_point_is_on_the_floor(name: str) -> None:
    lowest = body(library()[name]).outline.bounds[1]
    assert lowest == pytest.approx(RESTS_ABOVE_FLOOR.get(name, 0), abs=0.5)


@pytest.mark.parametrize("name", NAMES)
def test_soft_parts_give_way_by_a_unit_at_most(name: str) -> None:
    pose = library()[name]
    assert trunk_outline(skeleton(pose), pose.view).bounds[1] > -1.3


def heights(pose: Pose) -> dict[str, float]:
    """Return how high each part that can rest on the floor is above it."""
    bones, dressed = skeleton(pose), body(pose)

    def lowest(*roles: Role) -> float:
        parts = [shape.outline.bounds[1] for shape in dressed.shapes if shape.role in roles]
        return min(parts, default=math.inf)

    found = {
        "head": min(lowest(Role.HAIR), bones.head.y - 6.6),
        "back": lowest(Role.SHIRT),
        "seat": lowest(Role.SHORTS),
    }
    for side, leg, arm in (
        ("right", bones.near_leg, bones.near_arm),
        ("left", bones.far_leg, bones.far_arm),
    ):
        given = pose.near_arm if side == "right" else pose.far_arm or pose.near_arm
        foot: Polygon = sole_outline(leg) if pose.shoes else foot_outline(leg)
        found |= {
            f"{side} foot": foot.bounds[1],
            f"{side} heel": local(leg.ankle, leg.foot, leg.flip, (-1.5, -3.85)).y,
            f"{side} knee": leg.knee.y - 3.8,
            f"{side} shin": max(leg.knee.y, leg.ankle.y) - 3.9,
            f"{side} hand": hand_outline(arm, given.shape).bounds[1],
            f"{side} forearm": max(arm.elbow.y - 2.5, arm.wrist.y - 1.7),
        }
    return found


CONTACTS = {
    "knee-to-chest-1": ("head, back, seat, left foot", "right foot, right heel"),
    "knees-to-chest-2": ("head, back", "right foot, left foot"),
    "plank": ("right forearm, left forearm, right foot", "seat, right knee, right heel, head"),
    "plank-knees": ("right forearm, right knee", "seat, head, back"),
    "childs-pose": ("right shin, right foot, right hand, head", "seat"),
    "down-dog": ("right hand, left hand, right foot, left foot", "head, right knee, right heel"),
    "pelvic-tilt-end": ("head, back, seat, right foot, left foot", ""),
    "bridge": ("head, back, right hand, right foot, left foot", "seat"),
    "bird-dog": ("right hand, left knee, left shin", "right knee, right foot, left hand"),
    "cat": ("right hand, right knee, right shin, left hand", "head, seat"),
    "cow": ("right hand, right knee, right shin, left hand", "head, seat"),
    "hipflexor-end": ("right knee, right shin, left foot", "left knee, seat"),
    "hamstring-strap": ("head, back, seat, left foot", "right foot"),
    "press-up": ("seat, right foot, right hand, left hand", "head"),
    "figure4": ("head, back, seat", "right foot, left foot"),
    "split-squat-end": ("right foot, left foot", "left knee, left heel, seat"),
    "step-up-start": ("left foot", "right foot"),
    "chair-squat-end": ("right foot, left foot", ""),
}


@pytest.mark.parametrize("name", CONTACTS)
def test_contacts(name: str) -> None:
    touching, free = CONTACTS[name]
    found = heights(library()[name])
    for part in filter(None, touching.split(", ")):
        assert found[part] == pytest.approx(0, abs=0.8), f"{part} should touch"
    for part in filter(None, free.split(", ")):
        assert found[part] > 1.5, f"{part} should be free"


def test_down_dog_heels_hover() -> None:
    assert 2 <= heights(library()["down-dog"])["right heel"] <= 4


def test_pelvic_tilt_closes_the_gap() -> None:
    def gap(name: str) -> float:
        outline = body(library()[name]).outline
        return outline.intersection(Polygon([(-11, 9), (-11, -1), (-8, -1), (-8, 9)])).bounds[1]

    assert gap("pelvic-tilt-start") > 1.5
    assert gap("pelvic-tilt-end") < 0.4


STRAIGHT = {"plank": ("shoulder", "ankle"), "plank-knees": ("shoulder", "knee")}


@pytest.mark.parametrize("name", [*STRAIGHT, "bridge"])
def test_body_is_straight(name: str) -> None:
    bones = skeleton(library()[name])
    end = bones.near_leg.ankle if name == "plank" else bones.near_leg.knee
    bend = folded(turn(bones.shoulder, bones.hip) - turn(bones.hip, end))
    assert abs(bend) < 3


PLANTED = {
    ("crook-lying", "knee-to-chest-1"): ("left ankle", "shoulder", "hip"),
    ("bridge-start", "bridge"): ("left ankle", "right ankle", "shoulder", "right wrist"),
    ("all-fours", "bird-dog"): ("right wrist", "hip", "shoulder"),
    ("all-fours", "childs-pose"): ("right knee", "right ankle"),
    ("cat", "cow"): ("right wrist", "right knee", "right ankle"),
    ("press-up-elbows", "plank"): ("right elbow", "right wrist"),
    ("pelvic-tilt-start", "pelvic-tilt-end"): ("right ankle", "left ankle", "shoulder"),
    ("hipflexor-start", "hipflexor-end"): ("right knee", "left ankle"),
    ("chair-squat-start", "chair-squat-end"): ("right ankle", "left ankle"),
    ("step-up-start", "step-up-end"): ("right ankle",),
    ("split-squat-start", "split-squat-end"): ("right ankle",),
    ("clam-closed", "clam-open"): ("left knee", "left ankle", "shoulder"),
}


def place(bones: Skeleton, name: str) -> Point:
    side, _, part = name.partition(" ")
    if not part:
        return {"hip": bones.hip, "shoulder": bones.shoulder}[side]
    leg = bones.near_leg if side == "right" else bones.far_leg
    arm = bones.near_arm if side == "right" else bones.far_arm
    return {"knee": leg.knee, "ankle": leg.ankle, "elbow": arm.elbow, "wrist": arm.wrist}[part]


@pytest.mark.parametrize("frames", PLANTED, ids=" ".join)
def test_planted_parts_stay_between_frames(frames: tuple[str, str]) -> None:
    start, end = (skeleton(library()[name]) for name in frames)
    for part in PLANTED[frames]:
        assert distance(place(start, part), place(end, part)) < 1.6, part


# --- Balance -------------------------------------------------------------------------------

# Share of body mass of each segment and where its centre lies (Winter, after Dempster).
MASSES = {"thigh": (0.1, 0.433), "shank": (0.0465, 0.433), "upper": (0.028, 0.436)}
FOOT, FORE, HAND, HEAD, TRUNK = 0.0145, 0.016, 0.006, 0.081, 0.497


def centre_of_mass(bones: Skeleton) -> float:
    """Return the x of the centre of mass."""
    weights = [(HEAD, bones.head.x), (TRUNK, (bones.hip.x + bones.shoulder.x) / 2)]
    for leg in (bones.near_leg, bones.far_leg):
        for name, start, end in (
            ("thigh", leg.hip, leg.knee),
            ("shank", leg.knee, leg.ankle),
        ):
            mass, share = MASSES[name]
            weights.append((mass, start.x + (end.x - start.x) * share))
        weights.append((FOOT, leg.ankle.x + 4))
    for arm in (bones.near_arm, bones.far_arm):
        mass, share = MASSES["upper"]
        weights.append((mass, arm.shoulder.x + (arm.elbow.x - arm.shoulder.x) * share))
        weights.append((FORE, (arm.elbow.x + arm.wrist.x) / 2))
        weights.append((HAND, arm.wrist.x))
    return sum(mass * x for mass, x in weights) / sum(mass for mass, _ in weights)


STANDING = ["chair-squat-end", "step-up-end", "step-up-start", "split-squat-start"]


@pytest.mark.parametrize("name", [*STANDING, "split-squat-end", "hipflexor-start"])
def test_standing_bodies_are_in_balance(name: str) -> None:
    pose = library()[name]
    bones = skeleton(pose)
    legs = (bones.near_leg, bones.far_leg)
    soles = [sole_outline(leg).bounds for leg in legs]
    assert min(sole[0] for sole in soles) < centre_of_mass(bones) < max(sole[2] for sole in soles)


@pytest.mark.parametrize("name", ["chair-squat-start", "split-squat-end", "step-up-start"])
def test_working_knee_stays_over_the_foot(name: str) -> None:
    leg = skeleton(library()[name]).near_leg
    assert leg.ankle.x - 2 < leg.knee.x < leg.ankle.x + 13.5


def test_poses_of_all_moves_are_in_the_library() -> None:
    for move, figures in moves().items():
        for frame in figures.frames:
            assert frame.pose in library(), f"{move}: {frame.pose}"
