"""Objects: a JSON file of any size as orders, a bounded part of it in memory at a time.

An order may be the file itself (a webhook), stand in a list or under ``orders``, ``order``,
``data``, ``edges``, ``nodes`` or ``node`` (REST and GraphQL), or be one of several values in a row
(JSON lines). RFC 8259 fixes the grammar; ``json`` reads it, and here is only found where a value
begins and, if it is faulty or too large, where it ends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from backpocket.diagnostics import Place
from backpocket.orders.intake.rows import MOST_UNREADABLE, Row
from backpocket.orders.intake.values import shown_number
from backpocket.orders.order import Unreadable

__all__ = ["MOST_VALUE", "AnswerPage", "records"]

MOST_VALUE = 4_194_304
"""Characters in one value, such as all the lines of an order."""

_CHUNK = 65_536
_DEEPEST = 12
_CONTAINERS = {"data", "edges", "node", "nodes", "order", "orders"}
_LINES = {"displayFinancialStatus", "lineItems", "line_items"}
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_SIGNS = re.compile(r'["\\{}\[\]]')
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The end of one page of an API's answer, and whether another one has to follow it."""

    place: Place
    goes_on: bool


class _Broken(Exception):  # noqa: N818 - it never leaves this module
    """The text is no JSON from here on."""


def records(name: str, file: TextIO) -> Iterator[Row | Unreadable | AnswerPage]:
    """Yield each object that may be an order, and what cannot be read."""
    text = _BoundedText(name, file)
    unreadable = 0
    try:
        while text.peek():
            for each in _orders(text, 0):
                unreadable += isinstance(each, Unreadable)
                yield each
                if unreadable > MOST_UNREADABLE:
                    raise _Broken
            if text.peek() == ",":
                raise _Broken
    except _Broken:
        reason = "this is not JSON from here on: the rest of the file is not read"
        yield Unreadable(text.place(), reason)


def _orders(text: _BoundedText, depth: int) -> Iterator[Row | Unreadable | AnswerPage]:
    """Yield the orders in the value that begins here."""
    sign = text.peek()
    if depth > _DEEPEST or sign not in ("[", "{"):
        place = text.place()
        text.value()
        yield Unreadable(place, "an order is missing here: this is no object of JSON")
    elif sign == "[":
        for _ in text.parts("]"):
            yield from _orders(text, depth + 1)
    else:
        yield from _order(text, depth)


def _order(text: _BoundedText, depth: int) -> Iterator[Row | Unreadable | AnswerPage]:
    """Yield what an object holds if it is a container of orders; else itself, as one."""
    place = text.place()
    values: dict[str, Any] = {}
    faulty = contains = False
    for _ in text.parts("}"):
        key = text.key()
        if key in _CONTAINERS and text.peek() in ("[", "{"):
            contains = True
            yield from _orders(text, depth + 1)
            continue
        value, good = text.value()
        faulty = faulty or not good
        values[key] = value
    if faulty and (not contains or _LINES & values.keys()):
        number = shown_number(values.get("name", values.get("number")))
        yield Unreadable(place, "this order is too large, or a part of it is not JSON", number)
    elif not contains or _LINES & values.keys():
        yield Row(values, place)
    elif isinstance(page := values.get("pageInfo"), dict):
        yield AnswerPage(place, page.get("hasNextPage") is True)


class _BoundedText:
    """A text that is read as needed; what has been passed is forgotten, but for its lines."""

    def __init__(self, name: str, file: TextIO) -> None:
        self._name = name
        self._file = file
        self._text = ""
        self._at = 0
        self._line = 1
        self._ended = False

    def place(self) -> Place:
        self.peek()
        return Place(self._name, self._line + self._text.count("\n", 0, self._at), 1)

    def peek(self) -> str:
        """Return the next character that is no space; an empty text at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def parts(self, end: str) -> Iterator[None]:
        """Stop at each part of an array or object, past its bracket, commas and ``end``."""
        self._at += 1
        if self.peek() == end:
            self._at += 1
            return
        while True:
            yield
            sign = self.peek()
            self._at += 1
            if sign == end:
                return
            if sign != ",":
                self._at -= 1
                raise _Broken

    def key(self) -> str:
        """Return the name of a field, past its colon."""
        if self.peek() != '"':
            raise _Broken
        key, good = self.value()
        if not good or self.peek() != ":":
            raise _Broken
        self._at += 1
        return str(key)

    def value(self) -> tuple[Any, bool]:
        """Return the value that begins here, and whether it could be read; it is passed over."""
        if not self.peek():
            raise _Broken
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                return self._skip()
            except ValueError:
                if len(self._text) - self._at > MOST_VALUE or not self._more():
                    return self._skip()
                continue
            # A number may go on in what has not been read yet.
            if end == len(self._text) and self._more():
                continue
            self._at = end
            return value, True

    def _skip(self) -> tuple[None, bool]:
        """Pass over a value by its brackets and quotes alone."""
        if self.peek() not in ("[", "{", '"'):
            raise _Broken
        depth, quoted = 0, False
        while True:
            match = _SIGNS.search(self._text, self._at)
            if match is None:
                self._at = len(self._text)
                if not self._more():
                    raise _Broken
                continue
            self._at = match.end()
            sign = match[0]
            if sign == '"':
                quoted = not quoted
            elif sign == "\\" and quoted:
                self._pass_one()
            elif not quoted:
                depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0)
            if not quoted and depth <= 0:
                return None, False

    def _pass_one(self) -> None:
        if self._at == len(self._text):
            self._more()
        self._at += 1

    def _more(self) -> bool:
        """Read on, twice as much as is waiting; say whether there was more."""
        if self._ended:
            return False
        self._line += self._text.count("\n", 0, self._at)
        rest = self._text[self._at :]
        chunk = self._file.read(max(_CHUNK, len(rest)))
        self._text, self._at = rest + chunk, 0
        self._ended = not chunk
        return bool(chunk)
