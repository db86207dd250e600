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
    "MOST_ITEMS", "MOST_TEXT", "amount", "cell", "count", "country", "fields", "full_name",
    "identity", "is_null", "is_on_delivery", "is_pickup", "is_ruined", "listed", "number", "pairs",
    "shown_number", "text", "typed", "unescaped",
]  # fmt: skip

MOST_ITEMS = 2_000
"""An order of more lines is a mistake or an attack; Shopify's own limit is 500."""

MOST_TEXT = 300
"""Names, titles and SKUs are cut to this many characters."""

_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_SPACE_IN_NAMES = re.compile(r"(?:(?![\x80-\xa0])[\s\x00-\x1f\x7f])+")
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What turns text around; numbers and SKUs are shown on terminals, which obey it."""

_GUARDED = re.compile(r"'[=+\-@0-9]")
_COUNT = re.compile(r"(\d{1,7})(?:[.,](\d{1,6}))?", re.ASCII)
_AMOUNT = re.compile(r"\d[\d.,' ]*")
_RUINED = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"(?=.*\d)[#№]?[^\W_][\w#./:–-]*(?: [\w#./:–-]+)?")
_TWO_NUMBERS = re.compile(r"^[\d()./-]++ |\d{4}-\d\d-\d\d ", re.ASCII)
_NULLS = frozenset(
    ["null", "nan", "none", "nil", "n/a", "#n/a", "<na>", "<null>", "(null)", "undefined", "\\n"]
)
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


def typed(value: Any, *, escaped: bool = False) -> str:
    """Return a name as its owner or a form has it, never to be shown on a terminal.

    Signs from which a wrong encoding may be told stay in. ``escaped`` says that a shop has written
    & as &amp;.
    """
    if not isinstance(value, str):
        return text(value)
    written = html.unescape(value[: MOST_TEXT * 4]) if escaped else value[: MOST_TEXT * 4]
    line = _SPACE_IN_NAMES.sub(" ", _TURNS.sub("", written)).strip(" ")
    return _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", line)[:MOST_TEXT].strip(" ")


def unescaped(value: Any) -> str:
    """Return a text in which a shop has written & as &amp;."""
    return text(html.unescape(text(value)))


def cell(value: str) -> str:
    """Return a cell without the apostrophe that guards it from being read as a formula.

    >>> cell("'+31612345678"), cell("'s Gravenhage")
    ('+31612345678', "'s Gravenhage")
    """
    return value[1:] if _GUARDED.match(value) else value


def is_null(value: str) -> bool:
    """Say whether a program has written this where there was nothing.

    >>> is_null("NULL"), is_null("nan"), is_null("Nan Lee")
    (True, True, False)
    """
    return len(value) <= 9 and value.casefold() in _NULLS


def number(value: Any) -> str:
    """Return an order's number; raise UnusableError if there is none."""
    if not text(value, 60):
        raise UnusableError("there is no order number")
    if not (shown := shown_number(value)):
        raise UnusableError("what stands where an order number should is none")
    return shown


def shown_number(value: Any) -> str:
    """Return what may be shown as an order's number: no name, address, phone or e-mail address.

    >>> shown_number("#1001"), shown_number("WM 7"), shown_number("a7@example.com")
    ('#1001', 'WM 7', '')
    """
    written = text(value, 60)
    good = _NUMBER.fullmatch(written) and not _TWO_NUMBERS.search(written)
    return written if good else ""


def is_ruined(value: Any) -> bool:
    """Say whether a spreadsheet has made 3.9E+09 of a long number.

    >>> is_ruined("3.9E+09"), is_ruined("3900000001")
    (True, False)
    """
    return _RUINED.fullmatch(text(value)) is not None


def count(value: Any) -> float:
    """Return a quantity from 0 to a million; raise UnusableError for what is none.

    >>> count("2"), count("2.0"), count(0.5), count("1,5"), count("")
    (2, 2, 0.5, 1.5, 0)
    """
    line = text(value) if not isinstance(value, float) else repr(value)
    if not line:
        return 0
    match = _COUNT.fullmatch(line)
    if match is None or int(match[1]) > 1_000_000:
        raise UnusableError("a quantity is not a number")
    parts = int((match[2] or "0").ljust(6, "0"))
    return int(match[1]) + parts / 1_000_000 if parts else int(match[1])


