"""Printing: the volumes of a run, those that are not there yet."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from backpocket.diagnostics import Diagnostic, Place, has_errors, warning
from backpocket.orders.batch.bindery import PrintRun
from backpocket.orders.ledger.records import CopyFile
from backpocket.orders.ledger.volumes import BoundVolume, Parcel
from backpocket.orders.runs.making import are_there
from backpocket.orders.runs.run_state import RunState
from backpocket.orders.stop import StopError
from backpocket.orders.volume import Bases, Printed, Printing, cut
from backpocket.write.files import Together, digest

__all__ = ["print_volumes"]

_MOST_SAID = 20
"""Diagnostics that are kept of one volume, and shown of all."""


@dataclass(frozen=True)
class _Wanted:
    """A volume as it is to be: by its number on its paper, of the orders with these keys."""

    paper: str
    number: int
    recipe: str
    keys: tuple[str, ...]


def print_volumes(work: RunState, bases: Bases, together: Together) -> list[CopyFile]:
    """Print what is not there yet, set down what is in which volume, and return all files.

    Those that are written take their names with the other files of the run.
    """
    printing = _Volumes(work, together)
    work.ledger.unbind(work.run)
    with closing(work.options.engine.bind(printing.waiting(), bases)) as results:
        for result in results:
            printing.take(result)
    work.ledger.drop_unbound(work.run)
    work.diagnostics += printing.said()
    return printing.files()


class _Volumes:
    """The volumes of a run: given out in order, and set down as they are there."""

    def __init__(self, work: RunState, together: Together) -> None:
        self._work, self._together = work, together
        self._papers: dict[str, list[PrintRun]] = {}
        for print_run in work.bindery.print_runs:
            self._papers.setdefault(print_run.paper, []).append(print_run)
        self._given: deque[_Wanted] = deque()
        self._done: dict[tuple[str, int], tuple[Sequence[CopyFile], list[Diagnostic]]] = {}
        counts = (work.ledger.count_parcels(work.run, paper) for paper in self._papers)
        self._parcels, self._all = 0, sum(counts)

    def waiting(self) -> Iterator[Printing]:
        """Yield what has to be printed; :meth:`take` gets what comes of it, in the same order."""
        ledger, run = self._work.ledger, self._work.run
        for paper, print_runs in self._papers.items():
            for number, parcels in cut(ledger.parcels(run, paper), ledger.gaps(run, paper)):
                keys = tuple(each.key for each in parcels)
                wanted = _Wanted(paper, number, _recipe(self._work, print_runs, parcels), keys)
                recipe = None if self._work.keeps_volumes else wanted.recipe
                there = ledger.bound(run, paper, number, recipe)
                if there is not None and are_there(self._work, self._work.out, there.files):
                    self._set_down(wanted, there)
                    continue
                self._given.append(wanted)
                printers = tuple(each.printer for each in print_runs)
                yield Printing(printers, tuple(each.copy for each in parcels))

    def take(self, result: Sequence[Printed]) -> None:
        """Write the files of the volume that was given out first of those that lack."""
        wanted = self._given.popleft()
        files, begins, ends, notes = [], [], [], []
        for print_run, (file, found) in zip(self._papers[wanted.paper], result, strict=True):
            if file is None or has_errors(found):
                raise StopError(*found)
            name = print_run.file_name(wanted.number)
            with self._together.writing(name) as out:
                out.write(file.data)
            files.append(CopyFile(name, digest(file.data), len(file.data)))
            begins.append(file.begins)
            ends.append(file.pages)
            notes += [(each.place.path, each.code, each.message, each.hint) for each in found]
        kept = tuple(notes[:_MOST_SAID])
        self._set_down(
            wanted, BoundVolume(wanted.number, tuple(files), tuple(begins), kept, tuple(ends))
        )

    def _set_down(self, wanted: _Wanted, volume: BoundVolume) -> None:
        work = self._work
        work.ledger.bind(work.run, wanted.paper, wanted.recipe, volume, wanted.keys)
        said = [
            warning(Place(path), code, message, hint=hint)
            for path, code, message, hint in volume.notes
        ]
        self._done[wanted.paper, wanted.number] = volume.files, said
        self._parcels += len(wanted.keys)
        work.progress("write", "orders", self._parcels, self._all)

    def said(self) -> list[Diagnostic]:
        """Return what could not be printed as it should be, the first of it."""
        return [each for _, (_, said) in sorted(self._done.items()) for each in said][:_MOST_SAID]

    def files(self) -> list[CopyFile]:
        """Return the files of all volumes, those of one print run together."""
        return [
            files[self._papers[paper].index(print_run)]
            for print_run in self._work.bindery.print_runs
            for (paper, _), (files, _) in sorted(self._done.items())
            if paper == print_run.paper
        ]


def _recipe(work: RunState, print_runs: Sequence[PrintRun], parcels: Sequence[Parcel]) -> str:
    """Return the digest of all that the files of a volume depend on."""
    names = [each.name for each in print_runs]
    copies = [
        (each.order_number, each.reader, each.editions, each.contents)
        for _, parcel in parcels
        for each in parcel.each
    ]
    parts = (work.bindery.recipe, names, copies)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
