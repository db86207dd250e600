"""Faults in content: each in its place, with its code, in words, with a way to mend it.

A case of ``golden/faults`` is a folder: ``in/`` is laid over the content of the small project,
``changes.toml`` says what is replaced in its files, ``deleted.txt`` names files that are missing;
``expected.txt`` is what the console then shows.
"""

from __future__ import annotations

import codecs
import re
import shutil
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backpocket.check.everything import rule_codes
from backpocket.diagnostics import Diagnostic, as_lines
from backpocket.load.disk import Disk
from backpocket.publish import load_and_check
from tests.conftest import HERE, Golden, Project
from tests.places import ROOT

GOLDEN = HERE / "golden"
FAULTS = sorted(path for path in (GOLDEN / "faults").iterdir() if path.is_dir())


def hard_faults(project: Project) -> list[Diagnostic]:
    """Return what is wrong with files, names and marks; how a text reads is for test_rules.py."""
    return [each for each in project.diagnostics() if re.match(r"E[012]|E402|W301", each.code)]


def shown(diagnostics: Iterable[Diagnostic]) -> str:
    return "".join(f"{line}\n" for each in diagnostics for line in as_lines(each))


WITH_FONTS = ("letters",)
"""The cases that need the styles of the press."""


def lay_over(project: Project, case: Path) -> None:
    if (case / "in").exists():
        shutil.copytree(case / "in", project.content, dirs_exist_ok=True)
    if (case / "changes.toml").exists():
        for change in tomllib.loads((case / "changes.toml").read_text())["change"]:
            project.change(change["file"], change["old"], change["new"])
    if (case / "deleted.txt").exists():
        for name in (case / "deleted.txt").read_text().split():
            (project.content / name).unlink()
    if case.name in WITH_FONTS:
        for name in ("styles", "templates"):
            shutil.copytree(ROOT / name, project.root / name)


def test_the_small_project_is_clean(project: Project) -> None:
    assert project.lines() == ""


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.name)
def test_fault(case: Path, project: Project, golden: Golden) -> None:
    lay_over(project, case)
    lines = shown(hard_faults(project))
    assert lines, "nothing was found"
    golden(case / "expected.txt", lines)


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.name)
def test_fault_is_where_it_was_in_files_of_windows(case: Path, project: Project) -> None:
    lay_over(project, case)
    for path in project.content.rglob("*.*"):
        data = path.read_bytes()
        path.write_bytes(codecs.BOM_UTF8 + data.replace(b"\n", b"\r\n"))
    assert shown(hard_faults(project)) == (case / "expected.txt").read_text(encoding="utf-8")


def test_every_code_of_a_rule_has_a_case() -> None:
    seen = " ".join(path.read_text(encoding="utf-8") for path in GOLDEN.rglob("expected.txt"))
    codes = rule_codes()
    assert codes
    assert not {code for code in codes if f" {code}: " not in seen}


def test_a_fault_in_one_file_does_not_hide_those_in_others(project: Project) -> None:
    project.write("brand.toml", "name = 1")
    project.write("small/glossary.toml", "[[term]]\nid = 1")
    project.write("small/moves/plank.toml", "x = ")
    project.write("small/03-more.md", "# More\n\n[@nobody] [x](move:nothing) {{ no }}\n")
    codes = [(each.place.path.rpartition("/")[2], each.code) for each in hard_faults(project)]
    assert [code for name, code in codes if name == "03-more.md"] == ["E104", "E106", "E105"]
    assert {name for name, _ in codes} == {
        "brand.toml",
        "glossary.toml",
        "plank.toml",
        "03-more.md",
    }


def test_a_file_that_cannot_be_read_makes_no_false_findings(project: Project) -> None:
    for name in ("references.json", "glossary.toml", "pictures.toml", "moves/plank.toml"):
        project.write(f"small/{name}", "\0")
    project.write("poses.toml", "\0")
    assert [each.code for each in hard_faults(project)] == ["E002"] * 5


def test_a_faulty_entry_makes_no_false_findings(project: Project) -> None:
    project.change("small/references.json", '"title": "Knee pain",', "")
    project.change("small/glossary.toml", 'term = "Cartilage"', "term = 1")
    project.change("small/pictures.toml", 'caption = "Running is fine."', "caption = 1")
    project.change("poses.toml", "[plank]", "[plank]\nz = 1")
    assert {each.code for each in hard_faults(project)} == {"E020", "E021", "E022"}


def test_comment_in_a_move_is_no_heading(project: Project) -> None:
    project.change("small/moves/plank.toml", "[dose]\n", "# Why\n[dose]\n# Why\n")
    assert not hard_faults(project)


TOKENS = [
    *"[]{}\"':=\n\t#1é\0",
    *(
        "- ",
        "null",
        "[@x]",
        "{{ x }}",
        "{{",
        "](",
        "<b>",
        "::",
        "!!! ",
        "---\n",
        "*a",
        "&a ",
        "[]",
        "{}",
    ),
    *('""', "-1", "99999999999999999999", "1e400", "2026-01-02", "\ufeff", "\r"),
]


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.slow
def test_no_slip_of_the_hand_makes_the_press_raise(project: Project, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(project.content.rglob("*.*"))), "file")
    before = path.read_text(encoding="utf-8")
    start, end = sorted(data.draw(st.integers(0, len(before))) for _ in range(2))
    kept = data.draw(st.sampled_from([start, start, end, min(end, start + 9)]), "deleted to")
    path.write_text(
        before[:start] + data.draw(st.sampled_from(TOKENS)) + before[kept:], encoding="utf-8"
    )
    try:
        loaded, diagnostics = load_and_check(Disk(project.root))
    finally:
        path.write_text(before, encoding="utf-8")
    assert diagnostics or (loaded.press and loaded.press.guides)
    for each in diagnostics:
        assert "\n" not in each.message + each.hint
        assert as_lines(each)


def test_only_what_is_asked_for_is_loaded(project: Project) -> None:
    shutil.copytree(project.content / "small", project.content / "other")
    project.write("other/03-more.md", "No title")
    loaded, diagnostics = load_and_check(Disk(project.root), ["small"])
    assert not diagnostics
    assert loaded.press is not None
    assert list(loaded.press.guides) == ["small"]
    steps: list[Any] = []
    load_and_check(Disk(project.root), progress=lambda name, about, *_: steps.append((name, about)))
    assert steps == [("load", "content"), ("check", "other"), ("check", "small")]
