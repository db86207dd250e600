"""Drawings: each file of ``content/drawings/`` is one, under its own name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from backpocket.diagnostics import Diagnostic, error, nearest
from backpocket.load.fields import Fields
from backpocket.load.folder import Folder
from backpocket.model.drawings import DrawingSpec, FigurePart

__all__ = ["Labels", "read_drawings"]

Labels = Mapping[str, frozenset[str] | None]
"""The labels that each drawing has a place for; None if its file could not be read."""
_FOLDER = "drawings"
_FILE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.toml")


def read_drawings(
    folder: Folder, poses: Collection[str] | None
) -> tuple[dict[str, DrawingSpec], Labels]:
    """Return the drawings that could be made, and the labels of all; poses must be known."""
    made: dict[str, DrawingSpec] = {}
    labels: dict[str, frozenset[str] | None] = {}
    for path in sorted((folder.path / _FOLDER).glob("*.toml")):
        if not _FILE.fullmatch(path.name):
            message = "this is not the name of a drawing file"
            hint = "name it like cover-runner.toml: small letters, numbers and hyphens"
            place = folder.place_of(path)
            folder.diagnostics.append(error(place, "E006", message, hint=hint))
            continue
        fields = folder.fields(f"{_FOLDER}/{path.name}")
        drawing = folder.model(DrawingSpec, fields)
        labels[path.stem] = None if drawing is None else frozenset(drawing.labels)
        if drawing is not None and fields is not None:
            made[path.stem] = drawing
            folder.diagnostics += _strangers(drawing, fields, poses)
    return made, labels


def _strangers(
    drawing: DrawingSpec, fields: Fields, poses: Collection[str] | None
) -> Iterator[Diagnostic]:
    """Find poses that are not in the library."""
    known = {*(poses or ()), *drawing.poses}
    for number, part in enumerate(drawing.part):
        if isinstance(part, FigurePart) and poses is not None and part.pose not in known:
            at = fields.offset(("part", number, "pose"))
            message = f"unknown pose “{part.pose}”"
            yield fields.source.error(at, "E201", message, nearest(part.pose, known))
