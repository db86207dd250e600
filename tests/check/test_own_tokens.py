"""Tokens of a guide: they reach its figures and pages, and are judged like those of the press."""

from __future__ import annotations

import shutil

import pytest

from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.model.editions import EDITIONS
from backpocket.render.makers import prepare
from tests.conftest import HERE, Project


@pytest.fixture
def styled(project: Project) -> Project:
    for name in ("styles", "templates"):
        shutil.copytree(HERE.parent / name, project.root / name)
    return project


FAULTS = {
    ":root { --ink: #eeeeee; }": "E810",
    ":root { --inc: #1b2733; }": "E408",
    ":root { --figure-legs: bleu; }": "E408",
    ":root { --paper: url(https://example.org/x.png); }": "E408",
    ":root { ink: #1b2733; }": "E408",
    "p { --ink: #1b2733; }": "E408",
    "@import 'https://example.org/x.css';": "E408",
    ":root { --ink #1b2733; }": "E408",
    ":root { --ink: #1b2733": "",
}


@pytest.mark.parametrize("text", FAULTS)
def test_tokens_are_judged_at_their_place(text: str, styled: Project) -> None:
    styled.write("small/tokens.css", f"/* ours */\n{text}\n")
    found = styled.diagnostics()
    wanted = FAULTS[text]
    assert {each.code for each in found} == ({wanted} if wanted else set())
    assert all(each.place.path == "content/small/tokens.css" for each in found)
    assert all(each.place.line == 2 for each in found)


def test_tokens_reach_figures_pages_and_book_and_no_other_guide(styled: Project) -> None:
    styled.write("small/tokens.css", ":root { --figure-legs: #3f6b4f; --accent: #7a3f0a; }\n")
    shutil.copytree(styled.content / "small", styled.content / "other")
    (styled.content / "other" / "tokens.css").unlink()
    project, found = load_project(Disk(styled.root))
    assert not found
    jobs = {}
    for name in ("small", "other"):
        guide = project.guides[name].guide
        assert guide is not None
        job, found = prepare(project, guide, EDITIONS)
        assert job is not None
        assert not found
        jobs[name] = job
    for name, has in (("small", True), ("other", False)):
        svg = jobs[name].workshop.drawings["figure:plank/end"].svg
        assert ("#3f6b4f" in svg) == has
        assert ("#7a3f0a" in jobs[name].sources["tokens.css"].text) == has
    light = jobs["small"].workshop.line_drawings
    assert light is not None
    assert "#3f6b4f" not in light["figure:plank/end"].svg
