"""The front door: which environment is used, how one is made, what is said if it cannot be."""

import ast
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import build
from backpocket.terminal.exits import ExitCode

ROOT = Path(build.__file__).parent
LOCK = "one==1.0 \\\n    --hash=sha256:00\n"
TEST_LOCK = LOCK + "two-parts==2.0 \\\n    --hash=sha256:00\n"


def install(folder: Path, *packages: tuple[str, str]) -> None:
    """Lay down what an installed package leaves for importlib.metadata to find."""
    for name, version in packages:
        info = folder / f"{name}-{version}.dist-info"
        info.mkdir(parents=True)
        info.joinpath("METADATA").write_text(f"Name: {name}\nVersion: {version}\n")


class Rehearsal(build.Door):
    """A door whose steps touch nothing but its own folder: what venv and pip do is played."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, lambda text, end: None)
        self.steps: list[str] = []
        self.fails = ""  # the step at which the set-up breaks
        self.delivers = {
            "requirements.lock": [("One", "1.0")],
            "requirements-test.lock": [("One", "1.0"), ("two.parts", "2.0")],
        }

    def step(self, what: str, *command: str) -> None:
        self.steps.append(what)
        if what == self.fails:
            raise build.SetUpError(what)
        if what == "make .venv":
            assert command[-2:] == ("--clear", str(self.venv))
            for old in sorted(self.venv.rglob("*"), reverse=True):
                old.rmdir() if old.is_dir() else old.unlink()
            python = Path(self.python)
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch(0o755)
        else:
            packages = self.venv / "lib" / "python3" / "site-packages"
            for name, version in self.delivers[Path(command[-1]).name]:
                if not (packages / f"{name}-{version}.dist-info").exists():
                    install(packages, (name, version))


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rehearsal:
    """A project with two locks, on a system that has all it needs, run by a bare Python."""
    (tmp_path / "requirements.lock").write_text(LOCK)
    (tmp_path / "requirements-test.lock").write_text(TEST_LOCK)
    monkeypatch.setattr(build, "found", lambda thing: True)
    monkeypatch.setattr(sys, "path", [])
    return Rehearsal(tmp_path)


MAKE = ["make .venv", "install the packages of requirements.lock"]
MAKE_FOR_TESTS = ["make .venv", "install the packages of requirements-test.lock"]


# --- Where the press cannot run ------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "system", "said"),
    [
        ((3, 11, 0), "posix", ""),
        ((3, 14, 2), "posix", ""),
        ((3, 10, 13), "posix", "needs Python 3.11 or newer; this is Python 3.10.13"),
        ((3, 12, 1), "nt", "needs Linux or macOS; on Windows, use it inside WSL"),
    ],
)
def test_objection(version: tuple[int, ...], system: str, said: str) -> None:
    assert build.objection(version, system) == said


def test_an_old_python_gets_one_line_and_the_code() -> None:
    pretend = (
        "import sys, build; del sys.modules['build']; sys.version_info = (3, 9, 2, 'final', 0)"
    )
    code = f"{pretend}; import build"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr == "build.py: needs Python 3.11 or newer; this is Python 3.9.2\n"


def test_an_old_python_can_read_the_file() -> None:
    ast.parse(Path(build.__file__).read_text(), feature_version=(3, 6))


# --- Which environment is used -------------------------------------------------------------


def test_lacking_compares_names_as_pip_does_and_versions_exactly(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    lock.write_text(f"# a comment\n{TEST_LOCK}three==3.0\nfour==4.0\n")
    install(tmp_path / "b", ("One", "1.0"), ("Two_Parts", "2.0"), ("three", "3.0.1"))
    assert build.lacking(lock, [str(tmp_path / "b")]) == ["three==3.0", "four==4.0"]


def test_lacking_looks_at_the_version_that_would_be_imported(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    lock.write_text(LOCK)
    install(tmp_path / "first", ("one", "0.9"))
    install(tmp_path / "second", ("one", "1.0"))
    assert build.lacking(lock, [str(tmp_path / "first"), str(tmp_path / "second")]) == ["one==1.0"]


def test_a_python_that_has_the_lock_is_used_as_it_is(
    door: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(door.root / "site", ("one", "1.0"))
    monkeypatch.setattr(sys, "path", [str(door.root / "site")])
    assert door.interpreter("run") == sys.executable
    assert not door.steps
    assert door.interpreter("test") == door.python  # it has no test packages
    assert door.steps == MAKE_FOR_TESTS


def test_a_prepared_python_still_needs_the_system_libraries(
    door: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(door.root / "site", ("one", "1.0"))
    monkeypatch.setattr(sys, "path", [str(door.root / "site")])
    monkeypatch.setattr(build, "found", lambda thing: thing == "module ensurepip")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(build.SetUpError, match=r"lacks library libpango-1\.0\.so\.0"):
        door.interpreter("run")


def test_an_environment_is_made_once(door: Rehearsal) -> None:
    assert [door.interpreter("run"), door.interpreter("run")] == [door.python, door.python]
    assert door.steps == MAKE


def test_the_environment_itself_is_not_left(
    door: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.interpreter("run")
    monkeypatch.setattr(sys, "prefix", str(door.venv))
    assert door.interpreter("run") == sys.executable


def test_the_tests_extend_a_whole_environment_and_serve_the_press_too(door: Rehearsal) -> None:
    door.interpreter("run")
    door.interpreter("test")
    door.interpreter("run")
    assert door.steps == [*MAKE, MAKE_FOR_TESTS[1]]


def test_an_environment_made_for_the_tests_serves_the_press(door: Rehearsal) -> None:
    door.interpreter("test")
    door.interpreter("run")
    assert door.steps == MAKE_FOR_TESTS


def test_a_changed_lock_renews_the_environment(door: Rehearsal) -> None:
    door.interpreter("run")
    (door.root / "requirements.lock").write_text(LOCK + "# changed\n")
    door.interpreter("run")
    assert door.steps == MAKE * 2


def test_another_python_version_renews_the_environment(
    door: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.interpreter("run")
    monkeypatch.setattr(sys, "version_info", (*sys.version_info[:2], 99))
    assert not door.ready("run")


def test_a_new_system_need_renews_the_environment(
    door: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.interpreter("test")
    need = build.Need("program chromium", "test", "chromium", "chromium", "chromium")
    monkeypatch.setattr(build, "NEEDS", (*build.NEEDS, need))
    assert door.ready("run")
    assert not door.ready("test")


def test_an_environment_without_its_python_is_not_ready(door: Rehearsal) -> None:
    door.interpreter("run")
    Path(door.python).unlink()
    assert not door.ready("run")


@pytest.mark.parametrize("stamped", [True, False])
def test_what_a_link_leads_to_is_left_as_it_is(
    door: Rehearsal, tmp_path_factory: pytest.TempPathFactory, *, stamped: bool
) -> None:
    theirs = tmp_path_factory.mktemp("theirs")
    install(theirs, ("one", "1.0"))
    if stamped:
        (theirs / door.stamp.name).write_text(door.digest("run"))
    before = sorted(theirs.rglob("*"))
    door.venv.symlink_to(theirs)
    door.interpreter("test")
    assert sorted(theirs.rglob("*")) == before
    assert not door.venv.is_symlink()
    assert door.steps == MAKE_FOR_TESTS


# --- What happens when the set-up breaks ---------------------------------------------------


@pytest.mark.parametrize("step", MAKE)
def test_a_half_made_environment_is_made_anew(door: Rehearsal, step: str) -> None:
    door.fails = step
    with pytest.raises(build.SetUpError):
        door.interpreter("run")
    leftover = door.venv / "lib" / "leftover"
    leftover.mkdir(parents=True)
    door.fails, door.steps = "", []
    door.interpreter("run")
    assert door.steps == MAKE
    assert not leftover.exists()


def test_a_half_extended_environment_is_made_anew(door: Rehearsal) -> None:
    door.interpreter("run")
    door.fails = MAKE_FOR_TESTS[1]
    with pytest.raises(build.SetUpError):
        door.interpreter("test")
    assert not door.ready("run")
    door.fails, door.steps = "", []
    door.interpreter("test")
    assert door.steps == MAKE_FOR_TESTS


def test_a_half_made_environment_does_not_trust_itself(
    door: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(door.root / "site", ("one", "1.0"))
    monkeypatch.setattr(sys, "path", [str(door.root / "site")])
    monkeypatch.setattr(sys, "prefix", str(door.venv))
    assert door.interpreter("run") == door.python
    assert door.steps == MAKE


def test_what_pip_did_not_deliver_is_noticed(door: Rehearsal) -> None:
    door.delivers["requirements.lock"] = [("one", "1.1")]
    with pytest.raises(build.SetUpError, match=r"lacks one==1\.0"):
        door.interpreter("run")
    assert not door.ready("run")


def test_a_failed_step_shows_how_its_command_ended(tmp_path: Path) -> None:
    said: list[str] = []
    door = build.Door(tmp_path, lambda text, end: said.append(text + end))
    with pytest.raises(build.SetUpError) as caught:
        door.step("count", "sh", "-c", "seq 40; echo why >&2; exit 3")
    assert str(caught.value).splitlines() == [
        "could not count; it ended with", *map(str, range(27, 41)), "why",
    ]  # fmt: skip
    assert said[0] == "set-up: count … "
    assert said[1].endswith(" s\n")


def test_two_set_ups_wait_for_each_other(door: Rehearsal) -> None:
    second = Rehearsal(door.root)
    waits = threading.Event()
    second.say = lambda text, end: waits.set()
    thread = threading.Thread(target=second.interpreter, args=["run"])
    with door.alone():
        thread.start()
        assert waits.wait(10)
        door.make("run")
    thread.join(10)
    assert door.steps == MAKE
    assert not second.steps  # what the first has made is not made again


# --- What the system must have -------------------------------------------------------------


def test_found_tries_each_kind_of_thing() -> None:
    assert build.found("program sh")
    assert build.found("module json")
    assert not build.found("program no-such-program")
    assert not build.found("module no_such_module")
    assert not build.found("library libno-such-library.so.0")


def test_every_need_names_a_thing_that_can_be_looked_for() -> None:
    for need in build.NEEDS:
        assert need.thing.split()[0] in {"library", "module", "program"}
        assert need.purpose in {"venv", "run", "test"}


MISSING = [build.NEEDS[1], build.NEEDS[3]]
APT = "apt-get install -y --no-install-recommends libharfbuzz-subset0 libpango-1.0-0"
DNF = "dnf install -y harfbuzz pango"
BREW = "brew install harfbuzz pango"


@pytest.mark.parametrize(
    ("programs", "user", "said"),
    [
        ({"apt-get"}, 1000, [f"sudo {APT}"]),
        ({"dnf"}, 1000, [f"sudo {DNF}"]),
        ({"dnf"}, 0, [DNF]),
        ({"brew"}, 501, [BREW]),
        (set(), 1000, [f"sudo {APT}", f"sudo {DNF}", BREW]),
    ],
)
def test_advice_is_the_command_to_type(
    programs: set[str], user: int, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build.shutil, "which", lambda name: name if name in programs else None)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    first, *commands, last = build.advice(MISSING).splitlines()
    assert "library libpango-1.0.so.0, library libharfbuzz-subset.so.0" in first
    assert [command.strip() for command in commands] == said
    assert last == "Then run the same command again."


class Debian(build.Door):
    """A door on a Debian system whose installs are played; `works` says if they help."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, *, works: bool) -> None:
        super().__init__(root, lambda text, end: None)
        self.installed: set[str] = set()
        self.commands: list[tuple[str, ...]] = []
        self.works = works
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(build.shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(build, "found", lambda thing: thing in self.installed)

    def step(self, what: str, *command: str) -> None:
        self.commands.append(command)
        if self.works:
            self.installed |= {need.thing for need in build.NEEDS if need.apt in what}


def test_root_on_debian_gets_what_is_missing_for_the_purpose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Debian(tmp_path, monkeypatch, works=True)
    door.provide("run")
    install = (
        "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "
        "fontconfig libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0"
    )
    assert door.commands == [("sh", "-c", f"{install} || (apt-get update && {install})")]
    door.provide("run")
    assert len(door.commands) == 1


def test_an_install_that_did_not_help_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(build.SetUpError, match="lacks module ensurepip"):
        Debian(tmp_path, monkeypatch, works=False).provide("venv")


# --- Handing over --------------------------------------------------------------------------


class ReplacedError(Exception):
    """Stands for the moment in which the process becomes another program."""


@pytest.fixture
def becomes(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The command lines of the programs that this process becomes."""
    commands: list[list[str]] = []

    def replace(program: str, command: list[str]) -> None:
        commands.append(command)
        raise ReplacedError

    monkeypatch.setattr(os, "execv", replace)
    return commands


def test_the_press_gets_the_very_command_line(
    becomes: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build.Door, "interpreter", lambda door, kind: f"/{kind}/python")
    monkeypatch.setattr(sys, "orig_argv", ["python3", "-X", "dev", "build.py", "check", "back"])
    with pytest.raises(ReplacedError):
        build.main(["check", "back"])
    assert becomes == [["/run/python", "-X", "dev", "build.py", "check", "back"]]


def test_the_tests_are_run_in_the_root_with_the_options(
    becomes: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(build.Door, "interpreter", lambda door, kind: f"/{kind}/python")
    with pytest.raises(ReplacedError):
        build.main(["test", "-k", "sheet"])
    assert becomes == [["/test/python", "-m", "pytest", "-k", "sheet"]]
    assert Path.cwd() == ROOT


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (build.SetUpError("this system lacks air"), "build.py: this system lacks air\n"),
        (PermissionError(13, "Permission denied", "x"), "build.py: [Errno 13] Permission denied"),
    ],
)
def test_a_failed_set_up_has_its_own_exit_code(
    error: BaseException,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(door: build.Door, kind: str) -> str:
        raise error

    monkeypatch.setattr(build.Door, "interpreter", fail)
    assert build.main([]) == 6
    assert capsys.readouterr().err.startswith(said)


def test_ctrl_c_stops_a_set_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(door: build.Door, kind: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(build.Door, "interpreter", interrupted)
    assert build.main([]) == build.STOPPED == ExitCode.STOPPED
    assert capsys.readouterr().err == "Stopped.\n"


@pytest.mark.parametrize(
    ("arguments", "words"), [([], "hello\n"), (["-q"], ""), (["x", "--quiet"], "")]
)
def test_quiet_is_quiet_and_output_is_left_to_the_press(
    arguments: list[str],
    words: str,
    becomes: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def greet(door: build.Door, kind: str) -> str:
        door.say("hello", "\n")
        return "python"

    monkeypatch.setattr(build.Door, "interpreter", greet)
    with pytest.raises(ReplacedError):
        build.main(arguments)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", words)


class Shut(build.Door):
    """A door that uses an environment but never makes one: a test does not use the network."""

    def make(self, kind: str) -> None:
        raise build.SetUpError(kind)


def test_the_version_comes_through_the_real_front_door_quickly() -> None:
    try:
        Shut(ROOT, lambda text, end: None).interpreter("run")
    except build.SetUpError:
        pytest.skip("no environment is ready; python3 build.py test makes one")
    times = []
    for _ in range(3):
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "build.py", "--version"], cwd=ROOT, capture_output=True, text=True
        )
        times.append(time.perf_counter() - started)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.split()[-1][0].isdigit()
    assert min(times) < 1.5  # seconds; about 0.1 on a quiet machine, and a set-up takes 20
