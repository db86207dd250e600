"""Report: what a run came to, in words and numbers for the packer; it names nobody."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from backpocket.diagnostics import Diagnostic, has_errors
from backpocket.terminal.console import (
    MadeFile,
    counted,
    kilobytes,
    short,
    show_diagnostics,
    show_made,
)
from backpocket.terminal.exits import ExitCode, exit_code

if TYPE_CHECKING:
    from backpocket.orders.runs.outcome import RunOutcome

__all__ = ["end", "has_faults", "show_counts", "show_files"]


def has_faults(left_out: Mapping[str, int]) -> bool:
    """Say whether an order was left out that should not have been."""
    from backpocket.orders.plan import Reason

    return any(Reason(reason).is_fault for reason in left_out)


def show_counts(read: int, made: int, left_out: Mapping[str, int], verb: str) -> None:
    """Print how many orders there were, and what came of them."""
    total = sum(left_out.values())
    click.echo(f"{counted(read, 'order')} read = {made:,} {verb} + {total:,} left out")
    for reason, count in sorted(left_out.items(), key=lambda each: (-each[1], each[0])):
        click.echo(f"  {count:>6,}  {reason}")


def show_files(outcome: RunOutcome, seconds: float) -> None:
    """Print the files of a run."""
    assert outcome.out is not None
    folder = outcome.address or short(outcome.out)
    made = [MadeFile(f"{folder}/{name}", kilobytes(size)) for name, size in _named(outcome.files)]
    made.append(MadeFile(f"{folder}/personal/", counted(outcome.made, "order")))
    show_made(made, f"{counted(outcome.made, 'order')} in {seconds:.1f} s")


def _named(files: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Yield files with their sizes; of more than two volumes of a print run, the first and last.

    >>> list(_named([(f"print-a4-{at:02}.pdf", 5) for at in range(1, 41)] + [("skipped.csv", 1)]))
    [('print-a4-01.pdf … print-a4-40.pdf', 200), ('skipped.csv', 1)]
    """
    for _, group in groupby(files, key=lambda each: each[0].rpartition("-")[0] or each[0]):
        rows = list(group)
        if len(rows) > 2:
            rows = [(f"{rows[0][0]} … {rows[-1][0]}", sum(size for _, size in rows))]
        yield from rows


def end(diagnostics: Sequence[Diagnostic], *, faults: bool = False) -> None:
    """Show what is wrong, and end with the code of the worst."""
    show_diagnostics(diagnostics)
    if has_errors(diagnostics):
        sys.exit(exit_code(diagnostics))
    sys.exit(ExitCode.LEFT_OUT if faults else ExitCode.FINE)
