"""The command that draws figures by themselves; no work of its own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backpocket.commands.options import out_option
from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.terminal.console import (
    MadeFile,
    counted,
    kilobytes,
    short,
    show_diagnostics,
    show_made,
)
from backpocket.terminal.exits import exit_code

if TYPE_CHECKING:
    from backpocket.model.figures import Body

__all__ = ["draw"]

ROOT = Path(__file__).resolve().parents[2]


@click.command()
@click.argument("names", nargs=-1, metavar="[GUIDE/MOVE | POSE]...")
@out_option(ROOT, "drawn", "The folder to write to.")
@click.option(
    "--body",
    type=click.Choice(["woman", "man", "elder"]),
    help="Who shows it, if not the usual one.",
)
@click.option("--ink-light", is_flag=True, help="Draw in lines, as ink-light editions do.")
@click.option("--sheet", is_flag=True, help="Draw every pose of the library on contact sheets.")
def draw(
    names: tuple[str, ...], out: Path, body: Body | None, ink_light: bool, sheet: bool
) -> None:
    """Draw moves and poses by themselves, as SVG and PNG.

    A move gives its frames, and a strip of the way from start to end; a pose, itself and a row of
    it on all bodies.
    """
    if sheet == bool(names):
        raise click.UsageError("name moves as GUIDE/MOVE, or poses; or ask for the --sheet alone")
    files, diagnostics = _sheets() if sheet else _figures(names, body, ink_light)
    diagnostics += _write(files, out)
    show_diagnostics(diagnostics)
    sys.exit(exit_code(diagnostics))


def _sheets() -> tuple[Mapping[str, bytes], list[Diagnostic]]:
    from backpocket.commands.contact_sheets import contact_sheets

    return contact_sheets(ROOT)


def _figures(
    names: tuple[str, ...], body: Body | None, ink_light: bool
) -> tuple[Mapping[str, bytes], list[Diagnostic]]:
    from backpocket.commands.drawing import UnknownNameError, drawn, files_of

    files: dict[str, bytes] = {}
    diagnostics: list[Diagnostic] = []
    try:
        for name in dict.fromkeys(names):
            result = drawn(ROOT, name, body)
            made, found = files_of(result, "line" if ink_light else "solid")
            files |= made
            diagnostics += [*result.diagnostics, *found]
    except UnknownNameError as problem:
        raise click.UsageError(str(problem)) from None
    return files, list(dict.fromkeys(diagnostics))


def _write(files: Mapping[str, bytes], out: Path) -> list[Diagnostic]:
    from backpocket.write.files import write_whole

    made: list[MadeFile] = []
    try:
        for name, data in files.items():
            write_whole(out / name, data)
            made.append(MadeFile(f"{short(out)}/{name}", kilobytes(len(data))))
    except OSError as problem:
        reason = problem.strerror or "it cannot be written"
        return [error(Place(short(out)), "E501", f"not all figures were written: {reason}")]
    if made:
        show_made(made, f"{counted(len(made), 'file')} drawn")
    return []
