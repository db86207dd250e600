"""Skeletons: a new guide, or a new move, that is small and whole, and that builds as it stands.

The files of ``skeleton_files/`` are one guide with one move; their comments teach. Nothing that is
there is ever written over.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from string import Template

from pydantic import TypeAdapter, ValidationError

from backpocket.diagnostics import Diagnostic
from backpocket.load.disk import Disk
from backpocket.load.folder import Folder
from backpocket.load.guides import guide_names
from backpocket.model.field_types import Name
from backpocket.model.guide import Brand
from backpocket.write import files

__all__ = ["SkeletonError", "make_guide", "make_move"]

_FILES = Path(__file__).parent / "skeleton_files"
_MOVE = "moves/stand-up.toml"


class SkeletonError(Exception):
    """What was asked for cannot be made; the message says why and what to do."""


def make_guide(root: Path, name: str, today: dt.date) -> tuple[list[Path], list[Diagnostic]]:
    """Make the folder of a guide, written on a day, and return its files.

    The folder appears whole or not at all. If the shop’s own file is at fault, there are only
    diagnostics. Raises SkeletonError if the name is not free or not in its form, and OSError if
    the folder cannot be written.
    """
    _judge_name(name, "guide")
    folder = root / "content" / name
    if _is_there(folder):
        raise SkeletonError(f"content/{name} is there already; choose another name")
    shared = Folder(Disk(root), root / "content")
    brand = shared.model(Brand, shared.fields("brand.toml"))
    if brand is None:
        return [], shared.diagnostics
    texts = _fill(_words(brand, today))
    # One folder further down than a guide stands: one that a killed process leaves is none.
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as passing:
        made = Path(passing) / name
        for path, text in texts.items():
            files.write_whole(made / path, text.encode())
        made.chmod(0o755)
        made.rename(folder)
    return [folder / path for path in texts], []


def make_move(
    root: Path, name: str, guide: str | None = None
) -> tuple[list[Path], list[Diagnostic]]:
    """Make the file of a move in a guide, which need not be named if there is but one.

    Raises SkeletonError if a name is not free, not known or not in its form, and OSError if the
    file cannot be written.
    """
    _judge_name(name, "move")
    known = guide_names(root)
    if guide is None and len(known) != 1:
        shown = f"; there are {', '.join(known)}" if known else ", and there is none yet"
        raise SkeletonError(f"say in which guide: --guide NAME{shown}")
    guide = known[0] if guide is None else guide
    if guide not in known:
        shown = f"there are {', '.join(known)}" if known else "there is none yet"
        raise SkeletonError(f"there is no guide “{guide}”; {shown}")
    path = root / "content" / guide / "moves" / f"{name}.toml"
    if _is_there(path):
        shown = path.relative_to(root).as_posix()
        raise SkeletonError(f"{shown} is there already; choose another name")
    if not path.resolve().is_relative_to(root.resolve()):
        raise SkeletonError(f"content/{guide} lies outside the project")
    files.write_whole(path, (_FILES / _MOVE).read_bytes())
    return [path], []


def _judge_name(name: str, what: str) -> None:
    try:
        TypeAdapter(Name).validate_python(name)
    except ValidationError:
        message = f"“{name}” cannot name a {what}: use small letters, numbers and hyphens"
        raise SkeletonError(f"{message}, as in cat-cow, and at most 60 of them") from None


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _words(brand: Brand, today: dt.date) -> Mapping[str, str]:
    """Return what ``guide.toml`` takes from elsewhere, fit to stand in a text of TOML."""
    texts = {"shop": brand.name, "contact": brand.contact, "url": brand.url}
    # TOML's basic strings escape as those of JSON do.
    quoted = {name: json.dumps(text, ensure_ascii=False)[1:-1] for name, text in texts.items()}
    in_a_year = (today + dt.timedelta(days=365)).isoformat()
    return {**quoted, "written": today.isoformat(), "next_review": in_a_year}


def _fill(words: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of a guide's files by their paths in its folder."""
    texts = {
        path.relative_to(_FILES).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(_FILES.rglob("*"))
        if path.is_file()
    }
    texts["guide.toml"] = Template(texts["guide.toml"]).substitute(words)
    return texts
