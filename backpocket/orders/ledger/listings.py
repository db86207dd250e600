"""Papers: the list of what was left out, and the manifest, as files of a run.

Neither holds a name. The list is safe to open in a spreadsheet; the manifest says nothing of when
it was written, so that the same orders give the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from backpocket import __version__
from backpocket.orders.ledger.ledger import Ledger, Run

__all__ = ["copy_rows", "safe_cell", "write_manifest", "write_skipped"]

_HEADER = ("order", "left out", "reason", "explanation", "file", "line")
_PAGE = 500
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula (OWASP, “CSV Injection”).

    >>> safe_cell('=HYPERLINK("x")'), safe_cell("#1001")
    ('\\'=HYPERLINK("x")', '#1001')
    """
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def write_skipped(ledger: Ledger, run: Run, out: BinaryIO) -> None:
    """Write what was left out, in the order of reading, as CSV for a spreadsheet."""
    # The byte order mark is what tells Excel that this is UTF-8.
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(_HEADER)
    statement = (
        "SELECT position, what, number, reason, words, path, line FROM left_out"
        " WHERE run = ?1 AND (position, what) > (?2, ?3)"
        " ORDER BY position, what LIMIT ?4"
    )
    after: tuple[int, str] = (-1, "")
    while page := list(ledger.rows(statement, run.id, *after, _PAGE)):
        for _, what, number, reason, words, path, line in page:
            cells = (number, what, reason, words, path, str(line or ""))
            writer.writerow(map(safe_cell, cells))
        after = page[-1][:2]
    text.flush()
    text.detach()


def copy_rows(ledger: Ledger, run: Run, fields: str, where: str = "") -> Iterator[tuple[Any, ...]]:
    """Yield fields of the copies of a run in the order of reading, a page at a time.

    Rows may be changed meanwhile. Those of forgotten orders are left out.
    """
    statement = (
        f"SELECT position, {fields} FROM copy"
        f" WHERE run = ? AND position > ? AND number IS NOT NULL {where}"
        " ORDER BY position LIMIT ?"
    )
    after = -1
    while page := list(ledger.rows(statement, run.id, after, _PAGE)):
        yield from (row[1:] for row in page)
        after = page[-1][0]


def write_manifest(
    ledger: Ledger,
    run: Run,
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
    for number, editions, made in copy_rows(ledger, run, "number, editions, files"):
        entry = {
            "order": number,
            "editions": json.loads(editions),
            "files": [
                {"path": f"personal/{name}", "sha256": digest, "bytes": size}
                for name, digest, size in json.loads(made or "[]")
            ],
        }
        out.write(between + b"    " + json.dumps(entry, ensure_ascii=False).encode())
        between = b",\n"
    out.write(b"\n  ]\n}\n")
