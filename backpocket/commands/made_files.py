"""Made files: what a build has made, as the command line lists it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backpocket.terminal.console import MadeFile, counted, kilobytes, short, show_made

if TYPE_CHECKING:
    from backpocket.publish import Outcome

__all__ = ["show_files"]


def show_files(outcome: Outcome, out: Path, seconds: float) -> None:
    """Print the files of a build with their pages and sizes, and how long it took."""
    folder = short(out)
    made = [
        MadeFile(f"{folder}/{item.path}", kilobytes(item.bytes), item.pages)
        for item in outcome.files
    ]
    count = counted(len(made), "file")
    what = f"{count} built in" if outcome.built else f"Nothing has changed; {count} checked in"
    show_made([*made, *_shared(folder, outcome)], f"{what} {seconds:.1f} s")


def _shared(folder: str, outcome: Outcome) -> list[MadeFile]:
    """Return the packages, and the site, which is a folder of many files."""
    packages = [item for item in outcome.site if item.guide]
    pages = [item for item in outcome.site if not item.guide]
    shown = [MadeFile(f"{folder}/{item.path}", kilobytes(item.bytes)) for item in packages]
    size = sum(item.bytes for item in pages)
    return [*shown, MadeFile(f"{folder}/site/", kilobytes(size))] if pages else shown
