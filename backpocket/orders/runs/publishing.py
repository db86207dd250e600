"""Publishing: the files of a run take their names together, when all of them are whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from backpocket.diagnostics import Place, warning
from backpocket.orders.batch.bindery import Bases
from backpocket.orders.ledger.file_names import stem_of
from backpocket.orders.ledger.ledger import LeftOut
from backpocket.orders.ledger.listings import write_pick_list, write_run_manifest, write_skipped
from backpocket.orders.runs.printing import print_volumes
from backpocket.orders.runs.run_state import PERSONAL, RunState
from backpocket.write import files

__all__ = ["publish"]

_PICK_LISTS = ("pick-list.csv", "pick-list.pdf")


def publish(work: RunState, bases: Bases) -> None:
    """Write the files of the run; they take their names together, when all are whole."""
    for each in work.ledger.noted(work.run):
        of = (each.position, "name", each.number)
        note = LeftOut(*of, "not as written", each.note, "", 0, each.shop)
        work.ledger.leave_out(work.run, note)
    with files.Together(work.out) as together:
        written = dict(_written(work, bases, together))
        os.sync()  # the personal files, which were not waited for one by one
        work.ledger.close_run(work.run, work.tally.read, work.tally.made)
    _remove_stale(work, written)
    if work.delivery is not None:
        total = work.tally.made
        work.delivery.send(work.run, work.out, written, work.progress, total)
    work.ledger.finish(work.run, work.day)
    work.files = list(written.items())
    if work.has_changed():
        message = "the export was changed while the run was under way"
        hint = "run the command again with the new export, into another folder"
        place = Place(work.out.name)
        work.diagnostics.append(warning(place, "W874", message, hint=hint))


def _written(work: RunState, bases: Bases, together: files.Together) -> Iterator[tuple[str, int]]:
    """Write each file under a passing name, but for volumes that are there; yield name and size."""
    volumes = print_volumes(work, bases, together)
    yield from ((name, size) for name, _, size in volumes)
    with together.writing("skipped.csv") as file:
        write_skipped(work.ledger.left_out(work.run), file)
        yield "skipped.csv", file.tell()
    if volumes:
        yield from _pick_lists(work, bases, together)
    listed = [{"path": name, "sha256": digest} for name, digest, _ in volumes]
    with together.writing("manifest.json") as file:
        write_run_manifest(
            work.ledger.entries(work.run), _exports(work), _counts(work), listed, file
        )
        yield "manifest.json", file.tell()


def _pick_lists(
    work: RunState, bases: Bases, together: files.Together
) -> Iterator[tuple[str, int]]:
    """Write the orders in the order of the pile, for a spreadsheet and for the bench."""
    with together.writing("pick-list.csv") as file:
        write_pick_list(work.ledger.piles(work.run), file)
        yield "pick-list.csv", file.tell()
    data = work.bindery.pick_list(bases, work.ledger.piles(work.run))
    if data:
        with together.writing("pick-list.pdf") as file:
            file.write(data)
        yield "pick-list.pdf", len(data)


def _exports(work: RunState) -> list[Mapping[str, str]]:
    """Return the exports, and their digests if no order in them has been forgotten."""
    run = work.ledger.run(work.run.name)
    if run is None or run.forgets:
        return [{"name": name} for name in work.named_exports]
    return [
        {"name": name, "sha256": digest}
        for name, digest in zip(work.named_exports, work.digests, strict=True)
    ]


def _counts(work: RunState) -> Mapping[str, Any]:
    left_out = dict(sorted(work.tally.left_out.items()))
    return {"read": work.tally.read, "made": work.tally.made, "left_out": left_out}


def _remove_stale(work: RunState, written: Mapping[str, int]) -> None:
    """Remove what an earlier attempt has made and this one has not."""
    stale = list(_stale(work, written))
    if work.delivery is not None:
        work.delivery.remove(stale)
    for name in stale:
        (work.out / name).unlink()


def _stale(work: RunState, written: Mapping[str, int]) -> Iterator[str]:
    """Yield what stands in the folder of a run and is no longer part of it."""
    for path in work.out.iterdir():
        name = path.name.removeprefix(".").removesuffix(files.PART)
        ours = any(print_run.owns(name) for print_run in work.bindery.print_runs)
        listed = name in _PICK_LISTS
        if (ours or listed) and path.name not in written:
            yield path.name
    for item in os.scandir(work.out / PERSONAL):
        stem = stem_of(item.name)
        if stem is not None and item.name not in work.ledger.files_of(work.run, stem):
            yield f"{PERSONAL}/{item.name}"
