"""Plans: the one-page sheet of moves that a clinic chose, and what can be wrong with one."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result

from backpocket.commands import cli, plan_command
from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.model.programme import Programme
from backpocket.render.programme import guide_of
from backpocket.terminal.exits import ExitCode
from tests.conftest import Project
from tests.judges import Judges
from tests.places import GUIDE, ROOT


def run(file: Path, *options: str) -> Result:
    result = CliRunner().invoke(cli.main, ["plan", str(file), *options], prog_name="build.py")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def written(folder: Path, text: str, name: str = "plan.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def moves(*names: str, guide: str = GUIDE) -> str:
    tables = "".join(f'\n[[move]]\nname = "{name}"\n' for name in names)
    return f'guide = "{guide}"\ntitle = "Your moves"\n{tables}'


@pytest.fixture
def small(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(plan_command, "ROOT", project.root)
    return project.root


# --- What is wrong, all at once ------------------------------------------------------------


def test_all_that_is_wrong_is_told_at_its_line(small: Path, tmp_path: Path) -> None:
    text = (
        'guide = "small"\ntitle = "Your *moves*"\ncolour = "red"\n\n'
        '[[move]]\nname = "plnk"\nhold = "a while"\n\n'
        '[[move]]\nname = "plank"\nreps = 0\nweight = 3\n\n'
        '[[move]]\nname = "plank"\ndays = 9\nsets = true\n'
    )
    result = run(written(tmp_path, text))
    assert result.exit_code == ExitCode.CONTENT
    told = [line for line in result.output.splitlines() if ": error E" in line]
    found = [line.partition("plan.toml:")[2].partition(": ")[::2] for line in told]
    assert [(place.partition(":")[0], rest.split()[1].rstrip(":")) for place, rest in found] == [
        ("2", "E022"), ("3", "E020"), ("6", "E103"), ("7", "E022"), ("11", "E022"),
        ("12", "E020"), ("15", "E030"), ("16", "E022"), ("17", "E022"),
    ]  # fmt: skip
    assert "did you mean “plank”?" in result.output
    assert not list(tmp_path.glob("*.pdf"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "E021"),
        ("guide = 3", "E022"),
        ("guide = small", "E010"),
        (moves("plank", guide="smal"), "E005"),
        (moves(guide="small"), "E021"),
        (moves("plank", guide="small") + "hold = 1000", "E022"),
        (moves("plank", guide="small") + 'reps = "5 to 3"', "E022"),
        (moves("plank", guide="small") + 'name = "bridge"', "E013"),
        (moves("plank", guide="small") + "days = [1]", "E022"),
        (moves("plank", guide="small").replace("Your moves", "x" * 61), "E022"),
        (moves("plank", guide="small").replace("Your moves", "a\\u0007b"), "E002"),
    ],
)
def test_a_faulty_file_makes_nothing(text: str, code: str, small: Path, tmp_path: Path) -> None:
    result = run(written(tmp_path, text))
    assert result.exit_code == ExitCode.CONTENT
    assert f"error {code}" in result.output
    assert not list(tmp_path.glob("*.pdf"))


def test_a_faulty_guide_makes_nothing(small: Path, tmp_path: Path) -> None:
    (small / "content" / "small" / "safety.toml").write_text("sign = 3\n")
    result = run(written(tmp_path, moves("plank", guide="small")))
    assert result.exit_code == ExitCode.CONTENT
    assert "content/small/safety.toml" in result.output


def test_a_file_of_another_kind_is_not_read(small: Path, tmp_path: Path) -> None:
    """The page would else be written over it."""
    assert run(written(tmp_path, "x", "plan.pdf")).exit_code == ExitCode.USAGE
    assert run(tmp_path / "none.toml").exit_code == ExitCode.USAGE


# --- What a clinic says, and what the guide says -------------------------------------------


def dose(name: str, **own: object) -> tuple[str, str, str, str, str | None]:
    """Return hold, repetitions, rounds and days of a move as a plan shows them, and who set it."""
    press = load_project(Disk(ROOT), [GUIDE])[0].press
    assert press is not None
    guide = press.guides[GUIDE]
    assert guide.sheet is not None
    table = {"guide": GUIDE, "title": "T", "move": [{"name": name, **own}]}
    shown = guide_of(guide, guide.sheet, Programme.model_validate(table))
    assert shown.sheet is not None
    found = shown.moves[name].dose
    numbers = str(found.hold), str(found.reps), str(found.sets or ""), found.often
    return *numbers, shown.sheet.block[0].swap


WEEK = "2 or 3 days a week"
BESIDE = {"glute-bridge": "Easier: lift halfway."}
"""What the sheet of the guide says beside a move."""


@pytest.mark.parametrize(
    ("name", "own", "shown"),
    [
        ("bird-dog", {}, ("5 seconds", "5 each side", "", WEEK, None)),
        (
            "bird-dog",
            {"hold": 5, "days": 2},
            ("5 seconds", "5 each side", "", "2 days a week", None),
        ),
        ("bird-dog", {"hold": 1}, ("1 second", "5 each side", "", WEEK, "hold")),
        ("bird-dog", {"reps": "6 to 8"}, ("5 seconds", "6 to 8 each side", "", WEEK, "times")),
        (
            "bird-dog",
            {"sets": 2, "days": "every day"},
            ("5 seconds", "5 each side", "2", "Every day", "rounds, days"),
        ),
        (
            "cat-cow",
            {"hold": 2, "days": 7},
            ("2 slow breaths each way", "5 to 10", "", "Every day", "hold"),
        ),
        (
            "cat-cow",
            {"reps": "6 to 8", "days": 1},
            ("1 slow breath each way", "6 to 8", "", "1 day a week", None),
        ),
        (
            "glute-bridge",
            {"hold": "4 seconds", "sets": 2},
            ("4 seconds", "8 to 10", "2", WEEK, None),
        ),
        (
            "glute-bridge",
            {"reps": "9 each side"},
            ("3 to 5 seconds", "9 each side", "1 to 2", WEEK, "times"),
        ),
        (
            "childs-pose",
            {"hold": "30 seconds"},
            ("30 seconds", "1 to 3", "", "Any day you like", None),
        ),
    ],
)
def test_a_dose_beyond_the_guide_is_the_clinics(
    name: str, own: dict[str, object], shown: tuple[str, ...]
) -> None:
    *numbers, by = shown
    words = " ".join(filter(None, (BESIDE.get(name), by and f"Set by your clinic: {by}.")))
    assert dose(name, **own) == (*numbers, words or None)


# --- The page ------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_plan_is_one_sound_page(paper: str, tmp_path: Path, judges: Judges) -> None:
    text = moves("plank", "cat-cow", "bird-dog", "single-knee-to-chest")
    text = text.replace('"bird-dog"\n', '"bird-dog"\nreps = 8\nsets = 2\ndays = 5\n')
    result = run(written(tmp_path, text), "--paper", paper, "-o", str(tmp_path / "out"))
    assert result.exit_code == ExitCode.FINE, result.output
    [file] = (tmp_path / "out").iterdir()
    document = pypdfium2.PdfDocument(file.read_bytes())
    [page] = document
    words = " ".join(page.get_textpage().get_text_bounded().split())
    for shown in (
        "Your moves", "For", "Date", "8 each side, 2 rounds", "5 days a week",
        "Set by your clinic: times, rounds, days.", "Hold from WholyMe’s article [", "Not tested.",
        "Sources by number: in the whole guide.", "Danger: back pain with any of these",
    ):  # fmt: skip
        assert shown in words
    assert round(page.get_width()) == {"a4": 595, "letter": 612}[paper]
    judges.pass_both([file])


@pytest.mark.slow
def test_too_many_moves_are_told_how_many_fit(tmp_path: Path) -> None:
    names = (
        "plank",
        "cat-cow",
        "bird-dog",
        "split-squat",
        "step-up",
        "glute-bridge",
        "pelvic-tilt",
    )
    file = written(tmp_path, moves(*names))
    result = run(file)
    assert result.exit_code == ExitCode.PAGE
    fitting = int(result.output.partition(" of its 7 moves would fit")[0].rpartition(" ")[2])
    assert 2 < fitting < 7
    line = file.read_text().splitlines().index(f'name = "{names[fitting]}"') + 1
    assert f"plan.toml:{line}:" in result.output
    assert not list(tmp_path.glob("*.pdf"))
    assert run(written(tmp_path, moves(*names[:fitting]), "fewer.toml")).exit_code == ExitCode.FINE
