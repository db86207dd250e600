"""The command line: commands, options, exit codes; no work of its own."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from backpocket import __version__
from backpocket.commands.draw_command import draw
from backpocket.commands.made_files import show_files
from backpocket.commands.options import out_option
from backpocket.commands.plan_command import plan
from backpocket.commands.reference_commands import references
from backpocket.commands.serve_command import serve
from backpocket.diagnostics import (
    Diagnostic,
    Place,
    error,
    nearest,
)
from backpocket.model.editions import EDITIONS
from backpocket.orders.commands.commands import orders
from backpocket.terminal.console import show_diagnostics
from backpocket.terminal.exits import EXIT_CODES, ExitCode, exit_code, stoppable
from backpocket.terminal.groups import MeantGroup, NamedGroup
from backpocket.terminal.streams import has_every_letter, show_any_letter

__all__ = ["ExitCode", "main"]

ROOT = Path(__file__).resolve().parents[2]


class _Main(MeantGroup):
    """The press: “build” is meant when no command is named."""

    meant = "build"
    elsewhere = ("test",)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        show_any_letter()
        return super().main(*args, **kwargs)

    def things(self, words: Sequence[str]) -> set[str]:
        from backpocket.load.guides import guide_names

        return set(guide_names(ROOT))


class _Name(click.Choice[str]):
    """One of some names; a misspelt one is answered with the nearest."""

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        return f"there is no “{value}”; {nearest(str(value), self.choices)}"


_EXITS = "\b\n" + "\n".join(
    ["Exit codes:", *(f"  {code:>3}  {meaning}" for code, meaning in EXIT_CODES.items())]
)


def _there(ctx: click.Context, param: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse guides that are not there, all of them at once."""
    from backpocket.load.guides import guide_names

    known = guide_names(ROOT)
    wrong = [
        f"there is no guide “{each}”; {nearest(each, known)}" for each in names if each not in known
    ]
    if wrong:
        raise click.UsageError("\n".join(wrong), ctx)
    return names


_guide_names = click.argument("guides", nargs=-1, metavar="[GUIDE]...", callback=_there)
_verbose = click.option("-v", "--verbose", is_flag=True, help="Say more: each step with its time.")
_quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")


@click.group(
    cls=_Main,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog=_EXITS,
)
@click.version_option(__version__, prog_name="backpocket")
def main() -> None:
    """Turn Markdown into printable health guides.

    Without a command, every edition of every guide is built into dist/.
    “build.py test” runs the project’s own tests; options after it go to pytest.
    """


@main.command()
@_guide_names
@click.option(
    "-e",
    "--edition",
    "editions",
    multiple=True,
    type=_Name([edition.name for edition in EDITIONS]),
    metavar="NAME",
    help="Make this edition only; give it again for more. See: list.",
)
@out_option(ROOT, "dist", "The folder to write to.")
@click.option("--force", is_flag=True, help="Build even if nothing has changed.")
@click.option("--strict", is_flag=True, help="Let warnings stop the build too.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="NUMBER",
    help="Make so many editions at a time; by default, one a core.",
)
@_verbose
@_quiet
def build(
    guides: tuple[str, ...],
    editions: tuple[str, ...],
    out: Path,
    force: bool,
    strict: bool,
    jobs: int | None,
    verbose: bool,
    quiet: bool,
) -> None:
    """Make the editions of GUIDEs (of all, if none is named)."""
    from backpocket.load.guides import guide_names
    from backpocket.publish import publish
    from backpocket.terminal.progress import progress

    started = time.perf_counter()
    chosen = [item for item in EDITIONS if item.name in editions or not editions]
    calls = 1 + len(guides or guide_names(ROOT)) * (3 + len(chosen))
    whole = not guides and not editions
    with progress(quiet=quiet, verbose=verbose, calls=calls + 2 * whole) as told:
        outcome = publish(
            ROOT,
            out,
            guides or None,
            chosen,
            told,
            strict=strict,
            jobs=jobs,
            again=force or strict,
            site=whole,
        )
    show_diagnostics(outcome.diagnostics)
    code = exit_code(outcome.diagnostics, strict=strict)
    if not quiet and (outcome.files or code == ExitCode.FINE):
        show_files(outcome, out, time.perf_counter() - started)
    sys.exit(code)


