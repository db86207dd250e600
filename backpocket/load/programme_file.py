"""Programme files: what a clinic chose, read from a file of its own, and judged against a guide."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from backpocket.diagnostics import Diagnostic, nearest
from backpocket.load.disk import Disk
from backpocket.load.fields import Fields, parse_toml, validate
from backpocket.load.text_files import read_text
from backpocket.model.programme import Programme
from backpocket.model.source import Source

__all__ = ["ProgrammeFile", "read_programme"]


@dataclass(frozen=True)
class ProgrammeFile:
    """A file that could be read: its fields, and the programme if nothing is wrong with it."""

    fields: Fields = field(repr=False)
    programme: Programme | None

    @property
    def guide(self) -> str:
        """Return the guide that it names, rightly or not; empty if it names none."""
        name = self.fields.values.get("guide")
        return name if isinstance(name, str) else ""

    def judged(self, guides: Sequence[str], moves: Collection[str]) -> list[Diagnostic]:
        """Say which names are not there: of the guide, and of the moves if it is known."""
        named = self.guide
        if named and named not in guides:
            at = self.fields.offset(("guide",))
            hint = nearest(named, guides)
            return [self.fields.source.error(at, "E005", f"there is no guide “{named}”", hint)]
        return list(self._moves(moves)) if named else []

    def _moves(self, known: Collection[str]) -> Iterator[Diagnostic]:
        source, seen = self.fields.source, set[str]()
        for key, name in self._names():
            at = self.fields.offset(key)
            if name not in known:
                yield source.error(at, "E103", f"there is no move “{name}”", nearest(name, known))
            elif name in seen:
                yield source.error(at, "E030", f"“{name}” is chosen twice", "keep one of them")
            seen.add(name)

    def _names(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        tables = self.fields.values.get("move")
        for index, table in enumerate(tables if isinstance(tables, list) else ()):
            if isinstance(table, dict) and isinstance(table.get("name"), str):
                yield ("move", index, "name"), table["name"]


def read_programme(path: Path, shown: str) -> tuple[ProgrammeFile | None, list[Diagnostic]]:
    """Read a file, which may be anywhere; what is wrong with it is said of the path as ``shown``.

    It need not be sound to be judged against its guide: so all that is wrong is told at once.
    """
    source, diagnostics = read_text(Disk(path.parent), path)
    if source is None:
        return None, [replace(each, place=replace(each.place, path=shown)) for each in diagnostics]
    fields, diagnostics = parse_toml(Source(shown, source.text))
    if fields is None:
        return None, diagnostics
    programme, diagnostics = validate(Programme, fields)
    return ProgrammeFile(fields, programme), diagnostics
