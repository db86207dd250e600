"""Load: from folders to a press, and what its values then are."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from backpocket.load.disk import Disk
from backpocket.load.guides import guide_names
from backpocket.load.project import load_project
from backpocket.load.text_files import MOST_BYTES
from backpocket.markup.variables import variable_names, variables
from backpocket.model.guide import Guide, Press
from tests.conftest import Project


def loaded(project: Project) -> tuple[Press, Guide]:
    made, diagnostics = load_project(Disk(project.root))
    press = made.press
    assert not diagnostics
    assert press is not None
    return press, press.guides["small"]


def found(project: Project) -> list[str]:
    return [f"{each.place}: {each.code}" for each in project.diagnostics()]


# --- What is there -------------------------------------------------------------------------


def test_guide_has_what_its_files_say(project: Project) -> None:
    press, guide = loaded(project)
    assert press.brand.name == "The Corner Shop"
    assert press.regions["us"].papers == ("letter",)
    assert guide.settings.written == dt.date(2026, 1, 2)
    assert [(chapter.id, chapter.title) for chapter in guide.chapters] == [
        ("danger-signs", "Check the danger signs"),
        ("moves", "Two moves to try"),
    ]
    assert list(guide.moves) == ["bridge", "plank"]
    assert guide.moves["bridge"].dose.seconds == 3 * 8
    assert guide.moves["bridge"].figures.end.arrows[0].at == "hip"
    assert list(guide.references) == ["adams2020", "baker2021"]
    assert guide.references["adams2020"].DOI == "10.1000/stairs.12"
    assert [each.id for each in guide.treatments.treatment] == ["exercise", "rest"]
    assert guide.safety.sign[0].cite == ("adams2020",)
    assert guide.sheet is not None
    assert guide.sheet.block[0].moves == ("bridge", "plank")
    assert set(guide.poses) == {"bridge-start", "bridge", "press-up-elbows", "plank"}
    assert {source.path for source in guide.sources} == {
        path.relative_to(project.root).as_posix()
        for path in (project.content / "small").rglob("*.*")
    }


def test_values_are_frozen(project: Project) -> None:
    _, guide = loaded(project)
    for value, name in ((guide, "name"), (guide.settings, "title"), (guide.moves["plank"], "name")):
        with pytest.raises(Exception, match=r"frozen|cannot assign"):
            setattr(value, name, "x")


@pytest.mark.parametrize("name", ["sheet.toml", "pictures.toml"])
def test_sheet_and_pictures_may_be_left_out(project: Project, name: str) -> None:
    (project.content / "small" / name).unlink()
    if name == "pictures.toml":
        project.change("small/01-danger-signs.md", "::picture cover\n", "")
    _, guide = loaded(project)
    assert not (guide.sheet if name == "sheet.toml" else guide.pictures)


def test_poses_of_a_guide_go_before_the_shared_ones(project: Project) -> None:
    shared = (project.content / "poses.toml").read_text()
    bridge = "[bridge]" + shared.partition("[bridge]")[2].partition("\n\n")[0]
    own = bridge.replace("neck = 20", "neck = 17")
    assert own != bridge
    project.write("small/poses.toml", own + "\n\n" + own.replace("[bridge]", "[own]"))
    _, guide = loaded(project)
    assert guide.poses["bridge"].neck == 17
    assert {"own", "plank"} <= set(guide.poses)


def test_guides_are_the_folders_with_a_guide_file(project: Project) -> None:
    shutil.copytree(project.content / "small", project.content / "another")
    (project.content / "notes").mkdir()
    assert guide_names(project.root) == ["another", "small"]
    made, _ = load_project(Disk(project.root), ["small", "small"])
    press, names = made.press, made.guides
    assert press is not None
    assert list(press.guides) == list(names) == ["small"]


def test_unknown_guide_is_named_with_the_nearest(project: Project) -> None:
    made, [fault] = load_project(Disk(project.root), ["smal"])
    press = made.press
    assert press is not None
    assert not press.guides
    assert str(fault.place) == "content/smal"
    assert (fault.code, fault.hint) == ("E005", "did you mean “small”?")


@pytest.mark.parametrize("name", ["../small", "", ".", "small/", "/", "no-such"])
def test_guide_names_lead_nowhere_else(project: Project, name: str) -> None:
    made, faults = load_project(Disk(project.root), [name])
    assert not made.guides
    assert [each.code for each in faults] == ["E005"]


def test_folder_without_content_has_no_guide(tmp_path: Path) -> None:
    assert guide_names(tmp_path) == []
    made, faults = load_project(Disk(tmp_path))
    assert made.press is None
    assert [f"{each.place}: {each.code}" for each in faults] == [
        "content/brand.toml: E001",
        "content/regions.toml: E001",
        "content/poses.toml: E001",
        "content: E005",
    ]


# --- What must not be read -----------------------------------------------------------------


def test_ten_megabytes_of_text_are_a_fault(project: Project) -> None:
    project.write("small/03-more.md", "# More\n\n" + "word " * 2_000_000)
    assert found(project) == ["content/small/03-more.md: E003"]


def test_long_chapter_is_checked_to_its_end(project: Project) -> None:
    start, end = "# More\n\n", "[@nobody]"
    line = "A line of words, and no more than words.\n"
    text = start + line * (MOST_BYTES // 5 // len(line)) + end
    project.write("small/03-more.md", text)
    last = text.count("\n") + 1
    errors = [each for each in found(project) if ": E" in each]
    assert errors == [f"content/small/03-more.md:{last}:2: E104"]


@pytest.mark.parametrize("way", ["file", "folder", "guide"])
def test_link_out_of_the_project_is_a_fault(project: Project, tmp_path: Path, way: str) -> None:
    away = tmp_path / "away"
    small = project.content / "small"
    shutil.copytree(small, away)
    if way == "file":
        (small / "03-more.md").symlink_to(away / "02-moves.md")
        assert found(project) == ["content/small/03-more.md: E004"]
    elif way == "folder":
        shutil.rmtree(small / "moves")
        (small / "moves").symlink_to(away / "moves")
        assert found(project) == [
            "content/small/moves/bridge.toml: E004",
            "content/small/moves/plank.toml: E004",
        ]
    else:
        shutil.rmtree(small)
        small.symlink_to(away)
        assert set(found(project)) > {"content/small/guide.toml: E004"}
        assert {each.rpartition(" ")[2] for each in found(project)} == {"E004"}


@pytest.mark.parametrize("name", ["sheet.toml", "03-more.md", "moves/lunge.toml"])
def test_link_to_nothing_is_a_fault(project: Project, name: str) -> None:
    path = project.content / "small" / name
    path.unlink(missing_ok=True)
    path.symlink_to("nothing-here")
    assert found(project) == [f"content/small/{name}: E001"]


def test_folder_in_place_of_a_file_is_a_fault(project: Project) -> None:
    (project.content / "small" / "03-more.md").mkdir()
    assert found(project) == ["content/small/03-more.md: E001"]


def test_unreadable_file_is_a_fault(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def refuse(self: Path, *arguments: Any, **options: Any) -> Any:
        if self.name == "safety.toml":
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    [fault] = project.diagnostics()
    assert (str(fault.place), fault.code) == ("content/small/safety.toml", "E001")
    assert fault.message == "this file cannot be read: Permission denied"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("guide.toml", "a = " + "[" * 20_000 + "]" * 20_000, "E010"),
        ("references.json", "[" * 20_000 + "]" * 20_000, "E012"),
        ("moves/plank.toml", "\n" + "a." * 600 + "a = 1", "E010"),
    ],
)
def test_deep_nesting_is_a_fault(project: Project, name: str, text: str, code: str) -> None:
    project.write(f"small/{name}", text)
    [fault] = project.diagnostics()
    assert fault.code == code
    assert "too deeply" in fault.message


@pytest.mark.skipif(os.name != "posix", reason="such names are of POSIX")
def test_file_name_that_is_no_text_is_a_fault(project: Project) -> None:
    path = os.fsencode(project.content / "small") + b"/03-m\xf6re.md"
    try:
        Path(os.fsdecode(path)).write_text("# Möre\n")
    except OSError:
        pytest.skip("this file system has names in UTF-8 only")
    [fault] = project.diagnostics()
    assert fault.code == "E006"


# --- Variables -----------------------------------------------------------------------------


def test_every_variable_has_a_value_in_every_region(project: Project) -> None:
    press, guide = loaded(project)
    for region in press.regions.values():
        values = variables(guide, press.brand, region)
        assert set(values) == variable_names(guide.moves, traffic=True, scale=True)
        assert all(values.values())
        assert values["region.emergency_number"] == region.emergency_number
        assert values["move.bridge.reps"] == "8 to 10"
        assert values["move.plank.sets"] == "1"


def test_chapters_stand_in_the_order_of_their_numbers(project: Project) -> None:
    for number in (11, 9, 10):
        project.write(f"small/{number}-c{number}.md", f"# Chapter {number}\n\nWalk.\n")
    _, guide = loaded(project)
    assert [each.id for each in guide.chapters] == ["danger-signs", "moves", "c9", "c10", "c11"]


# --- The lights that guides share ----------------------------------------------------------

LIGHTS = """
[go]
pain = "0 to 1"
signs = "and calm"
do = "Go on."

