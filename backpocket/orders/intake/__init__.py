"""Intake: the orders in a shop's export, whatever its form, one at a time.

The form is told by what stands in the file, never by its name. Nothing is lost without a word: what
cannot be read comes as :class:`~backpocket.orders.order.Unreadable`.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from backpocket.characters import printable
from backpocket.diagnostics import Place
from backpocket.orders.intake import objects, rows, workbooks
from backpocket.orders.intake.grouping import Records, orders
from backpocket.orders.intake.objects import AnswerPage
from backpocket.orders.intake.rows import Row, columns_in, encoding_of
from backpocket.orders.intake.shop import Shop
from backpocket.orders.intake.shops import shops
from backpocket.orders.order import Order, Read, Unreadable

__all__ = ["Exports", "files_of", "read"]

_HEAD = 65_536
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "this is an old Excel workbook: save it as “CSV UTF-8”"),
    (b"\x1f\x8b", "this file is packed: unpack it first"),
    (b"%PDF", "this is a PDF, not an export of orders"),
)
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")
_TORN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, RuntimeError, ValueError, zlib.error,
    struct.error,
)  # fmt: skip
"""What zipfile raises of an archive that is not whole."""

_MOST_FILES = 2_000
_MOST_ARCHIVE = 8_000_000_000
_DIGITS = re.compile(r"\d+")

Opener = Callable[[], BinaryIO]


def read(path: Path, further: Sequence[Shop] = ()) -> Iterator[Read]:
    """Yield the orders of a file in its order, and what cannot be read.

    ``further`` are shops by a table of columns. Never raises for what the file holds, nor if it
    cannot be opened; memory is bounded.
    """
    yield from Exports([path], further)


@dataclass(frozen=True)
class Exports:
    """The orders of all files that a run is given, as of one: their pages may go on in each other.

    ``site`` is the name of the shop that they are of, where there are two of a kind.
    """

    paths: Sequence[Path]
    further: Sequence[Shop] = ()
    site: str = ""

    def __iter__(self) -> Iterator[Read]:
        pages: list[AnswerPage] = []
        for path in self.paths:
            for each in self._each(path):
                if isinstance(each, AnswerPage):
                    pages.append(each)
                elif not self.site:
                    yield each
                elif isinstance(each, Order):
                    yield replace(each, site=self.site)
                else:
                    yield replace(each, seller=self.site)
        if not any(page.goes_on is False for page in pages):
            for page in pages:
                reason = "this is one page of several: the last one is not there"
                yield Unreadable(page.place, reason)

    def _each(self, path: Path) -> Iterator[Read | AnswerPage]:
        try:
            known = (*self.further, *shops())
            yield from _file(path.name, lambda: path.open("rb"), known)
        except OSError as problem:
            reason = problem.strerror or "an error of the disk"
            yield Unreadable(Place(path.name), f"the file cannot be read: {reason}")


def files_of(path: Path) -> list[Path]:
    """Return the files of a folder, those with numbers in their order; or the path itself.

    Hidden files, and what a spreadsheet leaves beside an open file, are none.
    """
    if not path.is_dir():
        return [path]
    inside = (each for each in path.rglob("*") if each.is_file())
    there = [
        each
        for each in inside
        if not any(part.startswith((".", "~$")) for part in each.relative_to(path).parts)
    ]
    return sorted(there, key=lambda each: _DIGITS.sub(_filled, each.as_posix()))


def _filled(digits: re.Match[str]) -> str:
    return digits[0].zfill(20)


def _file(name: str, opener: Opener, known: Sequence[Shop]) -> Iterator[Read | AnswerPage]:
    with opener() as file:
        head = file.read(_HEAD)
    reason = next((said for sign, said in _SIGNATURES if head.startswith(sign)), "")
    if reason:
        yield Unreadable(Place(name), reason)
    elif head.startswith(_ARCHIVES):
        yield from _archive(name, opener, known)
    else:
        yield from _text(name, opener, head, known)


def _text(
    name: str, opener: Opener, head: bytes, known: Sequence[Shop]
) -> Iterator[Read | AnswerPage]:
    text = head.decode(encoding_of(head), errors="ignore").lstrip("\ufeff \t\r\n")
    if not text.strip("\0"):
        yield Unreadable(Place(name), "the file is empty", is_blank=True)
        return
    if text[0] not in "[{":
        yield from _table(name, opener, head, known)
        return

    def records() -> Iterator[Row | Unreadable | AnswerPage]:
        with _stream(opener, head) as stream:
            yield from objects.records(name, stream)

    def shop_of(record: Row) -> Shop | None:
        return _shop(known, "json", record.values)

    found = orders(records, shop_of, twice="__parentId" in text)
    yield from _unless_blank(name, found, "there is no order in the file")


def _table(
    name: str, opener: Opener, head: bytes, known: Sequence[Shop]
) -> Iterator[Read | AnswerPage]:
    delimiter, names = columns_in(head)

    def records() -> Iterator[Row | Unreadable | AnswerPage]:
        with _stream(opener, head) as stream:
            yield from rows.records(name, stream, delimiter)

    yield from _rows(name, names, records, known)


def _rows(
    name: str, columns: Iterable[str], records: Records, known: Sequence[Shop]
) -> Iterator[Read | AnswerPage]:
    shop = _shop(known, "csv", columns)
    if shop is None:
        titles = "; ".join(each.title for each in known if not each.refuses)
        reason = f"this is no export that is known. Known are: {titles}"
        yield Unreadable(Place(name), reason)
    elif shop.refuses:
        yield Unreadable(Place(name), shop.refuses, seller=shop.kind)
    else:
        found = orders(records, lambda record: shop, twice=shop.group is not None)
        yield from _unless_blank(name, found, "there is no order below the header")


def _unless_blank(
    name: str, found: Iterator[Read | AnswerPage], reason: str
) -> Iterator[Read | AnswerPage]:
    is_blank = True
    for each in found:
        is_blank = False
        yield each
    if is_blank:
        yield Unreadable(Place(name), reason, is_blank=True)


def _archive(name: str, opener: Opener, known: Sequence[Shop]) -> Iterator[Read | AnswerPage]:
    """Yield what stands in the files of an archive, or in the sheets of a workbook."""
    try:
        with opener() as file, zipfile.ZipFile(file) as archive:
            if workbooks.is_workbook(archive):
                yield from _workbook(name, opener, known)
                return
            inside = [each for each in archive.infolist() if _is_export(each)]
            if len(inside) > _MOST_FILES or sum(each.file_size for each in inside) > _MOST_ARCHIVE:
                yield Unreadable(Place(name), "the archive holds too much: unpack it first")
                return
            if not inside:
                yield Unreadable(Place(name), "the archive is empty", is_blank=True)
            for member in inside:
                path = f"{name}/{printable(member.filename)}"
                try:
                    yield from _file(path, partial(archive.open, member), known)  # type: ignore[arg-type]
                except (RuntimeError, NotImplementedError):
                    yield Unreadable(Place(path), "this file is locked, or packed in a rare way")
    except _TORN:
        yield Unreadable(Place(name), "the archive is damaged: download it again")


def _is_export(member: zipfile.ZipInfo) -> bool:
    parts = member.filename.split("/")
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in parts)
    return not member.filename.endswith("/") and bool(member.filename) and not hidden


def _workbook(name: str, opener: Opener, known: Sequence[Shop]) -> Iterator[Read | AnswerPage]:
    """Yield the orders of the sheets that are exports; if none is, say so of the first."""
    try:
        with opener() as file:
            sheets = [columns.keys for columns, _ in workbooks.tables(name, file)]
    except workbooks.NoWorkbookError as problem:
        yield Unreadable(Place(name), str(problem))
        return
    wanted = [at for at, keys in enumerate(sheets) if _shop(known, "csv", keys)]
    if not sheets:
        yield Unreadable(Place(name), "the workbook is empty", is_blank=True)

    def records(sheet: int) -> Iterator[Row | Unreadable | AnswerPage]:
        try:
            with opener() as file:
                for at, (_, found) in enumerate(workbooks.tables(name, file)):
                    if at == sheet:
                        yield from found
        except workbooks.NoWorkbookError as problem:
            yield Unreadable(Place(name), str(problem))

    for at in wanted or range(min(len(sheets), 1)):
        yield from _rows(name, sheets[at], partial(records, at), known)


@contextmanager
def _stream(opener: Opener, head: bytes) -> Iterator[io.TextIOWrapper]:
    errors = "surrogateescape" if encoding_of(head) == "utf-8-sig" else "replace"
    with opener() as file:
        stream = io.TextIOWrapper(file, encoding_of(head), errors=errors, newline="")
        try:
            yield stream
        finally:
            stream.detach()


def _shop(known: Sequence[Shop], form: str, names: Iterable[str]) -> Shop | None:
    of_all = frozenset(names)
    return next((each for each in known if each.form == form and each.fits(of_all)), None)
