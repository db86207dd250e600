"""Names in data files: the moves of the sheet, the poses of figures, the drawings of pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic, nearest
from backpocket.load.fields import Fields
from backpocket.load.offsets import Key

__all__ = ["RULES"]


@rule("E103", "E114", purpose="The sheet shows moves that are there and have their short form.")
def sheet_moves_resolve(subject: Subject) -> Iterator[Diagnostic]:
    fields = subject.loaded.data.get("sheet.toml")
    if fields is None:
        return
    for number, block in enumerate(_list(fields.values, "block")):
        for index, move in enumerate(_list(block, "moves")):
            key = ("block", number, "moves", index)
            yield from _known(fields, key, "E103", "move", move, subject.loaded.ids.moves)
            of_move = subject.loaded.data.get(f"moves/{move}.toml")
            if of_move is not None and of_move.values.get("sheet") is None:
                message = f"the move “{move}” has no short form for the sheet"
                hint = f"add [sheet] with its steps to moves/{move}.toml"
                yield fields.source.error(fields.offset(key), "E114", message, hint)


@rule("E201", purpose="Every figure has a pose of the library.")
def poses_resolve(subject: Subject) -> Iterator[Diagnostic]:
    known = subject.loaded.ids.poses
    for path, fields in subject.loaded.data.items():
        if known is None or not path.startswith("moves/"):
            continue
        for name, frame in _table(fields.values, "figures").items():
            pose = frame.get("pose") if isinstance(frame, dict) else None
            yield from _known(fields, ("figures", name, "pose"), "E201", "pose", pose, known)


@rule("E203", "E204", purpose="Every picture, labels and all, is one that the press can draw.")
def pictures_resolve(subject: Subject) -> Iterator[Diagnostic]:
    fields = subject.loaded.data.get("pictures.toml")
    if fields is None:
        return
    for name, picture in fields.values.items():
        drawing = picture.get("drawing") if isinstance(picture, dict) else None
        known = subject.loaded.ids.drawings
        yield from _known(fields, (name, "drawing"), "E203", "drawing", drawing, known)
        labels = _table(picture, "labels")
        places = known.get(drawing) if isinstance(drawing, str) else None
        for label in labels if places is not None else ():
            yield from _known(fields, (name, "labels", label), "E204", "label", label, places or ())


def _known(
    fields: Fields, key: Key, code: str, noun: str, name: Any, known: Collection[str]
) -> Iterator[Diagnostic]:
    if isinstance(name, str) and name not in known:
        message = f"unknown {noun} “{name}”"
        yield fields.source.error(fields.offset(key), code, message, nearest(name, known))


def _table(values: Any, name: str) -> dict[str, Any]:
    inner = values.get(name) if isinstance(values, dict) else None
    return inner if isinstance(inner, dict) else {}


def _list(values: Any, name: str) -> list[Any]:
    inner = values.get(name) if isinstance(values, dict) else None
    return inner if isinstance(inner, list) else []


RULES = (
    sheet_moves_resolve,
    poses_resolve,
    pictures_resolve,
)
