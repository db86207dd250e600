"""Clock: the one place where the press asks what day it is, and writes days."""

from __future__ import annotations

import datetime as dt
import os

__all__ = ["in_words", "today"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


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


def in_words(day: dt.date) -> str:
    """Write a date in British order; no-break spaces keep it together.

    >>> in_words(dt.date(2026, 11, 22)).replace(chr(160), " ")
    '22 November 2026'
    """
    parts = [str(day.day), _MONTHS[day.month - 1], str(day.year)]
    return "\N{NO-BREAK SPACE}".join(parts)