[ease]
pain = "2 to 4"
signs = "or worse that night"
do = "Do less."

[stop]
pain = "5 or more"
signs = "or sudden"
do = "Sit down."
"""


def with_shared_lights(project: Project, *, own: bool = False) -> None:
    """Put lights beside the guides, and leave the guide its note, or its own lights too."""
    project.write("traffic.toml", LIGHTS)
    if not own:
        signs, _, lights = (
            (project.content / "small/safety.toml")
            .read_text(encoding="utf-8")
            .partition("[traffic]")
        )
        note = lights.partition("[traffic.go]")[0]
        project.write("small/safety.toml", f"{signs}[traffic]{note}")


def test_a_guide_without_lights_of_its_own_shows_those_that_guides_share(project: Project) -> None:
    with_shared_lights(project)
    press, guide = loaded(project)
    traffic = guide.safety.traffic
    assert traffic is not None
    assert (traffic.stop.do, traffic.note) == ("Sit down.", "The numbers are our own.")
    assert guide.lights is not None
    assert guide.lights.path == "content/traffic.toml"
    values = variables(guide, press.brand, press.regions["uk"])
    assert values["pain.ease"] == "2 to 4"
    assert project.lines() == ""


def test_lights_of_its_own_take_the_place_of_the_shared_ones(project: Project) -> None:
    with_shared_lights(project, own=True)
    _, guide = loaded(project)
    assert guide.safety.traffic is not None
    assert guide.safety.traffic.stop.do == "Stop for today."
    assert guide.lights is None


def test_a_fault_in_the_shared_lights_is_told_where_it_stands(project: Project) -> None:
    with_shared_lights(project)
    project.change("traffic.toml", '"5 or more"', '"6 or more"')
    assert {place.partition(":")[0] for place in found(project)} == {"content/traffic.toml"}
    project.change("traffic.toml", '"6 or more"', '"5 or more"')
    project.change("traffic.toml", "Do less.", "Do lesss.")
    assert found(project) == ["content/traffic.toml:10:10: W615"]
