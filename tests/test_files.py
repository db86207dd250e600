"""Files: written whole or not at all; digests that change with contents and with nothing else."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pytest

from backpocket.load.disk import Disk
from backpocket.write.files import digest, write_whole
from backpocket.write.inputs import inputs_digest


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


class FullDisk:
    """A file on a disk that is full after the first byte."""

    def __init__(self, handle: int, mode: str) -> None:
        self.handle = handle

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        os.close(self.handle)

    def write(self, data: bytes) -> None:
        os.write(self.handle, data[:1])
        fail()


@pytest.mark.parametrize(
    ("where", "what", "failure"),
    [
        (os, "fdopen", FullDisk),
        (os, "fsync", fail),
        (Path, "chmod", fail),
        (Path, "replace", fail),
        (Path, "replace", stop),
    ],
    ids=["write", "fsync", "chmod", "replace", "interrupt"],
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


def test_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError, match=r"file"):
        write_whole(tmp_path / "file" / "a.pdf", b"new")


def test_data_is_on_the_disk_before_the_name(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("fsync"), fsync(handle)))
    monkeypatch.setattr(
        Path, "replace", lambda self, to: (order.append("replace"), replace(self, to))
    )
    write_whole(old, b"new")
    assert order == ["fsync", "replace", "fsync"]


def test_digest_is_sha_256() -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


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
