"""Sources: what is read, what is refused, and the places in a text."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpocket.diagnostics import Place
from backpocket.load.disk import Disk
from backpocket.load.text_files import MOST_BYTES, read_text
from backpocket.model.source import Source


def refused(root: Path, path: Path) -> str:
    """Read a file that must be refused, and return what is said of it."""
    source, diagnostics = read_text(Disk(root), path)
    assert source is None
    [found] = diagnostics
    assert found.is_error
    return f"{found.place}: {found.code}: {found.message}"


def test_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    assert refused(tmp_path, tmp_path / "a.md") == "a.md: E001: this is not a file"


# --- Places --------------------------------------------------------------------------------


@given(st.text(st.sampled_from("a é🦵\n\t"), max_size=60), st.data())
def test_offset_and_place_are_inverse(text: str, data: st.DataObject) -> None:
    source = Source("a.md", text)
    offset = data.draw(st.integers(0, len(text)))
    place = source.place(offset)
    assert source.offset(place.line, place.column) == offset
    assert place.line == text.count("\n", 0, offset) + 1
    assert source.line(place.line)[: place.column - 1] == text[:offset].rpartition("\n")[2]


@given(st.text(max_size=20), st.integers(-5, 50), st.integers(-5, 50))
def test_places_out_of_the_text_are_drawn_into_it(text: str, one: int, two: int) -> None:
    source = Source("a.md", text)
    assert source.place(one) == source.place(min(max(one, 0), len(text)))
    assert 0 <= source.offset(one, two) <= len(text)
    assert "\n" not in source.line(one)


def test_error_holds_its_line() -> None:
    found = Source("a.md", "one\n\ttwo\nthree").error(6, "E1", "m", "h")
    assert (found.place, found.excerpt) == (Place("a.md", 2, 3), "\ttwo")


# --- Reading -------------------------------------------------------------------------------


def test_byte_order_mark_and_line_ends_are_unified(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("\ufeffone\r\ntwo\rthree\n".encode())
    source, diagnostics = read_text(Disk(tmp_path), path)
    assert not diagnostics
    assert source == Source("a.md", "one\ntwo\nthree\n")


def test_path_is_given_from_the_root(tmp_path: Path) -> None:
    path = tmp_path / "content" / "small" / "ä b.md"
    path.parent.mkdir(parents=True)
    path.write_text("x")
    source, _ = read_text(Disk(tmp_path), path)
    assert source is not None
    assert source.path == "content/small/ä b.md"


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"])
def test_bytes_that_are_not_utf_8_are_placed(tmp_path: Path, bad: bytes) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf# One\r\n\r\nna\xc3\xafve " + bad)
    first = f"byte {bad[0]:#04x}"
    assert refused(tmp_path, path) == f"a.md:3:7: E002: {first} is not UTF-8 text"


@pytest.mark.parametrize("char", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\ufffe"])
def test_character_that_is_no_text_is_placed(tmp_path: Path, char: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(f"one\n“two” {char}".encode())
    message = f"the character U+{ord(char):04X} cannot be printed"
    assert refused(tmp_path, path) == f"a.md:2:7: E002: {message}"


def test_ten_megabytes_are_refused_and_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"word " * 2_000_000)
    taken = []

    class Meter(io.FileIO):
        def read(self, size: int | None = -1) -> Any:
            taken.append(size)
            return super().read(size)

    monkeypatch.setattr(Path, "open", lambda self, mode: Meter(self))
    assert refused(tmp_path, path) == "a.md: E003: this file is larger than 1000 kB"
    assert taken == [MOST_BYTES + 1]


def test_largest_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"x" * MOST_BYTES)
    source, diagnostics = read_text(Disk(tmp_path), path)
    assert source is not None
    assert not diagnostics


def test_a_file_is_read_once_and_a_part_of_it_is_not_taken_for_all(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"abcdef")
    disk = Disk(tmp_path)
    assert [disk.read(path, most) for most in (3, 7, 3, None)] == [b"abc", b"abcdef"] * 2
    path.write_bytes(b"changed")
    assert [disk.read(path, most) for most in (3, 7, 3, None)] == [b"abc", b"abcdef"] * 2
    assert Disk(tmp_path).read(path) == b"changed"


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "b.md").mkdir()
    assert refused(tmp_path, tmp_path / "a.md") == "a.md: E001: this file is missing"
    message = "this is not a file"
    assert refused(tmp_path, tmp_path / "b.md") == f"b.md: E001: {message}"


def test_unreadable_file_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("x")

    def refuse(self: Path, mode: str) -> Any:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    monkeypatch.setattr(Path, "open", refuse)
    message = "this file cannot be read: Permission denied"
    assert refused(tmp_path, tmp_path / "a.md") == f"a.md: E001: {message}"


@pytest.mark.parametrize("way", ["file", "folder", "dots"])
def test_what_lies_outside_the_project_is_not_read(tmp_path: Path, way: str) -> None:
    root = tmp_path / "project"
    (root / "content").mkdir(parents=True)
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "a.md").write_text("secret")
    path = root / "content" / "a.md"
    if way == "file":
        path.symlink_to(tmp_path / "away" / "a.md")
    elif way == "folder":
        (root / "content" / "moves").symlink_to(tmp_path / "away")
        path = root / "content" / "moves" / "a.md"
    else:
        path = root / ".." / "away" / "a.md"
    assert refused(root, path).endswith(": E004: this file is outside the project")


def test_link_inside_the_project_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    (tmp_path / "b.md").symlink_to("a.md")
    assert read_text(Disk(tmp_path), tmp_path / "b.md") == (Source("b.md", "x"), [])


def test_project_behind_a_link_is_read(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.md").write_text("x")
    (tmp_path / "link").symlink_to("real")
    root = tmp_path / "link"
    assert read_text(Disk(root), root / "a.md") == (Source("a.md", "x"), [])


def test_link_to_itself_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("a.md")
    assert refused(tmp_path, tmp_path / "a.md").startswith("a.md: E001: this link leads nowhere")
