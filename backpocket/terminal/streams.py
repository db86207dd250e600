"""Streams: what can be shown on the standard output and error: letters, colours, a moving bar."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata
from typing import IO

__all__ = ["has_colour", "has_every_letter", "is_terminal", "show_any_letter"]

_PLAINER = "backpocket_plainer"
_ASCII = "backpocket_ascii"
_SIGNS = {
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "…": "...",
    "·": "-", "•": "*", "×": "x", "→": "->", "←": "<-", "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
}  # fmt: skip
"""What stands for a sign of print where the encoding has none."""


def show_any_letter() -> None:
    """Have the standard output and error show something plainer for a letter that they lack.

    So no message is lost to an encoding such as that of LANG=C. Bytes of a name that are no text
    are shown as escapes.
    """
    codecs.register_error(_PLAINER, _plainer)
    codecs.register(_own_ascii)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding=_ASCII if is_ascii else None, errors=_PLAINER)


def _own_ascii(name: str) -> codecs.CodecInfo | None:
    """Return ASCII by another name: by its own, click takes it for a mistake and writes UTF-8."""
    if name != _ASCII:
        return None
    known = codecs.lookup("ascii")
    return codecs.CodecInfo(
        known.encode, known.decode, name=_ASCII, incrementalencoder=known.incrementalencoder
    )


def _plainer(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    lacking = problem.object[problem.start : problem.end]
    return "".join(_plain(character) for character in lacking), problem.end


def _plain(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    base = unicodedata.normalize("NFKD", character)[0]
    if base.isascii() and base.isprintable():
        return base
    return character.encode("ascii", "backslashreplace").decode()


def has_every_letter(stream: IO[str]) -> bool:
    """Say whether the encoding of a stream is one of Unicode."""
    return (getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf")


def is_terminal(stream: IO[str]) -> bool:
    """Say whether a stream is a terminal that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def has_colour(stream: IO[str]) -> bool:
    """Say whether to colour what goes to a stream.

    NO_COLOR is obeyed whatever else is set (https://no-color.org), and then FORCE_COLOR
    (https://force-color.org), whose 0 means what it says; both count only if they are not empty.
    """
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR")
    if forced:
        return forced != "0"
    return is_terminal(stream)
