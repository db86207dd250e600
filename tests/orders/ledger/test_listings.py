"""Listings: what a packer and a shop read of a run, to the byte."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

import pytest

from backpocket import __version__
from backpocket.orders.ledger.listings import write_run_manifest, write_skipped
from backpocket.orders.ledger.records import CopyFile, Entry, LeftOut

FILE = CopyFile("1001-abc-back-sheet-a4.pdf", "0f", 12)


def entry(
    number: str,
    files: tuple[CopyFile, ...] | None = None,
    printed: tuple[tuple[str, int], ...] = (),
) -> Entry:
    editions = ("back/sheet-a4",)
    return Entry("key", 0, number, "Ann Walker", editions, "1", b"", None, files, "", printed)


MANIFEST = f"""\
{{
  "press": "{__version__}",
  "read": 2,
  "exports": [
    {{
      "file": "à.csv"
    }}
  ],
  "files": [],
  "orders": [
    {{"order": "#1001", "editions": ["back/sheet-a4"], "files": [\
{{"path": "personal/1001-abc-back-sheet-a4.pdf", "sha256": "0f", "bytes": 12}}], "printed": [\
{{"path": "print-a4-01.pdf", "page": 3}}]}},
    {{"order": "注文", "editions": ["back/sheet-a4"], "files": [], "printed": []}}
  ]
}}
"""


def written(entries: Sequence[Entry], exports: Sequence[dict[str, str]], **counts: Any) -> str:
    out = io.BytesIO()
    write_run_manifest(entries, exports, counts, [], out)
    return out.getvalue().decode()


def test_the_manifest_has_a_line_for_each_order() -> None:
    entries = [entry("#1001", (FILE,), (("print-a4-01.pdf", 3),)), entry("注文")]
    assert written(entries, [{"file": "à.csv"}], read=2) == MANIFEST


@pytest.mark.parametrize("count", range(3))
def test_the_manifest_is_json_with_any_number_of_orders(count: int) -> None:
    listed = json.loads(written([entry(f"#{number}") for number in range(count)], []))
    assert [each["order"] for each in listed["orders"]] == [f"#{number}" for number in range(count)]


def test_the_list_of_what_is_left_out_opens_in_a_spreadsheet() -> None:
    out = io.BytesIO()
    entries = [
        LeftOut(0, "order", "#1", "unpaid", 'a “quote", é', "x.csv", 12),
        LeftOut(1, "product", "=1+1", "unknown", "+1", "-x.csv", 0),
    ]
    write_skipped(entries, out)
    assert out.getvalue().decode("utf-8") == (
        '\ufeff"order","left out","reason","explanation","file","line"\r\n'
        '"#1","order","unpaid","a “quote"", é","x.csv","12"\r\n'
        '"\'=1+1","product","unknown","\'+1","\'-x.csv",""\r\n'
    )
