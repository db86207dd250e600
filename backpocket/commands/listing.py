"""Listing: what there is to build and to show, for the command “list”."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

from backpocket.characters import printable
from backpocket.load.disk import Disk
from backpocket.load.guides import Loaded
from backpocket.load.project import load_project
from backpocket.model.editions import EDITIONS
from backpocket.model.figures import PROPS, Area, Joint
from backpocket.model.poses import BODIES, View

__all__ = ["list_lines"]


def list_lines(root: Path) -> list[str]:
    """Return lines that name the guides, the editions and the moves, with their titles.

    Then come the names that a figure of a move may use.

    A guide or a move whose file is faulty is there too, by its name alone.
    """
    project, _ = load_project(Disk(root))
    loaded, shared = project.guides, project.pose_names
    guides = {name: _text(item, "guide.toml", "title") for name, item in loaded.items()}
    lines = ["Guides", *_rows(guides.items())]
    lines += ["Editions", *_rows((edition.name, edition.title) for edition in EDITIONS)]
    for name, item in loaded.items():
        moves = sorted(item.ids.moves)
        titles = [_text(item, f"moves/{move}.toml", "name") for move in moves]
        lines += [f"Moves of {name}", *_rows(zip(moves, titles, strict=True))]
        poses = sorted((item.ids.poses or frozenset()) - shared)
        lines += [f"Poses of {name}", *_columns(poses)] if poses else []
    for title, names in {
        "Poses": sorted(shared),
        "Bodies": BODIES,
        "Views of a pose": View,
        "Felt areas": Area,
        "Props": PROPS,
        "Points for arrows and dashed lines": Joint,
        "Drawings": sorted(project.drawings),
        "Regions": sorted(project.press.regions) if project.press else (),
    }.items():
        lines += [title, *_columns(names)]
    return lines


def _columns(names: Iterable[str]) -> Iterator[str]:
    """Set names side by side, as many as a line takes."""
    text = ", ".join(printable(str(name)) for name in names)
    yield from wrap(text, 78, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


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
