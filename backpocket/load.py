"""Load: from the folder ``content/`` to a :class:`~backpocket.model.Press`.

Every file is read and judged even if another is wrong, so that all faults show at once. What a
mark may point to (:class:`Names`) is gathered from the files that could be read, so that one
broken file does not make a hundred false findings elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, create_model

from backpocket import fields as fields_
from backpocket.diagnostics import Diagnostic, Place, error, nearest
from backpocket.fields import Fields
from backpocket.figures import Pose
from backpocket.model import (
    Brand,
    Chapter,
    Guide,
    Move,
    Picture,
    Press,
    Record,
    Reference,
    Region,
    Safety,
    Settings,
    Sheet,
    Term,
    Treatment,
)
from backpocket.sources import Source, read

__all__ = ["Loaded", "Names", "guide_names", "load_guide", "load_press"]

Model = TypeVar("Model", bound=BaseModel)
Table = TypeVar("Table", bound=BaseModel)

_CHAPTER = re.compile(r"^\d+-(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\.md$")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"\A\s*# +(?P<title>[^\n]+)")


@dataclass(frozen=True)
class Names:
    """What a guide's marks may point to; None where the file that says it could not be read."""

    citations: frozenset[str] | None
    terms: frozenset[str] | None
    pictures: frozenset[str] | None
    moves: frozenset[str]
    chapters: frozenset[str]


@dataclass(frozen=True)
class Loaded:
    """A guide if it could be made, the texts it came from, and its names."""

    guide: Guide | None
    sources: tuple[Source, ...]
    names: Names


@dataclass
class _Reader:
    """Reads the files below one folder and gathers their sources and diagnostics."""

    root: Path
    folder: Path
    sources: list[Source] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def source(self, name: str) -> Source | None:
        source, diagnostics = read(self.root, self.folder / name)
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
        return values

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


def guide_names(root: Path) -> list[str]:
    """Return the names of the guides: the folders of ``content/`` that hold a ``guide.toml``."""
    content = root / "content"
    if not content.is_dir():
        return []
    return sorted(path.parent.name for path in content.glob("*/guide.toml"))


def load_press(
    root: Path, names: Iterable[str] | None = None
) -> tuple[Press | None, dict[str, Loaded], list[Diagnostic]]:
    """Load what all guides share, and the guides named (all, if none is)."""
    reader = _Reader(root, root / "content")
    brand = reader.model(Brand, reader.fields("brand.toml"))
    regions = reader.each(Region, reader.fields("regions.toml"))
    poses = reader.each(Pose, reader.fields("poses.toml")) or {}
    known = guide_names(root)
    wanted = list(dict.fromkeys(known if names is None else names))
    if not known:
        hint = "a guide is a folder content/NAME/ that holds a guide.toml"
        reader.diagnostics.append(error(Place("content"), "E005", "there is no guide", hint=hint))
    loaded: dict[str, Loaded] = {}
    diagnostics = list(reader.diagnostics)
    for name in wanted:
        if name not in known:
            place = Place(f"content/{name}")
            hint = nearest(name, known)
            diagnostics.append(error(place, "E005", f"there is no guide “{name}”", hint=hint))
            continue
        loaded[name], found = load_guide(root, name, poses)
        diagnostics += found
    if brand is None or regions is None:
        return None, loaded, diagnostics
    guides = {name: item.guide for name, item in loaded.items() if item.guide is not None}
    return Press(brand, regions, guides), loaded, diagnostics


def load_guide(
    root: Path, name: str, shared_poses: Mapping[str, Pose]
) -> tuple[Loaded, list[Diagnostic]]:
    """Load one guide; ``guide`` is None if a part of it could not be made."""
    reader = _Reader(root, root / "content" / name)
    settings = reader.model(Settings, reader.fields("guide.toml"))
    references_fields = reader.fields("references.json")
    references = _references(reader, references_fields)
    terms_fields = reader.fields("glossary.toml")
    terms = _list(reader, terms_fields, "term", Term)
    treatments = _list(reader, reader.fields("treatments.toml"), "treatment", Treatment)
    safety = reader.model(Safety, reader.fields("safety.toml"))
    has_sheet = (reader.folder / "sheet.toml").exists()
    sheet = reader.model(Sheet, reader.fields("sheet.toml")) if has_sheet else None
    pictures_fields = reader.fields("pictures.toml") if _has(reader, "pictures.toml") else None
    pictures = reader.each(Picture, pictures_fields)
    own_poses = reader.each(Pose, reader.fields("poses.toml")) if _has(reader, "poses.toml") else {}
    moves, move_names = _moves(reader)
    chapters, chapter_names = _chapters(reader)
    names = Names(
        citations=_ids(references_fields, references),
        terms=_ids(terms_fields, terms),
        pictures=frozenset(pictures_fields.values) if pictures_fields else frozenset(),
        moves=frozenset(move_names),
        chapters=frozenset(chapter_names),
    )
    guide = None
    if not any(d.is_error for d in reader.diagnostics) and settings and safety:
        guide = Guide(
            name=name,
            settings=settings,
            chapters=chapters,
            moves={move.id: move for move in moves},
            references={item.id: item for item in references or ()},
            terms={item.id: item for item in terms or ()},
            treatments=tuple(treatments or ()),
            safety=safety,
            sheet=sheet,
            pictures=pictures or {},
            poses={**shared_poses, **(own_poses or {})},
            sources=tuple(reader.sources),
        )
    return Loaded(guide, tuple(reader.sources), names), reader.diagnostics


