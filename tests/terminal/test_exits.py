"""Exit codes: one table, shown in the README and --help, and a command that ends with each."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import pytest

import build
from backpocket.check.explain import explanations
from backpocket.diagnostics import Place, error, warning
from backpocket.orders.ledger.ledger import LEDGER, Ledger
from backpocket.orders.order import Order
from backpocket.orders.plan import Copy
from backpocket.terminal.exits import EXIT_CODES, ExitCode, exit_code
from backpocket.write.manifest import hold
from tests.conftest import Project

ROOT = Path(__file__).parents[2]


# --- The table -----------------------------------------------------------------------------


def test_the_table_is_whole_and_frozen() -> None:
    assert set(EXIT_CODES) == set(ExitCode)
    assert isinstance(EXIT_CODES, MappingProxyType)
    assert (build.SET_UP_FAILED, build.STOPPED) == (ExitCode.SETUP, ExitCode.STOPPED)


def test_the_readme_shows_the_table() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| (\d+) \| (.+) \|$", text.partition("| exit code |")[2], re.MULTILINE)
    assert {int(code): meaning for code, meaning in shown} == EXIT_CODES


def test_what_is_said_of_scale_agrees_with_it() -> None:
    text = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| (E\d{3}) \| .+ \| (\d+) \|$", text, re.MULTILINE))
    assert told == {code: str(int(exit_code([error(Place("a"), code, "m")]))) for code in told}
    assert len(told) > 5


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ("", ExitCode.FINE),
        ("W306 W951 W866", ExitCode.FINE),
        ("E104", ExitCode.CONTENT),
        ("E863", ExitCode.CONTENT),
        ("E901", ExitCode.CONTENT),
        ("E104 E407", ExitCode.PAGE),
        ("E958", ExitCode.PAGE),
        ("E960 E104", ExitCode.PAGE),
        ("E870", ExitCode.RUN),
        ("E875 E407", ExitCode.RUN),
        ("E407 E501", ExitCode.WRITE),
        ("E875 E505", ExitCode.WRITE),
        ("E501 E880", ExitCode.SETUP),
    ],
)
def test_the_code_is_that_of_the_worst_error(codes: str, code: ExitCode) -> None:
    kinds = {"E": error, "W": warning}
    found = [kinds[each[0]](Place("a"), each, "m") for each in codes.split()]
    assert exit_code(found) == code
    assert exit_code(found, strict=True) == (code or (ExitCode.CONTENT if found else ExitCode.FINE))


_OF_CONTENT = "00 01 02 03 10 11 12 20 21 30 60 61 62 70 71 81 86 90"


def test_every_error_ends_with_the_code_of_its_class() -> None:
    of_class: dict[ExitCode, set[str]] = {}
    for code in explanations():
        if code.startswith("E"):
            ends = exit_code([error(Place("a"), code, "m")])
            of_class.setdefault(ends, set()).add(code[1:3])
    assert of_class == {
        ExitCode.CONTENT: set(_OF_CONTENT.split()),
        ExitCode.PAGE: {"40", "41", "42", "95", "96"},
        ExitCode.WRITE: {"50"},
        ExitCode.RUN: {"87"},
        ExitCode.MISSING: {"89"},
        ExitCode.SETUP: {"88"},
    }


# --- A command that ends with each ---------------------------------------------------------

START = """
import importlib.util, signal, sys
from pathlib import Path
from backpocket.commands import cli
from backpocket.orders.commands import choices
signal.signal(signal.SIGINT, signal.default_int_handler)  # also if these tests run unattended
cli.ROOT = choices.ROOT = Path(sys.argv[1])
exec(sys.argv[2])
cli.run(sys.argv[3:])
"""
ORDERS = """
greeting = "For {reader}"
digital_only = "make"
[[destination]]
paper = "a4"
[[product]]
sku = ["WM-*"]
name = "A ball"
guide = "small"
editions = ["handout"]
"""
OURS = """
from backpocket.render import environments
def _day(date):
    return {}["the fault"]
