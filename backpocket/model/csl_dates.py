"""Dates of CSL-JSON: numbers, texts, raw dates and words, in the one form that is set.

A date is ``{"date-parts": [[2020, 4, 30]]}``, with two days for a span; or ``{"literal": "n.d."}``
for what cannot be read as one. A year or a month alone is a date, too (CSL-JSON schema; the raw
forms are those of EDTF level 0 and of exports).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from backpocket.model.csl import csl_text

__all__ = ["csl_date"]

_FORM = 'write a date as { "date-parts": [[2020, 4, 30]] }'
_NO_SUCH_DATE = "there is no such date; write year, month and day, as [2020, 4, 30]"
_BOUNDS = ((-9999, 9999), (1, 12), (1, 31))
"""The least and the greatest year, month and day."""

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SEASONS = ("spring", "summer", "autumn", "winter")
_IN_DIGITS = re.compile(
    r"(-?[0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?(?:T[0-9:.Z+-]*)?"
)
_NUMBER = re.compile(r"(-?[0-9]{1,4})?")
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")
_ORDERS = ("MY", "MDY", "DMY", "YM", "YMD")
"""How the day, the month and the year of a date in words may follow each other."""

_SPANS = ("/", "–", "--", " - ")
_LONGEST = 100


def csl_date(value: object) -> Mapping[str, Any] | None:
    """Return a date as it is set; None if there is none in it.

    >>> csl_date({"date-parts": [["2015", "07", 0]]}), csl_date({"raw": "4 May 2020"})
    ({'date-parts': [[2015, 7]]}, {'date-parts': [[2020, 5, 4]]})
    >>> csl_date({"literal": "n.d."}), csl_date({"date-parts": [[None]]})
    ({'literal': 'n.d.'}, None)
    """
    if isinstance(value, str | int) and not isinstance(value, bool):
        value = {"raw": value}
    if value is None or value in ({}, []):
        return None
    if not isinstance(value, Mapping):
        raise ValueError(_FORM)
    days: list[list[int]] | str
    if value.get("date-parts"):
        days = _days(value["date-parts"])
    else:
        text = next((value[name] for name in ("raw", "literal") if name in value), None)
        if text is None and "date-parts" not in value:
            raise ValueError(_FORM)
        days = _raw(text) if text is not None else []
    if isinstance(days, str):
        return {"literal": days}
    season = _season(value.get("season")) if days and len(days[0]) == 1 else 0
    marks = {"season": season, "circa": bool(value.get("circa"))}
    given = {name: mark for name, mark in marks.items() if mark}
    return {"date-parts": days, **given} if days else None


def _days(value: object) -> list[list[int]]:
    days = value if isinstance(value, list) and len(value) <= 2 else ()
    if not days or not all(isinstance(day, list) and len(day) <= 3 for day in days):
        raise ValueError(_FORM)
    if days[0] and str(days[0][0]).strip("0") == "" and str(days[0][0]):
        raise ValueError(_NO_SUCH_DATE)  # while a span without an end ends in the year 0
    return [read for day in days if (read := _day(day))]


def _day(parts: Sequence[object]) -> list[int]:
    """Return year, month and day, as far as they are given: null, 0 and "" are none."""
    numbers = [_number(part) for part in parts]
    day = list(takewhile(bool, numbers))
    fits = (low <= number <= high for number, (low, high) in zip(day, _BOUNDS, strict=False))
    if any(numbers[len(day) :]) or not all(fits):
        raise ValueError(_NO_SUCH_DATE)
    return day


def _number(part: object) -> int:
    text = "" if part is None else str(part).strip()
    if isinstance(part, bool | float) or not _NUMBER.fullmatch(text):
        raise ValueError("write the parts of a date as whole numbers, as in [2020, 4, 30]")
    return int(text or 0)


def _raw(value: object) -> list[list[int]] | str:
    """Read a date in words, or return the words."""
    words = csl_text(value)
    if not words or len(words) > _LONGEST:
        raise ValueError(_FORM)
    for ends in ([words], *(words.split(sign) for sign in _SPANS)):
        days = [_written(end.strip()) for end in ends]
        if all(days) and len(days) <= 2:
            return days
    return words


def _written(words: str) -> list[int]:
    """Return the day that words name, as far as they do; nothing if they name none."""
    digits = _IN_DIGITS.fullmatch(words)
    parts = list(digits.groups()) if digits else _parts(words.lower().replace(",", " ").split())
    try:
        return _day(parts)
    except ValueError:
        return []


def _parts(words: Sequence[str]) -> list[str | None]:
    """Return year, month and day of a date in words, such as “30 Apr. 2020”."""
    by_letter: dict[str, str] = {}
    for word in words:
        word = word.rstrip(".")
        day = _DAY.fullmatch(word)
        if day:
            by_letter["D"] = day[1]
        elif word.isdecimal() and len(word) == 4:
            by_letter["Y"] = word
        elif len(word) >= 3 and (month := _month(word)):
            by_letter["M"] = str(month)
    fits = "".join(by_letter) in _ORDERS and len(by_letter) == len(words)
    return [by_letter.get(part) for part in "YMD"] if fits else []


def _month(word: str) -> int:
    """Return the number of a month that a word begins to name; “sept” is one, too."""
    return next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(word)), 0)


def _season(value: object) -> int:
    """Return 1 for spring to 4 for winter; 0 for none."""
    text = str(value or "").strip().lower().replace("fall", "autumn")
    if text in _SEASONS:
        return _SEASONS.index(text) + 1
    return int(text) if text in ("1", "2", "3", "4") else 0
