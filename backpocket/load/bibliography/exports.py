"""Bibliography files: BibTeX, RIS or CSL-JSON, told apart by what they hold."""

from __future__ import annotations

import codecs
from pathlib import Path

from backpocket.characters import invisible
from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.load.bibliography.bibtex import read_bibtex
from backpocket.load.bibliography.exported import Exported
from backpocket.load.bibliography.ris import read_ris
from backpocket.load.fields import parse_json
from backpocket.model.source import Source

__all__ = ["MOST_BYTES", "MOST_ENTRIES", "read_bibliography"]

MOST_BYTES = 5_000_000
MOST_ENTRIES = 2_000
"""More than a guide cites: such a file is the whole library of somebody."""

_MOST_FAULTS = 100
"""A file with more is told of as well by so many."""


def read_bibliography(path: Path) -> tuple[Source | None, list[Exported], list[Diagnostic]]:
    """Read a file of any place; its entries are not judged yet."""
    source, diagnostics = _read(path)
    if source is None:
        return None, [], diagnostics
    text = source.text.lstrip()
    if text.startswith(("[", "{")):
        exported, diagnostics = _read_json(source)
    elif any(line.startswith(("TY  -", "TY -")) for line in text.split("\n")):
        exported, diagnostics = read_ris(source)
    elif "@" in text:
        exported, diagnostics = read_bibtex(source)
    else:
        hint = "export BibTeX, RIS or CSL-JSON from the reference manager"
        return source, [], [source.error(0, "E014", "this is no bibliography", hint)]
    if len(exported) > MOST_ENTRIES:
        message = f"this file has {len(exported)} entries; at most {MOST_ENTRIES} are imported"
        return source, [], [source.error(0, "E014", message, "export those that the guide cites")]
    if not exported and not diagnostics:
        diagnostics = [source.error(0, "E014", "there is no entry in this file")]
    return source, exported, diagnostics[:_MOST_FAULTS]


def _read(path: Path) -> tuple[Source | None, list[Diagnostic]]:
    place = Place(path.name)
    try:
        if not path.is_file():  # a pipe would be waited for without end
            return None, [error(place, "E001", "there is no such file")]
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as problem:
        reason = problem.strerror or "it cannot be opened"
        return None, [error(place, "E001", f"this file cannot be read: {reason}")]
    if len(data) > MOST_BYTES:
        message = f"this file is larger than {MOST_BYTES // 1_000_000} MB"
        return None, [error(place, "E003", message, hint="export those that the guide cites")]
    return _decoded(path.name, data.removeprefix(codecs.BOM_UTF8))


def _decoded(name: str, data: bytes) -> tuple[Source | None, list[Diagnostic]]:
    try:
        text = data.decode()
    except UnicodeDecodeError as problem:
        good = Source(name, _unify(data[: problem.start].decode()))
        message = f"byte {data[problem.start]:#04x} is not UTF-8 text"
        found = good.error(len(good.text), "E002", message, "export the file again as UTF-8")
        return None, [found]
    text = _unify(text)
    hidden = set(invisible(text))  # in abstracts, of which nothing is taken
    seen = "".join(char for index, char in enumerate(text) if index not in hidden)
    return Source(name, seen), []


def _unify(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_json(source: Source) -> tuple[list[Exported], list[Diagnostic]]:
    fields, diagnostics = parse_json(source)
    if fields is None:
        return [], diagnostics
    if not isinstance(fields.values, list):  # one work, as Crossref answers
        return [Exported(fields.values, 0)], diagnostics
    exported = []
    for index, entry in enumerate(fields.values):
        offset = fields.offset((index,))
        if isinstance(entry, dict):
            exported.append(Exported(entry, offset))
        else:
            diagnostics.append(source.error(offset, "E014", "this is not an entry of CSL-JSON"))
    return exported, diagnostics