environments.in_words = _day
"""
NO_DASK = """
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: find(name, *rest) if name != "distributed" else None
"""


def run(project: Project, arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", START, str(project.root), before, *arguments.split()],
        cwd=project.root,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def with_templates(project: Project) -> None:
    for name in ("styles", "templates"):
        shutil.copytree(ROOT / name, project.root / name)


Ended = subprocess.CompletedProcess[str]


def fine(project: Project) -> Ended:
    return run(project, "check")


def crash(project: Project) -> Ended:
    """A fault of our own Python, which a template calls, is no template error."""
    with_templates(project)
    done = run(project, "build -e handout", OURS)
    assert "Traceback" in done.stderr
    assert "KeyError: 'the fault'" in done.stderr
    assert "E407" not in done.stderr
    assert not (project.root / "dist").exists()
    return done


def usage(project: Project) -> Ended:
    return run(project, "chek")


def content(project: Project) -> Ended:
    project.write("small/03-more.md", "# More\n\nSee [@adams202].\n")
    return run(project, "check")


def page(project: Project) -> Ended:
    with_templates(project)
    template = project.root / "templates" / "text.html.j2"
    template.write_text(template.read_text() + "{{ settings.titel }}")
    done = run(project, "build -e handout")
    assert "E407" in done.stderr
    return done


def write(project: Project) -> Ended:
    (project.root / "file").write_text("x")
    return run(project, "build -o file/dist")


def set_up(project: Project) -> Ended:
    project.write("orders.toml", ORDERS)
    (project.root / "export.csv").write_text("a,b\n1,2\n")
    arguments = "orders export.csv --engine dask --scheduler tcp://127.0.0.1:9"
    done = run(project, arguments, NO_DASK)
    assert "E880" in done.stderr
    return done


def left_out(project: Project) -> Ended:
    project.write("orders.toml", ORDERS)
    (project.root / "export.csv").write_text("a,b\n1,2\n")
    return run(project, "orders export.csv --dry-run")


def of_a_run(project: Project) -> Ended:
    """What is wrong with the folder of a run is not told as an error of the content."""
    project.write("orders.toml", ORDERS)
    (project.root / "export.csv").write_text("a,b\n1,2\n")
    (project.root / "runs" / "mine").mkdir(parents=True)
    (project.root / "runs" / "mine" / "notes.txt").write_text("mine")
    done = run(project, "orders export.csv --out runs/mine")
    assert "E875" in done.stderr
    return done


def stopped(project: Project) -> Ended:
    command = [sys.executable, "-c", START, str(project.root), "", "build", "-o", "dist"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (
        hold(project.root / "dist", lambda: None),  # as another build does
        subprocess.Popen(
            command, cwd=project.root, env=environment, stderr=subprocess.PIPE, text=True
        ) as waiting,
    ):
        assert waiting.stderr is not None
        assert waiting.stderr.readline() == "wait    until another build of dist is done\n"
        waiting.send_signal(signal.SIGINT)
        said = waiting.communicate(timeout=60)[1]
    assert said == "Stopped.\n"
    return Ended(command, waiting.returncode, "", said)


def missing(project: Project) -> Ended:
    order = Order("#7", "7", "shopify", (), Place("x.csv", 2, 1), "Ann Walker", "GB")
    with closing(Ledger(project.root / "runs" / LEDGER)) as ledger:
        of, _ = ledger.start("a", "x", "2026-11-22")
        assert ledger.claim(of, order, Copy("#7", ("small/sheet-a4",), "a4"), 0, "") is None
        ledger.made(order.key, "r", [("f.pdf", "0" * 64, 1)], "")
        ledger.close_run(of, 1, 1)
        ledger.finish(of, "2026-11-22")
    return run(project, "orders forget 7")


ENDS: Mapping[ExitCode, Callable[[Project], Ended]] = {
    ExitCode.FINE: fine,
    ExitCode.CRASH: crash,
    ExitCode.USAGE: usage,
    ExitCode.CONTENT: content,
    ExitCode.PAGE: page,
    ExitCode.WRITE: write,
    ExitCode.SETUP: set_up,
    ExitCode.LEFT_OUT: left_out,
    ExitCode.RUN: of_a_run,
    ExitCode.MISSING: missing,
    ExitCode.STOPPED: stopped,
}


@pytest.mark.parametrize("code", ExitCode)
@pytest.mark.slow
def test_a_command_ends_with(code: ExitCode, project: Project) -> None:
    done = ENDS[code](project)
    assert done.returncode == code, done.stderr
    assert ("Traceback" in done.stderr) is (code == ExitCode.CRASH)


SWALLOWED = {
    "a destructor": "class Dies:\n    def __del__(self):\n        stop()\nDies()\n",
    "a callback of C": (
        "import ctypes\n"
        "form = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)\n"
        "numbers = (ctypes.c_int * 2)(2, 1)\n"
        "def compare(*_):\n    stop()\n    return 0\n"
        "ctypes.CDLL(None).qsort(numbers, 2, 4, form(compare))\n"
    ),
    "a net too wide": "try:\n    stop()\nexcept BaseException:\n    pass\n",
}
"""Where Python keeps what is raised, or code that is not ours does."""


@pytest.mark.parametrize("there", SWALLOWED.values(), ids=SWALLOWED)
def test_ctrl_c_ends_what_swallows_it(there: str) -> None:
    program = "".join(f"    {line}\n" for line in there.splitlines())
    script = (
        "import os, signal, time\nfrom backpocket.terminal import exits\n"
        "exits._PATIENCE = 0.2\n"
        "def stop():\n    os.kill(os.getpid(), signal.SIGINT)\n    time.sleep(0.01)\n"
        f"def program():\n{program}    time.sleep(60)\n"
        "exits.stoppable(program)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout) == (ExitCode.STOPPED, "Stopped.\n", "")
