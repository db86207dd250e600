"""The command that makes the sheet of a clinic’s own choice of moves; no work of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from backpocket.diagnostics import Diagnostic, Place, error, has_errors
from backpocket.model.editions import PLANS
from backpocket.terminal.console import MadeFile, kilobytes, short, show_diagnostics, show_made
from backpocket.terminal.exits import exit_code

__all__ = ["plan"]

ROOT = Path(__file__).resolve().parents[2]

_EXAMPLE = """\b
FILE is TOML. A move needs its name alone; what else it has takes the place of
what the guide says, and a number alone has the unit of the guide:
  guide = "lower-back-pain"
  title = "Your moves until we meet again"
  [[move]]
  name = "plank"         # as “list” shows it
  hold = 15              # or "10 to 15 seconds"
  reps = "3 to 5"        # or 3, or "3 each side"
  sets = 2
  days = "2 or 3"        # of a week, or "every day"
"""


def _toml(ctx: click.Context, param: click.Parameter, file: Path) -> Path:
    if file.suffix != ".toml":
        raise click.BadParameter("its name does not end with .toml", ctx, param)
    return file


@click.command(epilog=_EXAMPLE)
@click.argument(
    "file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=_toml,
)
@click.option(
    "--paper", type=click.Choice(list(PLANS)), default="a4", show_default=True, help="The paper."
)
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    show_default="that of FILE",
    help="The folder to write to.",
)
def plan(file: Path, paper: str, out: Path | None) -> None:
    """Make a one-page sheet of the moves that FILE names, for one patient.

    The page is FILE’s name with .pdf. A dose beyond what the guide says of a move is printed, and
    the page says that your clinic set it.
    """
    data, pages, diagnostics = _made(file, paper)
    target = (out or file.parent) / f"{file.stem}.pdf"
    if data is not None:
        diagnostics += _write(target, data)
    show_diagnostics(diagnostics)
    code = exit_code(diagnostics)
    if data is not None and not code:
        show_made([MadeFile(short(target), kilobytes(len(data)), pages)], "1 plan made")
    sys.exit(code)


def _made(file: Path, paper: str) -> tuple[bytes | None, int, list[Diagnostic]]:
    """Return the page that a file asks for, and all that is wrong with the file and its guide."""
    from backpocket.load.disk import Disk
    from backpocket.load.guides import guide_names
    from backpocket.load.programme_file import read_programme
    from backpocket.publish import load_and_check
    from backpocket.render.programme import render_programme

    asked, diagnostics = read_programme(file, short(file))
    if asked is None:
        return None, 0, diagnostics
    known = guide_names(ROOT)
    if asked.guide not in known:
        return None, 0, [*diagnostics, *asked.judged(known, ())]
    project, found = load_and_check(Disk(ROOT), [asked.guide])
    diagnostics += asked.judged(known, project.guides[asked.guide].ids.moves)
    diagnostics += [each for each in found if each.is_error]
    if asked.programme is None or has_errors(diagnostics):
        return None, 0, diagnostics
    rendered, found = render_programme(project, asked, PLANS[paper])
    diagnostics += found
    if rendered is None or has_errors(diagnostics):
        return None, 0, diagnostics
    return rendered.data, rendered.pages, diagnostics


def _write(target: Path, data: bytes) -> list[Diagnostic]:
    from backpocket.write.files import write_whole

    try:
        write_whole(target, data)
    except OSError as problem:
        reason = problem.strerror or "it cannot be written"
        return [error(Place(short(target)), "E501", f"the plan was not written: {reason}")]
    return []
