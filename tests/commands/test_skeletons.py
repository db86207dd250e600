"""Skeletons: a guide and a move made by two commands, and a second guide that grows from them."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from backpocket.commands import cli, skeletons
from backpocket.commands.cli import ExitCode
from backpocket.commands.listing import list_lines
from backpocket.commands.skeletons import SkeletonError, make_guide, make_move
from backpocket.diagnostics import as_lines
from backpocket.load.disk import Disk
from backpocket.model.editions import EDITIONS
from backpocket.publish import load_and_check
from backpocket.write import files
from tests.conftest import HERE, Project

ROOT = HERE.parent
DAY = dt.date(2026, 11, 22)


def listing(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a project with what all guides share, and no guide; so there is none to order."""
    content = tmp_path / "house" / "content"
    content.mkdir(parents=True)
    for name in ("brand.toml", "poses.toml", "regions.toml"):
        shutil.copy(ROOT / "content" / name, content)
    return content.parent


@pytest.fixture
def root(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cli, "ROOT", project.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")  # 22 November 2026
    return project.root


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli.main, arguments, prog_name="build.py")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def faults(root: Path, *guides: str) -> list[str]:
    diagnostics = load_and_check(Disk(root), guides or None)[1]
    return [line for each in diagnostics for line in as_lines(each)]


def codes(root: Path) -> set[str]:
    return {each.code for each in load_and_check(Disk(root))[1]}


# --- A new guide ---------------------------------------------------------------------------


def test_new_guide_has_no_fault(house: Path) -> None:
    made, diagnostics = make_guide(house, "getting-up", DAY)
    assert not diagnostics
    assert codes(house) == {"W716"}, "a new guide says that its texts are those of the example"
    assert {path.relative_to(house / "content" / "getting-up").as_posix() for path in made} == set(
        listing(house / "content" / "getting-up")
    )


def test_new_guide_is_dated_and_bears_the_shop(house: Path) -> None:
    shop = house / "content" / "brand.toml"
    shop.write_text(
        'name = "The “Old” \\"Mill\\" $x \\\\"\n'
        'url = "https://mill.example"\ncontact = "hi@mill.example"\n'
    )
    make_guide(house, "getting-up", DAY)
    project, diagnostics = load_and_check(Disk(house))
    press = project.press
    assert press is not None
    assert not [each for each in diagnostics if each.code.startswith("E0")]
    settings = press.guides["getting-up"].settings
    assert (settings.written, settings.next_review) == (DAY, dt.date(2027, 11, 22))
    assert settings.licence.startswith('© The “Old” "Mill" $x \\. Print')
    assert (settings.address, settings.contact) == ("https://mill.example", "hi@mill.example")
    assert settings.reviewers == ()


def test_new_guide_teaches_and_holds_no_filler(house: Path) -> None:
    make_guide(house, "getting-up", DAY)
    for name, data in listing(house / "content" / "getting-up").items():
        text = data.decode()
        for filler in ("lorem", "ipsum", "todo", "tbd", "fixme", "xxx"):
            assert filler not in text.lower(), f"{filler} in {name}"
        assert "#" in text or name.endswith(".json"), f"{name} teaches nothing"
    move = (house / "content" / "getting-up" / "moves" / "stand-up.toml").read_text()
    assert move.count("\n#") >= 10


@pytest.mark.parametrize(
    "name", ["", "../out", "/out", "a/b", ".hidden", "Big", "a b", "a_b", "-a", "a-", "ä", "a" * 61]
)
def test_name_out_of_form_makes_nothing(house: Path, name: str) -> None:
    before = listing(house.parent)
    with pytest.raises(SkeletonError, match="small letters, numbers and hyphens"):
        make_guide(house, name, DAY)
    with pytest.raises(SkeletonError, match="small letters, numbers and hyphens"):
        make_move(house, name)
    assert listing(house.parent) == before


@pytest.mark.parametrize("there", ["guide", "folder", "file", "link"])
def test_what_is_there_is_not_written_over(house: Path, there: str) -> None:
    target = house / "content" / "getting-up"
    if there == "guide":
        make_guide(house, "getting-up", DAY)
        (target / "01-danger-signs.md").write_text("# Mine\n")
    elif there == "folder":
        target.mkdir()
    elif there == "file":
        target.write_text("mine")
    else:
        target.symlink_to(house / "nowhere")
    before = listing(house)
    with pytest.raises(SkeletonError, match="is there already"):
        make_guide(house, "getting-up", DAY)
    assert listing(house) == before


