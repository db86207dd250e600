"""Commands: orders, and its forget and purge; what they do is done elsewhere."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backpocket.characters import printable
from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.orders.commands import report
from backpocket.orders.commands.choices import Where, engine_of, where_of
from backpocket.terminal.console import counted
from backpocket.terminal.groups import MeantGroup

if TYPE_CHECKING:
    from backpocket.load.catalogue import Catalogue
    from backpocket.orders.ledger.ledger import Ledger
    from backpocket.orders.runs.forgetting import Forgotten

__all__ = ["orders"]

ROOT = Path(__file__).resolve().parents[3]

_AGE = re.compile(r"(\d{1,4})([dw])")


class _Orders(MeantGroup):
    """A group whose command “make” is meant when none is named; what is there is an export."""

    meant = "make"

    def things(self, words: Sequence[str]) -> set[str]:
        return {word for word in words if Path(word).exists()}


def _days(ctx: click.Context, option: click.Parameter, text: str) -> int:
    """Read an age such as 30d or 6w as days."""
    match = _AGE.fullmatch(text.strip())
    if match is None:
        raise click.BadParameter("write days as 30d or weeks as 6w")
    return int(match[1]) * {"d": 1, "w": 7}[match[2]]


_runs = click.option(
    "--runs",
    type=click.Path(file_okay=False, path_type=Path),
    show_default="runs",
    help="The folder of the ledger, which knows what has been made; runs/ of the project has one.",
)


@click.group(cls=_Orders, invoke_without_command=False)
def orders() -> None:
    """Make the print run and the personal PDFs for the orders of shops' exports.

    \b
    build.py orders EXPORT... [--out runs/NAME] [--dry-run] [--sort sku|name|order]
    build.py orders EXPORT... --engine dask --scheduler tcp://HOST:PORT --out s3://BUCKET/NAME
    build.py orders forget ORDER
    build.py orders purge --older-than 30d

    “orders make --help” says more. Exit code 7: an order was left out because of a fault; 8: the
    folder of the run or the export is not as it has to be.
    """


@orders.command()
@click.argument(
    "exports",
    nargs=-1,
    required=True,
    metavar="EXPORT...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "-o",
    "--out",
    metavar="FOLDER",
    show_default="runs/ and the day",
    help="Where the files of this run go: a folder, or an address such as s3://BUCKET/NAME; then "
    "the run is made in runs/NAME and sent there.",
)
@_runs
@click.option("--dry-run", is_flag=True, help="Only say what would be made and left out.")
@click.option(
    "--sort",
    type=click.Choice(["file", "sku", "name", "order"]),
    default="file",
    show_default=True,
    help="The order of the print run.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Make the copies on this machine, or on a Dask cluster.",
)
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="The scheduler of --engine dask.")
@click.option("--jobs", type=click.IntRange(0, 256), help="Processes of --engine local; 0: a core.")
@click.option(
    "--fonts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of further fonts for readers’ names.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
def make(
    exports: tuple[Path, ...],
    out: str | None,
    runs: Path | None,
    dry_run: bool,
    sort: str,
    engine: str,
    scheduler: str | None,
    jobs: int | None,
    fonts: Path | None,
    quiet: bool,
) -> None:
    """Make the files for all orders in EXPORTs, whatever shop they come from.

    Shopify (CSV and JSON), WooCommerce (JSON) and Etsy (CSV, Order Items) are told by what stands
    in the file. A run that was stopped goes on when the same command is given again.
    """
    from backpocket.load.catalogue import load_catalogue
    from backpocket.load.disk import Disk

    started = time.perf_counter()
    where = where_of(out, runs or ROOT / "runs")
    maker = engine_of(engine, scheduler, jobs)
    disk = Disk(ROOT)
    catalogue, diagnostics = load_catalogue(disk)
    if catalogue is None:
        report.end(diagnostics)
        return
    if dry_run:
        _rehearse(exports, catalogue, where, diagnostics)
        return
    from backpocket.orders.batch.bindery import bindery
    from backpocket.orders.ledger.ledger import LedgerError
    from backpocket.orders.runs.picking import SORTS
    from backpocket.orders.runs.run import perform
    from backpocket.orders.runs.run_state import Options, folder_for, unreadable
    from backpocket.terminal.progress import progress

    try:
        options = Options(
            out=where.folder or folder_for(where.runs, exports),
            runs=where.runs,
            sort=next(each for each in SORTS if each == sort),
            engine=maker,
            address=where.address,
        )
        binding = bindery(disk, catalogue, fonts)
    except LedgerError as problem:
        report.end([*diagnostics, unreadable(problem, where.runs)])
        return
    except OSError as problem:
        report.end([*diagnostics, _unread(problem)])
        return
    with progress(quiet=quiet) as told:
        outcome = perform(exports, catalogue, binding, options, told)
    if outcome.finished and not quiet:
        report.show_files(outcome, time.perf_counter() - started)
    if outcome.finished:
        report.show_counts(outcome.read, outcome.made, outcome.left_out, "made")
    report.end([*diagnostics, *outcome.diagnostics], faults=outcome.has_faults)


def _rehearse(
    exports: Sequence[Path], catalogue: Catalogue, where: Where, diagnostics: list[Diagnostic]
) -> None:
    """Say what a run would make and leave out."""
    from backpocket.orders.ledger.ledger import LEDGER, LedgerError
    from backpocket.orders.runs.reading import rehearsal
    from backpocket.orders.runs.run_state import other_ledger, unreadable

    other = other_ledger(where.folder, where.runs) if where.folder is not None else None
    if other is not None:
        report.end([*diagnostics, other])
        return
    try:
        tally = rehearsal(exports, catalogue, where.runs / LEDGER)
    except LedgerError as problem:
        report.end([*diagnostics, unreadable(problem, where.runs)])
        return
    except OSError as problem:
        report.end([*diagnostics, _unread(problem)])
        return
    report.show_counts(tally.read, tally.made, tally.left_out, "would be made")
    report.end([*diagnostics, *tally.diagnostics()], faults=report.has_faults(tally.left_out))


def _unread(problem: OSError) -> Diagnostic:
    return error(Place("."), "E504", f"a file cannot be read: {problem.strerror}")


@orders.command()
@click.argument("number", metavar="ORDER")
@_runs
def forget(number: str, runs: Path | None) -> None:
    """Remove all that is known of ORDER: its files, and its data in the ledger.

    The volumes that hold it are removed too; run the command again to make them without it.
    """
    from backpocket.orders.runs import forgetting

    _forget(lambda ledger: forgetting.forget(ledger, number), runs)


@orders.command()
@click.option(
    "--older-than",
    "age",
    required=True,
    callback=_days,
    metavar="AGE",
    help="How long ago the run was: 30d is days, 6w is weeks.",
)
@_runs
def purge(age: int, runs: Path | None) -> None:
    """Remove all personal data of older runs; their counts stay."""
    from backpocket.clock import today
    from backpocket.orders.runs import forgetting

    before = today() - dt.timedelta(days=age)
    _forget(lambda ledger: forgetting.purge(ledger, before), runs)


def _forget(work: Callable[[Ledger], Forgotten], runs: Path | None) -> None:
    from backpocket.orders.ledger.ledger import LEDGER, Ledger, LedgerError
    from backpocket.orders.runs.forgetting import BusyError, UnknownOrderError
    from backpocket.orders.runs.run_state import unreadable
    from backpocket.orders.stop import StopError

    path = (runs or ROOT / "runs") / LEDGER
    if not path.is_file():
        raise click.UsageError(f"there is no ledger {path.name} in {path.parent.name}")
    try:
        with closing(Ledger(path)) as ledger:
            gone = work(ledger)
    except StopError as stop:
        report.end(stop.diagnostics)
        return
    except UnknownOrderError as problem:
        message = f"no order “{printable(str(problem))}” is known here; it may be forgotten already"
        raise click.UsageError(message) from None
    except (BusyError, LedgerError, OSError) as problem:
        if isinstance(problem, LedgerError) and problem.ruined:
            report.end([unreadable(problem, path.parent)])
        reason = f"the run {problem} is under way" if isinstance(problem, BusyError) else ""
        reason = reason or getattr(problem, "strerror", None) or str(problem)
        report.end([error(Place(path.parent.name), "E502", f"not all is removed: {reason}")])
        return
    files = counted(gone.files, "file")
    click.echo(f"{counted(gone.orders, 'order')} forgotten, {files} removed")
    report.end([])
