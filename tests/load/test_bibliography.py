"""Bibliographies: how large one may be, and what its entries are cited by."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import pytest

from backpocket.load.bibliography.entries import judged
from backpocket.load.bibliography.exported import Exported
from backpocket.load.bibliography.exports import MOST_BYTES, read_bibliography
from backpocket.model.source import Source


@pytest.mark.parametrize(
    ("size", "code", "message"),
    [
        (MOST_BYTES, "E014", "there is no entry in this file"),
        (MOST_BYTES + 1, "E003", "this file is larger than 5 MB"),
        (MOST_BYTES * 2, "E003", "this file is larger than 5 MB"),
    ],
)
@pytest.mark.slow
def test_the_largest_file(tmp_path: Path, size: int, code: str, message: str) -> None:
    path = tmp_path / "export"
    path.write_bytes(b"[" + b" " * (size - 2) + b"]")
    _, found, diagnostics = read_bibliography(path)
    assert not found
    assert [(each.code, each.message) for each in diagnostics] == [(code, message)]


@pytest.mark.parametrize(
    "entries",
    [
        ["@book{a, title={T}}\n", "\n@book{b, title={T}}\n", "@book{c,\n title={T}}"],
        ["TY  - BOOK\nTI  - T\nER  - \n", "\nTY  - BOOK\nTI  - T\nER  - \n"],
        ['[{"id": "a"},', '\n{"id": "b"}]'],
    ],
    ids=["BibTeX", "RIS", "CSL-JSON"],
)
def test_each_entry_stands_at_its_place(tmp_path: Path, entries: list[str]) -> None:
    path = tmp_path / "export"
    path.write_text("".join(entries))
    _, found, diagnostics = read_bibliography(path)
    assert not diagnostics
    before = accumulate(map(len, entries[:-1]), initial=0)
    blanks = (len(each) - len(each.lstrip("[\n")) for each in entries)
    assert [each.offset for each in found] == [
        sum(pair) for pair in zip(before, blanks, strict=True)
    ]


def keys(count: int, *taken: str) -> list[str]:
    fields = {
        "id": "http://example.org/1",
        "type": "book",
        "title": "T",
        "author": [{"family": "Müller", "given": "Ann"}],
        "issued": {"date-parts": [[2020, 4, 30]]},
    }
    source = Source("export", "")
    made, diagnostics = judged(source, [Exported(fields, 0) for _ in range(count)], taken)
    assert not diagnostics
    return [each.reference.id for each in made]


def test_entries_of_one_name_and_year_have_keys_of_their_own() -> None:
    assert keys(3) == ["muller2020", "muller2020b", "muller2020c"]
    assert keys(2, "Muller2020", "muller2020c") == ["muller2020b", "muller2020d"]
    assert keys(29)[25:] == ["muller2020z", "muller2020-2", "muller2020-3", "muller2020-4"]
