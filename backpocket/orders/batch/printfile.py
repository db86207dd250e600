"""Print file: copies of many orders, one after the other, in a PDF that holds once what they share.

Each copy is a node of the tree of pages: pages differ in nothing but their node, save the first,
which has a stream of its own between two that all copies share. An outline and page labels lead to
each order (ISO 32000-1, 7.7.3, 12.3.3 and 12.4.2). Tags and links are for screens, and left out.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, pairwise
from typing import Self

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from backpocket import PRESS
from backpocket.diagnostics import Diagnostic
from backpocket.orders.copies.base import Base
from backpocket.orders.copies.slot_text import Lines
from backpocket.orders.lettering.cleaned_names import clean
from backpocket.orders.lettering.typesetting import Typesetter, small_file

__all__ = ["PrintFile"]

_FOR_SCREENS = ("/Annots", "/StructParents", "/Tabs")


@dataclass(frozen=True)
class _Leaves:
    """What each copy of a base takes over: a node, which has what pages inherit, and its pages.

    ``before`` and ``after`` are what stands around the slots of the first page, whose resources
    are ``first``.
    """

    node: Object
    pages: tuple[Object, ...]
    first: Object
    before: Object
    after: Object


class PrintFile:
    """A PDF under way; ``blank`` adds an empty page where a copy ends on a front side.

    It holds only those of the bases that are added.
    """

    def __init__(self, bases: Mapping[str, Base], *, blank: bool) -> None:
        self._pdf = pikepdf.open(io.BytesIO(_shared(tuple(bases.values()))))
        pages = iter([page.obj for page in self._pdf.pages])
        self._leaves = {
            name: _leaves([next(pages) for _ in range(base.pages)], blank=blank)
            for name, base in bases.items()
        }
        self._typesetter = Typesetter()
        self._lines = {name: Lines(base, self._typesetter) for name, base in bases.items()}
        self._tree = self._pdf.make_indirect(Dictionary(Type=Name.Pages))
        self._copies: list[tuple[_Leaves, bytes]] = []
        """What is in the slots of each copy. All are shaped before any page is made: in turns, each
        would have to wait for its memory."""
        self._orders: list[tuple[str, int, int]] = []
        """The number of each order, the index of its first page, and that of its first copy."""
        self.pages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()

    def add(
        self, editions: Sequence[str], reader: str | None, order_number: str, parcel: Sequence[str]
    ) -> list[Diagnostic]:
        """Add the copies of one order, and a mark where they begin."""
        diagnostics: list[Diagnostic] = []
        start, first = self.pages, len(self._copies)
        for edition in editions:
            content, found = self._lines[edition].content(reader, order_number, parcel)
            diagnostics += found
            leaves = self._leaves[edition]
            self._copies.append((leaves, content))
            self.pages += len(leaves.pages)
        if self.pages > start:
            self._orders.append((clean(order_number).text or "(no number)", start, first))
        return diagnostics

    def _copy(self, leaves: _Leaves, content: bytes) -> Object:
        """Make a node with the pages of a copy: as copies of dictionaries, which is quick."""
        node = self._pdf.make_indirect(leaves.node.__copy__())
        node.Parent = self._tree
        for page in leaves.pages:
            page.Parent = node
        pages = [self._pdf.make_indirect(page.__copy__()) for page in leaves.pages]
        own = self._pdf.make_stream(content)
        pages[0].Contents = Array([leaves.before, own, leaves.after])
        node.Kids = Array(pages)
        return node

    def data(self, *, duplex: bool) -> bytes:
        """Return the whole file: the same copies give the same bytes."""
        self._name_fonts()
        copies = [self._copy(leaves, content) for leaves, content in self._copies]
        self._tree.Kids, self._tree.Count = Array(copies), self.pages
        root = self._pdf.Root
        root.Pages, root.PageLabels = self._tree, self._labels()
        root.Outlines = self._outline([copies[first].Kids[0] for _, _, first in self._orders])
        root.PageMode = Name.UseOutlines
        root.ViewerPreferences = Dictionary(
            Duplex=Name.DuplexFlipLongEdge if duplex else Name.Simplex, PrintScaling=Name("/None")
        )
        self._pdf.trailer.Info = self._pdf.make_indirect(Dictionary(Producer=String(PRESS)))
        del self._pdf.trailer.ID  # that of all bases; what counts is what is in the file
        out = io.BytesIO()
        generate = pikepdf.ObjectStreamMode.generate
        self._pdf.save(out, deterministic_id=True, object_stream_mode=generate)
        return out.getvalue()

    def _name_fonts(self) -> None:
        """Take over the fonts of the slots, for the first page of each base."""
        with pikepdf.open(
            io.BytesIO(small_file(*self._typesetter.fonts(count(1).__next__)))
        ) as own:
            fonts = {key: self._pdf.copy_foreign(font) for key, font in own.Root.Font.items()}
        for leaves in self._leaves.values():
            for key, font in fonts.items():
                leaves.first.Font[key] = font

    def _labels(self) -> Object:
        """Label pages by their order: its second is “#1001-2”."""
        labels: list[object] = []
        for number, start, _ in self._orders:
            labels += [start, Dictionary(P=String(f"{number}-"), S=Name.D)]
        return Dictionary(Nums=Array(labels))

    def _outline(self, pages: Sequence[Object]) -> Object:
        root = self._pdf.make_indirect(Dictionary(Type=Name.Outlines))
        entries = [
            self._pdf.make_indirect(
                Dictionary(Title=String(number), Parent=root, Dest=Array([page, Name.Fit]))
            )
            for (number, _, _), page in zip(self._orders, pages, strict=True)
        ]
        for entry, following in pairwise(entries):
            entry.Next, following.Prev = following, entry
        if entries:
            root.First, root.Last, root.Count = entries[0], entries[-1], len(entries)
        return root


def _leaves(pages: Sequence[Object], *, blank: bool) -> _Leaves:
    first, last = pages[0], pages[-1]
    box, resources = first.MediaBox, last.Resources
    taken = []
    for page in pages:
        own = Dictionary(Type=Name.Page, Contents=page.Contents)
        if page.MediaBox != box:
            own.MediaBox = page.MediaBox
        if page.Resources.objgen != resources.objgen:
            own.Resources = page.Resources
        taken.append(own)
    if blank and len(pages) % 2:
        taken.append(Dictionary(Type=Name.Page))
    node = Dictionary(Type=Name.Pages, MediaBox=box, Resources=resources, Count=len(taken))
    before, _, after = first.Contents.as_list()
    return _Leaves(node, tuple(taken), first.Resources, before, after)


@lru_cache(maxsize=4)
def _shared(bases: tuple[Base, ...]) -> bytes:
    """Put the pages of bases into one PDF, which a volume can be made of at once."""
    out = io.BytesIO()
    with Pdf.new() as pdf:
        for base in bases:
            with pikepdf.open(io.BytesIO(base.data)) as source:
                for page in source.pages:
                    for key in _FOR_SCREENS:
                        if key in page.obj:
                            del page.obj[key]
                source.pages[0].obj.Resources = source.make_indirect(source.pages[0].obj.Resources)
                pdf.pages.extend(source.pages)
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
