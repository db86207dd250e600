"""The command line: what it says, where it says it, and the code it ends with."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from backpocket import __version__
from backpocket.commands import cli
from backpocket.diagnostics import Diagnostic, Place, error, warning
from backpocket.load.guides import guide_names
from backpocket.model.editions import EDITIONS
from backpocket.render import makers as render
from backpocket.render.site import packages, site
from backpocket.terminal.exits import EXIT_CODES, ExitCode
from backpocket.terminal.progress import progress
from tests.conftest import HERE, Project

BUILT = [each for each in EDITIONS if each.form in ("handout", "sheet")]


class Rendered:
    data, pages, type_size = b"%PDF", 3, 12.0


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> list[Diagnostic]:
    """Replace the renderer by one that makes small files; return what it shall find."""
    found: list[Diagnostic] = []

    def render_guide(project: Any, guide: Any, editions: Any, step: Any, jobs: int | None) -> Any:
        step("draw", guide.name)
        return [(edition, (Rendered(), [])) for edition in editions], list(found)

    monkeypatch.setattr(render, "render_guide", render_guide)
    monkeypatch.setattr(site, "render_site", lambda *_: ({}, []))
    monkeypatch.setattr(packages, "packages", lambda *_: ({}, []))
    return found


@pytest.fixture
def root(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cli, "ROOT", project.root)
    monkeypatch.chdir(project.root)
    return project.root


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli.main, arguments, prog_name="build.py")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "\x1b" not in result.output
    return result


# --- Help and usage ------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_commands_and_exit_codes(option: str) -> None:
    result = run(option)
    assert result.exit_code == ExitCode.FINE
    assert result.stdout.startswith("Usage: build.py [OPTIONS] COMMAND [ARGS]...")
    for name in ("build", "check", "list"):
        assert re.search(rf"^  {name} ", result.stdout, re.MULTILINE)
    said = re.findall(r"^ *(\d+)  (.+)$", result.stdout.partition("Exit codes:")[2], re.MULTILINE)
    assert {int(number): meaning for number, meaning in said} == EXIT_CODES


@pytest.mark.parametrize("command", ["build", "check", "list"])
def test_help_of_a_command(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == ExitCode.FINE
    assert result.stdout.startswith(f"Usage: build.py {command}")


def test_version() -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"backpocket, version {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--nonsense"], "No such option"),
        (["check", "--nonsense"], "No such option"),
        (["-e", "poster"], "there is no “poster”"),
        (["build", "-e"], "requires an argument"),
        (["list", "more"], "unexpected extra argument"),
    ],
)
@pytest.mark.usefixtures("root")
def test_wrong_usage(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == ExitCode.USAGE
    assert message in result.stderr
    assert result.stdout == ""


def test_output_that_is_a_file_is_wrong_usage(root: Path) -> None:
    (root / "file").write_text("x")
    result = run("-o", str(root / "file"))
    assert result.exit_code == ExitCode.USAGE
    assert "is a file" in result.stderr


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.usefixtures("root")
def test_unknown_guide(command: str, tmp_path: Path) -> None:
    out = ["-o", str(tmp_path / "dist")] if command == "build" else []
    result = run(command, "smal", *out)
    assert result.exit_code == ExitCode.USAGE
    assert "there is no guide “smal”" in result.stderr
    assert "did you mean “small”?" in result.stderr
    assert not (tmp_path / "dist").exists()


def test_list_shows_guides_and_editions(root: Path) -> None:
    result = run("list")
    assert result.exit_code == ExitCode.FINE
    shown = [line.split()[0] for line in result.stdout.splitlines() if line.strip()]
    assert shown[0] == "Guides"
    assert set(shown) > {*guide_names(root), "Editions", *(edition.name for edition in EDITIONS)}


# --- Check ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("root")
def test_check_of_a_clean_project() -> None:
    result = run("check")
    assert (result.exit_code, result.output) == (ExitCode.FINE, "No problems found.\n")
    assert run("check", "small").exit_code == ExitCode.FINE


@pytest.mark.parametrize("option", ["-q", "--quiet"])
@pytest.mark.usefixtures("root")
def test_quiet_check_of_a_clean_project_says_nothing(option: str) -> None:
    result = run("check", option)
    assert (result.exit_code, result.output) == (ExitCode.FINE, "")


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("options", [[], ["-q"]])
def test_check_shows_faults_on_stderr(project: Project, options: list[str]) -> None:
    project.write("small/03-more.md", "# More\n\nSee [@adam2020].\n")
    project.write("small/notes.md", "# Notes\n")
    result = run("check", *options)
    assert result.exit_code == ExitCode.CONTENT
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "content/small/03-more.md:3:6: error E104: unknown citation “adam2020”",
        "    See [@adam2020].",
        "         ^",
        "    hint: did you mean “adams2020”?",
        "content/small/notes.md: error E006: this is not the name of a chapter file",
        "    hint: name it like 03-what-helps.md: a number, then small letters and hyphens",
        "2 errors, 0 warnings",
    ]


@pytest.mark.usefixtures("root")
def test_check_counts_warnings_as_errors_if_strict(project: Project) -> None:
    project.leave_a_reference_uncited()
    result = run("check")
    assert result.exit_code == ExitCode.FINE
    assert result.stderr.splitlines()[-1] == "0 errors, 1 warning"
    assert run("check", "--strict").exit_code == ExitCode.CONTENT


# --- Build ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("root", "finds")
def test_build_is_what_is_done_without_a_command(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    result = run("-o", str(out), "-e", BUILT[0].name)
    assert result.exit_code == ExitCode.FINE
    assert (out / BUILT[0].path("small")).read_bytes() == b"%PDF"
    assert not (out / BUILT[1].path("small")).exists()
    assert f"{out.as_posix()}/{BUILT[0].path('small')}" in result.stdout
    assert re.search(r"^1 file built in \d+\.\d s$", result.stdout, re.MULTILINE)
    assert result.stderr.splitlines() == [
        "load    content",
        "check   small",
        "draw    small",
        "write   small",
    ]


@pytest.mark.usefixtures("root", "finds")
def test_second_build_has_nothing_to_do_unless_forced(tmp_path: Path) -> None:
    out = str(tmp_path / "dist")
    run("build", "small", "-o", out)
    result = run("build", "small", "-o", out)
    assert result.exit_code == ExitCode.FINE
    assert f"Nothing has changed; {len(EDITIONS)} files checked in" in result.stdout
    assert result.stderr == ""
    for option in ("--force", "--strict"):
        assert f"{len(EDITIONS)} files built in" in run("small", "-o", out, option).stdout


@pytest.mark.usefixtures("root", "finds")
def test_quiet_build_says_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        result = run("-q", "-o", str(tmp_path / "dist"))
        assert (result.exit_code, result.output) == (ExitCode.FINE, "")


@pytest.mark.usefixtures("root", "finds")
def test_verbose_build_says_when(tmp_path: Path) -> None:
    result = run("-v", "-o", str(tmp_path / "dist"))
    assert re.match(r" *\d+\.\d\d s  load    content\n", result.stderr)


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ([warning(Place("a"), "W306", "m")], ExitCode.FINE),
        ([error(Place("a"), "E201", "m")], ExitCode.CONTENT),
        ([error(Place("a"), "E201", "m"), error(Place("a"), "E401", "m")], ExitCode.PAGE),
        ([error(Place("a"), "E401", "m"), error(Place("a"), "E501", "m")], ExitCode.WRITE),
        ([warning(Place("a"), "W501", "m"), error(Place("a"), "E104", "m")], ExitCode.CONTENT),
    ],
    ids=["doubt", "content", "page", "write", "doubt and content"],
)
@pytest.mark.usefixtures("root")
def test_exit_code_is_that_of_the_worst_fault(
    found: list[Diagnostic], code: int, finds: list[Diagnostic], tmp_path: Path
) -> None:
    finds += found
    result = run("-o", str(tmp_path / "dist"))
    assert result.exit_code == code
    assert (tmp_path / "dist").exists() is (code == ExitCode.FINE)
    for each in found:
        assert f"a: {each.severity} {each.code}: m" in result.stderr


@pytest.mark.usefixtures("root")
def test_build_with_faults_shows_no_files(
    project: Project, finds: list[Diagnostic], tmp_path: Path
) -> None:
    project.write("small/03-more.md", "No title")
    result = run("-o", str(tmp_path / "dist"))
    assert result.exit_code == ExitCode.CONTENT
    assert result.stdout == ""
    assert "1 error, 0 warnings" in result.stderr


@pytest.mark.usefixtures("root", "finds")
def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = run("-o", str(tmp_path / "file" / "dist"))
    assert result.exit_code == ExitCode.WRITE
    assert "dist: error E501: the output was not written: Not a directory" in result.stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_terminal_has_a_bar_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with progress(quiet=False, calls=2) as step:
        step("load", "content")
        step("render", "small handout-a4")
    shown = terminal.getvalue()
    assert "render" in shown
    assert "small handout-a4" in shown
    assert shown.rindex("\x1b[2K") > shown.rindex("render")


# --- As a program --------------------------------------------------------------------------


def as_program(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own, its output in pipes."""
    start = (
        "import sys; from pathlib import Path; from backpocket.commands import cli;"
        "cli.ROOT = Path(sys.argv[1]); cli.run(sys.argv[2:])"
    )
    return subprocess.run(
        [sys.executable, "-c", start, str(root), *arguments],
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_faults_in_a_pipe_are_plain_lines(project: Project) -> None:
    project.write("small/03-more.md", "# More\n\nSee [@adam2020].\n")
    done = as_program(project.root, "check")
    assert done.returncode == ExitCode.CONTENT
    assert done.stdout == ""
    assert "\x1b" not in done.stderr
    assert done.stderr.startswith("content/small/03-more.md:3:6: error E104: unknown citation")
    assert done.stderr.endswith("1 error, 0 warnings\n")


def test_help_and_check_do_without_weasyprint(project: Project) -> None:
    start = (
        "import sys; from pathlib import Path; from backpocket.commands import cli;"
        "cli.ROOT = Path(sys.argv[1])\n"
        "for arguments in (['--help'], ['check']):\n"
        "    try: cli.run(arguments)\n"
        "    except SystemExit as end: assert not end.code, end.code\n"
        "assert 'weasyprint' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", start, str(project.root)],
        cwd=HERE.parent,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
