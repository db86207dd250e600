"""The cache of bases: what has been rendered is not rendered again, nor is anything old taken."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from backpocket.load.catalogue import Catalogue
from backpocket.load.disk import Disk
from backpocket.orders.batch import bindery as bindery_
from backpocket.orders.batch.bindery import bindery
from backpocket.orders.copies.base import Base
from backpocket.orders.copies.base_cache import BaseCache
from backpocket.orders.copies.personalise import personal
from backpocket.write.files import passing
from tests.orders.conftest import Small

NAME = "small/sheet-letter"


def test_what_is_kept_is_found_as_it_was(sheet: Base, tmp_path: Path) -> None:
    cache = BaseCache(tmp_path / "bases", "recipe")
    assert cache.take(NAME) is None
    cache.keep(NAME, sheet)
    assert cache.take(NAME) == sheet
    assert BaseCache(tmp_path / "bases", "recipe").take(NAME) == sheet
    assert cache.take("small/sheet-a4") is None
    files = [tmp_path / "bases", *(tmp_path / "bases").iterdir()]
    assert not [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_what_is_made_of_something_else_is_not_taken(sheet: Base, tmp_path: Path) -> None:
    BaseCache(tmp_path, "recipe").keep(NAME, sheet)
    passing(next(tmp_path.iterdir())).write_text("half-written when its process was killed")
    assert BaseCache(tmp_path, "other").take(NAME) is None
    BaseCache(tmp_path, "other").keep(NAME, sheet)
    assert BaseCache(tmp_path, "recipe").take(NAME) is None
    assert len(list(tmp_path.iterdir())) == 1


def test_on_the_next_day_all_is_rendered_anew(
    sheet: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")
    BaseCache(tmp_path, "recipe").keep(NAME, sheet)
    assert BaseCache(tmp_path, "recipe").take(NAME) == sheet
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    assert BaseCache(tmp_path, "recipe").take(NAME) is None


@pytest.mark.parametrize("at", [0, 70, 2000, -1])
def test_what_is_ruined_is_not_taken(sheet: Base, tmp_path: Path, at: int) -> None:
    cache = BaseCache(tmp_path, "recipe")
    cache.keep(NAME, sheet)
    (file,) = tmp_path.iterdir()
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    assert cache.take(NAME) is None
    file.write_bytes(file.read_bytes()[:100])
    assert cache.take(NAME) is None


def test_a_folder_that_cannot_be_written_is_no_fault(sheet: Base, tmp_path: Path) -> None:
    (tmp_path / "bases").write_text("")
    cache = BaseCache(tmp_path / "bases", "recipe")
    cache.keep(NAME, sheet)
    assert cache.take(NAME) is None


@pytest.mark.slow
def test_a_second_run_renders_nothing(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    product = {"name": "Balm", "sku": ["B*"], "guide": "small", "editions": ["sheet"]}
    catalogue = Catalogue.model_validate(
        {
            "greeting": "For {reader}",
            "digital_only": "make",
            "destination": [{"paper": "a4"}],
            "product": [product],
        }
    )
    first, diagnostics = bindery(Disk(small.root), catalogue).prepare([NAME])
    assert not diagnostics

    def refuse(*_: Any) -> Any:
        raise AssertionError("it was rendered again")

    monkeypatch.setattr(bindery_, "_rendered", refuse)
    again, diagnostics = bindery(Disk(small.root), catalogue).prepare([NAME])
    assert not diagnostics
    assert first.keys() == again.keys() == {NAME, "small/card-4x6"}
    assert personal(first[NAME], "Łukasz", "#1") == personal(again[NAME], "Łukasz", "#1")
    greeted = catalogue.model_copy(update={"greeting": "Hello {reader}"})
    with pytest.raises(AssertionError, match="rendered again"):
        bindery(Disk(small.root), greeted).prepare([NAME])
