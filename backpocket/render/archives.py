"""Archives: files in one ZIP, whose bytes are the same each time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable

__all__ = ["archive"]

_UNIX = 3
_MODE = 0o100644 << 16
_FIRST, _LAST = dt.date(1980, 1, 1), dt.date(2107, 12, 31)
"""The days that ZIP can write."""


def archive(files: Iterable[tuple[str, bytes, bool]], date: dt.date) -> bytes:
    """Pack files in their order: the path of each, its bytes, and whether to deflate them.

    The date and the system are fixed, so that the same files are the same bytes. A date that ZIP
    cannot write becomes the nearest that it can.
    """
    date = min(max(date, _FIRST), _LAST)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for path, data, deflated in files:
            entry = zipfile.ZipInfo(path, (date.year, date.month, date.day, 0, 0, 0))
            entry.create_system = _UNIX
            entry.external_attr = _MODE
            entry.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
            packed.writestr(entry, data, compresslevel=9)
    return out.getvalue()
