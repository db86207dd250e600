"""Shown pictures: those of an editor's own that chapters and ``pictures.toml`` name, from files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from backpocket.diagnostics import Diagnostic
from backpocket.load.fields import Fields
from backpocket.load.folder import Folder
from backpocket.load.picture_files import read_picture
from backpocket.markup.elements import block_tree
from backpocket.markup.lines import line_of
from backpocket.markup.picture_blocks import has_own_place
from backpocket.model.guide import Chapter, OwnPicture, Picture
from backpocket.model.pictures import ShownPicture
from backpocket.model.source import Source

__all__ = ["pictures_of", "shown_pictures"]

_COVER = "cover"


def pictures_of(folder: Folder, fields: Fields | None) -> dict[str, Picture | OwnPicture]:
    """Read ``pictures.toml``: a picture is drawn by the press, or is a file of the folder."""
    made: dict[str, Picture | OwnPicture] = {}
    for name, value in fields.values.items() if fields else ():
        own = isinstance(value, dict) and "picture" in value
        model: type[Picture | OwnPicture] = OwnPicture if own else Picture
        picture = folder.model(model, fields, name)
        if picture is not None:
            made[name] = picture
    return made


def shown_pictures(
    folder: Folder, chapters: Sequence[Chapter], fields: Fields | None
) -> tuple[tuple[ShownPicture, ...], list[Diagnostic]]:
    """Read the files of all pictures; what is wrong with one is told where it is named."""
    named = [each for chapter in chapters for each in _in_chapter(chapter.source)]
    covers: set[int] = set()
    for name, value in fields.values.items() if fields else ():
        path = value.get("picture") if isinstance(value, dict) else None
        if fields is not None and isinstance(path, str):
            at = fields.offset((name, "picture"))
            named.append((path, fields.source, at))
            covers |= {at} if name == _COVER else set()
    shown: list[ShownPicture] = []
    diagnostics: list[Diagnostic] = []
    for path, source, at in named:
        file, found = read_picture(folder.disk, folder.path, path, source, at)
        diagnostics += found
        if file is not None:
            on_cover = not source.is_chapter and at in covers
            shown.append(ShownPicture(file, source, at, on_cover))
    return tuple(shown), diagnostics


def _in_chapter(source: Source) -> Iterator[tuple[str, Source, int]]:
    """Yield the names of the pictures of a chapter, each with its place."""
    if "![" not in source.text:
        return
    start = len(source.text) - len(source.text.lstrip())
    try:
        root = block_tree(source.text[start:].partition("\n")[2], {}, source.place(start).line + 1)
    except RecursionError:  # a rule says so
        return
    for figure in root.iter("figure"):
        for image in figure.iter("img"):
            if has_own_place(image):
                name = unquote(image.get("src", "").removeprefix("own:"))
                yield name, source, source.offset(line_of(figure), 1)
