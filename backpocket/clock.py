"""Clock: the one place where the press asks what day it is."""

from __future__ import annotations

import datetime as dt
import os

__all__ = ["today"]


def today() -> dt.date:
    """Return the day, in UTC: that of SOURCE_DATE_EPOCH if it is set, else the present one.

    See https://reproducible-builds.org/specs/source-date-epoch/. A value that is no number of
    seconds counts as none.
    """
    try:
        seconds = int(os.environ["SOURCE_DATE_EPOCH"])
        return dt.datetime.fromtimestamp(seconds, dt.UTC).date()
    except (KeyError, ValueError, OverflowError, OSError):
        return dt.datetime.now(dt.UTC).date()
