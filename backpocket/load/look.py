"""Look: the styles and templates, which all guides share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backpocket.diagnostics import Diagnostic
from backpocket.load.disk import Disk
from backpocket.load.font_files import read_typefaces
from backpocket.load.text_files import read_text
from backpocket.model.source import Source
from backpocket.model.typefaces import Typefaces

__all__ = ["Look", "load_look"]


@dataclass(frozen=True)
class Look:
    """The texts of styles, icons and citation styles, and of templates, by path in their folder.

    There are no typefaces if ``fonts.toml`` or a font that it names is at fault.
    """

    styles: Mapping[str, Source] = field(repr=False)
    templates: Mapping[str, Source] = field(repr=False)
    typefaces: Typefaces | None = None


def load_look(disk: Disk) -> tuple[Look, list[Diagnostic]]:
    """Read all stylesheets, icons, citation styles, templates and typefaces."""
    styles, diagnostics = _texts(
        disk, disk.root / "styles", "*.css", "icons/*.svg", "csl/*.csl", "scripts/*.js"
    )
    templates, found = _texts(disk, disk.root / "templates", "**/*.j2")
    has_styles = (disk.root / "styles").is_dir()
    typefaces, faults = read_typefaces(disk) if has_styles else (None, [])
    return Look(styles, templates, typefaces), [*diagnostics, *found, *faults]


def _texts(disk: Disk, folder: Path, *patterns: str) -> tuple[dict[str, Source], list[Diagnostic]]:
    texts: dict[str, Source] = {}
    diagnostics: list[Diagnostic] = []
    for path in sorted(path for pattern in patterns for path in folder.glob(pattern)):
        source, found = read_text(disk, path)
        diagnostics += found
        if source is not None:
            texts[path.relative_to(folder).as_posix()] = source
    return texts, diagnostics