def test_guide_that_cannot_be_written_whole_is_not_there(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = listing(house)
    write_whole = files.write_whole

    def full(path: Path, data: bytes) -> None:
        if path.name == "sheet.toml":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write_whole(path, data)

    monkeypatch.setattr(skeletons.files, "write_whole", full)
    with pytest.raises(OSError, match="No space"):
        make_guide(house, "getting-up", DAY)
    assert listing(house) == before
    assert not [path for path in (house / "content").iterdir() if path.is_dir()]


def test_faulty_shop_is_said_and_nothing_made(house: Path) -> None:
    (house / "content" / "brand.toml").write_text("name = \n")
    made, diagnostics = make_guide(house, "getting-up", DAY)
    assert made == []
    assert [each.place.path for each in diagnostics] == ["content/brand.toml"]
    assert not (house / "content" / "getting-up").exists()


# --- A new move ----------------------------------------------------------------------------


def test_new_move_has_no_fault_and_no_guide_need_be_named(house: Path) -> None:
    make_guide(house, "getting-up", DAY)
    [path], _ = make_move(house, "heel-raise")
    assert path == house / "content" / "getting-up" / "moves" / "heel-raise.toml"
    assert [line for line in faults(house) if ": error " in line] == []
    path.write_text(path.read_text().replace('"Stand up"', '"Heel raise"'))
    with (house / "content" / "getting-up" / "02-moves.md").open("a") as chapter:
        chapter.write("\n::move heel-raise\n")
    assert codes(house) == {"W211", "W716"}  # it is on no sheet yet


def test_new_move_fits_the_guide_that_is_there(project: Project) -> None:
    shutil.copy(ROOT / "content" / "poses.toml", project.content)
    make_move(project.root, "stand-up", "small")
    found = load_and_check(Disk(project.root))[1]
    assert [each.code for each in found if each.is_error] == []


@pytest.mark.parametrize(
    ("guide", "message"),
    [
        (None, "say in which guide: --guide NAME; there are other, small"),
        ("smal", "there is no guide “smal”; there are other, small"),
        ("../small", "there is no guide “../small”; there are other, small"),
    ],
)
def test_guide_of_a_move_is_known(project: Project, guide: str | None, message: str) -> None:
    shutil.copytree(project.content / "small", project.content / "other")
    before = listing(project.root)
    with pytest.raises(SkeletonError) as problem:
        make_move(project.root, "heel-raise", guide)
    assert str(problem.value) == message
    assert listing(project.root) == before


def test_move_needs_a_guide(house: Path) -> None:
    with pytest.raises(SkeletonError, match="there is none yet"):
        make_move(house, "heel-raise")


def test_move_that_is_there_stays(project: Project) -> None:
    before = listing(project.root)
    with pytest.raises(SkeletonError, match=r"content/small/moves/plank\.toml is there already"):
        make_move(project.root, "plank")
    assert listing(project.root) == before


def test_move_does_not_leave_the_project(project: Project, tmp_path: Path) -> None:
    shutil.move(project.content / "small" / "moves", tmp_path / "away")
    (project.content / "small" / "moves").symlink_to(tmp_path / "away")
    with pytest.raises(SkeletonError, match="outside the project"):
        make_move(project.root, "heel-raise")
    assert not (tmp_path / "away" / "heel-raise.md").exists()


# --- The commands --------------------------------------------------------------------------


@pytest.mark.usefixtures("root")
def test_commands_say_what_was_made_and_what_is_next() -> None:
    guide = run("new", "guide", "getting-up")
    assert guide.exit_code == ExitCode.FINE
    assert "made  content/getting-up/guide.toml\n" in guide.stdout
    assert guide.stdout.endswith("then python3 build.py build getting-up\n")
    move = run("new", "move", "heel-raise", "--guide", "getting-up")
    assert move.exit_code == ExitCode.FINE
    assert move.stdout.startswith("made  content/getting-up/moves/heel-raise.toml\n")
    assert "“::move heel-raise”" in move.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["new", "guide", "small"],
        ["new", "guide", "../small"],
        ["new", "guide"],
        ["new", "move", "plank"],
        ["new", "move", "heel-raise", "--guide", "large"],
        ["new", "poster", "x"],
    ],
)
def test_wrong_usage_makes_nothing(root: Path, arguments: list[str]) -> None:
    before = listing(root)
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (ExitCode.USAGE, "")
    assert "Error: " in result.stderr
    assert listing(root) == before


