"""The command line: commands, options, exit codes; no work of its own."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from backpocket import __version__
from backpocket.diagnostics import Diagnostic, as_lines, has_errors, in_order
from backpocket.editions import EDITIONS

__all__ = ["ExitCode", "main"]

ROOT = Path(__file__).resolve().parent.parent


class ExitCode:
    """What the command says to the shell; 1 and 2 are Python's and the shell's own."""

    FINE = 0
    CRASH = 1
    USAGE = 2
    CONTENT = 3
    PAGE = 4
    WRITE = 5
    SETUP = 6


class _DefaultGroup(click.Group):
    """A group whose command “build” is meant when none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = next((arg for arg in args if not arg.startswith("-")), None)
        own = {"--help", "-h", "--version"}
        if not own & set(args[:1]) and named not in self.commands:
            args = ["build", *args]
        return super().parse_args(ctx, args)


_guide_names = click.argument("guides", nargs=-1, metavar="[GUIDE]...")
_verbose = click.option("-v", "--verbose", is_flag=True, help="Say more: each step with its time.")
_quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")


@click.group(
    cls=_DefaultGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
@click.version_option(__version__, prog_name="backpocket")
def main() -> None:
    """Turn Markdown into printable health guides.

    Without a command, every edition of every guide is built into dist/.
    “build.py test” runs the project’s own tests; options after it go to pytest.

    \b
    Exit codes: 0 fine · 1 crash · 2 usage · 3 the content has errors ·
    4 a page could not be made · 5 a file could not be written · 6 set-up failed
    """


@main.command()
@_guide_names
@click.option(
    "-e",
    "--edition",
    "editions",
    multiple=True,
    type=click.Choice([edition.name for edition in EDITIONS]),
    metavar="NAME",
    help="Make this edition only; give it again for more. See: list.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "dist",
    show_default="dist",
    help="The folder to write to.",
)
@click.option("--force", is_flag=True, help="Build even if nothing has changed.")
@click.option("--strict", is_flag=True, help="Let warnings stop the build too.")
@_verbose
@_quiet
def build(
    guides: tuple[str, ...],
    editions: tuple[str, ...],
    out: Path,
    force: bool,
    strict: bool,
    verbose: bool,
    quiet: bool,
) -> None:
    """Make the editions of GUIDEs (of all, if none is named)."""
    from backpocket import console
    from backpocket.load import guide_names
    from backpocket.publish import publish, unchanged

    started = time.perf_counter()
    chosen = [item for item in EDITIONS if item.name in editions or not editions]
    names = list(guides) or guide_names(ROOT)
    there = None
    if not force and not strict and set(names) <= set(guide_names(ROOT)) and names:
        there = unchanged(ROOT, out, names, chosen)
    if there is not None:
        if not quiet:
            console.show_files(there, out, time.perf_counter() - started, built=False)
        sys.exit(ExitCode.FINE)
    with console.progress(quiet=quiet, verbose=verbose, total=4 + len(chosen) * len(names)) as step:
        outcome = publish(ROOT, out, guides or None, chosen, step, strict=strict)
    _show(outcome.diagnostics)
    code = _exit_code(outcome.diagnostics, strict=strict)
    if not quiet and (outcome.files or code == ExitCode.FINE):
        console.show_files(outcome.files, out, time.perf_counter() - started, built=True)
    sys.exit(code)


@main.command()
@_guide_names
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@_quiet
def check(guides: tuple[str, ...], strict: bool, quiet: bool) -> None:
    """Find what is wrong in GUIDEs (in all, if none is named), and build nothing."""
    from backpocket.publish import load_and_check

    _, diagnostics = load_and_check(ROOT, guides or None)
    _show(diagnostics)
    if not diagnostics and not quiet:
        click.echo("No problems found.")
    sys.exit(_exit_code(diagnostics, strict=strict))


@main.command(name="list")
def list_() -> None:
    """Show the guides and the editions."""
    from backpocket.load import guide_names

    click.echo("Guides")
    for name in guide_names(ROOT):
        click.echo(f"  {name}")
    click.echo("Editions")
    for edition in EDITIONS:
        click.echo(f"  {edition.name:<16} {edition.title}")


def _show(diagnostics: Sequence[Diagnostic]) -> None:
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


def _exit_code(diagnostics: Sequence[Diagnostic], *, strict: bool) -> int:
    """Return the class of the worst failure: writing, then pages, then content."""
    if not has_errors(diagnostics):
        return ExitCode.CONTENT if strict and diagnostics else ExitCode.FINE
    codes = {item.code for item in diagnostics if item.is_error}
    if any(code.startswith("E5") for code in codes):
        return ExitCode.WRITE
    if any(code.startswith("E4") for code in codes):
        return ExitCode.PAGE
    return ExitCode.CONTENT


def run(arguments: list[str] | None = None) -> Any:
    """Run the command line as a program does."""
    return main(args=arguments, prog_name="build.py")
