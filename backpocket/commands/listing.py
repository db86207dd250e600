"""Listing: what there is to build and to show, for the command “list”."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from backpocket.characters import printable
from backpocket.load.disk import Disk
from backpocket.load.guides import Loaded
from backpocket.load.project import load_project
from backpocket.model.editions import EDITIONS

__all__ = ["list_lines"]


def list_lines(root: Path) -> list[str]:
    """Return lines that name the guides, the editions and the moves, with their titles.

    A guide or a move whose file is faulty is there too, by its name alone.
    """
    project, _ = load_project(Disk(root))
    loaded = project.guides
    guides = {name: _text(item, "guide.toml", "title") for name, item in loaded.items()}
    lines = ["Guides", *_rows(guides.items())]
    lines += ["Editions", *_rows((edition.name, edition.title) for edition in EDITIONS)]
    for name, item in loaded.items():
        moves = sorted(item.ids.moves)
        titles = [_text(item, f"moves/{move}.toml", "name") for move in moves]
        lines += [f"Moves of {name}", *_rows(zip(moves, titles, strict=True))]
    return lines


def _rows(items: Iterable[tuple[str, str]]) -> Iterator[str]:
    rows = [(printable(name), printable(title)) for name, title in items]
    width = max((len(name) for name, _ in rows), default=0)
    for name, title in rows:
        yield f"  {name:<{width}}  {title}".rstrip()


def _text(item: Loaded, file: str, field: str) -> str:
    """Return a text of a data file as one line; an empty one if it is not there."""
    fields = item.data.get(file)
    value: Any = fields.values.get(field) if fields is not None else None
    return " ".join(value.split()) if isinstance(value, str) else ""
