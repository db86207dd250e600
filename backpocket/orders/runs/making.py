"""Making: the personal copies of a run, those that are not there yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import closing

from backpocket.diagnostics import Place, error, has_errors
from backpocket.orders.batch.bindery import Bases, Bindery
from backpocket.orders.engines.local import Made, Task
from backpocket.orders.ledger.ledger import LeftOut
from backpocket.orders.ledger.listings import copy_rows
from backpocket.orders.plan import Reason
from backpocket.orders.runs.run_state import PERSONAL, Work
from backpocket.orders.stop import StopError
from backpocket.write import private

__all__ = ["make"]


def make(work: Work) -> Bases:
    """Make the copies that are not there yet; return the bases of all editions."""
    private.make_folder(work.out / PERSONAL)
    bases = _bases(work)
    total = sum(work.tally.papers.values())
    unmade = "SELECT count(*) FROM copy WHERE run = ? AND files IS NULL"
    done = total - int(next(work.ledger.rows(unmade, work.run.id))[0])
    work.progress("render", "orders", done, total)
    tasks = _tasks(work)
    engine = work.options.engine
    with closing(engine.run(tasks, bases, work.bindery.personal, work.out / PERSONAL)) as results:
        for made in results:
            _set_down(work, made)
            done = min(done + 1, total)
            work.progress("render", "orders", done, total)
    _count(work)
    return bases


def _set_down(work: Work, made: Made) -> None:
    if made.stop:
        raise OSError(0, made.stop)
    if made.fault:
        _fail(work, made.task, made.fault)
        return
    note = "; ".join(made.notes)
    recipe = _recipe(work.bindery, made.task)
    work.ledger.made(made.task.key, recipe, json.dumps(made.files), note)


def _bases(work: Work) -> Bases:
    statement = "SELECT DISTINCT editions FROM copy WHERE run = ? AND number IS NOT NULL"
    found = work.ledger.rows(statement, work.run.id)
    editions = sorted({edition for row in found for edition in json.loads(row[0])})
    if not editions:
        return {}
    bases, diagnostics = work.bindery.prepare(editions)
    work.diagnostics += diagnostics
    missing = [edition for edition in editions if edition not in bases]
    if missing or has_errors(diagnostics):
        hint = "correct the content, then run the command again"
        message = f"no copies can be made of {', '.join(missing) or 'an edition'}"
        raise StopError(error(Place(work.out.name), "E960", message, hint=hint))
    return bases


def _tasks(work: Work) -> Iterator[Task]:
    """Yield what is still to be made."""
    fields = "key, number, reader, editions, stem, recipe, files"
    rows = copy_rows(work.ledger, work.run, fields)
    for key, number, reader, editions, stem, recipe, files in rows:
        named = ((name, _file_name(stem, name)) for name in json.loads(editions))
        task = Task(key, number, reader, tuple(named))
        made = files is not None and recipe == _recipe(work.bindery, task)
        if not made or not _are_there(work, json.loads(files)):
            yield task


def _are_there(work: Work, files: Sequence[tuple[str, str, int]]) -> bool:
    if work.run.attempt == 1:
        return True
    folder = work.out / PERSONAL
    try:
        return all(
            (folder / name).stat().st_size == size and private.digest_of(folder / name) == digest
            for name, digest, size in files
        )
    except OSError:
        return False


def _fail(work: Work, task: Task, fault: str) -> None:
    """Leave out an order that the maker stumbles over; a later run may try again."""
    with work.ledger.transaction():
        where = "FROM copy WHERE key = ?"
        rows = work.ledger.rows(f"SELECT position, paper {where}", task.key)
        position, paper = next(iter(list(rows)))
        work.ledger.do(f"DELETE {where}", task.key)
        words = f"an error of the press: {fault}"
        place = (work.exports[0].name if len(work.exports) == 1 else "", 0)
        entry = LeftOut(position, "order", task.number, Reason.FAULT, words, *place)
        work.ledger.leave_out(work.run, entry)
    work.tally.left_out[Reason.FAULT] += 1
    work.tally.papers[paper] -= 1


def _count(work: Work) -> None:
    """Count what is made, in the ledger itself, and hold it against what was read."""
    made = "count(*) FROM copy WHERE run = ? AND files IS NOT NULL AND number IS NOT NULL"
    work.tally.made = next(work.ledger.rows(f"SELECT {made}", work.run.id))[0]
    work.tally.check()


def _file_name(stem: str, edition: str) -> str:
    return f"{stem}-{edition.replace('/', '-')}.pdf"


def _recipe(bindery: Bindery, task: Task) -> str:
    """Return the digest of all that the files of an order depend on."""
    parts = (bindery.recipe, task.number, task.reader, task.files)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
