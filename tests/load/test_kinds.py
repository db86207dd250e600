"""Kinds of guides: what a guide must have is said by a table, and a leaflet needs little."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from backpocket.load import kind_table as kinds
from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.model.editions import EDITIONS
from backpocket.publish import attachments_of, publish
from backpocket.render.site.site import render_site
from tests.conftest import HERE, Project

LEAFLET = """# Look after your stitches

## At home

Keep them dry for 2 days [@baker2021].

## What to ask

::for-whom

::questions

## Where to find help

::links

::references

::about
"""
TABLE = Path(kinds.__file__).with_name("kinds.toml").read_text(encoding="utf-8")


@pytest.fixture
def leaflet(project: Project) -> Project:
    """Make a leaflet of the small guide: nothing is left of moves, diary, treatments and sheet."""
    small = project.content / "small"
    for name in ("glossary.toml", "treatments.toml", "sheet.toml", "pictures.toml", "plan.toml"):
        (small / name).unlink()
    for path in (small / "moves").iterdir():
        path.unlink()
    settings = (small / "guide.toml").read_text(encoding="utf-8")
    kept = [line for line in settings.splitlines() if not line.startswith(("notes", "diary"))]
    project.write("small/guide.toml", "\n".join(['kind = "care-leaflet"', *kept]))
    project.write("small/02-moves.md", LEAFLET)
    signs = "# Check the danger signs\n\n::danger-signs\n\nIt may hurt for long [@adams2020].\n"
    project.write("small/01-danger-signs.md", signs)
    lights = (small / "safety.toml").read_text(encoding="utf-8").partition("[traffic]")[0]
    project.write("small/safety.toml", lights)
    return project


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Have the kinds read from a copy of their table."""
    path = tmp_path / "kinds.toml"
    path.write_text(TABLE, encoding="utf-8")
    monkeypatch.setattr(kinds, "_TABLE", path)
    kinds.read_kinds.cache_clear()
    yield path
    kinds.read_kinds.cache_clear()


def codes(project: Project) -> list[str]:
    return [f"{each.place.path}: {each.code}" for each in project.diagnostics()]


def test_a_leaflet_needs_no_moves_and_what_goes_with_them(leaflet: Project) -> None:
    assert leaflet.lines() == ""
    loaded, _ = load_project(Disk(leaflet.root))
    guide = loaded.guides["small"].guide
    assert guide is not None
    assert not guide.moves
    assert guide.kind.opening == "head"


def test_the_rules_of_safety_hold_for_a_leaflet(leaflet: Project) -> None:
    leaflet.change("small/01-danger-signs.md", "::danger-signs\n", "")
    leaflet.change("small/02-moves.md", "::about\n", "")
    leaflet.change("small/guide.toml", "next_review = 2027-01-02", "next_review = 2026-06-02")
    assert codes(leaflet) == [
        "content/small/01-danger-signs.md: E701",
        "content/small/02-moves.md: E713",
        "content/small/guide.toml: E705",
    ]


def test_a_leaflet_without_danger_signs_is_none(leaflet: Project) -> None:
    (leaflet.content / "small" / "safety.toml").unlink()
    assert codes(leaflet) == ["content/small/safety.toml: E001"]


def test_a_sheet_asks_for_what_it_shows(leaflet: Project, project: Project) -> None:
    leaflet.write(
        "small/sheet.toml",
        'title = "T"\npromise = "P"\nafter = "a"\nbefore = ["B"]\nask_first = "A"\nsoon = "S"\n'
        'block = [{name = "N", moves = ["plank"], stop = "S"}]\n',
    )
    assert "content/small/safety.toml: E021" in codes(leaflet)


def test_a_kind_is_a_table_to_copy(leaflet: Project, table: Path) -> None:
    own = TABLE[TABLE.index("[care-leaflet]") :].replace("care-leaflet", "visit-note", 1)
    table.write_text(TABLE + "\n" + own[: own.index("[information-leaflet]")], encoding="utf-8")
    leaflet.change("small/guide.toml", '"care-leaflet"', '"visit-note"')
    assert leaflet.lines() == ""


def test_a_fault_in_the_table_of_kinds_has_its_place(project: Project, table: Path) -> None:
    table.write_text(TABLE.replace('parts = ["for-whom"', 'parts = ["for-all"', 1))
    assert codes(project) == ["backpocket/load/kinds.toml: E022"]


@pytest.mark.slow
def test_a_leaflet_is_two_pages_and_has_no_sheet(leaflet: Project, tmp_path: Path) -> None:
    for name in ("styles", "templates"):
        shutil.copytree(HERE.parent / name, leaflet.root / name)
    wanted = [e for e in EDITIONS if e.name in ("handout-a4", "handout-letter", "sheet-a4")]
    outcome = publish(leaflet.root, tmp_path / "out", editions=[*wanted, EDITIONS[-1]], jobs=1)
    assert not outcome.diagnostics
    pages = {item.edition: item.pages for item in outcome.files}
    assert set(pages) == {"handout-a4", "handout-letter", "handout"}
    assert pages["handout-a4"] <= 2
    assert pages["handout-letter"] <= 2
    project, _ = load_project(Disk(leaflet.root))
    files, found = render_site(project, attachments_of(outcome.files, tmp_path / "out"))
    assert not found
    assert files is not None
    assert {"small/index.html", "small/read/danger-signs.html"} <= set(files)
    assert not [path for path in files if "/motions/" in path]
