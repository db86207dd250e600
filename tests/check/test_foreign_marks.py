"""Foreign marks: what only looks like one is let by; those that are one have a golden case."""

from __future__ import annotations

import pytest

from tests.conftest import Project

INNOCENT = (
    "It costs $5, $6 or US$7; pay in CA$ or US$.",
    "Rest for ~5 minutes, or ~10.",
    "- [plank](move:plank)",
    "C# and \\#1 and 2 == 2.",
    "-\tWalk.\n-\tSit.",
    "1.\tWalk.",
    "Type \\~~ for it, or `~~` and `{: .a }` and ``==a==``.",
    "Do ~~not~~ drink H~2~O or 10^2^.",
    "In {{ region.emergency }}",
    "| a\t| b |\n|---|---|\n| c\t| d |",
)


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent(text: str, project: Project) -> None:
    project.write("small/03-more.md", f"# More\n\n{text}\n")
    assert not [each for each in project.diagnostics() if each.code in ("E118", "E119")]


def test_a_mark_in_data_is_found_in_its_column(project: Project) -> None:
    project.change("small/glossary.toml", "The smooth pad", "The ==smooth== ~~ pad {: .a }")
    found = [(each.place.line, each.code) for each in project.diagnostics()]
    assert found.count((5, "E118")) == 3


@pytest.mark.parametrize("text", ["#1 for knees", "- [x]Walk", "One\tTwo"])
def test_blocks_are_those_of_chapters_alone(text: str, project: Project) -> None:
    written = text.replace("\t", "\\t")
    project.change("small/glossary.toml", "The smooth pad", written)
    assert "E118" not in {each.code for each in project.diagnostics()}
    project.write("small/03-more.md", f"# More\n\n{text}\n")
    assert "E118" in {each.code for each in project.diagnostics()}


@pytest.mark.parametrize("piece", ["~~a", "$x", "{:", "a\t", "[^a", "==a", "H~2", "#", "- "])
def test_many_of_a_sign_take_no_time(piece: str, project: Project) -> None:
    project.write("small/03-more.md", f"# More\n\n{piece * 2000}\n")
    project.diagnostics()
