"""Figure bands: where the letter of a figure has room, and where figures of other ways stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely import box

from backpocket.draw.canvas import Drawing
from backpocket.draw.figure.shapes import Painted, vectors
from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.model.drawings import Tone
from backpocket.model.editions import EDITIONS
from backpocket.render.figure_bands import corner, is_narrow
from backpocket.render.makers import prepare
from backpocket.render.pages import make_page

WIDE = Drawing("", 100, 50, corner=30)


def page(root: Path, name: str) -> str:
    """Return the page of an edition of the small guide."""
    project, found = load_project(Disk(root), ["small"])
    assert not found
    assert project.press is not None
    edition = next(each for each in EDITIONS if each.name == name)
    job, found = prepare(project, project.press.guides["small"], [edition])
    assert not found
    assert job is not None
    html, _ = make_page(job.workshop, edition, job.numbers)
    assert html is not None
    return html


def test_a_drawing_knows_the_corner_that_is_free() -> None:
    below = Painted(Tone.INK, (box(0, 0, 10, 6),))
    aside = Painted(Tone.INK, (box(3, 0, 10, 10),), width=1)
    frame = (0.0, 0.0, 10.0, 10.0)
    assert vectors([below], frame).corner == 4
    assert vectors([below, aside], frame).corner == 2.5
    assert vectors([Painted(Tone.INK, (box(-1, -1, 11, 11),))], frame).corner == 0


def test_a_letter_stands_aside_where_a_figure_has_no_corner_for_it() -> None:
    assert not is_narrow([WIDE, WIDE])
    assert is_narrow([WIDE, Drawing("", 100, 50, corner=11)])
    assert is_narrow([WIDE, Drawing("", 40, 100, corner=40)])
    assert corner([WIDE, Drawing("", 100, 50, corner=11)]) == 11


def test_a_harder_figure_stands_below_the_next_step(printable: Path) -> None:
    move = printable / "content/small/moves/plank.toml"
    harder = '\n[figures.harder]\npose = "plank"\nalt = "The harder way."\n'
    move.write_text(move.read_text(encoding="utf-8") + harder, encoding="utf-8")
    html = page(printable, "handout-a4")
    at = html.index("figure:plank/harder")
    assert html.rindex('class="move-next"', 0, at) > html.rindex('class="move-easier"', 0, at)


@pytest.mark.parametrize(("pose", "stands_aside"), [("plank", False), ("tall", True)])
def test_the_handout_sets_such_a_letter_beside_its_figure(
    printable: Path, pose: str, stands_aside: bool
) -> None:
    poses = printable / "content/poses.toml"
    tall = '\n[tall]\ny = 52\nlegs = { on = "sole", knee = 3, at = 0 }\n'
    poses.write_text(poses.read_text(encoding="utf-8") + tall, encoding="utf-8")
    move = printable / "content/small/moves/plank.toml"
    text = move.read_text(encoding="utf-8").replace('pose = "plank"', f'pose = "{pose}"')
    move.write_text(text, encoding="utf-8")
    assert ("no-corner" in page(printable, "handout-a4")) is stands_aside
