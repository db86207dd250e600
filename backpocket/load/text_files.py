"""Text files: the files of the project as text, read with care.

The press reads files inside the project and nothing else. A file that cannot be trusted (out of
its folder, too large, not UTF-8) is a diagnostic, never a traceback.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from backpocket.characters import invisible, named
from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.load.disk import Disk
from backpocket.load.offsets import depth_errors
from backpocket.model.source import Source

__all__ = ["MOST_BYTES", "invisible_characters", "read_text"]

MOST_BYTES = 1_000_000
"""A chapter of this size would print on 300 pages: more is a mistake or an attack."""

_MOST_KINDS = 20
"""How many characters that cannot be printed are named: a file with more is no text at all."""


def read_text(disk: Disk, path: Path) -> tuple[Source | None, list[Diagnostic]]:
    """Read one UTF-8 text file of the project; a byte order mark and CRLF are accepted."""
    root = disk.root
    name = _name(root, path)
    place = Place(name)
    try:
        inside = path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return None, [error(place, "E001", "this link leads nowhere", hint="delete it")]
    if not inside:
        hint = "move the file into the project; links that lead out of it are not followed"
        return None, [error(place, "E004", "this file is outside the project", hint=hint)]
    if path.exists() and not path.is_file():  # a folder; a pipe would be waited for without end
        return None, [error(place, "E001", "this is not a file", hint="delete it")]
    try:
        data = disk.read(path, MOST_BYTES + 1)
    except FileNotFoundError:
        return None, [error(place, "E001", "this file is missing", hint="create it")]
    except OSError as problem:
        reason = problem.strerror or "it cannot be opened"
        return None, [error(place, "E001", f"this file cannot be read: {reason}")]
    if len(data) > MOST_BYTES:
        hint = "split it into several files"
        message = f"this file is larger than {MOST_BYTES // 1000} kB"
        return None, [error(place, "E003", message, hint=hint)]
    return _decode(name, data)


def _decode(name: str, data: bytes) -> tuple[Source | None, list[Diagnostic]]:
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as problem:
        good = _unify(data[: problem.start].decode())
        source = Source(name, good + "\N{REPLACEMENT CHARACTER}")
        message = f"byte {data[problem.start]:#04x} is not UTF-8 text"
        hint = "save the file again as UTF-8"
        return None, [source.error(len(good), "E002", message, hint)]
    source = Source(name, _unify(text))
    found = list(invisible_characters(source, source.text))
    if source.path.endswith(".css"):
        found += depth_errors(source, "E408", "CSS")
    return (None if found else source), found


def invisible_characters(source: Source, text: str, at: int | None = None) -> Iterator[Diagnostic]:
    """Find the characters of a text that no reader would see: each once, and not more than 20.

    They stand ``at`` one offset of the file; each at its own, if the text is that of the file.
    """
    seen: set[str] = set()
    for index in invisible(text):
        char = text[index]
        if char not in seen and len(seen) < _MOST_KINDS:
            message = f"the character {named(char)} cannot be printed"
            yield source.error(index if at is None else at, "E002", message, "delete it")
        seen.add(char)


def _unify(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _name(root: Path, path: Path) -> str:
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.name
