"""Folder: the files below one folder as models, with all that is wrong in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, create_model

from backpocket.diagnostics import Diagnostic, Place
from backpocket.load import fields as fields_
from backpocket.load.disk import Disk
from backpocket.load.fields import Fields
from backpocket.load.text_files import read_text
from backpocket.model.csl import citation_key
from backpocket.model.guide import Reference
from backpocket.model.record import Record
from backpocket.model.source import Source

__all__ = ["Folder", "raw_ids"]

Model = TypeVar("Model", bound=BaseModel)


@dataclass
class Folder:
    """Reads the files below one folder and gathers sources, fields and diagnostics."""

    disk: Disk
    path: Path
    sources: list[Source] = field(default_factory=list)
    data: dict[str, Fields] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """Return the folder as a place."""
        return self.place_of(self.path)

    def place_of(self, path: Path) -> Place:
        """Return a file of the project as a place."""
        return Place(path.relative_to(self.disk.root).as_posix())

    def has(self, name: str) -> bool:
        path = self.path / name
        return path.exists() or path.is_symlink()

    def source(self, name: str) -> Source | None:
        source, diagnostics = read_text(self.disk, self.path / name)
        self.diagnostics += diagnostics
        if source is not None:
            self.sources.append(source)
        return source

    def fields(self, name: str) -> Fields | None:
        source = self.source(name)
        if source is None:
            return None
        parse = fields_.parse_json if name.endswith(".json") else fields_.parse_toml
        values, diagnostics = parse(source)
        self.diagnostics += diagnostics
        if values is not None:
            self.data[name] = values
        return values

    def fields_if_there(self, name: str) -> Fields | None:
        return self.fields(name) if self.has(name) else None

    def fields_if(self, name: str, asked: Collection[str]) -> Fields | None:
        """Read a file that is there, or that is asked for: then it is an error if it is not."""
        return self.fields(name) if name in asked else self.fields_if_there(name)

    def names(self, name: str) -> frozenset[str] | None:
        """Return the names of a file's tables; None if it is there and could not be read."""
        if name in self.data:
            return frozenset(self.data[name].values)
        return None if self.has(name) else frozenset()

    def may_have(self, name: str, table: str) -> bool:
        """Say whether a file has a table, right or wrong, or could not be read."""
        if name in self.data:
            return table in self.data[name].values
        return self.has(name)

    def model(self, model: type[Model], values: Fields | None, *at: str | int) -> Model | None:
        if values is None:
            return None
        made, diagnostics = fields_.validate(model, values, at)
        self.diagnostics += diagnostics
        return made

    def each(self, model: type[Model], values: Fields | None) -> dict[str, Model] | None:
        """Read a file that is a table of tables."""
        if values is None:
            return None
        return {
            name: made
            for name in values.values
            if (made := self.model(model, values, name)) is not None
        }

    def tables(
        self, model: type[Model], values: Fields | None, name: str, *, ids: bool = True
    ) -> list[Model] | None:
        """Read the tables ``[[name]]`` of a file; their ids, if they have some, must differ."""
        made: Any = self.file(_file_of(model, name), values, name, ids=ids)
        return None if made is None else list(getattr(made, name))

    def file(
        self, model: type[Model], values: Fields | None, name: str, *, ids: bool = True
    ) -> Model | None:
        """Read a file that holds tables ``[[name]]`` and more; their ids must differ."""
        made = self.model(model, values)
        if made is not None and values is not None and ids:
            items = enumerate(getattr(made, name))
            placed = [(item, (name, number, "id")) for number, item in items]
            self.diagnostics += _repeats(values, placed)
        return made

    def references(self, values: Fields | None) -> list[Reference] | None:
        """Read a CSL-JSON array."""
        if values is None:
            return None
        if not isinstance(values.values, list):
            hint = "references.json is a CSL-JSON array: [ {…}, {…} ]"
            self.diagnostics.append(values.source.error(0, "E022", "this is not a list", hint))
            return None
        made = [self.model(Reference, values, index) for index in range(len(values.values))]
        placed = [(item, (index, "id")) for index, item in enumerate(made) if item is not None]
        self.diagnostics += _repeats(values, placed)
        return [item for item in made if item is not None]


@cache
def _file_of(model: type[BaseModel], name: str) -> type[Record]:
    """Return the model of a file that holds tables ``[[name]]`` and nothing else."""
    tables: Any = (tuple[model, ...], ())  # type: ignore[valid-type]
    return create_model("File", __base__=Record, **{name: tables})


def _repeats(values: Fields, items: Iterable[tuple[Any, tuple[Any, ...]]]) -> Iterator[Diagnostic]:
    """Find ids that stand twice; citeproc-py does not tell capitals from small letters."""
    seen: set[str] = set()
    for item, key in items:
        if item.id.lower() in seen:
            message = f"the id “{item.id}” is taken"
            hint = "give it another id; capital and small letters count as the same"
            yield values.source.error(values.offset(key), "E030", message, hint)
        seen.add(item.id.lower())


def raw_ids(values: Fields | None, name: str = "") -> frozenset[str] | None:
    """Return the ids in a file, right or wrong in all else; None if one cannot be known."""
    if values is None:
        return None
    tables = values.values
    if name:
        tables = tables.get(name, None if tables else [])
    if not isinstance(tables, list):
        return None
    # A reference manager may write its ids in other ways; an editor's tables may not.
    id_of = (lambda table: table.get("id")) if name else citation_key
    ids = [id_of(table) if isinstance(table, dict) else None for table in tables]
    known = frozenset(each for each in ids if isinstance(each, str))
    return known if all(isinstance(each, str) for each in ids) else None
