"""Workbooks: the sheets of an Excel file as tables, a row at a time.

openpyxl reads them (ECMA-376); what is formatted as a number or a date there comes as text here, as
an export would have it. Formulas come as what they last came to.
"""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from backpocket.diagnostics import Place
from backpocket.orders.intake.rows import Columns, Row, bounded
from backpocket.orders.order import Unreadable

__all__ = ["MOST_WORKBOOK", "NoWorkbookError", "is_workbook", "tables"]

MOST_WORKBOOK = 300_000_000
"""Bytes in all parts of a workbook, unpacked."""

_SHEETS = "xl/workbook.xml"

warnings.filterwarnings("ignore", module="openpyxl")  # of styles, which nobody looks at


class NoWorkbookError(Exception):
    """A file that looks like a workbook cannot be read; the message says why."""


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Say whether an archive is an Excel file."""
    return _SHEETS in archive.namelist()


def tables(name: str, file: BinaryIO) -> Iterator[tuple[Columns, Iterator[Row | Unreadable]]]:
    """Yield the sheets of a workbook that hold something: columns, and the rows below them.

    Raises NoWorkbookError.
    """
    import openpyxl

    try:
        with zipfile.ZipFile(file) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_WORKBOOK:
                raise NoWorkbookError("the workbook is too large: save it as “CSV UTF-8”")
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = enumerate(
                (list(map(_text, row)) for row in sheet.iter_rows(values_only=True)), 1
            )
            head = next((row for _, row in rows if any(map(str.strip, row))), None)
            if head is not None:
                columns = Columns(head)
                yield columns, bounded(_rows(name, columns, rows))
    except NoWorkbookError:
        raise
    except Exception as problem:  # whatever a broken workbook makes of the library
        message = "the workbook cannot be read: save it as “CSV UTF-8”"
        raise NoWorkbookError(message) from problem


def _rows(
    name: str, columns: Columns, rows: Iterator[tuple[int, Sequence[str]]]
) -> Iterator[Row | Unreadable]:
    for line, written in rows:
        row = columns.cells(written)
        place = Place(name, line, 1)
        if reason := columns.fault(row):
            yield Unreadable(place, reason, columns.number(row))
        elif any(map(str.strip, row)):
            yield Row(columns.values(row), place)


def _text(value: object) -> str:
    """Return the text that an export has for the value of a cell.

    >>> _text(3900000001.0), _text(True), _text(None), _text(dt.date(2026, 11, 19))
    ('3900000001', 'true', '', '2026-11-19')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)
