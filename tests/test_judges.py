"""Verdicts are kept by file and validator, and asked for again when either has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.judges import Judges
from tests.once import Once


class Cache:
    """What pytest's cache is to the judges: values of JSON by their keys."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def get(self, key: str, default: Any) -> Any:
        return self.kept.get(key, default)

    def set(self, key: str, value: Any) -> None:
        self.kept[key] = value


def asked(tmp_path: Path, cache: Cache | None, validator: str, *, again: bool = False) -> list[str]:
    """Ask new judges twice about a file; return what was asked of the validator."""
    said: list[str] = []
    judges = Judges(Once(tmp_path), cache, tmp_path, again=again)
    for _ in range(2):
        found = judges.kept(validator, tmp_path / "file", lambda: said.append("asked") or ["pass"])
        assert found == ["pass"]
    return said


def test_a_verdict_is_kept_by_file_and_validator(tmp_path: Path) -> None:
    cache = Cache()
    (tmp_path / "file").write_text("one")
    assert asked(tmp_path, cache, "vera-1") == ["asked"]
    assert asked(tmp_path, cache, "vera-1") == []
    assert asked(tmp_path, cache, "vera-2") == ["asked"]
    (tmp_path / "file").write_text("two")
    assert asked(tmp_path, cache, "vera-1") == ["asked"]
    (tmp_path / "file").write_text("one")
    assert asked(tmp_path, cache, "vera-1") == []


def test_a_verdict_is_asked_for_again_on_request_and_without_a_cache(tmp_path: Path) -> None:
    cache = Cache()
    (tmp_path / "file").write_text("one")
    assert asked(tmp_path, cache, "vera-1") == ["asked"]
    assert asked(tmp_path, cache, "vera-1", again=True) == ["asked"]
    assert asked(tmp_path, None, "vera-1") == ["asked"]