@main.command()
@_guide_names
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="Print the findings for people, or for machines.",
)
@click.option("--explain", metavar="CODE", help="Say what a code is for; “all” gives a page.")
@_quiet
def check(
    guides: tuple[str, ...], strict: bool, form: str, explain: str | None, quiet: bool
) -> None:
    """Find what is wrong in GUIDEs (in all, if none is named), and build nothing."""
    if explain is not None:
        _explain(explain)
        return
    from backpocket.check.house.site_address import check_site_address
    from backpocket.load.disk import Disk
    from backpocket.publish import load_and_check

    project, diagnostics = load_and_check(Disk(ROOT), guides or None)
    diagnostics += [] if guides else check_site_address(project)
    if form != "text":
        from backpocket.terminal.formats import FORMATS

        click.echo(FORMATS[form](diagnostics, ascii_only=not has_every_letter(sys.stdout)))
        sys.exit(exit_code(diagnostics, strict=strict))
    show_diagnostics(diagnostics)
    if not diagnostics and not quiet:
        click.echo("No problems found.")
    sys.exit(exit_code(diagnostics, strict=strict))


@main.command(name="list")
def list_() -> None:
    """Show the guides, the editions and the moves."""
    from backpocket.commands.listing import list_lines

    for line in list_lines(ROOT):
        click.echo(line)


@main.group(cls=NamedGroup)
def new() -> None:
    """Make a small guide or move to start from."""


@new.command(name="guide")
@click.argument("name")
def new_guide(name: str) -> None:
    """Make the guide NAME: a small one that builds, with notes on what goes where."""
    from backpocket.clock import today
    from backpocket.commands.skeletons import make_guide

    _make(lambda: make_guide(ROOT, name, today()), f"python3 build.py build {name}")


@new.command(name="move")
@click.argument("name")
@click.option("--guide", metavar="GUIDE", help="The guide it is for; needed if there are several.")
def new_move(name: str, guide: str | None) -> None:
    """Make the move NAME, with notes on every field."""
    from backpocket.commands.skeletons import make_move

    _make(lambda: make_move(ROOT, name, guide), f"write “::move {name}” on a line of a chapter")


def _make(make: Callable[[], tuple[list[Path], list[Diagnostic]]], then: str) -> None:
    """Make files from a skeleton, name them, and say what to do then."""
    from backpocket.commands.skeletons import SkeletonError

    try:
        made, diagnostics = make()
    except SkeletonError as problem:
        raise click.UsageError(str(problem)) from None
    except OSError as problem:
        reason = problem.strerror or "it cannot be written"
        made, diagnostics = [], [error(Place("content"), "E501", f"nothing was made: {reason}")]
    show_diagnostics(diagnostics)
    for path in made:
        click.echo(f"made  {path.relative_to(ROOT).as_posix()}")
    if made:
        click.echo(f"next  change the texts, then {then}")
    sys.exit(exit_code(diagnostics, strict=False))


def _explain(code: str) -> None:
    from backpocket.check.explain import as_markdown, as_text, explanations

    known = explanations()
    if code == "all":
        click.echo(as_markdown(), nl=False)
    elif code.upper() in known:
        click.echo(as_text(known[code.upper()]))
    else:
        alike = [each for each in known if each[1:2] == code[1:2]]
        hint = nearest(code.upper(), alike or known)
        raise click.UsageError(f"there is no code “{code}”; {hint}")


main.add_command(draw)
main.add_command(orders)
main.add_command(plan)
main.add_command(references)
main.add_command(serve)


def run(arguments: list[str] | None = None) -> None:
    """Run the command line as a program does: it ends with SystemExit."""
    stoppable(lambda: main(args=arguments, prog_name="build.py"))
