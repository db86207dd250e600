"""Publishing: the files of a run take their names together, when all of them are whole."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any, BinaryIO

from backpocket.clock import today
from backpocket.diagnostics import Place, has_errors, warning
from backpocket.orders.batch.bindery import Bases
from backpocket.orders.ledger.ledger import LeftOut
from backpocket.orders.ledger.listings import copy_rows, write_manifest, write_skipped
from backpocket.orders.runs.picking import Copies
from backpocket.orders.runs.run_state import PERSONAL, Work
from backpocket.orders.stop import StopError
from backpocket.write import private

__all__ = ["publish"]

_STEM = re.compile(r"\.?(.*-[0-9a-f]{12})-")
_MOST_SAID = 20
"""Diagnostics of one print run that are shown."""


def publish(work: Work, bases: Bases) -> None:
    """Write the files of the run; they take their names together, when all are whole."""
    notes = "note IS NOT NULL AND note != ''"
    rows = copy_rows(work.ledger, work.run, "position, number, note", f"AND {notes}")
    for position, number, note in rows:
        entry = LeftOut(position, "name", number, "not as written", note, "", 0)
        work.ledger.leave_out(work.run, entry)
    with ExitStack() as writing:
        written = dict(_written(work, bases, writing))
        os.sync()  # the personal files, which were not waited for one by one
        work.ledger.close_run(work.run, work.tally.read, work.tally.made)
    _remove_stale(work, written)
    if work.delivery is not None:
        total = work.tally.made
        work.delivery.send(work.run, work.out, written, work.progress, total)
    work.ledger.finish(work.run, today().isoformat())
    work.files = list(written.items())
    if work.has_changed():
        message = "the export was changed while the run was under way"
        hint = "run the command again with the new export, into another folder"
        place = Place(work.out.name)
        work.diagnostics.append(warning(place, "W874", message, hint=hint))


def _written(work: Work, bases: Bases, writing: ExitStack) -> Iterator[tuple[str, int]]:
    """Write each file under a passing name; yield its name and size."""
    listed = []
    for print_run in work.bindery.print_runs:
        copies = Copies(work.ledger, work.run, print_run.paper)
        if not copies:
            continue
        work.progress("write", print_run.name)
        name = f"{print_run.name}.pdf"
        file = writing.enter_context(private.writing(work.out / name))
        found = print_run.write(bases, copies, file)
        if has_errors(found):
            raise StopError(*found)
        work.diagnostics += found[:_MOST_SAID]
        yield name, _settled(file)
        passing = work.out / f".{name}{private.PART}"
        listed.append({"path": name, "sha256": private.digest_of(passing)})
    file = writing.enter_context(private.writing(work.out / "skipped.csv"))
    write_skipped(work.ledger, work.run, file)
    yield "skipped.csv", _settled(file)
    exports = [
        {"name": path.name, "sha256": digest}
        for path, digest in zip(work.exports, work.digests, strict=True)
    ]
    file = writing.enter_context(private.writing(work.out / "manifest.json"))
    write_manifest(work.ledger, work.run, exports, _counts(work), listed, file)
    yield "manifest.json", _settled(file)


def _counts(work: Work) -> Mapping[str, Any]:
    left_out = dict(sorted(work.tally.left_out.items()))
    return {"read": work.tally.read, "made": work.tally.made, "left_out": left_out}


def _remove_stale(work: Work, written: Mapping[str, int]) -> None:
    """Remove what an earlier attempt has made and this one has not."""
    stale = list(_stale(work, written))
    if work.delivery is not None:
        work.delivery.remove(stale)
    for name in stale:
        (work.out / name).unlink()


def _stale(work: Work, written: Mapping[str, int]) -> Iterator[str]:
    """Yield what stands in the folder of a run and is no longer part of it."""
    names = {f"{print_run.name}.pdf" for print_run in work.bindery.print_runs}
    for path in work.out.iterdir():
        name = path.name.removeprefix(".").removesuffix(private.PART)
        if name in names and path.name not in written:
            yield path.name
    statement = "SELECT files FROM copy WHERE run = ? AND stem = ? AND number IS NOT NULL"
    for item in os.scandir(work.out / PERSONAL):
        stem = _STEM.match(item.name)
        if stem is None:
            continue
        rows = list(work.ledger.rows(statement, work.run.id, stem[1]))
        kept = {name for row in rows for name, _, _ in json.loads(row[0] or "[]")}
        if item.name not in kept:
            yield f"{PERSONAL}/{item.name}"


def _settled(file: BinaryIO) -> int:
    """Wait until a file is on the disk, and return its size."""
    file.flush()
    os.fsync(file.fileno())
    return file.tell()
