"""Literals: the quoted texts of TOML and JSON, with the place of each of their characters.

TOML 1.0 (strings) and RFC 8259, section 7. The readers that give the values keep no places.
"""

from __future__ import annotations

import re

__all__ = ["literal_places"]

_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}
_CODES = {"u": 4, "U": 8}
_PIECE = re.compile(r"\\(?P<code>[uU])|\\[ \t]*\n\s*|\\(?P<escaped>.)|.", re.DOTALL)


def literal_places(source: str, start: int) -> tuple[str, list[int]]:
    """Return the text of the literal that begins at an offset, and the offset of each character.

    A character that is written as an escape stands where the escape begins.
    """
    quote = source[start : start + 1]
    if source.startswith(quote * 3, start) and quote:
        quote *= 3
    begin = start + len(quote)
    if len(quote) == 3 and source.startswith("\n", begin):
        begin += 1
    end = _end(source, begin, quote)
    if quote[:1] != '"' or "\\" not in source[begin:end]:
        return source[begin:end], list(range(begin, end))
    return _unescaped(source, begin, end)


def _end(source: str, begin: int, quote: str) -> int:
    """Return where a literal ends; up to two quotes may stand before three that close it."""
    at = begin
    while at < len(source) and not source.startswith(quote, at):
        at += 2 if source[at] == "\\" and quote[0] == '"' else 1
    while len(quote) == 3 and source.startswith(quote, at + 1):
        at += 1
    return min(at, len(source))


def _unescaped(source: str, begin: int, end: int) -> tuple[str, list[int]]:
    text: list[str] = []
    places: list[int] = []
    at = begin
    while at < end:
        match = _PIECE.match(source, at, end)
        assert match is not None
        piece, after = match[0], match.end()
        if match["code"]:
            after = match.end() + _CODES[match["code"]]
            piece = chr(int(source[match.end() : after], 16))
        elif match["escaped"]:
            piece = _ESCAPES.get(match["escaped"], match["escaped"])
        elif len(piece) > 1:
            piece = ""  # a line that goes on below
        text.append(piece)
        places += [at] * len(piece)
        at = after
    return _joined("".join(text), places)


def _joined(text: str, places: list[int]) -> tuple[str, list[int]]:
    """Make one character of each two halves, as JSON writes those beyond U+FFFF."""
    if not any("\ud800" <= char <= "\udbff" for char in text):
        return text, places
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    kept: list[int] = []
    at = 0
    for char in whole:
        kept.append(places[at])
        at += 2 if ord(char) > 0xFFFF and ord(text[at]) <= 0xFFFF else 1
    return whole, kept
