"""Containers: the files of an e-book in one ZIP (EPUB 3.3, section 4, Open Container Format)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from backpocket.render.archives import archive

__all__ = ["container"]


def container(files: Mapping[str, bytes], date: dt.date) -> bytes:
    """Pack files by path; ``mimetype`` stands first and is stored, as section 4.3 asks."""
    entries = [(path, files[path], True) for path in sorted(files)]
    return archive([("mimetype", b"application/epub+zip", False), *entries], date)
