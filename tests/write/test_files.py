"""Files: written whole or not at all; digests that change with contents and with nothing else."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backpocket.load.disk import Disk
from backpocket.write import files
from backpocket.write.files import (
    Together,
    digest,
    digest_of,
    hold,
    make_folder,
    passing,
    sweep,
    write_whole,
    writing,
)
from backpocket.write.inputs import inputs_digest
from tests.places import ROOT


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "out" / "a.pdf"
    path.parent.mkdir()
    path.write_bytes(b"old")
    return path


def test_file_is_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "one" / "two" / "a.pdf"
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert list(path.parent.iterdir()) == [path]


def test_file_is_replaced(old: Path) -> None:
    write_whole(old, b"new")
    assert old.read_bytes() == b"new"
    assert list(old.parent.iterdir()) == [old]


def fail(*arguments: Any, **options: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def stop(*arguments: Any, **options: Any) -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("where", "what", "failure"),
    [
        (os, "fsync", fail),
        (os, "fchmod", fail),
        (Path, "replace", fail),
        (Path, "replace", stop),
    ],
    ids=["fsync", "chmod", "replace", "interrupt"],
)
def test_old_file_stays_if_writing_fails(
    old: Path, monkeypatch: pytest.MonkeyPatch, where: Any, what: str, failure: Callable[..., Any]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(where, what, failure)
        with pytest.raises((OSError, KeyboardInterrupt)):
            write_whole(old, b"new and longer")
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.parametrize("lasting", [False, True])
def test_old_file_stays_if_what_writes_it_fails(old: Path, lasting: bool) -> None:
    def write_half() -> None:
        with writing(old, lasting=lasting) as file:
            file.write(b"new and longer")
            file.flush()
            assert old.read_bytes() == b"old"
            fail()

    with pytest.raises(OSError, match="No space"):
        write_half()
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.parametrize(("private", "mode"), [(False, 0o644), (True, 0o600)])
def test_who_may_read_a_file(tmp_path: Path, private: bool, mode: int) -> None:
    path = tmp_path / "a.pdf"
    passing(path).write_bytes(b"of a killed process, for all to read, and longer")
    passing(path).chmod(0o666)
    with writing(path, private=private) as file:
        assert stat.S_IMODE(passing(path).stat().st_mode) == mode
        file.write(b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert list(tmp_path.iterdir()) == [path]


def test_no_link_is_written_through(old: Path) -> None:
    passing(old).symlink_to(old)
    with pytest.raises(OSError, match="symbolic links"):
        write_whole(old, b"new")
    assert old.read_bytes() == b"old"


KILLED = """
import os, sys
from pathlib import Path
from backpocket.write.files import writing
with writing(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("half", flush=True)
    sys.stdin.readline()
    file.write(b", whole")
"""


@pytest.fixture
def writer(old: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has half written a file."""
    command = [sys.executable, "-c", KILLED, old]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        assert passing(old).read_bytes() == b"half"
        yield process
        process.kill()


def test_what_a_killed_process_has_left_is_written_over(
    old: Path, writer: subprocess.Popen[str]
) -> None:
    writer.kill()
    writer.wait()
    assert old.read_bytes() == b"old"
    write_whole(old, b"new")
    assert old.read_bytes() == b"new"
    assert list(old.parent.iterdir()) == [old]


def test_two_processes_write_one_file_after_the_other(
    old: Path, writer: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as hurry:
        hurry.setattr(files, "_PATIENCE", 0.1)
        with pytest.raises(OSError, match="another process is writing it"):
            write_whole(old, b"new")
    assert passing(old).read_bytes() == b"half"
    later = threading.Timer(0.2, writer.communicate, ["go on\n"])
    later.start()
    write_whole(old, b"new")  # waits for the other one, and does not write into what it has written
    later.join()
    assert writer.returncode == 0
    assert old.read_bytes() == b"new"
    assert list(old.parent.iterdir()) == [old]


def test_sweeping(old: Path, writer: subprocess.Popen[str]) -> None:
    folder = old.parent
    kept = [".hidden", "b.part", ".b.pdf.abcd1234", ".a.pdf.abcd12345", ".a.pdf.ABCD1234"]
    for name in (*kept, ".b.pdf.part", ".a.pdf.abcd_234"):
        (folder / name).write_text("x")
    (folder / ".c.part").mkdir()
    sweep(folder, ["a.pdf"])
    assert {path.name for path in folder.iterdir()} == {"a.pdf", ".a.pdf.part", ".c.part", *kept}
    writer.kill()
    writer.wait()
    sweep(folder)
    assert {path.name for path in folder.iterdir()} == {"a.pdf", ".c.part", *kept}
    sweep(folder / "none")


def test_a_disk_that_knows_no_locks(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    monkeypatch.setattr(fcntl, "flock", none)
    write_whole(old, b"new")
    assert old.read_bytes() == b"new"
    assert list(old.parent.iterdir()) == [old]
    with pytest.raises(OSError, match="not supported"):
        hold(old)


def test_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError, match=r"file"):
        write_whole(tmp_path / "file" / "a.pdf", b"new")


@pytest.mark.parametrize(
    ("before", "options", "mode"),
    [
        (None, {"private": True}, 0o700),
        (0o755, {"private": True}, 0o700),
        (0o500, {"private": True}, 0o500),
        (0o755, {}, 0o755),
    ],
)
def test_who_may_open_a_folder(
    tmp_path: Path, before: int | None, options: dict[str, bool], mode: int
) -> None:
    path = tmp_path / "folder"
    if before is not None:
        path.mkdir()
        path.chmod(before)
    make_folder(path, **options)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done for a power cut, in the order in which it is done."""
    order: list[str] = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("fsync"), fsync(handle)))
    monkeypatch.setattr(
        Path, "replace", lambda self, to: (order.append("replace"), replace(self, to))
    )
    return order


def test_data_is_on_the_disk_before_the_name(old: Path, order: list[str]) -> None:
    write_whole(old, b"new")
    assert order == ["fsync", "replace", "fsync"]


# --- Together ------------------------------------------------------------------------------


def test_files_take_their_names_together(old: Path, order: list[str]) -> None:
    with Together(old.parent) as together:
        for name in ("a.pdf", "b.pdf"):
            with together.writing(name) as file:
                file.write(b"new")
        assert old.read_bytes() == b"old"
        assert order == ["fsync", "fsync"]
    assert order == ["fsync", "fsync", "replace", "replace", "fsync"]
    made = sorted(old.parent.iterdir())
    assert [path.name for path in made] == ["a.pdf", "b.pdf"]
    assert {(path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) for path in made} == {
        (b"new", 0o600)
    }


@pytest.mark.parametrize("failure", [fail, stop])
def test_no_file_takes_its_name_if_one_fails(
    old: Path, order: list[str], failure: Callable[..., Any]
) -> None:
    def write_half() -> None:
        with Together(old.parent) as together:
            for name in ("a.pdf", "b.pdf"):
                with together.writing(name) as file:
                    file.write(b"new")
            with together.writing("c.pdf"):
                failure()

    with pytest.raises((OSError, KeyboardInterrupt)):
        write_half()
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]
    assert order == ["fsync", "fsync"]


# --- Digests -------------------------------------------------------------------------------


def test_digest_is_sha_256(tmp_path: Path) -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for size in (0, 1, (1 << 20) + 1):
        (tmp_path / "file").write_bytes(b"x" * size)
        assert digest_of(tmp_path / "file") == digest(b"x" * size)


# --- Inputs --------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for name in (
        "content/brand.toml",
        "content/words.txt",
        "content/small/guide.toml",
        "content/small/moves/plank.toml",
        "content/words.txt",
        "content/other/guide.toml",
        "templates/base.html.j2",
        "styles/fonts/a.ttf",
        "backpocket/cli.py",
        "backpocket/__pycache__/cli.pyc",
        "requirements.lock",
        "README.md",
        "dist/small/a.pdf",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    return root


@pytest.mark.parametrize(
    "name",
    [
        "content/brand.toml",
        "content/words.txt",
        "content/small/guide.toml",
        "content/small/moves/plank.toml",
        "templates/base.html.j2",
        "styles/fonts/a.ttf",
        "backpocket/cli.py",
        "requirements.lock",
    ],
)
def test_digest_changes_with_what_the_guide_is_made_from(root: Path, name: str) -> None:
    before = inputs_digest(Disk(root), "small")
    text = (root / name).read_text()
    (root / name).write_text(text + "x")
    assert inputs_digest(Disk(root), "small") != before
    (root / name).write_text(text)
    assert inputs_digest(Disk(root), "small") == before
    (root / name).rename((root / name).with_suffix(".moved"))
    assert inputs_digest(Disk(root), "small") != before


@pytest.mark.parametrize(
    "name",
    [
        "content/other/guide.toml",
        "backpocket/__pycache__/cli.pyc",
        "README.md",
        "dist/small/a.pdf",
    ],
)
def test_digest_does_not_change_with_anything_else(root: Path, name: str) -> None:
    before = inputs_digest(Disk(root), "small")
    (root / name).write_text("changed")
    assert inputs_digest(Disk(root), "small") == before


def test_digest_does_not_change_with_times_or_the_place(root: Path, tmp_path: Path) -> None:
    before = inputs_digest(Disk(root), "small")
    for path in root.rglob("*"):
        os.utime(path, (1, 1))
    assert inputs_digest(Disk(root), "small") == before
    elsewhere = tmp_path / "__pycache__" / "moved"
    shutil.copytree(root, elsewhere)
    assert inputs_digest(Disk(elsewhere), "small") == before


def test_contents_of_two_files_cannot_be_exchanged(root: Path) -> None:
    before = inputs_digest(Disk(root), "small")
    one, two = root / "content/small/guide.toml", root / "content/small/moves/plank.toml"
    first, second = one.read_text(), two.read_text()
    one.write_text(second)
    two.write_text(first)
    assert inputs_digest(Disk(root), "small") != before
