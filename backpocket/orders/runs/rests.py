"""Rests: what is left of a volume from an order on, as a file of its own, after a jam.

It is cut from the volume itself, so that its pages are those that were printed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from backpocket.diagnostics import Place, error
from backpocket.orders.ledger.file_names import plain
from backpocket.orders.ledger.ledger import Entry, Ledger, Orders, Run
from backpocket.orders.runs.moved_folders import folder_of, is_gone
from backpocket.orders.stop import StopError
from backpocket.write.files import writing

__all__ = ["NoSuchOrderError", "cut_volume", "rest_of"]


class NoSuchOrderError(Exception):
    """There is no such run, or no such order in it; the message says so."""


def rest_of(
    ledger: Ledger, run_name: str, number: str, shop: str | None = None
) -> tuple[list[Path], list[str]]:
    """Write the rest of the volumes that an order is in; return the files, and what follows them.

    Raises NoSuchOrderError, and StopError if the folder or a volume is not there.
    """
    run = _run(ledger, run_name)
    entries = [each for each in ledger.entries_of(run, Orders.called(number, shop)) if each.printed]
    if not entries:
        raise NoSuchOrderError(f"the order {number} is not in the print run of {run.name}")
    if len(entries) > 1:
        shops = " or ".join(f"--shop {each.shop}" for each in entries)
        raise NoSuchOrderError(f"several orders have this number: add {shops}")
    folder = folder_of(ledger, run, None)
    if folder is None:
        raise StopError(is_gone(run.name))
    found = entries[0]
    written = [cut_volume(folder, name, page, found.number) for name, page in found.printed]
    return written, _following(folder, entries[0])


def _run(ledger: Ledger, name: str) -> Run:
    bare = name.rstrip("/").removeprefix("runs/")
    there = ledger.run(bare) or ledger.run(Path(name).resolve().as_posix())
    if there is None:
        raise NoSuchOrderError(f"there is no run {name}")
    return there


def _following(folder: Path, entry: Entry) -> list[str]:
    """Return the volumes that come after those of an order."""
    found = []
    for name, _ in entry.printed:
        start, _, number = name.removesuffix(".pdf").rpartition("-")
        later = (path.name for path in sorted(folder.glob(f"{start}-*.pdf")))
        ends = ((each, each.removesuffix(".pdf").rpartition("-")) for each in later)
        found += [
            each
            for each, (begins, _, at) in ends
            if begins == start and at.isdecimal() and int(at) > int(number)
        ]
    return found


def cut_volume(folder: Path, name: str, page: int, number: str) -> Path:
    """Write the pages of a volume from one on, which is the first of an order.

    Raises StopError if it cannot be read or written.
    """
    out = folder / f"{name.removesuffix('.pdf')}-from-{plain(number)}.pdf"
    try:
        with pikepdf.open(folder / name) as pdf:
            del pdf.pages[: page - 1]
            _relabel(pdf, page - 1)
            with writing(out, private=True) as file:
                generate = pikepdf.ObjectStreamMode.generate
                pdf.save(file, deterministic_id=True, object_stream_mode=generate)
    except (OSError, pikepdf.PdfError) as problem:
        message = "the volume is not there as it was made"
        hint = "give the command of the run again: it makes what lacks"
        raise StopError(error(Place(name), "E893", message, hint=hint)) from problem
    return out


def _relabel(pdf: pikepdf.Pdf, gone: int) -> None:
    """Have labels and bookmarks lead to what is left."""
    labels: list[Any] = list(pdf.Root.PageLabels.Nums.as_list())
    kept: list[Any] = []
    for at, label in zip(labels[::2], labels[1::2], strict=True):
        if int(at) >= gone:
            kept += [int(at) - gone, label]
    pdf.Root.PageLabels = Dictionary(Nums=Array(kept))
    there = {page.obj.objgen for page in pdf.pages}
    with pdf.open_outline() as outline:
        outline.root[:] = [each for each in outline.root if _leads(each, there)]
    if not list(pdf.Root.get("/Outlines", Dictionary()).keys()):
        pdf.Root.PageMode = Name.UseNone


def _leads(item: pikepdf.OutlineItem, there: set[tuple[int, int]]) -> bool:
    target = item.destination
    return isinstance(target, Array) and target[0].objgen in there
