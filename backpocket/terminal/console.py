"""The console: progress while a build runs, and the table of files at its end.

On a terminal there is a bar and colour; in a pipe there are plain lines.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from backpocket.diagnostics import Diagnostic, as_lines, in_order
from backpocket.publish import Published
from backpocket.steps import Step

__all__ = ["progress", "short", "show_diagnostics", "show_files"]


@contextmanager
def progress(*, quiet: bool, verbose: bool, total: int) -> Iterator[Step]:
    """Give a function that says which step is under way."""
    if quiet:
        yield lambda name, about: None
    elif sys.stderr.isatty() and not verbose:
        yield from _bar(total)
    else:
        yield _lines(verbose)


def show_files(files: Sequence[Published], out: Path, seconds: float, *, built: bool) -> None:
    """Print the files with their pages and sizes, and how long it took."""
    folder = short(out)
    rows = [(f"{folder}/{item.path}", item.pages, item.bytes / 1000) for item in files]
    width = max((len(row[0]) for row in rows), default=0)
    if rows:
        print(f"\n{'file':<{width}}  pages      size")
    for path, pages, size in rows:
        print(f"{path:<{width}}  {pages or '–':>5}  {size:>5.0f} kB")
    count = f"{len(rows)} file{'' if len(rows) == 1 else 's'}"
    what = f"{count} built in" if built else f"Nothing has changed; {count} checked in"
    print(f"{what} {seconds:.1f} s")


def show_diagnostics(diagnostics: Sequence[Diagnostic]) -> None:
    """Print what is wrong or doubtful, in order, and how much there is of it."""
    for diagnostic in in_order(diagnostics):
        head, *rest = as_lines(diagnostic)
        click.secho(head, err=True, bold=True, fg="red" if diagnostic.is_error else "yellow")
        for line in rest:
            click.echo(line, err=True)
    errors = sum(item.is_error for item in diagnostics)
    warnings = len(diagnostics) - errors
    if diagnostics:
        click.echo(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}", err=True)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _bar(total: int) -> Iterator[Step]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<8}"), BarColumn(), TextColumn("{task.fields[about]}"))
    with Progress(
        *columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("load", total=total, about="")

        def step(name: str, about: str) -> None:
            bar.update(task, description=name, about=about, advance=1)

        yield step


def _lines(verbose: bool) -> Step:
    started = time.perf_counter()

    def step(name: str, about: str) -> None:
        clock = f"{time.perf_counter() - started:6.2f} s  " if verbose else ""
        print(f"{clock}{name:<7} {about}", file=sys.stderr, flush=True)

    return step


def short(path: Path) -> str:
    """Return a path as a person in this folder would type it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
