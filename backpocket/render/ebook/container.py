"""Containers: the files of an e-book in one ZIP (EPUB 3.3, section 4, Open Container Format)."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping

__all__ = ["container"]

_UNIX = 3
_MODE = 0o100644 << 16
_FIRST, _LAST = dt.date(1980, 1, 1), dt.date(2107, 12, 31)
"""The days that ZIP can write."""


def container(files: Mapping[str, bytes], date: dt.date) -> bytes:
    """Pack files by path; ``mimetype`` stands first and is stored, as section 4.3 asks.

    The order, the date and the system are fixed, so that the same files are the same bytes. A date
    that ZIP cannot write becomes the nearest that it can.
    """
    date = min(max(date, _FIRST), _LAST)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _add(archive, "mimetype", b"application/epub+zip", date, zipfile.ZIP_STORED)
        for path in sorted(files):
            _add(archive, path, files[path], date, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, path: str, data: bytes, date: dt.date, method: int) -> None:
    entry = zipfile.ZipInfo(path, (date.year, date.month, date.day, 0, 0, 0))
    entry.create_system = _UNIX
    entry.external_attr = _MODE
    entry.compress_type = method
    archive.writestr(entry, data, compresslevel=9)
