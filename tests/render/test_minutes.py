"""The minutes that a sheet promises: never fewer than its moves take."""

from __future__ import annotations

import pytest

from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.render.pages import minutes
from tests.conftest import Project


@pytest.mark.parametrize(("hold", "wanted"), [(1, 2), (14, 2), (15, 3), (29, 3), (30, 4)])
def test_minutes_are_rounded_up(project: Project, hold: int, wanted: int) -> None:
    """The bridge takes 24 seconds, a rest after each move 20, and the plank four holds."""
    plank = "small/moves/plank.toml"
    project.change(plank, 'hold = "10 seconds"', f'hold = "{hold} seconds"')
    project.change(plank, "reps = 3", "reps = 4")
    loaded, _ = load_project(Disk(project.root))
    assert loaded.press is not None
    assert minutes(loaded.press.guides["small"].moves.values()) == wanted
