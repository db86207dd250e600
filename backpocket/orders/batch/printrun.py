"""Print run: the copies of many orders in one file, in which the pages they share stand once.

Each edition of a copy starts on a front side, so that the leaves of two orders never hang together
and the sheet can go on a fridge. The order number in the slot of each first page tells the packer
which parcel it is for. Tags and links are for screens; they are not in a file for the printer.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

import pikepdf

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.orders.batch.longfile import LongFile
from backpocket.orders.copies.base import Base
from backpocket.orders.copies.slot_text import Lines
from backpocket.orders.lettering.typesetting import Typesetter, stream

__all__ = ["Press", "Wanted", "print_run"]

_FOR_PRINTERS = b"/ViewerPreferences<</Duplex/%b/PrintScaling/None>>"


class Wanted(Protocol):
    """What a print run has to know of a copy: :class:`backpocket.orders.plan.Copy` has it."""

    @property
    def order_number(self) -> str: ...

    @property
    def reader(self) -> str | None: ...

    @property
    def editions(self) -> Sequence[str]: ...

    @property
    def contents(self) -> Sequence[str]: ...


def print_run(
    bases: Mapping[str, Base], copies: Iterable[Wanted], out: BinaryIO
) -> list[Diagnostic]:
    """Write the copies, in their order, as one PDF for printing on both sides.

    What of a name could not be set is said once, by :func:`.personalise.personal`, and not here.
    A copy of an edition without base is an error; ``out`` is then not whole.
    """
    press = Press(bases, out, blank=True)
    for copy in copies:
        for edition in copy.editions:
            if edition not in bases:
                place = Place(f"order {copy.order_number}")
                message = f"the edition “{edition}” has not been rendered"
                return [error(place, "E955", message)]
            press.add(edition, copy.reader, copy.order_number)
    press.close(duplex=True)
    return []


@dataclass(frozen=True)
class _Shared:
    """The pages of an edition in the head of the file, as entries of a page's dictionary.

    Of the first page, ``content`` is the object of the slots, which each copy has anew; ``fonts``
    is the object of its font dictionary, and ``font_entries`` what stands in it.
    """

    first: bytes
    content: tuple[int, int]
    fonts: int
    font_entries: str
    rest: tuple[bytes, ...]
    blank: bytes


class Press:
    """Prints copies of bases into one file; ``blank`` adds a page where a copy ends in front."""

    def __init__(self, bases: Mapping[str, Base], out: BinaryIO, *, blank: bool) -> None:
        self._blank = blank
        head, size, self._shared = _head(bases)
        self._file = LongFile(out, head, size)
        self._typesetter = Typesetter()
        self._lines = {name: Lines(base, self._typesetter) for name, base in bases.items()}

    def add(
        self, name: str, reader: str | None, order_number: str, parcel: Sequence[str] = ()
    ) -> list[Diagnostic]:
        """Add the pages of one copy."""
        shared = self._shared[name]
        content, diagnostics = self._lines[name].content(reader, order_number, parcel)
        number = self._file.reserve()
        self._file.put(number, stream("", content))
        before, after = shared.content
        contents = b"/Contents[%d 0 R %d 0 R %d 0 R]" % (before, number, after)
        self._file.page(shared.first + contents)
        for page in shared.rest:
            self._file.page(page)
        if self._blank and len(shared.rest) % 2 == 0:
            self._file.page(shared.blank)
        return diagnostics

    def close(self, *, duplex: bool) -> None:
        """Write the fonts and end the file."""
        entries, objects = self._typesetter.fonts(self._file.reserve)
        for number, body in objects:
            self._file.put(number, body)
        for shared in self._shared.values():
            self._file.put(shared.fonts, f"<<{shared.font_entries}{entries}>>".encode())
        self._file.close(_FOR_PRINTERS % (b"DuplexFlipLongEdge" if duplex else b"Simplex"))


# --- What the copies share -----------------------------------------------------------------


def _head(bases: Mapping[str, Base]) -> tuple[bytes, int, dict[str, _Shared]]:
    """Put the pages of all bases into one PDF; return it, its size, and where the pages are."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for base in bases.values():
            with pikepdf.open(io.BytesIO(base.data)) as source:
                for page in source.pages:
                    for key in ("/Annots", "/StructParents", "/Tabs"):
                        if key in page.obj:
                            del page.obj[key]
                source.pages[0].obj.Resources = source.make_indirect(source.pages[0].obj.Resources)
                pdf.pages.extend(source.pages)
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    data = out.getvalue()
    found: dict[str, _Shared] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = iter(pdf.pages)
        for name, base in bases.items():
            found[name] = _shared([next(pages).obj for _ in range(base.pages)])
        return data, int(pdf.trailer.Size), found


def _shared(pages: Sequence[pikepdf.Object]) -> _Shared:
    first, *rest = pages
    fonts = first.Resources.Font
    return _Shared(
        first=_entries(first),
        content=(first.Contents[0].objgen[0], first.Contents[2].objgen[0]),
        fonts=fonts.objgen[0],
        font_entries="".join(f"{name} {font.objgen[0]} 0 R" for name, font in fonts.items()),
        rest=tuple(_entries(page) + b"/Contents %d 0 R" % page.Contents.objgen[0] for page in rest),
        blank=b"/MediaBox%b/Resources<<>>" % first.MediaBox.unparse(),
    )


def _entries(page: pikepdf.Object) -> bytes:
    """Return the size of a page and its resources, as they stand in its dictionary."""
    resources = page.Resources.objgen[0]
    return b"/MediaBox%b/Resources %d 0 R" % (page.MediaBox.unparse(), resources)
