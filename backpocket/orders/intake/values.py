"""Values: the cells and fields of exports as text, counts and countries, whatever stands there.

Nothing here raises for odd input but :class:`~backpocket.orders.order.UnusableError`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from backpocket.load.countries import code_of
from backpocket.orders.order import UnusableError

__all__ = [
    "MOST_ITEMS",
    "MOST_TEXT",
    "cell",
    "count",
    "country",
    "fields",
    "full_name",
    "identity",
    "listed",
    "number",
    "pairs",
    "text",
    "unescaped",
]

MOST_ITEMS = 2_000
"""An order of more lines is a mistake or an attack; Shopify's own limit is 500."""

MOST_TEXT = 300
"""Names, titles and SKUs are cut to this many characters."""

_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What turns text around; numbers and SKUs are shown on terminals, which obey it."""

_GUARDED = re.compile(r"'[=+\-@0-9]")
_COUNT = re.compile(r"(\d{1,7})(?:[.,]0+)?", re.ASCII)
_IDENTITY = re.compile(r"(?:gid://shopify/\w+/)?(\d{1,20})", re.ASCII)
_HALF_PAIR = re.compile(r"[\ud800-\udfff]")


def text(value: Any, most: int = MOST_TEXT) -> str:
    """Return a value as one line of text without outer space; what is no text is empty.

    >>> text("  Ann\\nLee "), text(None), text(1001)
    ('Ann Lee', '', '1001')
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else ""
    line = _SPACE.sub(" ", _TURNS.sub("", value[: most * 4])).strip()
    return _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", line)[:most].strip()


def unescaped(value: Any) -> str:
    """Return a text in which a shop has written & as &amp;."""
    return text(html.unescape(text(value)))


def cell(value: str) -> str:
    """Return a cell without the apostrophe that guards it from being read as a formula.

    >>> cell("'+31612345678"), cell("'s Gravenhage")
    ('+31612345678', "'s Gravenhage")
    """
    return value[1:] if _GUARDED.match(value) else value


def number(value: Any) -> str:
    """Return an order's number; raise UnusableError if there is none."""
    written = text(value, 60)
    if not written:
        raise UnusableError("there is no order number")
    return written


def count(value: Any) -> int:
    """Return a quantity from 0 to a million; raise UnusableError for what is none.

    >>> count("2"), count("2.0"), count(3), count("")
    (2, 2, 3, 0)
    """
    line = text(value) if not isinstance(value, float) else repr(value)
    if not line:
        return 0
    match = _COUNT.fullmatch(line)
    if match is None or int(match[1]) > 1_000_000:
        raise UnusableError("a quantity is not a number")
    return int(match[1])


def identity(value: Any) -> str | None:
    """Return a shop's unique id; None if there is none, or a spreadsheet made 6.6E+12 of it.

    >>> identity("6601234567890"), identity("gid://shopify/Order/66"), identity("6.6E+12")
    ('6601234567890', '66', None)
    """
    match = _IDENTITY.fullmatch(text(value))
    return match[1] if match else None


def country(*values: Any) -> tuple[str | None, bool]:
    """Return the code of the first country that is given, and whether it is one nobody knows."""
    for value in values:
        given = text(value)
        if given:
            code = code_of(given)
            return code, code is None
    return None, False


def full_name(given: Any, family: Any) -> str:
    """Join the two parts of a name."""
    return text(f"{text(given)} {text(family)}")


def fields(value: Any) -> Mapping[str, Any]:
    """Return an object of JSON; what is none is an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """Return an array of JSON; what is none is an empty one."""
    return value if isinstance(value, list) else []


def pairs(values: Any, name: str = "name") -> tuple[tuple[str, str], ...]:
    """Return properties given as a list of name and value, or as one object."""
    candidates: Iterable[tuple[Any, Any]]
    if isinstance(values, dict):
        candidates = values.items()
    else:
        candidates = ((each.get(name), each.get("value")) for each in map(fields, listed(values)))
    named = ((text(key), text(value)) for key, value in list(candidates)[:50])
    return tuple((key, value) for key, value in named if key and value)
