#!/usr/bin/env python3
"""Backpocket's front door: make the environment once, then hand over to the press.

    python3 build.py [command …]       the press; --help lists its commands
    python3 build.py test [option …]   the project's tests: pytest with these options

The press runs on the exact packages of requirements.lock, the tests on requirements-test.lock,
which adds to them. A Python that has every one in that very version is used as it is. For any
other, they go into `.venv` beside this file, which belongs to this file alone: no package is ever
put anywhere else. Standard library only; down to the version check, it must run on Python 3.6.
"""

import contextlib
import hashlib
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, run
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
LOCKS = {"run": "requirements.lock", "test": "requirements-test.lock"}
SET_UP_FAILED = 6
STOPPED = 130


def objection(version: "tuple[int, ...]", system: str) -> str:
    """Say why the press cannot run here; an empty string if it can."""
    if version < (3, 11):
        return "needs Python 3.11 or newer; this is Python " + ".".join(map(str, version))
    return "" if system == "posix" else "needs Linux or macOS; on Windows, use it inside WSL"


if objection(sys.version_info[:3], os.name):
    sys.stderr.write("build.py: " + objection(sys.version_info[:3], os.name) + "\n")
    sys.exit(SET_UP_FAILED)


class SetUpError(Exception):
    """The set-up cannot go on; the message says why and what to do."""


class Need(NamedTuple):
    """What pip cannot install: what to look for, what for, and its package by manager."""

    thing: str  # "library FILE", "module NAME" or "program NAME"
    purpose: str  # "venv" (to make one), "run" or "test"
    apt: str
    dnf: str
    brew: str


VENV_PACKAGE = "python{}.{}-venv".format(*sys.version_info)
NEEDS = (
    Need("module ensurepip", "venv", VENV_PACKAGE, "python3", "python"),
    Need("library libpango-1.0.so.0", "run", "libpango-1.0-0", "pango", "pango"),
    Need("library libpangoft2-1.0.so.0", "run", "libpangoft2-1.0-0", "pango", "pango"),
    Need("library libharfbuzz-subset.so.0", "run", "libharfbuzz-subset0", "harfbuzz", "harfbuzz"),
    Need("library libfontconfig.so.1", "run", "fontconfig", "fontconfig", "fontconfig"),
    Need("program java", "test", "default-jre-headless", "java-latest-openjdk-headless", "openjdk"),
    Need("program javac", "test", "default-jdk-headless", "java-latest-openjdk-devel", "openjdk"),
    Need("program node", "test", "nodejs", "nodejs", "node"),
    Need("program npm", "test", "npm", "nodejs-npm", "node"),
    Need("program qpdf", "test", "qpdf", "qpdf", "qpdf"),
    Need("program pdftotext", "test", "poppler-utils", "poppler-utils", "poppler"),
    Need("program chromium", "test", "chromium", "chromium", "chromium"),
)
INSTALL = {
    "apt": "apt-get install -y --no-install-recommends",
    "dnf": "dnf install -y",
    "brew": "brew install",
}


def found(thing: str) -> bool:
    """Look for a need by trying it: load the library, import the module, find the program."""
    kind, name = thing.split()
    if kind == "program":
        return shutil.which(name) is not None
    if kind == "module":
        command = [sys.executable, "-c", f"import {name}"]
        return run(command, stderr=DEVNULL).returncode == 0  # noqa: S603 - a name of NEEDS
    from ctypes import CDLL

    for each in (name, re.sub(r"\.so(\.\d+)$", r"\1.dylib", name)):  # as on Linux, as on macOS
        with contextlib.suppress(OSError):
            return bool(CDLL(each))
    return False


def install_command(missing: Collection[Need], manager: str) -> str:
    """Return the command that installs what is missing with one of the package managers."""
    return " ".join([INSTALL[manager], *sorted({getattr(need, manager) for need in missing})])


def advice(missing: Collection[Need]) -> str:
    """Say what is missing and what to type: on this system, or on each that we know."""
    here = [manager for manager in INSTALL if shutil.which(INSTALL[manager].split()[0])]
    lines = [f"this system lacks {', '.join(need.thing for need in missing)}. To install:"]
    for manager in here[:1] or INSTALL:
        sudo = "" if manager == "brew" or os.geteuid() == 0 else "sudo "
        lines.append(f"    {sudo}{install_command(missing, manager)}")
    return "\n".join([*lines, "Then run the same command again."])


def lacking(lock: Path, path: Collection[str]) -> list[str]:
    """List what a lock asks for, as name==version, and the folders of `path` do not have."""
    from importlib.metadata import distributions

    have = {d.name: d.version for d in reversed(list(distributions(path=list(path))))}
    have = {re.sub("[-_.]+", "-", name).lower(): version for name, version in have.items()}
    asked = re.findall(r"^([a-z0-9-]+)==([^\s;]+)", lock.read_text(), re.MULTILINE)
    return [f"{name}=={version}" for name, version in asked if have.get(name) != version]


