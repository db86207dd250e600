"""Importing: references from elsewhere go into a guide's ``references.json``.

The file keeps its entries, their order and its form: new ones stand at its end, written as the
first of it is. Nothing that is there is changed, but an entry that is to be replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backpocket.diagnostics import Diagnostic
from backpocket.load.bibliography.entries import Imported, judged
from backpocket.load.bibliography.exports import read_bibliography
from backpocket.load.disk import Disk
from backpocket.load.fields import Fields
from backpocket.load.folder import Folder
from backpocket.model.reference import Reference
from backpocket.model.source import Source
from backpocket.write import files

__all__ = ["Done", "import_references"]

_NAME = "references.json"


@dataclass(frozen=True)
class Done:
    """What became of an entry: “added”, “replaced”, or “kept” as it is there."""

    what: str
    key: str
    title: str


def import_references(
    root: Path, guide: str, file: Path, *, replace: bool = False
) -> tuple[list[Done], list[Diagnostic]]:
    """Add the entries of a file to a guide, and say what became of each.

    Raises OSError if ``references.json`` cannot be written; it is then as it was.
    """
    folder = Folder(Disk(root), root / "content" / guide)
    fields = folder.fields(_NAME)
    there = folder.references(fields)
    if fields is None or there is None or folder.diagnostics:
        return [], folder.diagnostics
    source, exported, diagnostics = read_bibliography(file)
    if source is None:
        return [], diagnostics
    known = {reference.id: index for index, reference in enumerate(there)}
    entries, faults = judged(source, exported, known)
    diagnostics += faults
    done: list[Done] = []
    changed: dict[int, Mapping[str, Any]] = {}
    new: dict[str, Mapping[str, Any]] = {}
    for entry in entries:
        same = _same_doi(entry.reference, there)
        if same:
            done.append(Done("kept", same, entry.reference.title))
            continue
        what = _fate(entry.reference, there, new, replace=replace)
        key = entry.reference.id
        if not what:
            diagnostics.append(_taken(source, entry, key))
            continue
        if what == "replaced":
            changed[known[key]] = _written(entry.reference)
        elif what == "added":
            new[key] = _written(entry.reference)
        done.append(Done(what, key, entry.reference.title))
    if changed or new:
        _write(root / "content" / guide / _NAME, fields, changed, list(new.values()))
    return done, diagnostics


def _same_doi(reference: Reference, there: Sequence[Reference]) -> str:
    """Return the key under which a work stands already that comes with another key."""
    doi = (reference.DOI or "").lower()
    keys = [each.id for each in there if doi and (each.DOI or "").lower() == doi]
    return keys[0] if keys and reference.id not in keys else ""


def _fate(
    reference: Reference,
    there: Sequence[Reference],
    new: Mapping[str, Mapping[str, Any]],
    *,
    replace: bool,
) -> str:
    """Say what becomes of an entry; nothing if its key stands for something else."""
    alike = [each for each in there if each.id.lower() == reference.id.lower()]
    if reference.id.lower() in {key.lower() for key in new}:
        return "kept" if new.get(reference.id) == _written(reference) else ""
    if not alike:
        return "added"
    if _written(alike[0]) == _written(reference):
        return "kept"
    return "replaced" if replace and alike[0].id == reference.id else ""


def _taken(source: Source, entry: Imported, key: str) -> Diagnostic:
    message = f"“{key}” is there already, and says something else"
    hint = "give this entry another key, or import it with --replace"
    return source.error(entry.offset, "E032", message, hint)


def _written(reference: Reference) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(reference.model_dump_json(exclude_none=True))
    return fields


def _write(
    path: Path,
    fields: Fields,
    changed: Mapping[int, Mapping[str, Any]],
    new: Sequence[Mapping[str, Any]],
) -> None:
    """Write the file whole, with the byte order mark and the line ends that it has."""
    text = _merged(fields, changed, new)
    old = path.read_bytes()
    line_end = "\r\n" if b"\r\n" in old else "\n"
    mark = "\ufeff" if old.startswith(b"\xef\xbb\xbf") else ""
    files.write_whole(path, f"{mark}{text}".replace("\n", line_end).encode())


def _merged(
    fields: Fields, changed: Mapping[int, Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> str:
    """Return the text of the file with entries in the place of others, and with new ones."""
    text = fields.source.text
    spans = list(_spans(fields))
    form = _Form.of(text, spans)
    end = spans[-1][1] if spans else text.index("[") + 1
    added = "".join(
        f"{',' if index or spans else ''}{form.between}{form.text(entry)}"
        for index, entry in enumerate(new)
    )
    rest = text[end:] if spans else f"\n{text[end:].lstrip()}"
    merged = f"{text[:end]}{added}{rest}"
    for index in sorted(changed, reverse=True):
        first, last = spans[index]
        merged = f"{merged[:first]}{form.text(changed[index])}{merged[last:]}"
    return merged


def _spans(fields: Fields) -> Iterator[tuple[int, int]]:
    """Yield where each entry begins and ends."""
    decoder = json.JSONDecoder()
    for index in range(len(fields.values)):
        start = fields.offset((index,))
        yield start, decoder.raw_decode(fields.source.text, start)[1]


@dataclass(frozen=True)
class _Form:
    """How the entries of a file are written: what parts them, and their indents in blanks."""

    between: str
    indent: int | None
    margin: str

    @classmethod
    def of(cls, text: str, spans: Sequence[tuple[int, int]]) -> _Form:
        if not spans:
            return cls("\n  ", 2, "  ")
        first, last = spans[0]
        lead = text[text.rfind("\n", 0, first) + 1 : first]
        margin = lead if not lead.strip() else ""
        between = f"\n{margin}" if not lead.strip() or len(spans) > 1 else "\n"
        lines = text[first:last].split("\n")
        if len(lines) == 1:
            return cls(between, None, margin)
        inner = len(lines[1]) - len(lines[1].lstrip()) - len(margin)
        return cls(between, max(inner, 0), margin)

    def text(self, entry: Mapping[str, Any]) -> str:
        """Return an entry in this form."""
        written = json.dumps(entry, ensure_ascii=False, indent=self.indent)
        return written.replace("\n", f"\n{self.margin}")
