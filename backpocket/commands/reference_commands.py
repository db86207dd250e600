"""The commands on references; no work of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from backpocket.diagnostics import Place, error, nearest
from backpocket.terminal.console import show_diagnostics
from backpocket.terminal.exits import exit_code
from backpocket.terminal.groups import NamedGroup

__all__ = ["references"]

ROOT = Path(__file__).resolve().parents[2]


@click.group(cls=NamedGroup)
def references() -> None:
    """Take references from a reference manager."""


@references.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--guide", required=True, metavar="GUIDE", help="The guide that cites them.")
@click.option("--replace", is_flag=True, help="Let an entry take the place of one of its key.")
def import_(file: Path, guide: str, replace: bool) -> None:
    """Add the entries of FILE (BibTeX, RIS or CSL-JSON) to the references of a guide."""
    from backpocket.commands.importing import import_references
    from backpocket.load.guides import guide_names

    known = guide_names(ROOT)
    if guide not in known:
        raise click.UsageError(f"there is no guide “{guide}”; {nearest(guide, known)}")
    try:
        done, diagnostics = import_references(ROOT, guide, file, replace=replace)
    except OSError as problem:
        place = Place(f"content/{guide}/references.json")
        reason = problem.strerror or "it cannot be written"
        done, diagnostics = [], [error(place, "E501", f"nothing was imported: {reason}")]
    show_diagnostics(diagnostics)
    for each in done:
        click.echo(f"{each.what:<9} {each.key}  {each.title}")
    if any(each.what == "added" for each in done):
        click.echo("next      cite each with its key, as in [@key]")
    sys.exit(exit_code(diagnostics))
