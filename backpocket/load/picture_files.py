"""Picture files: what an editor's own pictures are read from, each inside its folder."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from backpocket.diagnostics import Diagnostic, nearest
from backpocket.load.disk import Disk
from backpocket.load.photos import FORMATS, PhotoError, read_photo
from backpocket.load.svg_files import read_svg
from backpocket.load.text_files import read_text
from backpocket.model.pictures import PictureFile
from backpocket.model.source import Source

__all__ = ["read_picture"]

_MOST_BYTES = 20_000_000
_ENDS = (*FORMATS, ".svg")


def read_picture(
    disk: Disk, folder: Path, name: str, source: Source, at: int
) -> tuple[PictureFile | None, list[Diagnostic]]:
    """Read a picture that an offset of a file names, its path given from a folder.

    What is wrong with it is told there; what an SVG may not hold, at its place in the SVG.
    """

    def refused(message: str, hint: str) -> tuple[None, list[Diagnostic]]:
        return None, [source.error(at, "E205", f"“{name[:80]}”: {message}", hint)]

    path, reason, hint = _path(folder, name)
    if path is None:
        return refused(reason, hint)
    suffix = path.suffix.lower()
    if suffix == ".svg":
        text, found = read_text(disk, path)
        return (None, found) if text is None else read_svg(text, name)
    try:
        data = disk.read(path, _MOST_BYTES + 1)
    except OSError as problem:
        return refused(f"this file cannot be read: {problem.strerror or problem}", "")
    if len(data) > _MOST_BYTES:
        limit = f"this file is larger than {_MOST_BYTES // 1_000_000} MB"
        return refused(limit, "save it smaller: 2600 dots across fill a page")
    try:
        return read_photo(data, name, suffix), []
    except PhotoError as problem:
        return refused(str(problem), problem.hint)


def _path(folder: Path, name: str) -> tuple[Path | None, str, str]:
    """Return the path of a picture; without one, why there is none and what to do."""
    inside = "write its path from the folder of the guide, as foot.png"
    if "\\" in name or ":" in name or "\0" in name or "{{" in name or len(name) > _LONGEST:
        return None, "this is no file in the folder of the guide", inside
    path = folder / name
    try:
        if not path.exists():
            name = unquote(name)
            path = folder / name
        parts = Path(name).parts
        if Path(name).is_absolute() or ".." in parts or "\0" in name or not parts:
            return None, "this leads out of the folder of the guide", inside
        if path.suffix.lower() not in _ENDS:
            return None, "this is no kind of picture that is used here", _KINDS
        if not path.exists():
            there = (each.name for each in folder.iterdir() if each.suffix.lower() in _ENDS)
            return None, "this picture is not there", nearest(name, there)
        if path.resolve() != folder.resolve().joinpath(*parts):
            return None, "links are not followed", "put the picture itself there"
        if not path.is_file():
            return None, "this is not a file", inside
    except (OSError, RuntimeError, ValueError) as problem:  # a name or a link that cannot be
        return None, f"this file cannot be found: {problem}", inside
    return path, "", ""


_LONGEST = 200
_KINDS = "use PNG, JPEG, WebP or SVG"
