"""The manifest: what it lists, what is removed, and that one build at a time has the folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from backpocket import __version__
from backpocket.write.manifest import (
    Manifest,
    Published,
    hold,
    read_manifest,
    remove_stale,
    write_manifest,
)

ROOT = Path(__file__).parents[2]


def published(out: Path, path: str) -> Published:
    """Write a file and return how it is listed."""
    (out / path).parent.mkdir(parents=True, exist_ok=True)
    (out / path).write_text(path)
    guide, _, file = path.partition("/")
    return Published(guide, "1.0", Path(file).stem, path, len(path), 1, 12.0, "0")


def tree(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*")}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dist"


# --- What is listed ------------------------------------------------------------------------


def test_a_manifest_names_the_press(out: Path) -> None:
    item = published(out, "back/handout-a4.pdf")
    write_manifest(out, [item], {"back": "abc"})
    assert read_manifest(out) == Manifest({"back": "abc"}, (item,), press=__version__)
    assert json.loads((out / "manifest.json").read_text())["press"] == "0.1.0"


def test_a_manifest_of_an_older_press_is_read(out: Path) -> None:
    item = published(out, "back/handout-a4.pdf")
    write_manifest(out, [item], {"back": "abc"})
    table = json.loads((out / "manifest.json").read_text())
    del table["press"]
    (out / "manifest.json").write_text(json.dumps(table))
    assert read_manifest(out) == Manifest({"back": "abc"}, (item,))


# --- What is stale -------------------------------------------------------------------------


def test_stale_files_go_and_foreign_ones_stay(out: Path) -> None:
    names = ["back/handout-a4.pdf", "back/sheet-a4.pdf", "knee/handout-a4.pdf", "hip/sheet-a4.pdf"]
    write_manifest(out, [published(out, name) for name in names], dict.fromkeys(names, ""))
    write_manifest(out, [published(out, name) for name in names], {"back": "1", "knee": "2"})
    (out / "knee" / "notes.txt").write_text("mine")
    (out / "loose.pdf").write_text("mine")
    remove_stale(out, {"back/handout-a4.pdf", "back/ebook.epub"})
    kept = {"back", "back/handout-a4.pdf", "knee", "knee/notes.txt", "loose.pdf", "manifest.json"}
    assert tree(out) == kept
    manifest = read_manifest(out)
    assert [item.path for item in manifest.files] == ["back/handout-a4.pdf"]
    assert manifest.inputs == {"back": "1"}


def test_folders_that_are_left_empty_go(out: Path) -> None:
    names = ["a/one.pdf", "b/c/two.pdf", "b/c/d/three.pdf"]
    write_manifest(out, [published(out, name) for name in names], {})
    remove_stale(out, {"a/one.pdf"})
    assert tree(out) == {"a", "a/one.pdf", "manifest.json"}


def test_what_a_guide_without_files_was_made_from_goes(out: Path) -> None:
    back, knee = (published(out, f"{guide}/handout-a4.pdf") for guide in ("back", "knee"))
    write_manifest(out, [back, knee], {"back": "1", "knee": "2"})
    (out / knee.path).unlink()
    write_manifest(out, [back], {"back": "1"})
    assert read_manifest(out).inputs == {"back": "1", "knee": "2"}
    remove_stale(out, {back.path, knee.path})
    assert read_manifest(out).inputs == {"back": "1"}


def test_nothing_is_written_if_nothing_is_stale(out: Path) -> None:
    write_manifest(out, [published(out, "back/handout-a4.pdf")], {"back": "1"})
    before = (out / "manifest.json").stat().st_ino
    remove_stale(out, {"back/handout-a4.pdf"})
    assert (out / "manifest.json").stat().st_ino == before


def test_a_manifest_of_somebody_else_removes_nothing_outside(out: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("mine")
    (out / "folder").mkdir(parents=True)
    (out / "link").symlink_to(outside)
    paths = ["../outside/kept.txt", str(outside / "kept.txt"), "link/kept.txt", "folder", ".", ""]
    listed = [Published("x", "1", "x", path, 1, 1, 1.0, "0") for path in paths]
    write_manifest(out, listed, {})
    remove_stale(out, set())
    assert (outside / "kept.txt").read_text() == "mine"
    assert tree(out) == {"folder", "link", "manifest.json"}
    assert not read_manifest(out).files


def test_a_listed_link_is_removed_and_not_what_it_leads_to(out: Path, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    item = published(out, "back/handout-a4.pdf")
    (out / item.path).unlink()
    (out / item.path).symlink_to(tmp_path / "kept.txt")
    write_manifest(out, [item], {})
    remove_stale(out, set())
    assert (tmp_path / "kept.txt").read_text() == "mine"
    assert tree(out) == {"manifest.json"}


# --- One build at a time -------------------------------------------------------------------


def never() -> None:
    raise AssertionError("nobody has it")


def test_a_folder_that_stays_empty_goes_again(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b" / "dist"
    with hold(out, never) as waited:
        assert not waited
        assert tree(out) == {".lock"}
    assert not (tmp_path / "a").exists()
    with hold(out, never):
        (out / "file").write_text("x")
    assert tree(out) == {"file"}


def test_a_folder_that_was_there_stays(out: Path) -> None:
    out.mkdir()
    with hold(out, never):
        pass
    assert out.is_dir()


def test_a_second_one_waits_and_says_so(out: Path) -> None:
    waits, done = threading.Event(), threading.Event()
    order: list[str] = []

    def second() -> None:
        with hold(out, waits.set) as waited:
            order.append(f"second waited: {waited}")
        done.set()

    with hold(out, never):
        thread = threading.Thread(target=second)
        thread.start()
        assert waits.wait(30)
        assert not done.is_set()
        order.append("first")
    thread.join(30)
    assert order == ["first", "second waited: True"]
    assert not out.exists()


def test_a_lock_that_a_kill_has_left_keeps_nobody_out(out: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from backpocket.write.manifest import hold\n"
        "with hold(Path(sys.argv[1]), lambda: None): os._exit(9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(out)], cwd=ROOT, check=False)
    assert killed.returncode == 9
    assert tree(out) == {".lock"}
    with hold(out, never):
        pass
    assert tree(out) == set()


def test_many_at_once_have_it_one_after_the_other(out: Path) -> None:
    """Each takes its lock, and the folder, away when it is done, while others wait at the door."""
    inside: list[int] = []
    most: list[int] = []

    def take(number: int) -> None:
        for _ in range(20):
            with hold(out, lambda: None):
                inside.append(number)
                most.append(len(inside))
                inside.remove(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert most == [1] * 80
    assert tree(out) == set()


def test_a_folder_that_another_takes_away_at_the_door_is_made_again(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes after it is made and before the lock is in it, as often as there are others."""
    mkdir, left = Path.mkdir, [4]

    def fleeting(path: Path, *arguments: Any, **options: Any) -> None:
        mkdir(path, *arguments, **options)
        left[0] -= 1
        if left[0]:
            path.rmdir()

    monkeypatch.setattr(Path, "mkdir", fleeting)
    with hold(out, never):
        assert tree(out) == {".lock"}
    assert left == [0]
    assert not out.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_an_error(out: Path) -> None:
    out.mkdir(mode=0o500)
    with pytest.raises(PermissionError), hold(out, never):
        pass


def test_a_file_in_the_place_of_the_folder_is_an_error(out: Path) -> None:
    out.write_text("x")
    with pytest.raises(OSError, match="exists"), hold(out, never):
        pass
