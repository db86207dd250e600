"""Guides: from a folder of ``content/`` to a :class:`~backpocket.model.guide.Guide`.

Every file is read and judged even if another is wrong, so that all faults show at once. What a
mark may point to (:class:`Ids`) is gathered from the files that could be read, so that one
broken file does not make a hundred false findings elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from backpocket.diagnostics import Diagnostic, Place, error, has_errors
from backpocket.load.allow_file import NO_ALLOWANCES, Allowances, read_allowances
from backpocket.load.disk import Disk
from backpocket.load.drawing_files import Labels
from backpocket.load.fields import Fields
from backpocket.load.folder import Folder, raw_ids
from backpocket.load.kind_table import kind_of, lacking_fields
from backpocket.load.lights import SharedLights, read_safety
from backpocket.load.pose_files import read_poses
from backpocket.load.shown_pictures import pictures_of, shown_pictures
from backpocket.load.wordlists import read_words
from backpocket.model.drawings import DrawingSpec
from backpocket.model.guide import (
    Chapter,
    Guide,
    Move,
    Settings,
    Sheet,
    Term,
)
from backpocket.model.kinds import GuideKind
from backpocket.model.pictures import LOGO, PictureFile, ShownPicture, picture_address
from backpocket.model.plan import Plan
from backpocket.model.poses import Pose
from backpocket.model.source import Source
from backpocket.model.treatments import Treatments

__all__ = ["Common", "Ids", "Loaded", "guide_names", "load_guide"]

_CHAPTER = re.compile(r"^(?P<number>\d+)-(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\.md$")
_MOVE = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*\.toml$")
_TITLE = re.compile(r"\A\s*#[ \t]+(?P<title>\S[^\n]*)")


@dataclass(frozen=True)
class Ids:
    """What a guide's marks may point to; None where the file that says it could not be read."""

    citations: frozenset[str] | None
    terms: frozenset[str] | None
    pictures: frozenset[str] | None
    poses: frozenset[str] | None
    drawings: Labels
    moves: frozenset[str]
    chapters: frozenset[str]
    has_traffic: bool = False
    has_scale: bool = False
    """Whether there are, or may be, the lights and the scale whose numbers texts bring in."""


@dataclass(frozen=True)
class Loaded:
    """A guide if it could be made, what it came from, its names and its kind.

    ``data`` holds the fields of each data file, under its path below the guide's folder; ``words``
    are right although no dictionary has them.
    """

    guide: Guide | None
    sources: tuple[Source, ...]
    data: Mapping[str, Fields]
    ids: Ids
    kind: GuideKind | None = None
    words: frozenset[str] = frozenset()
    allowances: Allowances = NO_ALLOWANCES
    shown: tuple[ShownPicture, ...] = ()
    tokens: Source | None = None


def guide_names(root: Path) -> list[str]:
    """Return the names of the guides: the folders of ``content/`` that hold a ``guide.toml``."""
    content = root / "content"
    if not content.is_dir():
        return []
    return sorted(path.parent.name for path in content.glob("*/guide.toml"))


@dataclass(frozen=True)
class Common:
    """What guides take from the files that they share.

    ``pose_names`` are those of the poses, of faulty ones too; None if they are not known.
    ``labels`` are those of each drawing; ``lights`` are those of guides without their own.
    """

    poses: Mapping[str, Pose]
    pose_names: frozenset[str] | None
    drawings: Mapping[str, DrawingSpec]
    labels: Labels
    words: frozenset[str]
    logo: PictureFile | None = None
    lights: SharedLights | None = None


def load_guide(disk: Disk, name: str, common: Common) -> tuple[Loaded, list[Diagnostic]]:
    """Load one guide; ``guide`` is None if a part of it could not be made."""
    folder = Folder(disk, disk.root / "content" / name)
    setting_fields = folder.fields("guide.toml")
    settings = folder.model(Settings, setting_fields)
    kind, found = kind_of(setting_fields)
    folder.diagnostics += found
    asked = kind.files if kind else ()
    reference_fields = folder.fields("references.json")
    references = folder.references(reference_fields)
    term_fields = folder.fields_if("glossary.toml", asked)
    terms = folder.tables(Term, term_fields, "term")
    treatments = folder.file(Treatments, folder.fields_if("treatments.toml", asked), "treatment")
    plan = folder.model(Plan, folder.fields_if("plan.toml", asked))
    safety, lights = read_safety(folder, common.lights)
    sheet = folder.model(Sheet, folder.fields_if("sheet.toml", asked))
    picture_fields = folder.fields_if("pictures.toml", asked)
    pictures = pictures_of(folder, picture_fields)
    own_pose_fields = folder.fields_if("poses.toml", asked)
    own_poses = read_poses(folder, own_pose_fields)
    moves, move_names = _moves(folder)
    chapters, chapter_names = _chapters(folder)
    if kind is not None:
        folder.diagnostics += lacking_fields(kind, folder.data)
    may_have_terms = kind is None or "glossary.toml" in kind.files or folder.has("glossary.toml")
    ids = Ids(
        citations=raw_ids(reference_fields),
        terms=raw_ids(term_fields, "term") if may_have_terms else frozenset(),
        pictures=folder.names("pictures.toml"),
        poses=_union(common.pose_names, folder.names("poses.toml")),
        drawings=common.labels,
        moves=frozenset(move_names),
        chapters=frozenset(chapter_names),
        has_traffic=folder.may_have("safety.toml", "traffic"),
        has_scale=folder.may_have("treatments.toml", "scale"),
    )
    shown, unshown = shown_pictures(folder, chapters, picture_fields)
    files = {picture_address(each.file.name): each.file for each in shown}
    aside = Folder(disk, folder.path)  # what says something of the guide, and is none of it
    tokens = aside.source("tokens.css") if aside.has("tokens.css") else None
    guide = None
    sources = tuple(folder.sources)
    if not has_errors(folder.diagnostics) and kind and settings and safety:
        guide = Guide(
            name=name,
            kind=kind,
            settings=settings,
            chapters=chapters,
            moves={move.id: move for move in moves},
            references={item.id: item for item in references or ()},
            terms={item.id: item for item in terms or ()},
            treatments=treatments or Treatments(),
            plan=plan or Plan(),
            safety=safety,
            sheet=sheet,
            pictures=pictures,
            files=files if common.logo is None else {**files, LOGO: common.logo},
            poses={**common.poses, **own_poses},
            drawings=common.drawings,
            tokens=tokens,
            lights=lights,
            sources=sources,
        )
    words = common.words | read_words(aside)
    loaded = Loaded(
        guide, sources, folder.data, ids, kind, words, read_allowances(aside), shown, tokens
    )
    return loaded, folder.diagnostics + unshown + aside.diagnostics


