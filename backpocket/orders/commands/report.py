"""Report: what a run came to, in words and numbers for the packer; it names nobody."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backpocket.diagnostics import Diagnostic, as_lines, has_errors, in_order
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
    from backpocket.orders.runs.outcome import RunOutcome, Tally

__all__ = ["end", "has_faults", "show_counts", "show_files", "told"]


def has_faults(left_out: Mapping[str, int]) -> bool:
    """Say whether an order was left out that should not have been."""
    from backpocket.orders.plan import Reason

    return any(Reason(reason).is_fault for reason in left_out)


def show_counts(outcome: RunOutcome | Tally, verb: str) -> None:
    """Print how many orders there were, what came of them, and what a setting would make."""
    left_out = outcome.left_out
    total = sum(left_out.values())
    _echo(f"{counted(outcome.read, 'order')} read = {outcome.made:,} {verb} + {total:,} left out")
    for reason, count in sorted(left_out.items(), key=lambda each: (-each[1], each[0])):
        _echo(f"  {count:>6,}  {reason}{_setting(reason, outcome.settings)}")


def _setting(reason: str, settings: Mapping[tuple[str, str], int]) -> str:
    """Return the lines of orders.toml that make orders which were left out for a reason."""
    from backpocket.orders.plan import Reason

    key = Reason(reason).setting
    shops = sorted(shop for setting, shop in settings if key and setting == key)
    if not shops:
        return ""
    named = " or ".join(f"[shops.{shop}]" for shop in shops)
    return f'; to make them: {named} {key} = "make" in content/orders.toml'


def show_files(outcome: RunOutcome, seconds: float) -> None:
    """Print the files of a run."""
    assert outcome.out is not None
    folder = outcome.address or short(outcome.out)
    made = [MadeFile(f"{folder}/{name}", kilobytes(size)) for name, size in _named(outcome.files)]
    made.append(MadeFile(f"{folder}/personal/", counted(outcome.made, "order")))
    show_made(made, f"{counted(outcome.made, 'order')} in {seconds:.1f} s")
    _count(len(made) + 3)


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


@contextmanager
def told(ledger: Path) -> Iterator[None]:
    """End with what is wrong with a ledger, if it cannot be read."""
    from backpocket.orders.ledger.ledger import LedgerError
    from backpocket.orders.runs.run_state import unreadable

    try:
        yield
    except LedgerError as problem:
        end([unreadable(problem, ledger.parent)])


def end(
    diagnostics: Sequence[Diagnostic],
    *,
    faults: bool = False,
    said: Mapping[str, int] | None = None,
) -> None:
    """Show what is wrong, and end with the code of the worst.

    ``said`` counts by code what there is more of than diagnostics.
    """
    _show(diagnostics, said or {})
    if has_errors(diagnostics):
        sys.exit(exit_code(diagnostics))
    sys.exit(ExitCode.LEFT_OUT if faults else ExitCode.FINE)


_MOST_LINES = 38
_FEW = 3


def _show(diagnostics: Sequence[Diagnostic], said: Mapping[str, int]) -> None:
    """Show diagnostics, of many that are alike only the first, and how many there are of all."""
    printed = click.get_current_context().meta.get(_LINES, 0)
    room = max(_MOST_LINES - printed, 8)
    for most in range(_FEW, 0, -1):
        shown = _first(diagnostics, said, most)
        if sum(len(as_lines(each)) for each in shown) < room:
            break
    if sum(len(as_lines(each)) for each in shown) >= room:
        shown = [replace(each, hint="", excerpt="") for each in shown][: room - 1]
    totals = {code: max(count, said.get(code, 0)) for code, count in _by_code(diagnostics).items()}
    errors = sum(each.is_error for each in diagnostics)
    warnings = sum(totals.values()) - errors
    show_diagnostics(shown, counts=(errors, warnings))


def _by_code(diagnostics: Sequence[Diagnostic]) -> Counter[str]:
    return Counter(each.code for each in diagnostics)


def _first(
    diagnostics: Sequence[Diagnostic], said: Mapping[str, int], most: int
) -> list[Diagnostic]:
    """Return so many of each code; the last one says how many more there are."""
    shown: dict[str, list[Diagnostic]] = {}
    for each in in_order(diagnostics):
        shown.setdefault(each.code, []).append(each)
    kept = []
    for code, group in shown.items():
        total = max(len(group), said.get(code, 0))
        first = group if total <= most else group[:most]
        if total > len(first):
            more = f" … and {total - len(first):,} more such; the list has them"
            first = [*first[:-1], replace(first[-1], message=first[-1].message + more)]
        kept += first
    return kept


_LINES = f"{__name__}.lines"


def _echo(line: str) -> None:
    click.echo(line)
    _count(1)


def _count(lines: int) -> None:
    """Count the lines that this command has printed."""
    meta = click.get_current_context().meta
    meta[_LINES] = meta.get(_LINES, 0) + lines
