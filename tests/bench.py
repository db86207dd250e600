"""A bench: a small project of its own, in which commands are run, and disturbed as they run."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from tests.orders.exports import as_csv, shopify

__all__ = ["DEEDS", "Bench", "Deed", "Ended", "Work", "make_bench", "tree", "write_tree"]

ROOT = Path(__file__).parents[1]
PARTS = ("build.py", "backpocket", "styles", "templates", "requirements.lock")
ORDERS = 80
CATALOGUE = """\
greeting = "For {reader}"
digital_only = "make"
[[destination]]
paper = "a4"
[[product]]
name = "Relief Balm"
sku = ["WM-BALM*"]
title = ["Relief Balm*"]
guide = "small"
editions = ["sheet"]
"""
PATIENCE = 15.0
"""Seconds, over those of an undisturbed run, in which all must have ended."""

Tree = Mapping[str, bytes]


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their paths; a lock is none of them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def write_tree(folder: Path, files: Tree) -> None:
    """Write files to a folder, each by its path there."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@dataclass(frozen=True)
class Deed:
    """What is done to a command: a signal to one of its processes, or Ctrl-C to all of them.

    ``worker`` counts from one; the parent is 0.
    """

    name: str
    worker: int = 0
    ctrl_c: bool = False


DEEDS = (
    Deed("parent killed"),
    Deed("worker 1 killed", worker=1),
    Deed("worker 2 killed", worker=2),
    Deed("Ctrl-C", ctrl_c=True),
)


@dataclass(frozen=True)
class Work:
    """A command, what its output folder holds before and after, and how it tells of a lost worker.

    ``seconds`` is how long it takes undisturbed.
    """

    name: str
    arguments: tuple[str, ...]
    out: Path
    code: int
    words: str
    before: Tree = field(default_factory=dict, repr=False)
    after: Tree = field(default_factory=dict, repr=False)
    seconds: float = 0.0


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code (None if it did not end), output, seconds from the deed.

    ``done`` says whether there still was a process to do it to.
    """

    code: int | None
    said: str
    seconds: float
    done: bool
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bench:
    """A small project of its own, in which commands are run and disturbed."""

    root: Path
    python: str

    @property
    def passing(self) -> Path:
        return self.root / "passing"

    def start(self, work: Work) -> subprocess.Popen[bytes]:
        """Start a command as a terminal does, with its processes in a group of its own."""
        with (self.root / "said").open("wb") as said:
            return subprocess.Popen(
                [self.python, str(self.root / "build.py"), *work.arguments],
                cwd=self.root,
                env=os.environ | {"BENCH": str(self.root), "TMPDIR": str(self.passing)},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # Ctrl-C is ignored where these tests run unattended, and so it would be there.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    def run(self, work: Work) -> float:
        """Run a command undisturbed; return the seconds it took."""
        began = time.monotonic()
        with self.start(work) as process:
            pass
        if process.returncode:
            raise AssertionError(f"{work.name}: {process.returncode}\n{self.said()}")
        return time.monotonic() - began

    def said(self) -> str:
        return (self.root / "said").read_text(encoding="utf-8")

    def left(self) -> list[psutil.Process]:
        """Return the processes of a command that are still alive, however they are related."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get("BENCH") == str(self.root):
                    found.append(process)
        return found

    def disturb(self, work: Work, deed: Deed, delay: float) -> Ended:
        """Run a command, do something to it after some seconds, and see it end."""
        process = self.start(work)
        began = time.monotonic()
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(delay)
            done = _do(deed, process)
            began = time.monotonic()
            bound = began + work.seconds + PATIENCE
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(work.seconds + PATIENCE)
            while (left := self.left()) and time.monotonic() < bound:
                time.sleep(0.01)
            seconds = time.monotonic() - began
            names = tuple(" ".join(each.cmdline()[1:3])[-100:] for each in left)
            return Ended(process.poll(), self.said(), seconds, done, names)
        finally:
            for each in self.left():
                each.kill()
            process.wait()


def _do(deed: Deed, process: subprocess.Popen[bytes]) -> bool:
    """Do it, once there is the process that it is meant for; say whether there was one."""
    while process.poll() is None:
        if deed.ctrl_c:
            os.killpg(process.pid, signal.SIGINT)
            return True
        if not deed.worker:
            process.kill()
            return True
        if len(workers := _workers(process.pid)) >= deed.worker:
            with contextlib.suppress(psutil.NoSuchProcess):
                workers[deed.worker - 1].kill()
                return True
        time.sleep(0.002)
    return False


def _workers(parent: int) -> list[psutil.Process]:
    found = []
    with contextlib.suppress(psutil.NoSuchProcess):
        for child in sorted(psutil.Process(parent).children(), key=lambda child: child.pid):
            with contextlib.suppress(psutil.Error):
                if "serve(" in " ".join(child.cmdline()):
                    found.append(child)
    return found


def make_bench(
    folder: Path, python: str, editions: tuple[str, str] = ("sheet-a4", "sheet-letter")
) -> tuple[Bench, tuple[Work, Work]]:
    """Make a project with the small guide of the tests, a build of two editions, an order run."""
    bench = Bench(folder, python)
    folder.mkdir(exist_ok=True)
    for name in PARTS:
        if (ROOT / name).is_dir():
            skipped = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=skipped)
        else:
            shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "tests" / "guide" / "content", folder / "content")
    (folder / "content" / "orders.toml").write_text(CATALOGUE, encoding="utf-8")
    bench.passing.mkdir()
    (folder / "runs").mkdir()
    return bench, (_build(bench, editions), _order_run(bench))


def _build(bench: Bench, editions: tuple[str, str]) -> Work:
    out = bench.root / "dist"
    first, second = editions
    named = ("--edition", first, "--edition", second)
    arguments = ("build", "--jobs", "2", *named, "--out", str(out))
    work = Work("build", arguments, out, code=4, words="E412")
    seconds = bench.run(work)
    after = tree(out)
    before = {name: b"the last good file" for name in after if name != "manifest.json"}
    return replace(work, before=before, after=after, seconds=seconds)


def _order_run(bench: Bench) -> Work:
    export = bench.root / "export.csv"
    numbers = range(1001, 1001 + ORDERS)
    rows = [shopify(Name=f"#{each}", Id=str(each), Shipping_Name="Ann Day") for each in numbers]
    export.write_text(as_csv(rows), encoding="utf-8")
    out = bench.root / "runs" / "a"
    arguments = ("orders", str(export), "--jobs", "2", "--out", str(out))
    work = Work("orders", arguments, out, code=5, words="E505")
    seconds = bench.run(work)
    return replace(work, after=tree(out), seconds=seconds)
