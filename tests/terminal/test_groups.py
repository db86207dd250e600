"""Groups: what looks like a command is never taken for something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from backpocket.commands import cli
from backpocket.terminal.exits import ExitCode
from tests.conftest import Project


@pytest.fixture(autouse=True)
def _here(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "ROOT", project.root)
    monkeypatch.chdir(project.root)


SWALLOWED = "{} takes a value, and has taken the command “{}” for it"
LATE = "“{}” is a command, and stands first: build.py {} …"
OFFERED = "there is no command “{}”; did you mean “{}”?"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("chek", OFFERED.format("chek", "check")),
        ("-q chek", OFFERED.format("chek", "check")),
        ("buidl small", OFFERED.format("buidl", "build")),
        ("lst", OFFERED.format("lst", "list")),
        ("tests", OFFERED.format("tests", "test")),
        ("order export.csv", OFFERED.format("order", "orders")),
        ("new gude hip", OFFERED.format("gude", "guide")),
        ("new nonsense", "there is no command “nonsense”; known: guide, move"),
        ("orders forgt 1002", OFFERED.format("forgt", "forget")),
        ("-o check", SWALLOWED.format("-o", "check")),
        ("--out check", SWALLOWED.format("--out", "check")),
        ("-o check small", SWALLOWED.format("-o", "check")),
        ("-j list", SWALLOWED.format("-j", "list")),
        ("-e check", SWALLOWED.format("-e", "check")),
        ("-e ebook -e test", SWALLOWED.format("-e", "test")),
        ("orders -o forget", SWALLOWED.format("-o", "forget")),
        ("-o dist check", LATE.format("check", "check")),
        ("small check", LATE.format("check", "check")),
        ("--force new", LATE.format("new", "new")),
    ],
)
def test_a_slip_is_told_and_nothing_is_done(arguments: str, message: str) -> None:
    result = CliRunner().invoke(cli.main, arguments.split(), prog_name="build.py")
    assert result.exit_code == ExitCode.USAGE
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments", ["build smal", "smal", "build -o check smal", "--out=check x"]
)
def test_what_may_be_meant_is_taken_as_it_stands(arguments: str) -> None:
    result = CliRunner().invoke(cli.main, arguments.split(), prog_name="build.py")
    assert result.exit_code == ExitCode.USAGE
    assert "there is no guide “" in result.stderr
    assert not Path("check").exists()


@pytest.mark.parametrize("command", ["build", "check", "check --format json"])
def test_guides_that_are_not_there_are_told_all_at_once(command: str, project: Project) -> None:
    result = CliRunner().invoke(cli.main, [*command.split(), "smal", "small", "x"])
    assert (result.exit_code, result.stdout) == (ExitCode.USAGE, "")
    assert "“smal”; did you mean “small”?\nthere is no guide “x”" in result.stderr


def test_a_guide_may_be_called_like_a_command(project: Project) -> None:
    (project.content / "small").rename(project.content / "list")
    result = CliRunner().invoke(cli.main, ["-q", "list", "-e", "none"], prog_name="build.py")
    assert "there is no “none”" in result.stderr


def test_an_export_may_be_called_nearly_like_a_command(project: Project) -> None:
    (project.root / "forgt").write_text("a,b\n")
    result = CliRunner().invoke(cli.main, ["orders", "forgt"], prog_name="build.py")
    assert "did you mean" not in result.stderr
