"""Making: the personal copies of a run, those that are not there yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from backpocket.diagnostics import Place, error, has_errors
from backpocket.orders.batch.bindery import Bases, Bindery
from backpocket.orders.engines.local import Made, Task
from backpocket.orders.ledger.file_names import file_name
from backpocket.orders.ledger.ledger import CopyFile, Entry
from backpocket.orders.plan import Reason
from backpocket.orders.runs.run_state import PERSONAL, RunState
from backpocket.orders.stop import StopError
from backpocket.write import files

__all__ = ["are_there", "bases_of", "make", "recipe_of"]


def make(work: RunState) -> Bases:
    """Make the copies that are not there yet; return the bases of all editions."""
    files.make_folder(work.out / PERSONAL, private=True)
    bases = bases_of(work)
    total = sum(work.tally.papers.values())
    done = work.ledger.count_made(work.run)
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


def _set_down(work: RunState, made: Made) -> None:
    if made.stop:
        raise OSError(0, made.stop)
    if made.fault:
        _fail(work, made.task, made.fault)
        return
    note = "; ".join(made.notes)
    recipe = recipe_of(work.bindery, made.task)
    work.ledger.made(made.task.key, recipe, made.files, note)


def bases_of(work: RunState) -> Bases:
    """Return the bases of all editions that the copies of a run want."""
    editions = work.ledger.editions(work.run)
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


def _tasks(work: RunState) -> Iterator[Task]:
    """Yield what is still to be made."""
    for entry in work.ledger.entries(work.run):
        task = _task(entry, with_files=work.options.only in ("", "pdfs"))
        made = entry.is_made_from(recipe_of(work.bindery, task))
        if not made or not are_there(work, work.out / PERSONAL, entry.files or ()):
            yield task


def _task(entry: Entry, *, with_files: bool) -> Task:
    """Return what is to be made for an order: a file for each edition of each reader."""
    if not with_files:
        return Task(entry.key, entry.label, entry.reader, ())
    named = [(name, file_name(entry.stem, name)) for name in entry.editions]
    readers = [entry.reader] * len(named)
    for at, more in enumerate(entry.more, 2):
        named += [(name, file_name(entry.stem, f"{at}/{name}")) for name in more.editions]
        readers += [more.reader] * len(more.editions)
    return Task(
        entry.key, entry.label, entry.reader, tuple(named), tuple(readers) if entry.more else ()
    )


def are_there(work: RunState, folder: Path, made: Iterable[CopyFile]) -> bool:
    """Say whether files that the ledger has are whole in a folder of the run."""
    if work.run.attempt == 1:
        return True
    try:
        return all(
            (folder / name).stat().st_size == size and files.digest_of(folder / name) == digest
            for name, digest, size in made
        )
    except OSError:
        return False


def _fail(work: RunState, task: Task, fault: str) -> None:
    """Leave out an order that the maker stumbles over; a later run may try again."""
    export = work.exports[0].name if len(work.exports) == 1 else ""
    words = f"an error of the press: {fault}"
    paper = work.ledger.give_up(work.run, task.key, words, export)
    work.tally.left_out[Reason.FAULT] += 1
    work.tally.papers[paper] -= 1


def _count(work: RunState) -> None:
    """Count what is made, in the ledger itself, and hold it against what was read."""
    work.tally.made = work.ledger.count_made(work.run)
    work.tally.check()


def recipe_of(bindery: Bindery, task: Task) -> str:
    """Return the digest of all that the files of an order depend on."""
    parts: list[object] = [bindery.recipe, task.number, task.reader, task.files]
    parts += [task.readers] if task.readers else []
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