def _has(reader: _Reader, name: str) -> bool:
    return (reader.folder / name).exists()


def _list(
    reader: _Reader, values: Fields | None, name: str, model: type[Table]
) -> list[Table] | None:
    """Read the tables ``[[name]]`` of a file; their ids must differ."""
    if values is None:
        return None
    tables: Any = (tuple[model, ...], ())  # type: ignore[valid-type]
    made: Any = reader.model(create_model("File", __base__=Record, **{name: tables}), values)
    if made is None:
        return None
    items: list[Table] = list(getattr(made, name))
    reader.diagnostics += _repeats(values, [(i, (name, n, "id")) for n, i in enumerate(items)])
    return items


def _references(reader: _Reader, values: Fields | None) -> list[Reference] | None:
    if values is None:
        return None
    if not isinstance(values.values, list):
        hint = "references.json is a CSL-JSON array: [ {…}, {…} ]"
        reader.diagnostics.append(values.source.error(0, "E022", "this is not an array", hint))
        return None
    made = [reader.model(Reference, values, index) for index in range(len(values.values))]
    items = [item for item in made if item is not None]
    placed = [(item, (index, "id")) for index, item in enumerate(made) if item is not None]
    reader.diagnostics += _repeats(values, placed)
    return items


def _repeats(values: Fields, items: Iterable[tuple[Any, tuple[Any, ...]]]) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for item, key in items:
        if item.id in seen:
            message = f"the id “{item.id}” is taken"
            yield values.source.error(values.offset(key), "E030", message, "give it another id")
        seen.add(item.id)


def _ids(values: Fields | None, items: list[Any] | None) -> frozenset[str] | None:
    """Return the ids of a file; None if it, or one of its entries, could not be made."""
    if values is None or items is None:
        return None
    return frozenset(item.id for item in items)


def _moves(reader: _Reader) -> tuple[list[Move], list[str]]:
    moves = []
    names = []
    for path in sorted((reader.folder / "moves").glob("*.md")):
        names.append(path.stem)
        source = reader.source(f"moves/{path.name}")
        if source is None:
            continue
        front = _FRONT_MATTER.match(source.text)
        if front is None:
            hint = "begin the file with a line ---, the fields of the move, and a line ---"
            reader.diagnostics.append(source.error(0, "E015", "this move has no fields", hint))
            continue
        values, diagnostics = fields_.parse_yaml(source, front.start("yaml"), front.end("yaml"))
        reader.diagnostics += diagnostics
        if values is None:
            continue
        if not isinstance(values.values, dict):
            message = "the fields of a move are lines “name: value”"
            reader.diagnostics.append(source.error(front.start("yaml"), "E022", message))
            continue
        named = Fields(source, {"id": path.stem, **values.values}, values.offsets)
        move = reader.model(Move, named)
        if move is not None:
            moves.append(move)
    return moves, names


def _chapters(reader: _Reader) -> tuple[tuple[Chapter, ...], list[str]]:
    chapters: list[Chapter] = []
    names = []
    for path in sorted(reader.folder.glob("*.md")):
        match = _CHAPTER.match(path.name)
        source = reader.source(path.name)
        if match is None:
            place = Place(path.relative_to(reader.root).as_posix())
            hint = (
                "name it like 03-what-helps.md: the number orders, small letters and hyphens name"
            )
            message = "the name of this chapter file is not in the pattern"
            reader.diagnostics.append(error(place, "E006", message, hint=hint))
            continue
        if match["id"] in names and source is not None:
            message = f"the chapter “{match['id']}” is there twice"
            reader.diagnostics.append(source.error(0, "E030", message, "rename one file"))
        names.append(match["id"])
        title = _TITLE.match(source.text) if source else None
        if source is not None and title is None:
            message = "a chapter begins with its title"
            hint = "make the first line: # Title"
            reader.diagnostics.append(source.error(0, "E016", message, hint))
        if source is not None and title is not None:
            chapters.append(Chapter(match["id"], title["title"].strip(), source))
    if not names:
        place = Place(reader.folder.relative_to(reader.root).as_posix())
        hint = "add a file 01-NAME.md that begins with # Title"
        message = "this guide has no chapters"
        reader.diagnostics.append(error(place, "E005", message, hint=hint))
    return tuple(chapters), names
