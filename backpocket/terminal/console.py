"""Console: what is wrong, and what was made, in the one way in which the press says it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from backpocket.characters import printable
from backpocket.diagnostics import Diagnostic, as_lines, in_order
from backpocket.terminal.streams import has_colour

__all__ = ["MadeFile", "counted", "kilobytes", "short", "show_diagnostics", "show_made"]


@dataclass(frozen=True)
class MadeFile:
    """A file that was made, or a folder of them: its path, how much it is, and its pages."""

    path: str
    amount: str
    pages: int = 0


def show_made(files: Sequence[MadeFile], closing: str) -> None:
    """Print what was made as a table, with a column of pages if something has any; then a line."""
    path_width = max((len(printable(each.path)) for each in files), default=0)
    amount_width = max((len(each.amount) for each in files), default=0)
    has_pages = any(each.pages for each in files)

    def show(path: str, pages: str, amount: str) -> None:
        middle = f"  {pages:>5}" if has_pages else ""
        click.echo(f"{path:<{path_width}}{middle}  {amount:>{max(amount_width, 8)}}")

    if files:
        click.echo()
        show("file", "pages", "size")
    for each in files:
        show(printable(each.path), str(each.pages or "–"), each.amount)
    click.echo(closing)


def show_diagnostics(
    diagnostics: Sequence[Diagnostic], counts: tuple[int, int] | None = None
) -> None:
    """Print what is wrong or doubtful, in order, and how much there is of it.

    ``counts`` are those of errors and warnings, where not all are shown.
    """
    colour = has_colour(sys.stderr)
    for diagnostic in in_order(diagnostics):
        head, *rest = as_lines(diagnostic)
        ink = "red" if diagnostic.is_error else "yellow"
        click.secho(head, err=True, color=colour, bold=True, fg=ink)
        for line in rest:
            click.echo(line, err=True)
    errors = sum(item.is_error for item in diagnostics)
    errors, warnings = counts or (errors, len(diagnostics) - errors)
    if diagnostics:
        click.echo(f"{counted(errors, 'error')}, {counted(warnings, 'warning')}", err=True)


def counted(number: int, noun: str) -> str:
    """Return a number of things in words.

    >>> counted(1, "order"), counted(1200, "order")
    ('1 order', '1,200 orders')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def kilobytes(size: int) -> str:
    """Return a size in bytes as kB, which are 1000 of them."""
    return f"{size / 1000:,.0f} kB"


def short(path: Path) -> str:
    """Return a path as a person in this folder would type it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
