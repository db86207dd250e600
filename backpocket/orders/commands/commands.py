"""Commands: the group of orders, and making them; what they do is done elsewhere."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.orders.commands import report
from backpocket.orders.commands.bench import again, print_rest, show
from backpocket.orders.commands.choices import (
    Where,
    engine_of,
    given_files,
    project_root,
    runs_option,
    shop_option,
    where_of,
)  # fmt: skip
from backpocket.orders.commands.removal import forget, purge
from backpocket.terminal.groups import MeantGroup

if TYPE_CHECKING:
    from backpocket.load.catalogue import Catalogue
    from backpocket.orders.runs.reading import Asked

__all__ = ["orders"]


class _Orders(MeantGroup):
    """A group whose command “make” is meant when none is named; what is there is an export."""

    meant = "make"

    def things(self, words: Sequence[str]) -> set[str]:
        return {word for word in words if word == "-" or Path(word).exists()}


@click.group(cls=_Orders, invoke_without_command=False)
def orders() -> None:
    """Make the print run and the personal PDFs for the orders of shops' exports.

    \b
    build.py orders EXPORT... [--out runs/NAME] [--dry-run] [--sort sku|name|order]
    build.py orders EXPORT... [--shop NAME] [--shipped] [--changed]
    build.py orders EXPORT... --engine dask --scheduler tcp://HOST:PORT --out s3://BUCKET/NAME
    build.py orders again ORDER [--only pages|card|pdfs|EDITION]
    build.py orders show ORDER
    build.py orders print RUN --from ORDER
    build.py orders forget ORDER [--shop NAME]
    build.py orders purge --older-than 30d

    “orders make --help” says more. Exit code 7: an order was left out because of a fault; 8: the
    folder of the run or the export is not as it has to be; 9: the folder of a run is gone.
    """


for command in (again, show, print_rest, forget, purge):
    orders.add_command(command)


@orders.command()
@click.argument(
    "exports",
    nargs=-1,
    required=True,
    metavar="EXPORT...",
    type=click.Path(exists=True, allow_dash=True, path_type=Path),
)
@click.option(
    "-o",
    "--out",
    metavar="FOLDER",
    show_default="runs/ and the day",
    help="Where the files of this run go: a folder, or an address such as s3://BUCKET/NAME; then "
    "the run is made in runs/NAME and sent there.",
)
@runs_option
@shop_option("The name of the shop, where there are two of one kind.")
@click.option("--shipped", is_flag=True, help="Make orders that have been sent already, too.")
@click.option("--changed", is_flag=True, help="Make again what has changed since it was made.")
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
    shop: str | None,
    shipped: bool,
    changed: bool,
    dry_run: bool,
    sort: str,
    engine: str,
    scheduler: str | None,
    jobs: int | None,
    fonts: Path | None,
    quiet: bool,
) -> None:
    """Make the files for all orders in EXPORTs, whatever shop they come from.

    Shopify, Squarespace, Wix, BigCommerce and Etsy (CSV, or an Excel workbook), Shopify and
    WooCommerce (JSON), and any shop whose columns content/orders.toml names are told by what stands
    in the file. An EXPORT may be a file, a zip of files, a folder, or “-” for standard input. A run
    that was stopped goes on when the same command is given again.
    """
    from backpocket.load.catalogue import load_catalogue
    from backpocket.load.disk import Disk
    from backpocket.orders.runs.reading import Asked

    started = time.perf_counter()
    root = project_root()
    where = where_of(out, runs or root / "runs")
    maker = engine_of(engine, scheduler, jobs)
    asked = Asked(shop or "", shipped, changed)
    disk = Disk(root)
    catalogue, diagnostics = load_catalogue(disk)
    if catalogue is None:
        report.end(diagnostics)
        return
    with given_files(exports) as files:
        if dry_run:
            _rehearse(files, catalogue, where, asked, diagnostics)
            return
        from backpocket.orders.batch.bindery import bindery
        from backpocket.orders.ledger.ledger import LedgerError
        from backpocket.orders.runs.picking import SORTS
        from backpocket.orders.runs.run import perform
        from backpocket.orders.runs.run_state import Options, folder_for, unreadable
        from backpocket.terminal.progress import progress

        try:
            options = Options(
                out=where.folder or folder_for(where.runs, files, catalogue, asked.site),
                runs=where.runs,
                sort=next(each for each in SORTS if each == sort),
                engine=maker,
                address=where.address,
                asked=asked,
                fonts=fonts,
            )
            binding = bindery(disk, catalogue, fonts)
        except LedgerError as problem:
            report.end([*diagnostics, unreadable(problem, where.runs)])
            return
        except OSError as problem:
            report.end([*diagnostics, _unread(problem)])
            return
        with progress(quiet=quiet) as told:
            outcome = perform(files, catalogue, binding, options, told)
    if outcome.finished and not quiet:
        report.show_files(outcome, time.perf_counter() - started)
    if outcome.finished:
        report.show_counts(outcome, "made")
    report.end([*diagnostics, *outcome.diagnostics], faults=outcome.has_faults, said=outcome.said)


def _rehearse(
    exports: Sequence[Path],
    catalogue: Catalogue,
    where: Where,
    asked: Asked,
    diagnostics: list[Diagnostic],
) -> None:
    """Say what a run would make and leave out."""
    from backpocket.orders.ledger.ledger import LEDGER, LedgerError
    from backpocket.orders.runs.reading import rehearsal
    from backpocket.orders.runs.run_state import nothing_to_read, other_ledger, unreadable

    other = other_ledger(where.folder, where.runs) if where.folder is not None else None
    found = other or nothing_to_read(exports, catalogue)
    if found is not None:
        report.end([*diagnostics, found])
        return
    try:
        tally = rehearsal(exports, catalogue, where.runs / LEDGER, asked)
    except LedgerError as problem:
        report.end([*diagnostics, unreadable(problem, where.runs)])
        return
    except OSError as problem:
        report.end([*diagnostics, _unread(problem)])
        return
    report.show_counts(tally, "would be made")
    faults = report.has_faults(tally.left_out)
    report.end([*diagnostics, *tally.diagnostics()], faults=faults, said=tally.said)


def _unread(problem: OSError) -> Diagnostic:
    return error(Place("."), "E504", f"a file cannot be read: {problem.strerror}")
