"""Removal: forget and purge, and the print runs that are made anew without who is forgotten."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backpocket.characters import printable
from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.orders.commands import report
from backpocket.orders.commands.choices import ledger_path, project_root, runs_option, shop_option
from backpocket.terminal.console import counted, short

if TYPE_CHECKING:
    from backpocket.orders.ledger.ledger import Ledger
    from backpocket.orders.runs.forgetting import Forgotten

__all__ = ["forget", "purge"]

_AGE = re.compile(r"(\d{1,4})([dw])")


def _days(ctx: click.Context, option: click.Parameter, text: str) -> int:
    """Read an age such as 30d or 6w as days."""
    match = _AGE.fullmatch(text.strip())
    if match is None:
        raise click.BadParameter("write days as 30d or weeks as 6w")
    return int(match[1]) * {"d": 1, "w": 7}[match[2]]


@click.command()
@click.argument("number", metavar="ORDER")
@runs_option
@shop_option("The shop whose order it is, where several have one of this number.")
def forget(number: str, runs: Path | None, shop: str | None) -> None:
    """Remove all that is known of ORDER: its files, and its data in the ledger.

    The volumes that hold it are made anew from the other orders of their run.
    """
    from backpocket.orders.runs import forgetting

    _forget(lambda ledger: forgetting.forget(ledger, number, shop), runs)


@click.command()
@click.option(
    "--older-than",
    "age",
    required=True,
    callback=_days,
    metavar="AGE",
    help="How long ago the run was: 30d is days, 6w is weeks.",
)
@runs_option
def purge(age: int, runs: Path | None) -> None:
    """Remove all personal data of older runs; their counts stay."""
    from backpocket.clock import today
    from backpocket.orders.runs import forgetting

    before = today() - dt.timedelta(days=age)
    _forget(lambda ledger: forgetting.purge(ledger, before), runs)


def _forget(work: Callable[[Ledger], Forgotten], runs: Path | None) -> None:
    from backpocket.orders.ledger.ledger import Ledger, LedgerError
    from backpocket.orders.runs.forgetting import (
        AmbiguousOrderError,
        BusyError,
        UnknownOrderError,
    )  # fmt: skip
    from backpocket.orders.runs.run_state import unreadable
    from backpocket.orders.stop import StopError

    path = ledger_path(runs)
    try:
        with closing(Ledger(path)) as ledger:
            gone = work(ledger)
    except StopError as stop:
        report.end(stop.diagnostics)
        return
    except UnknownOrderError as problem:
        message = f"no order “{printable(str(problem))}” is known here; it may be forgotten already"
        raise click.UsageError(message) from None
    except AmbiguousOrderError as problem:
        raise click.UsageError(ambiguous(problem.shops)) from None
    except (BusyError, LedgerError, OSError) as problem:
        if isinstance(problem, LedgerError) and problem.ruined:
            report.end([unreadable(problem, path.parent)])
        reason = f"the run {problem} is under way" if isinstance(problem, BusyError) else ""
        reason = reason or getattr(problem, "strerror", None) or str(problem)
        report.end([error(Place(path.parent.name), "E502", f"not all is removed: {reason}")])
        return
    files = counted(gone.files, "file")
    click.echo(f"{counted(gone.orders, 'order')} forgotten, {files} removed")
    missing = [_missing(name, lost) for name, lost in gone.missing]
    report.end([*missing, *(each for run in gone.opened for each in _rebuilt(run, path.parent))])


def ambiguous(shops: list[str]) -> str:
    """Ask which shop's order is meant."""
    named = " or ".join(f"--shop {printable(shop)}" for shop in shops)
    return f"several shops have an order of this number: which is meant? Add {named}"


def _missing(name: str, lost: tuple[str, ...]) -> Diagnostic:
    from backpocket.orders.runs.moved_folders import is_gone

    shown = ", ".join(lost[:4]) + (" …" if len(lost) > 4 else "")
    return is_gone(name, f"if it was moved, delete these files there: {shown}")


def _rebuilt(run: object, runs: Path) -> list[Diagnostic]:
    """Make the volumes anew that a run lacks, from what the ledger has of its other orders."""
    from backpocket.load.catalogue import load_catalogue
    from backpocket.load.disk import Disk
    from backpocket.orders.batch import bindery as batch
    from backpocket.orders.ledger.ledger import Run
    from backpocket.orders.runs.run import rebuild
    from backpocket.orders.runs.run_state import Options

    assert isinstance(run, Run)
    disk = Disk(project_root())
    catalogue, diagnostics = load_catalogue(disk)
    if catalogue is None:
        return diagnostics
    fonts = Path(run.fonts) if run.fonts and Path(run.fonts).is_dir() else None
    options = Options(runs / run.name, runs, fonts=fonts)
    outcome = rebuild(run, catalogue, batch.bindery(disk, catalogue, fonts), options)
    if outcome.finished:
        click.echo(f"{short(options.out)}: the print run is made anew without it")
    return [*diagnostics, *(each for each in outcome.diagnostics if each.is_error)]