def amount(value: Any) -> float:
    """Return a sum of money without its sign and currency; 0 for what is none.

    >>> amount("-28.00"), amount("1.234,50 €"), amount("$1,234.50"), amount(None)
    (28.0, 1234.5, 1234.5, 0)
    """
    line = repr(value) if isinstance(value, float) else text(value)
    match = _AMOUNT.search(line)
    if match is None:
        return 0
    digits = match[0].replace(" ", "").replace("'", "")
    at = max(digits.rfind("."), digits.rfind(","))
    has_cents = at >= 0 and len(digits) - at <= 3
    whole, cents = (digits[:at], digits[at + 1 :]) if has_cents else (digits, "")
    return float(f"{whole.replace('.', '').replace(',', '') or 0}.{cents or 0}")


def identity(value: Any) -> str | None:
    """Return a shop's unique id; None if there is none, or a spreadsheet made 6.6E+12 of it.

    >>> identity("6601234567890"), identity("gid://shopify/Order/66"), identity("6.6E+12")
    ('6601234567890', '66', None)
    """
    match = _IDENTITY.fullmatch(text(value))
    return match[1] if match else None


def country(*values: Any, town: Any = None) -> tuple[str | None, bool]:
    """Return the code of the first country that is given, and whether it is one nobody knows.

    Mail to the town “APO”, “FPO” or “DPO” goes to the forces of the US, whatever country is given.
    """
    if text(town).upper().replace(".", "") in ("APO", "FPO", "DPO"):
        return "US", False
    for value in values:
        given = text(value)
        if given:
            code = code_of(given)
            return code, code is None
    return None, False


_ON_DELIVERY = re.compile(
    r"cash on delivery|\bcod\b|(?:on|upon) delivery|\bnachnahme\b|contra\s?-?re+mbolso|"
    r"contrassegno|contre[\s-]remboursement|rembours\b|\bdobírk|za pobraniem|postförskott|"
    r"cash payment on|pagamento alla consegna|à la livraison|kapıda ödeme|ramburs|utánvét",
    re.IGNORECASE,
)
_PICKUP = re.compile(
    r"\blocal[_ ]pick-?up|\bpick[\s_-]?up\b|\bpickup_location|click\s?(?:and|&|\+)\s?collect|"
    r"collect(?:ion)? (?:from|in|at)|\babholung|selbstabhol|abholen|retrait (?:en|au|sur)|"
    r"\britiro\b|\brecogida\b|\bafhal|odbiór osobisty|\bhämta|\bin[\s-]store\b",
    re.IGNORECASE,
)
_BY_POST = re.compile(
    r"\bpoint|\brelais\b|\brelay\b|parcel|locker|paket|servicepoint|packstation|post", re.IGNORECASE
)


def is_on_delivery(*ways: Any) -> bool:
    """Say whether a way of paying is to pay the one who brings the parcel.

    >>> is_on_delivery("Cash on Delivery (COD)"), is_on_delivery("Shopify Payments")
    (True, False)
    """
    return any(_ON_DELIVERY.search(text(way)) for way in ways)


def is_pickup(*ways: Any) -> bool:
    """Say whether a way of sending is to come and fetch it; from a parcel point, it is sent.

    >>> is_pickup("Local pickup"), is_pickup("Abholung im Laden"), is_pickup("Pickup point")
    (True, True, False)
    """
    named = [text(way) for way in ways]
    return any(_PICKUP.search(way) and not _BY_POST.search(way) for way in named)


def full_name(given: Any, family: Any) -> str:
    """Join the two parts of a name."""
    return typed(f"{typed(given)} {typed(family)}")


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
    named = ((text(key), typed(value)) for key, value in list(candidates)[:50])
    return tuple((key, value) for key, value in named if key and value)
