"""Bench: what a packer asks in the middle of the work: one order again, where it is, the rest."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backpocket.characters import printable
from backpocket.orders.commands import report
from backpocket.orders.commands.choices import ledger_path, project_root, runs_option, shop_option
from backpocket.terminal.console import short

if TYPE_CHECKING:
    from backpocket.orders.ledger.ledger import Entry, Ledger

__all__ = ["again", "print_rest", "show"]

_whose = shop_option("The shop whose order it is, where several have one of this number.")


@click.command()
@click.argument("number", metavar="ORDER")
@runs_option
@_whose
@click.option(
    "--only",
    metavar="PIECE",
    default="",
    help="One piece of it: pages, card, pdfs, or an edition such as sheet.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
def again(number: str, runs: Path | None, shop: str | None, only: str, quiet: bool) -> None:
    """Make ORDER once more, as it was made: a small print file of its own, its card and PDFs."""
    from backpocket.clock import today
    from backpocket.load.catalogue import load_catalogue
    from backpocket.load.disk import Disk
    from backpocket.orders.batch import bindery as batch
    from backpocket.orders.ledger.file_names import plain
    from backpocket.orders.ledger.ledger import Ledger
    from backpocket.orders.runs.run import make_again
    from backpocket.orders.runs.run_state import Options, free_name
    from backpocket.terminal.progress import progress

    started = time.perf_counter()
    path = ledger_path(runs)
    with report.told(path), closing(Ledger(path)) as ledger:
        entry = _meant(ledger, number, shop)
        run = next(each for each in ledger.runs() if each.id == entry.run)
        name = free_name(ledger, f"{today().isoformat()}-again-{plain(entry.number)}")
    pieces = {"pages": "print-", "card": "cards-", "pdfs": "no print run"}
    editions = sorted({_bare(each, entry.paper) for each in entry.editions})
    if only and only not in (*pieces, *editions):
        known = ", ".join((*pieces, *editions))
        raise click.BadParameter(
            f"there is no piece “{printable(only)}”: {known}", param_hint="--only"
        )
    disk = Disk(project_root())
    catalogue, diagnostics = load_catalogue(disk)
    if catalogue is None:
        report.end(diagnostics)
        return
    fonts = Path(run.fonts) if run.fonts and Path(run.fonts).is_dir() else None
    binding = batch.bindery(disk, catalogue, fonts)
    wanted = pieces.get(only, "print-" if only else "")
    options = Options(path.parent / name, path.parent, fonts=fonts, only=only)
    with progress(quiet=quiet) as told:
        outcome = make_again([entry], catalogue, binding.only(wanted), options, told)
    if outcome.finished and not quiet:
        report.show_files(outcome, time.perf_counter() - started)
    report.end([*diagnostics, *outcome.diagnostics])


def _bare(edition: str, paper: str) -> str:
    return edition.partition("/")[2].partition(f"-{paper}")[0]


def _meant(ledger: Ledger, number: str, shop: str | None) -> Entry:
    """Return the order that is meant, as it was made last."""
    from backpocket.orders.commands.removal import ambiguous
    from backpocket.orders.ledger.ledger import Orders

    found = [each for each in ledger.orders_of(Orders.called(number, shop)) if each.files]
    shops = sorted({each.shop for each in found})
    if not found:
        raise click.UsageError(f"no order “{printable(number)}” has been made here")
    if len(shops) > 1:
        raise click.UsageError(ambiguous(shops))
    own = [each for each in found if "~" not in each.key]
    return (own or found)[0]


@click.command()
@click.argument("number", metavar="ORDER")
@runs_option
@_whose
def show(number: str, runs: Path | None, shop: str | None) -> None:
    """Tell what is known of ORDER: its runs, volumes, pages and state. No name is shown."""
    from backpocket.orders.ledger.ledger import Ledger, Orders

    path = ledger_path(runs)
    with report.told(path), closing(Ledger(path, look=True)) as ledger:
        orders = Orders.called(number, shop)
        names = {run.id: run for run in ledger.runs()}
        lines = [
            line
            for entry in ledger.orders_of(orders)
            for line in _known(entry, names[entry.run].name, names[entry.run].state)
        ]
        for run in names.values():
            for each in ledger.left_out_of(run, orders):
                what = "left out" if each.what == "order" else each.what
                whose = _whose_it_is(each.number, each.shop)
                lines.append(f"{whose}: run {run.name}, {what}: {each.words}")
    if not lines:
        raise click.UsageError(f"no order “{printable(number)}” is known here")
    for line in lines:
        click.echo(printable(line))


def _known(entry: Entry, run: str, state: str) -> list[str]:
    again = "" if "~" not in entry.key else ", another print of it"
    made = "made" if entry.files is not None else "not made yet"
    whose = _whose_it_is(entry.number, entry.shop)
    lines = [f"{whose}: {made} in run {run} ({state}){again}"]
    lines += [f"  {name} from page {page}" for name, page in entry.printed]
    lines += [f"  personal/{file.name}" for file in entry.files or ()]
    return lines


def _whose_it_is(number: str, shop: str) -> str:
    return f"{number} of {shop}" if shop else number


@click.command("print")
@click.argument("run", metavar="RUN")
@click.option(
    "--from", "number", required=True, metavar="ORDER", help="The order that the rest begins with."
)
@runs_option
@_whose
def print_rest(run: str, number: str, runs: Path | None, shop: str | None) -> None:
    """Write the rest of a volume of RUN, from an order on, as after a jam of the printer."""
    from backpocket.orders.ledger.ledger import Ledger
    from backpocket.orders.runs.rests import NoSuchOrderError, rest_of
    from backpocket.orders.stop import StopError

    path = ledger_path(runs)
    try:
        with report.told(path), closing(Ledger(path, look=True)) as ledger:
            written, following = rest_of(ledger, run, number, shop)
    except NoSuchOrderError as problem:
        raise click.UsageError(printable(str(problem))) from None
    except StopError as stop:
        report.end(stop.diagnostics)
        return
    for each in written:
        click.echo(short(each))
    if following:
        click.echo(f"then print {', '.join(following)}")
