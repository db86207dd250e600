"""Pick list: the orders of a run in the order of the pile, as pages to tick off at the bench.

Each volume begins on a page of its own. It holds order numbers and products, and no name.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import count, islice
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from backpocket import PRESS
from backpocket.orders.copies.base import Base
from backpocket.orders.lettering.cleaned_names import clean
from backpocket.orders.lettering.fonts import Book, open_book
from backpocket.orders.lettering.shaping import Line, MissingError, TextPart, shape
from backpocket.orders.lettering.typesetting import Typesetter, small_file
from backpocket.orders.pick_rows import PickRow, Pile

__all__ = ["pick_list"]

_SIZES = {"a4": (595.276, 841.89), "letter": (612.0, 792.0)}
_MARGIN, _LEADING, _SIZE, _HEAD = 48.0, 17.0, 10.0, 12.0
_COLUMNS = (_MARGIN, _MARGIN + 20, _MARGIN + 180, _MARGIN + 380)
"""Where the box, the order, its products and its pages stand, in points from the left."""

_MORE = "…"


def pick_list(bases: Mapping[str, Any], piles: Iterable[Pile]) -> bytes:
    """Return the list of some piles as PDF; ``bases`` are those of the run, for their fonts."""
    faces = next((base.faces for base in bases.values() if isinstance(base, Base)), ())
    if not faces:
        return b""
    return _PickPages(open_book(faces)).data(piles)


class _PickPages:
    """Pages under way; what comes again, such as a product, is shaped once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._typesetter = Typesetter()
        self._again = lru_cache(maxsize=8192)(self._text)

    def data(self, piles: Iterable[Pile]) -> bytes:
        """Return the whole file: the same rows give the same bytes."""
        pages = [page for pile in piles for page in self._pages(pile)]
        fonts = self._typesetter.fonts(count(1).__next__)
        with Pdf.new() as pdf, pikepdf.open(io.BytesIO(small_file(*fonts))) as own:
            named = {key: pdf.copy_foreign(font) for key, font in own.Root.Font.items()}
            resources = pdf.make_indirect(Dictionary(Font=Dictionary(named)))
            for (width, height), packed in pages:
                content = Stream(pdf, packed)
                content.Filter = Name.FlateDecode
                box = Array([0, 0, width, height])
                page = Dictionary(
                    Type=Name.Page, MediaBox=box, Resources=resources, Contents=content
                )
                pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
            pdf.trailer.Info = pdf.make_indirect(Dictionary(Producer=String(PRESS)))
            out = io.BytesIO()
            generate = pikepdf.ObjectStreamMode.generate
            pdf.save(out, deterministic_id=True, object_stream_mode=generate)
        return out.getvalue()

    def _pages(self, pile: Pile) -> Iterator[tuple[tuple[float, float], bytes]]:
        width, height = _SIZES[pile.paper]
        most = int((height - 2 * _MARGIN) / _LEADING) - 2
        title = " and ".join(pile.files)
        for rows in _parts(pile.rows, most):
            done = [f"1 0 0 -1 0 {height:.3f} cm 0 g 0.6 w\n"]
            done.append(_at(_MARGIN, _MARGIN, self._again(title, _HEAD, width - 2 * _MARGIN)))
            for at, row in enumerate(rows, 2):
                done += self._row(row, _MARGIN + at * _LEADING, width)
            yield (width, height), zlib.compress("".join(done).encode(), 6)

    def _row(self, row: PickRow, y: float, width: float) -> list[str]:
        box, order, products, pages = _COLUMNS
        ranges = "; ".join(
            str(first) if first == last else f"{first}–{last or ''}" for first, last in row.pages
        )
        return [
            f"{box:g} {y - 8:g} 9 9 re S\n",
            _at(order, y, self._text(row.order, _SIZE, products - order - 8)),
            _at(products, y, self._again(", ".join(row.products), _SIZE, pages - products - 8)),
            _at(pages, y, self._again(ranges, _SIZE, width - _MARGIN - pages)),
        ]

    def _text(self, text: str, size: float, room: float) -> str:
        """Return a line at the origin, cut where it has no more room."""
        line = self._line(clean(text).text)
        while line.width * size > room and len(line.text) > 2:
            keep = max(1, int(len(line.text) * room / (line.width * size)) - 1)
            line = self._line(line.text.rstrip(_MORE)[: min(keep, len(line.text) - 2)] + _MORE)
        return self._typesetter.text([line], [(0, 0)], size)

    def _line(self, text: str) -> Line:
        try:
            return shape(self._book, [TextPart.of(text)], bold=False)
        except MissingError:
            there = (each for each in text if self._book.face(each, bold=False) is not None)
            return shape(self._book, [TextPart("".join(there))], bold=False)


def _at(x: float, y: float, text: str) -> str:
    return f"q 1 0 0 1 {x:g} {y:g} cm\n{text}Q\n"


def _parts(rows: Iterable[PickRow], most: int) -> Iterator[list[PickRow]]:
    waiting = iter(rows)
    while part := list(islice(waiting, most)):
        yield part
