"""Run: exports in, files for the packer out; killed at any moment, it can be run again.

First all orders are read and set down in the ledger, then the copies are made one by one, and last
the files of the run take their names together. Each order read is either made or left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.load.catalogue import Catalogue
from backpocket.orders.batch.bindery import Bindery
from backpocket.orders.delivery.store import StoreAddress, StoreError
from backpocket.orders.ledger.ledger import Entry, LedgerError, Run
from backpocket.orders.runs.from_ledger import OnceMore, Rebuilt
from backpocket.orders.runs.making import bases_of, make
from backpocket.orders.runs.outcome import RunOutcome
from backpocket.orders.runs.publishing import publish
from backpocket.orders.runs.run_state import PERSONAL, Options, RunState, unreadable
from backpocket.orders.stop import StopError
from backpocket.render.pools import WorkerLostError
from backpocket.steps import Progress, unseen
from backpocket.write import files

__all__ = ["make_again", "perform", "rebuild"]


def perform(
    exports: Sequence[Path],
    catalogue: Catalogue,
    bindery: Bindery,
    options: Options,
    progress: Progress = unseen,
) -> RunOutcome:
    """Make the copies for all orders of some exports; what is wrong is told, never raised."""
    return _performed(RunState(exports, catalogue, bindery, options, progress))


def make_again(
    entries: Sequence[Entry],
    catalogue: Catalogue,
    bindery: Bindery,
    options: Options,
    progress: Progress = unseen,
) -> RunOutcome:
    """Make orders that are made already once more, in a run of their own."""
    return _performed(OnceMore(entries, catalogue, bindery, options, progress))


def rebuild(
    run: Run,
    catalogue: Catalogue,
    bindery: Bindery,
    options: Options,
    progress: Progress = unseen,
) -> RunOutcome:
    """Make the volumes that a finished run lacks, from the orders that the ledger has of it."""
    return _performed(Rebuilt(run, catalogue, bindery, options, progress))


def _performed(work: RunState) -> RunOutcome:
    options = work.options
    finished = False
    try:
        with work, _cleared(options.out):
            work.read()
            bases = bases_of(work) if work.keeps_volumes else make(work)
            publish(work, bases)
            finished = True
    except StopError as stop:
        work.diagnostics += stop.diagnostics
    except StoreError as problem:
        address = options.address or StoreAddress(options.out.name)
        work.diagnostics.append(address.unwritten(problem))
    except (OSError, LedgerError) as problem:
        if isinstance(problem, LedgerError) and problem.ruined:
            work.diagnostics.append(unreadable(problem, options.runs))
        else:
            work.diagnostics.append(_unwritten(options.out, problem))
    tally = work.tally
    return RunOutcome(
        read=tally.read,
        made=tally.made,
        left_out=dict(sorted(tally.left_out.items())),
        papers={paper: count for paper, count in sorted(tally.papers.items()) if count},
        out=options.out,
        address=options.address.text if options.address is not None else "",
        files=tuple(work.files),
        diagnostics=(*work.diagnostics, *tally.diagnostics()),
        finished=finished,
        settings=dict(tally.settings),
        said=dict(tally.said),
    )


@contextmanager
def _cleared(out: Path) -> Iterator[None]:
    """Remove what workers have left that were killed at a file, if a run cannot go on."""
    try:
        yield
    except BaseException:
        for folder in (out, out / PERSONAL):
            files.sweep(folder)
        raise


def _unwritten(out: Path, problem: OSError | LedgerError) -> Diagnostic:
    reason = str(problem)
    if isinstance(problem, OSError):
        reason = problem.strerror or "it cannot be written"
    hint = "check the free space and the rights of the folder, then run the command again"
    if isinstance(problem, WorkerLostError):
        hint = "run the command again: it goes on; should that not help, add --jobs 1"
    return error(Place(out.name), "E505", f"the run was not finished: {reason}", hint=hint)