def _union(one: frozenset[str] | None, two: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or two is None else one | two


def _moves(folder: Folder) -> tuple[list[Move], list[str]]:
    moves = []
    names = []
    for path in sorted((folder.path / "moves").glob("*.toml")):
        names.append(path.stem)
        values = folder.fields(f"moves/{path.name}")
        if not _MOVE.match(path.name):
            hint = "name it like cat-cow.toml: small letters, numbers and hyphens"
            folder.diagnostics.append(_misnamed(folder, path, "move", hint))
            continue
        if values is None:
            continue
        if "id" in values.values:
            hint = "delete it: the name of the file is the id"
            at = values.offset(("id",))
            folder.diagnostics.append(values.source.error(at, "E020", "unknown field “id”", hint))
        named = replace(values, values={**values.values, "id": path.stem})
        move = folder.model(Move, named)
        if move is not None:
            moves.append(move)
    for path in sorted((folder.path / "moves").glob("[!.]*")):
        if path.suffix not in (".toml", ".md"):
            hint = "a move is a TOML file, like cat-cow.toml; delete what is none"
            folder.diagnostics.append(_misnamed(folder, path, "move", hint))
    return moves, names + _old_moves(folder, names)


def _old_moves(folder: Folder, names: Sequence[str]) -> list[str]:
    """Refuse the moves in Markdown files, as they once were; return the names they stand for."""
    old = sorted((folder.path / "moves").glob("*.md"))
    for path in old:
        new = f"moves/{path.stem}.toml"
        hint = f'write its fields in {new}, as name = "…", then delete this file'
        if path.stem in names:
            hint = f"delete this file, if {new} has all that is in it"
        place = Place(folder.place_of(path).path, 1, 1)
        message = "a move is a TOML file, no longer Markdown"
        folder.diagnostics.append(error(place, "E018", message, hint=hint))
    return [path.stem for path in old]


def _misnamed(folder: Folder, path: Path, what: str, hint: str) -> Diagnostic:
    return error(folder.place_of(path), "E006", f"this is not the name of a {what} file", hint=hint)


def _number(path: Path) -> int:
    """Return the number that a chapter’s file begins with; -1 if there is none."""
    match = _CHAPTER.match(path.name)
    return int(match["number"]) if match else -1


def _place_in_the_guide(path: Path) -> tuple[bool, int, str]:
    """Put chapters in the order of their numbers, and what is none of them behind."""
    number = _number(path)
    return number < 0, number, path.name


def _chapters(folder: Folder) -> tuple[tuple[Chapter, ...], list[str]]:
    chapters: list[Chapter] = []
    names = []
    paths = sorted(folder.path.glob("*.md"), key=_place_in_the_guide)
    numbers = Counter(map(_number, paths))
    for path in paths:
        match = _CHAPTER.match(path.name)
        source = folder.source(path.name)
        if match is None:
            hint = "name it like 03-what-helps.md: a number, then small letters and hyphens"
            folder.diagnostics.append(_misnamed(folder, path, "chapter", hint))
            continue
        if numbers[_number(path)] > 1 and source is not None:
            message = f"another chapter has the number {_number(path)} too"
            folder.diagnostics.append(source.error(0, "E030", message, "rename one file"))
        if match["id"] in names and source is not None:
            message = f"the chapter “{match['id']}” is there twice"
            folder.diagnostics.append(source.error(0, "E030", message, "rename one file"))
        names.append(match["id"])
        title = _TITLE.match(source.text) if source else None
        if source is not None and title is None:
            message = "a chapter begins with its title"
            hint = "make the first line: # Title"
            folder.diagnostics.append(source.error(0, "E016", message, hint))
        if source is not None and title is not None:
            chapters.append(Chapter(match["id"], title["title"].strip(), source))
    if not names:
        place = folder.place
        hint = "add a file 01-NAME.md that begins with # Title"
        message = "this guide has no chapters"
        folder.diagnostics.append(error(place, "E005", message, hint=hint))
    return tuple(chapters), names
