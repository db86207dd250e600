"""Load: from the folder ``content/`` to a :class:`~backpocket.model.guide.Press`.

Every file is read and judged even if another is wrong, so that all faults show at once. What a
mark may point to (:class:`Names`) is gathered from the files that could be read, so that one
broken file does not make a hundred false findings elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from backpocket.diagnostics import Diagnostic, Place, error, has_errors, nearest
from backpocket.load.fields import Fields
from backpocket.load.folder import Reader, raw_ids
from backpocket.model.guide import (
    Brand,
    Chapter,
    Guide,
    Move,
    Paper,
    Picture,
    Press,
    Region,
    Safety,
    Settings,
    Sheet,
    Term,
    Treatment,
)
from backpocket.model.poses import Pose
from backpocket.model.source import Source

__all__ = ["Loaded", "Names", "guide_names", "load_guide", "load_press"]

_CHAPTER = re.compile(r"^\d+-(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\.md$")
_MOVE = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*\.toml$")
_TITLE = re.compile(r"\A\s*#[ \t]+(?P<title>\S[^\n]*)")


@dataclass(frozen=True)
class Names:
    """What a guide's marks may point to; None where the file that says it could not be read."""

    citations: frozenset[str] | None
    terms: frozenset[str] | None
    pictures: frozenset[str] | None
    poses: frozenset[str] | None
    moves: frozenset[str]
    chapters: frozenset[str]


@dataclass(frozen=True)
class Loaded:
    """A guide if it could be made, what it came from, and its names.

    ``data`` holds the fields of each data file, under its path below the guide's folder.
    """

    guide: Guide | None
    sources: tuple[Source, ...]
    data: Mapping[str, Fields]
    names: Names


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
    reader = Reader(root, root / "content")
    brand = reader.model(Brand, reader.fields("brand.toml"))
    region_fields = reader.fields("regions.toml")
    regions = reader.each(Region, region_fields)
    if region_fields is not None and regions is not None:
        reader.diagnostics += _missing_papers(region_fields, regions)
    pose_fields = reader.fields("poses.toml")
    poses = reader.each(Pose, pose_fields) or {}
    pose_names = None if pose_fields is None else frozenset(pose_fields.values)
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
        loaded[name], found = load_guide(root, name, poses, pose_names)
        diagnostics += found
    if brand is None or regions is None:
        return None, loaded, diagnostics
    guides = {name: item.guide for name, item in loaded.items() if item.guide is not None}
    return Press(brand, regions, guides), loaded, diagnostics


def _missing_papers(fields: Fields, regions: Mapping[str, Region]) -> Iterator[Diagnostic]:
    """Find papers that no region, or more than one, prints on: an edition is for one region."""
    if len(regions) < len(fields.values):
        return  # a faulty region may be the one
    for paper in get_args(Paper):
        of_it = [name for name, region in regions.items() if paper in region.papers]
        hint = f"name “{paper}” in the papers of one region"
        if not of_it:
            yield fields.source.error(0, "E031", f"no region prints on “{paper}”", hint)
        for name in of_it[1:]:
            message = f"“{of_it[0]}” prints on “{paper}” too"
            yield fields.source.error(fields.offset((name, "papers")), "E031", message, hint)


def load_guide(
    root: Path, name: str, shared_poses: Mapping[str, Pose], pose_names: frozenset[str] | None
) -> tuple[Loaded, list[Diagnostic]]:
    """Load one guide; ``guide`` is None if a part of it could not be made.

    ``pose_names`` are those of the shared poses, of faulty ones too; None if they are not known.
    """
    reader = Reader(root, root / "content" / name)
    settings = reader.model(Settings, reader.fields("guide.toml"))
    reference_fields = reader.fields("references.json")
    references = reader.references(reference_fields)
    term_fields = reader.fields("glossary.toml")
    terms = reader.tables(Term, term_fields, "term")
    treatments = reader.tables(Treatment, reader.fields("treatments.toml"), "treatment")
    safety = reader.model(Safety, reader.fields("safety.toml"))
    sheet = reader.model(Sheet, _if_there(reader, "sheet.toml"))
    picture_fields = _if_there(reader, "pictures.toml")
    pictures = reader.each(Picture, picture_fields)
    own_pose_fields = _if_there(reader, "poses.toml")
    own_poses = reader.each(Pose, own_pose_fields)
    moves, move_names = _moves(reader)
    chapters, chapter_names = _chapters(reader)
    names = Names(
        citations=raw_ids(reference_fields),
        terms=raw_ids(term_fields, "term"),
        pictures=_keys(reader, "pictures.toml", picture_fields),
        poses=_union(pose_names, _keys(reader, "poses.toml", own_pose_fields)),
        moves=frozenset(move_names),
        chapters=frozenset(chapter_names),
    )
    guide = None
    if not has_errors(reader.diagnostics) and settings and safety:
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
    return Loaded(guide, tuple(reader.sources), reader.data, names), reader.diagnostics


def _if_there(reader: Reader, name: str) -> Fields | None:
    return reader.fields(name) if reader.has(name) else None


def _keys(reader: Reader, name: str, values: Fields | None) -> frozenset[str] | None:
    """Return the names of a file's tables; None if it is there and could not be read."""
    if values is None:
        return None if reader.has(name) else frozenset()
    return frozenset(values.values)


def _union(one: frozenset[str] | None, two: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or two is None else one | two


def _moves(reader: Reader) -> tuple[list[Move], list[str]]:
    moves = []
    names = []
    for path in sorted((reader.folder / "moves").glob("*.toml")):
        names.append(path.stem)
        values = reader.fields(f"moves/{path.name}")
        if not _MOVE.match(path.name):
            hint = "name it like cat-cow.toml: small letters, numbers and hyphens"
            reader.diagnostics.append(_misnamed(reader, path, "move", hint))
            continue
        if values is None:
            continue
        if "id" in values.values:
            hint = "delete it: the name of the file is the id"
            at = values.offset(("id",))
            reader.diagnostics.append(values.source.error(at, "E020", "unknown field “id”", hint))
        named = Fields(values.source, {**values.values, "id": path.stem}, values.offsets)
        move = reader.model(Move, named)
        if move is not None:
            moves.append(move)
    return moves, names + _old_moves(reader, names)


def _old_moves(reader: Reader, names: Sequence[str]) -> list[str]:
    """Refuse the moves in Markdown files, as they once were; return the names they stand for."""
    found = sorted((reader.folder / "moves").glob("*.md"))
    for path in found:
        new = f"moves/{path.stem}.toml"
        hint = f'write its fields in {new}, as name = "…", then delete this file'
        if path.stem in names:
            hint = f"delete this file, if {new} has all that is in it"
        place = Place(path.relative_to(reader.root).as_posix(), 1, 1)
        message = "a move is a TOML file, no longer Markdown"
        reader.diagnostics.append(error(place, "E018", message, hint=hint))
    return [path.stem for path in found]


def _misnamed(reader: Reader, path: Path, what: str, hint: str) -> Diagnostic:
    place = Place(path.relative_to(reader.root).as_posix())
    return error(place, "E006", f"this is not the name of a {what} file", hint=hint)


def _chapters(reader: Reader) -> tuple[tuple[Chapter, ...], list[str]]:
    chapters: list[Chapter] = []
    names = []
    for path in sorted(reader.folder.glob("*.md")):
        match = _CHAPTER.match(path.name)
        source = reader.source(path.name)
        if match is None:
            hint = "name it like 03-what-helps.md: a number, then small letters and hyphens"
            reader.diagnostics.append(_misnamed(reader, path, "chapter", hint))
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