class Door:
    """The set-up of the project in `root`; `say` shows how it goes: a text and its line end."""

    def __init__(self, root: Path, say: Callable[[str, str], None]) -> None:
        self.root = root
        self.say = say
        self.venv = root / ".venv"
        self.python = str(self.venv / "bin" / "python")
        self.stamp = self.venv / "backpocket-stamp"

    def interpreter(self, kind: str) -> str:
        """Return a Python with all that `kind`, "run" or "test", needs; make it if there is none.

        Without its stamp `.venv` is half made, and is not trusted even when it is what runs this.
        """
        within = str(self.venv) in (sys.prefix, str(Path(sys.executable).parents[1]))
        if self.ready(kind):
            return sys.executable if within else self.python
        if not within and not lacking(self.root / LOCKS[kind], sys.path):
            self.provide("run", kind)
            return sys.executable
        with self.alone():
            if not self.ready(kind):  # another process may have made it while this one waited
                self.make(kind)
        return self.python

    def ready(self, kind: str) -> bool:
        """Tell whether `.venv` is whole, for this lock and this Python."""
        stamped = self.stamp.exists() and self.digest(kind) in self.stamp.read_text().split()
        return stamped and os.access(self.python, os.X_OK)

    def digest(self, kind: str) -> str:
        """Return the stamp of an environment: it changes with whatever must renew it."""
        needs = [need for need in NEEDS if need.purpose in ("run", kind)]
        text = f"{sys.version_info[:3]} {needs} {(self.root / LOCKS[kind]).read_text()}"
        return hashlib.sha256(text.encode()).hexdigest()

    def make(self, kind: str) -> None:
        """Make `.venv`, or add the tests' packages to a whole one; the stamp comes last."""
        self.provide("venv", "run", kind)
        if self.venv.is_symlink():
            self.venv.unlink()  # what it leads to is another's, and stays as it is
        whole = self.ready("run")
        self.stamp.unlink(missing_ok=True)
        if not whole:
            self.step("make .venv", sys.executable, "-m", "venv", "--clear", str(self.venv))
        lock = self.root / LOCKS[kind]
        pip = [self.python, "-m", "pip", "install", "--require-hashes", "--only-binary=:all:"]
        self.step(f"install the packages of {lock.name}", *pip, "-r", str(lock))
        missing = lacking(lock, [str(each) for each in self.venv.glob("lib/python*/site-packages")])
        if missing:
            raise SetUpError(f"pip reported no error, yet .venv lacks {', '.join(missing)}")
        draft = self.stamp.with_suffix(".draft")
        draft.write_text("\n".join(self.digest(each) for each in ("run", kind)))
        draft.replace(self.stamp)

    def provide(self, *purposes: str) -> None:
        """Look for what pip cannot install; as root on Debian and its kin, install it."""
        missing = [need for need in NEEDS if need.purpose in purposes and not found(need.thing)]
        if missing and os.geteuid() == 0 and shutil.which("apt-get"):
            install = "DEBIAN_FRONTEND=noninteractive " + install_command(missing, "apt")
            what = f"install {', '.join(sorted({need.apt for need in missing}))}"
            self.step(what, "sh", "-c", f"{install} || (apt-get update && {install})")
        missing = [need for need in missing if not found(need.thing)]
        if missing:
            raise SetUpError(advice(missing))

    def step(self, what: str, *command: str) -> None:
        """Run one command on a line of its own, which ends with the time it took."""
        self.say(f"set-up: {what} …", " ")
        started = time.monotonic()
        try:  # the command keeps the lock's file open: should it outlive us, the others still wait
            done = run(  # noqa: S603 - a command of this file
                command, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, text=True, close_fds=False
            )
        finally:
            self.say(f"{time.monotonic() - started:.1f} s", "\n")
        if done.returncode:
            tail = "\n".join(done.stdout.splitlines()[-15:])
            raise SetUpError(f"could not {what}; it ended with\n{tail}")

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other set-ups of this project waiting until this one has ended."""
        from fcntl import LOCK_EX, LOCK_NB, flock

        with (self.root / ".venv.lock").open("w") as file:
            os.set_inheritable(file.fileno(), True)
            try:
                flock(file, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                self.say("set-up: waiting for another build.py to finish its own", "\n")
                flock(file, LOCK_EX)
            yield


def main(arguments: list[str]) -> int:
    """Set up what is missing, then become the press or its tests; return the exit code."""
    try:
        return start(arguments)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED


def start(arguments: list[str]) -> int:
    """Set up what is missing, then become the press or its tests."""

    def say(text: str, end: str) -> None:
        if not {"-q", "--quiet"} & set(arguments):
            print(text, end=end, file=sys.stderr, flush=True)

    kind = "test" if arguments[:1] == ["test"] else "run"
    try:
        python = Door(ROOT, say).interpreter(kind)
    except (SetUpError, OSError) as error:
        print(f"build.py: {error}", file=sys.stderr)
        return SET_UP_FAILED
    if kind == "test":
        os.chdir(ROOT)
        os.execv(python, [python, "-m", "pytest", *arguments[1:]])  # noqa: S606 - no shell is wanted
    if python != sys.executable:
        os.execv(python, [python, *sys.orig_argv[1:]])  # noqa: S606 - the same command again
    from backpocket.commands.cli import run as press

    press()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
