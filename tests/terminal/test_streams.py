"""Streams: every letter can be shown in every encoding, and colour is where it is wanted."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from backpocket.terminal.streams import has_colour, is_terminal
from tests.conftest import Project

ROOT = Path(__file__).parents[2]
ENCODINGS = [
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "ascii:strict"},
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "utf-8:strict"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]
PRESS = """
import sys
from pathlib import Path
from backpocket.commands import cli
cli.ROOT = Path(sys.argv[1])
cli.run(sys.argv[2:])
"""
SHOW = """
import os
from backpocket.terminal.console import MadeFile, show_made
from backpocket.terminal.streams import show_any_letter
show_any_letter()
made = [MadeFile("dist/ebook.epub", "9 kB"), MadeFile("dist/sheet-a4.pdf", "8 kB", 1)]
show_made(made, "2 files … “é”")
print("Ł 걷 → " + os.fsdecode(b"\\xff"))
"""


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "PYTH"))}
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        check=False,
    )


# --- Letters -------------------------------------------------------------------------------


COMMANDS = {
    "check": 3,
    "check --format json": 3,
    "check --format sarif": 3,
    "list": 0,
    "check --explain all": 0,
    "--help": 0,
    "chek": 2,
    "build -e ebok": 2,
    "check smäl": 2,
}
EACH = """
import os, sys
from pathlib import Path
from backpocket.commands import cli
cli.ROOT = Path(sys.argv[1])
for command in sys.argv[2:]:
    try: cli.run(command.split())
    except SystemExit as end: os.write(2, os.fsencode(f"\\n{end.code} = {command}\\n"))
"""


@pytest.mark.parametrize("environment", ENCODINGS, ids=str)
@pytest.mark.slow
def test_no_message_is_lost_to_an_encoding(project: Project, environment: dict[str, str]) -> None:
    project.write("small/03-more.md", "# What “it” is → 걷 …\n\nWalk “é” – [@adams202].\n")
    done = run(EACH, str(project.root), *COMMANDS, **environment)
    assert done.returncode == 0, done.stderr
    ends = re.findall(r"^(\d+) = (.+)$", done.stderr.decode(errors="replace"), re.MULTILINE)
    assert {command: int(code) for code, command in ends} == COMMANDS


def test_what_a_plain_terminal_lacks_is_told_plainer(project: Project) -> None:
    project.write("small/03-more.md", "# More\n\nSee “it” [@adams202].\n")
    done = run(PRESS, str(project.root), "check", PYTHONIOENCODING="ascii")
    assert done.stderr.decode("ascii").splitlines()[:4] == [
        'content/small/03-more.md:3:11: error E104: unknown citation "adams202"',
        '    See "it" [@adams202].',
        "              ^",
        '    hint: did you mean "adams2020"?',
    ]


def test_the_table_of_files_is_plain(tmp_path: Path) -> None:
    done = run(SHOW, PYTHONIOENCODING="ascii:strict")
    assert done.stderr == b""
    assert done.stdout.decode("ascii").splitlines() == [
        "",
        "file               pages      size",
        "dist/ebook.epub        -      9 kB",
        "dist/sheet-a4.pdf      1      8 kB",
        '2 files ... "e"',
        "\\u0141 \\uac77 -> \\udcff",
    ]
    assert "–" in run(SHOW, PYTHONIOENCODING="utf-8").stdout.decode()


@pytest.mark.parametrize("form", ["json", "sarif"])
@pytest.mark.slow
def test_what_machines_read_says_the_same_in_any_encoding(project: Project, form: str) -> None:
    project.write("small/03-more.md", "# More\n\nSee 걷 “it” [@adams202].\n")
    found = [
        run(PRESS, str(project.root), "check", "--format", form, PYTHONIOENCODING=encoding).stdout
        for encoding in ("ascii", "utf-8")
    ]
    assert found[0] != found[1]
    assert json.loads(found[0].decode("ascii")) == json.loads(found[1].decode())


# --- Colours -------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("settings", "piped", "on_a_terminal"),
    [
        ({}, False, True),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": "0"}, False, False),
        ({"NO_COLOR": ""}, False, True),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "true"}, True, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": ""}, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
    ],
    ids=str,
)
def test_colour_is_where_it_is_wanted(
    settings: dict[str, str], piped: bool, on_a_terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert has_colour(io.StringIO()) is piped
    assert has_colour(Terminal()) is on_a_terminal
    assert is_terminal(Terminal()) is (settings.get("TERM") != "dumb")
    assert not is_terminal(io.StringIO())


@pytest.mark.parametrize(
    ("settings", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
    ids=str,
)
@pytest.mark.slow
def test_findings_are_coloured_if_asked_for(
    project: Project, settings: dict[str, str], coloured: bool
) -> None:
    project.write("small/03-more.md", "# More\n\nSee [@adams202].\n")
    done = run(PRESS, str(project.root), "check", **{"NO_COLOR": "", "FORCE_COLOR": ""} | settings)
    assert (b"\x1b[31m" in done.stderr) is coloured
    assert b"\x1b" not in done.stdout