def test_full_disk_has_its_exit_code(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(skeletons.files, "write_whole", full)
    for arguments in (["guide", "getting-up"], ["move", "heel-raise"]):
        result = run("new", *arguments)
        assert (result.exit_code, result.stdout) == (ExitCode.WRITE, "")
        assert "nothing was made: No space left on device" in result.stderr


def test_the_list_shows_what_is_faulty_too(project: Project) -> None:
    lines = list_lines(project.root)
    assert lines[:2] == ["Guides", "  small  Sore knees on stairs"]
    assert _after(lines, "Moves of small") == ["  bridge  Bridge", "  plank   Plank"]
    assert _after(lines, "Drawings", 1) == ["  anatomy, runner"]
    project.write("small/guide.toml", "title = 3")
    project.write("small/moves/bridge.toml", b"\xff")
    lines = list_lines(project.root)
    assert lines[:2] == ["Guides", "  small"]
    assert _after(lines, "Moves of small") == ["  bridge", "  plank   Plank"]


# --- A second guide, as a new user makes it --------------------------------------------------

CHAPTER = """\
# When you have done it

## What now

Rest for as long as you like. Then do the [arms up](move:arms-up) move, {{ move.arms-up.reps }}
times.

::move arms-up
"""


def _after(lines: list[str], title: str, number: int = 2) -> list[str]:
    """Return the lines of a list below a title."""
    at = lines.index(title) + 1
    return lines[at : at + number]


POSES = """
[arms-down]
y = 52
legs = { on = "sole", at = 0, knee = 3 }
arms = { shoulder = 4, abduction = 8, elbow = 14 }
shoes = true

[arms-up]
y = 52
legs = { on = "sole", at = 0, knee = 3 }
arms = { shoulder = 165, elbow = 8, hand = "flat" }
shoes = true
"""

BLOCK = """
[[block]]
name = "Arms up"
moves = ["arms-up"]
stop = "Stop: sharp pain."
"""


def command(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line of a project in a process of its own."""
    program = "from backpocket.commands.cli import run; run()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=project, capture_output=True, text=True
    )


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text()
    for old, new in changes:
        assert text.count(old) >= 1, f"“{old}” is not in {path.name}"
        text = text.replace(old, new)
    path.write_text(text)


@pytest.mark.slow
def test_second_guide_is_made_without_python(tmp_path: Path) -> None:
    project = tmp_path / "press"
    for name in ("backpocket", "content", "styles", "templates"):
        shutil.copytree(
            ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__", ".*")
        )
    press = listing(project / "backpocket")
    assert command(project, "new", "guide", "getting-up").returncode == 0
    assert command(project, "new", "move", "arms-up", "--guide", "getting-up").returncode == 0

    folder = project / "content" / "getting-up"
    (folder / "03-afterwards.md").write_text(CHAPTER)
    with (folder / "poses.toml").open("a") as poses:
        poses.write(POSES)
    with (folder / "sheet.toml").open("a") as sheet:
        sheet.write(BLOCK)
    edit(
        folder / "moves" / "arms-up.toml",
        ('name = "Stand up"', 'name = "Arms up"'),
        ("Up from a chair without your hands.", "Both arms up."),
        ("Sit on the edge of a chair by a wall (A).", "Stand tall (A)."),
        ("chair-squat-start", "arms-down"),
        ("chair-squat-end", "arms-up"),
        ('props = [\n  { kind = "chair", x = 5 },\n]\n', ""),
        ('felt = ["front-thigh", "seat"]\n', ""),
        ("Sitting on the front edge of a chair, leaning forward.", "Standing, arms down."),
    )

    checked = command(project, "check", "getting-up")
    assert (checked.returncode, ": error " in checked.stderr) == (0, False), checked.stderr
    built = command(project, "build", "getting-up")
    assert built.returncode == 0, built.stderr
    out = project / "dist" / "getting-up"
    assert {f"getting-up/{path.name}" for path in out.iterdir()} == {
        edition.path("getting-up") for edition in EDITIONS
    }
    manifest: dict[str, Any] = json.loads((project / "dist" / "manifest.json").read_text())
    pages = {each["edition"]: each["pages"] for each in manifest["files"]}
    assert [pages[each.name] for each in EDITIONS if each.fit] == [
        each.fit.pages for each in EDITIONS if each.fit
    ]
    listed = command(project, "list").stdout
    assert "  arms-up   Arms up\n  stand-up  Stand up\n" in listed
    now = listing(project / "backpocket")
    assert {name: data for name, data in now.items() if "__pycache__" not in name} == press
