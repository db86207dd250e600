"""Rows: a CSV file of any size as rows by column name, a bounded part of it in memory at a time.

Exports come with and without a byte order mark, with commas, semicolons or tabs, with either kind
of line end, and with quotes that a person has broken. A row that cannot be read is one
:class:`Unreadable`; reading goes on in the next line.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from backpocket.diagnostics import Place
from backpocket.orders.intake.values import cell, is_null, shown_number
from backpocket.orders.order import Unreadable

__all__ = [
    "MOST_RECORD", "MOST_UNREADABLE", "Columns", "Row", "bounded", "column_key", "columns_in",
    "encoding_of", "records",
]  # fmt: skip

MOST_RECORD = 131_072
"""Characters in one row; Shopify's notes hold at most 5,000."""

MOST_UNREADABLE = 500
"""After so many rows that cannot be read, a file is not what it seems and reading ends."""

_BAD_BYTE = re.compile(r"[\udc80-\udcff]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_ENDS_IN_ONE_CELL = re.compile(r'"([,;\t])\1*$')
_DELIMITERS = ",;\t"
_OF_THINGS = ("lineitem ", "item ", "product ", "discount ", "channel ", "tax ", "company ")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column name, or the fields of an object of JSON, and where they stand."""

    values: Mapping[str, object] = field(repr=False)
    place: Place


def encoding_of(head: bytes) -> str:
    """Return the encoding that a byte order mark tells; UTF-8 if there is none."""
    return "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"


def column_key(name: str) -> str:
    """Return a column's name as all spellings of it have it.

    >>> column_key("\ufeffLineitem SKU"), column_key("Canceled_At")
    ('lineitem sku', 'cancelled at')
    """
    key = _BETWEEN_WORDS.sub(" ", name.casefold()).strip()
    return key.replace("canceled", "cancelled")


class Columns:
    """The columns of a table, by the cells of its header."""

    def __init__(self, names: Sequence[str]) -> None:
        alone = _in_one_cell(names)
        self._inner = max(_DELIMITERS, key=alone.count) if alone else ""
        cells = _split(alone, self._inner) if alone else list(names)
        self.keys = tuple(map(column_key, cells))
        self._people = frozenset(
            key for key in self.keys if key.endswith(" name") and not key.startswith(_OF_THINGS)
        )

    def cells(self, row: Sequence[str]) -> list[str]:
        """Return the cells of a row, also where all of it stands in one cell."""
        alone = _in_one_cell(row) if len(self.keys) > 1 else ""
        inner = _split(alone, self._inner or max(_DELIMITERS, key=alone.count)) if alone else []
        return inner if len(inner) > 1 else list(row)

    def fault(self, row: Sequence[str], *, whole: bool = False) -> str:
        """Say what is wrong with the cells of a row; nothing if they are good.

        Rows may be shorter than the header, as spreadsheets leave empty cells off at the end; but
        not where the ``whole`` row is wanted, since it may be a line from within a broken cell.
        """
        if len(row) > len(self.keys) and any(map(str.strip, row[len(self.keys) :])):
            return "this row has more cells than there are columns"
        if whole and any(row) and len(row) < len(self.keys):
            return "this line is no row of the table"
        if any(_BAD_BYTE.search(value) for value in row if not value.isascii()):
            return "this row is not UTF-8 text: save the export as “CSV UTF-8”"
        return ""

    def values(self, row: Sequence[str]) -> Mapping[str, str]:
        """Return the cells that hold something, by column; of two of one name, the first.

        “NULL” is nothing; alone in a row, where the name of a person goes, it may be what a
        customer has typed.
        """
        found: dict[str, str] = {}
        nulls: list[tuple[str, str]] = []
        for key, value in zip(self.keys, row, strict=False):
            if (value := _cell(value)) and key not in found:
                if is_null(value):
                    nulls.append((key, value))
                else:
                    found[key] = value
        if len(nulls) == 1 and nulls[0][0] in self._people:
            found.update(nulls)
        return found

    def number(self, row: Sequence[str]) -> str:
        """Return the order's number, if a row that cannot be read begins with one."""
        return shown_number(row[0]) if row and self.keys[:1] == ("name",) else ""


def _in_one_cell(row: Sequence[str]) -> str:
    """Return what stands in the first cell if it is all of the row, and more than one cell."""
    first = row[0].strip() if row else ""
    several = any(delimiter in first for delimiter in _DELIMITERS)
    return first if several and not any(map(str.strip, row[1:])) else ""


def _split(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def columns_in(head: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter and the keys of the columns in the first line of a file."""
    text = head.decode(encoding_of(head), errors="ignore").lstrip("\ufeff")
    lines = (line for line in text.splitlines() if line.strip(" \t,;"))
    first = next((line for line in lines if not line.lower().startswith("sep=")), "")
    ends = _ENDS_IN_ONE_CELL.search(first) if first.startswith('"') else None
    delimiter = ends[1] if ends else max(_DELIMITERS, key=first.count)
    try:
        names = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        names = []
    return delimiter, Columns(names).keys


def records(name: str, file: TextIO, delimiter: str) -> Iterator[Row | Unreadable]:
    """Yield the rows below the header of a CSV file; blank ones are left out.

    The file gives its line ends as they are, and bytes that are no text as lone surrogates.
    """
    yield from bounded(_rows(name, _RowLines(file), delimiter))


def bounded(rows: Iterator[Row | Unreadable]) -> Iterator[Row | Unreadable]:
    """Yield rows until too many of them cannot be read."""
    unreadable = 0
    for each in rows:
        unreadable += isinstance(each, Unreadable)
        yield each
        if unreadable > MOST_UNREADABLE:
            reason = f"more than {MOST_UNREADABLE} rows cannot be read: the rest is not tried"
            yield Unreadable(each.place, reason)
            return


def _rows(name: str, lines: _RowLines, delimiter: str) -> Iterator[Row | Unreadable]:
    """Yield rows by column names, and what is no row.

    A quote that is never closed takes the rows that follow into one cell. Where that shows, only
    the line that began it is given up, and those after it are read afresh.
    """
    columns: Columns | None = None
    reader = _reader(lines, delimiter)
    while True:
        lines.begin()
        place = Place(name, lines.number + 1, 1)
        afresh = lines.afresh
        try:
            row = next(reader)
            if columns is None:
                columns = _header(row)
                continue
            row = columns.cells(row)
            reason = columns.fault(row, whole=afresh)
        except StopIteration:
            return
        except (csv.Error, _TooLongError):
            row, reason = [], _BROKEN
        if reason:
            lines.give_up()
            reader = _reader(lines, delimiter)
            yield Unreadable(place, reason, columns.number(row) if columns else "")
        elif columns and any(map(str.strip, row)):
            yield Row(columns.values(row), place)


def _header(row: Sequence[str]) -> Columns | None:
    """Return the columns, if they stand in this row and not below a line “sep=;” of Excel."""
    if not any(row) or row[0].lower().startswith("sep="):
        return None
    return Columns([column.lstrip("\ufeff") for column in row])


def _reader(lines: _RowLines, delimiter: str) -> Iterator[list[str]]:
    # The limit on a cell lies above that on a record, which the lines keep.
    csv.field_size_limit(max(csv.field_size_limit(), MOST_RECORD * 2))
    return csv.reader(lines, delimiter=delimiter, strict=True)


_BROKEN = (
    f"a quote in this row is not closed, or it is longer than {MOST_RECORD // 1000} "
    "thousand characters"
)


def _cell(value: str) -> str:
    value = value.strip()
    return cell(value) if value[:1] == "'" else value


class _TooLongError(Exception):
    """A row has grown past the bound."""


class _RowLines(Iterator[str]):
    """The lines of a stream, with those of the row under way, so that it can be begun again."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._kept: list[str] = []
        self._again: deque[str] = deque()
        self._size = 0
        self.number = 0

    @property
    def afresh(self) -> bool:
        """Whether the next line is one that has been read before."""
        return bool(self._again)

    def begin(self) -> None:
        """Begin a row."""
        self._kept.clear()
        self._size = 0

    def give_up(self) -> None:
        """Set the lines of the row, all but its first, back to be read again.

        The rest of a line that is longer than the bound is passed over.
        """
        last = self._kept[-1] if self._kept else "\n"
        while last and not last.endswith(("\n", "\r")):
            last = self._stream.readline(MOST_RECORD)
        self._again.extendleft(reversed(self._kept[1:]))
        self.number -= max(len(self._kept) - 1, 0)

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._stream.readline(MOST_RECORD)
        if not line:
            raise StopIteration
        self.number += 1
        self._kept.append(line)
        self._size += len(line)
        if self._size >= MOST_RECORD:
            raise _TooLongError
        return line
