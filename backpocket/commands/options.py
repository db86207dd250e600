"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

__all__ = ["out_option"]


def out_option(root: Path, folder: str, about: str) -> Callable[[Any], Any]:
    """Return the option ``-o``: a folder, which is one of the project if none is named."""
    return click.option(
        "-o",
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        default=root / folder,
        show_default=folder,
        help=about,
    )
