"""Listings: the list of what was left out, and the manifest, as files of a run.

Neither holds a name. The list is safe to open in a spreadsheet; the manifest says nothing of when
it was written, so that the same orders give the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from backpocket import __version__
from backpocket.orders.ledger.records import Entry, LeftOut
from backpocket.orders.pick_rows import Pile

__all__ = ["safe_cell", "write_pick_list", "write_run_manifest", "write_skipped"]

_HEADER = ("order", "left out", "reason", "explanation", "file", "line")
_FORMULA = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*[=+@＝＋－＠-]|[ \u00a0]*[\t\r\n]")
"""What a formula begins with, after anything that a reader would not see."""


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula (OWASP, “CSV Injection”).

    >>> safe_cell('=HYPERLINK("x")'), safe_cell("#1001")
    ('\\'=HYPERLINK("x")', '#1001')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def write_skipped(entries: Iterable[LeftOut], out: BinaryIO) -> None:
    """Write what was left out as CSV for a spreadsheet."""
    # The byte order mark is what tells Excel that this is UTF-8.
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(_HEADER)
    for each in entries:
        line = str(each.line or "")
        cells = (each.number, each.what, each.reason, each.words, each.path, line)
        writer.writerow(map(safe_cell, cells))
    text.flush()
    text.detach()


_PICK_HEADER = ("pile", "order", "shop", "products", "file", "from page", "to page")


def write_pick_list(piles: Iterable[Pile], out: BinaryIO) -> None:
    """Write the orders in the order of the pile as CSV: one row for each file that one is in."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(_PICK_HEADER)
    for at, pile in enumerate(piles, 1):
        for row in pile.rows:
            products = ", ".join(row.products)
            for name, (first, last) in zip(pile.files, row.pages, strict=True):
                cells = (str(at), row.order, row.shop, products, name, str(first), str(last or ""))
                writer.writerow(map(safe_cell, cells))
    text.flush()
    text.detach()


def write_run_manifest(
    entries: Iterable[Entry],
    exports: Sequence[Mapping[str, str]],
    counts: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]],
    out: BinaryIO,
) -> None:
    """Write all files of a run with their digests, by order number."""
    head = {"press": __version__, **counts, "exports": exports, "files": files}
    out.write(json.dumps(head, indent=2, ensure_ascii=False).removesuffix("\n}").encode())
    out.write(b',\n  "orders": [')
    between = b"\n"
    for each in entries:
        listed = {
            "order": each.number,
            "editions": each.editions,
            "files": [
                {"path": f"personal/{name}", "sha256": digest, "bytes": size}
                for name, digest, size in each.files or ()
            ],
            "printed": [{"path": name, "page": page} for name, page in each.printed],
        }
        out.write(between + b"    " + json.dumps(listed, ensure_ascii=False).encode())
        between = b",\n"
    out.write(b"\n  ]\n}\n")
