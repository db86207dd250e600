"""Structure: the tree of tags of a PDF as values: read, and written anew (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from backpocket.render.pdf.tag_notes import Note

__all__ = [
    "NO_NOTE",
    "Annotation",
    "Kid",
    "Node",
    "Piece",
    "Widget",
    "marks",
    "nodes",
    "read",
    "write",
]


@dataclass(frozen=True)
class Piece:
    """A marked piece of the content of a page, which counts from 0."""

    page: int
    number: int


@dataclass(frozen=True)
class Annotation:
    """A link on a page: the object that it is, and left, bottom, right and top in points."""

    page: int
    object: tuple[int, int]
    rectangle: tuple[float, float, float, float]


@dataclass(frozen=True)
class Widget:
    """A form field to be: its kind (tick, line or note), what it is called, and where it stands.

    ``rectangle`` is left, bottom, right and top in points from the lower left corner of the page.
    """

    page: int
    kind: str
    name: str
    rectangle: tuple[float, float, float, float]


NO_NOTE = Note()
"""Of what no HTML element made."""


@dataclass(frozen=True)
class Node:
    """An element of the structure; ``page`` is where it starts."""

    tag: str
    kids: tuple[Kid, ...] = ()
    note: Note = NO_NOTE
    page: int = 0
    alt: str = ""
    expansion: str = ""
    attributes: Mapping[str, object] = field(default_factory=dict)


Kid = Node | Piece | Annotation | Widget


def nodes(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, in reading order."""
    yield node
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from nodes(kid)


def marks(node: Node) -> Iterator[Piece]:
    """Yield the marked content of a node and all nodes below it, in reading order."""
    for each in nodes(node):
        yield from (kid for kid in each.kids if isinstance(kid, Piece))


# --- Reading -------------------------------------------------------------------------------


def read(pdf: pikepdf.Pdf) -> Node:
    """Read the tree that WeasyPrint wrote, notes included."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    heights = [float(page.mediabox[3]) for page in pdf.pages]
    return _TreeReader(pages, heights).node(pdf.Root.StructTreeRoot.K[0])


@dataclass(frozen=True)
class _TreeReader:
    pages: Mapping[tuple[int, int], int]
    heights: list[float]

    def node(self, element: pikepdf.Object) -> Node:
        note = Note.read(str(element.T)) if "/T" in element else NO_NOTE
        page = self.pages[element.Pg.objgen] if "/Pg" in element else 0
        kids = [self.kid(kid, page) for kid in element.get("/K", ())]
        kids += [self.widget(note, page)] if "data-field" in note.attributes else []
        return Node(
            tag=str(element.S)[1:],
            kids=tuple(kids),
            note=note,
            page=page,
            alt=str(element.get("/Alt", "")),
            expansion=note.attributes.get("title", ""),
            attributes=self.attributes(element.get("/A"), page),
        )

    def kid(self, kid: pikepdf.Object | int, page: int) -> Kid:
        if not isinstance(kid, Dictionary):
            return Piece(page, int(kid))
        if kid.get("/Type") == Name.OBJR:
            x1, y1, x2, y2 = (float(value) for value in kid.Obj.Rect)
            box = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
            return Annotation(page, kid.Obj.objgen, box)
        return self.node(kid)

    def attributes(self, given: pikepdf.Object | None, page: int) -> dict[str, object]:
        """Return what is right among the attributes of a figure or of a cell.

        WeasyPrint gives the box of a figure in pixels from the top of the page; it is in points
        from the bottom (ISO 32000-1, 14.8.5.4.3).
        """
        kept: dict[str, object] = {}
        if given is None:
            return kept
        for name in ("/ColSpan", "/RowSpan"):
            if name in given:
                kept[name] = int(given[name])
        if "/BBox" in given:
            left, top, right, bottom = (float(value) for value in given.BBox)
            kept["/BBox"] = self.upright((left, top, right, bottom), page)
        return kept

    def widget(self, note: Note, page: int) -> Widget:
        assert note.rectangle is not None
        kind, name = note.attributes["data-field"], note.attributes["data-name"]
        return Widget(page, kind, name, self.upright(note.rectangle, page))

    def upright(
        self, box: tuple[float, float, float, float], page: int
    ) -> tuple[float, float, float, float]:
        """Turn pixels from the top left corner into points from the lower left one."""
        left, top, right, bottom = (0.75 * value for value in box)
        height = self.heights[page]
        return round(left, 2), round(height - bottom, 2), round(right, 2), round(height - top, 2)


# --- Writing -------------------------------------------------------------------------------


def write(pdf: pikepdf.Pdf, root: Node, annotations: Mapping[Kid, pikepdf.Object]) -> None:
    """Replace the structure of a PDF; ``annotations`` holds the object of each field and link."""
    _Writer(pdf, annotations).write(root)


class _Writer:
    def __init__(self, pdf: pikepdf.Pdf, annotations: Mapping[Kid, pikepdf.Object]) -> None:
        self.pdf = pdf
        self.annotations = annotations
        self.pages = [page.obj for page in pdf.pages]
        self.marks: list[dict[int, pikepdf.Object]] = [{} for _ in self.pages]
        self.parents: list[pikepdf.Object] = []
        """Of the annotations, whose keys in the parent tree follow those of the pages."""
        self.notes: list[tuple[str, pikepdf.Object]] = []

    def write(self, root: Node) -> None:
        tree = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        tree.K = Array([self.element(root, tree)])
        numbers = Array()
        for page, found in enumerate(self.marks):
            size = max(found, default=-1) + 1
            numbers.append(page)
            numbers.append(
                self.pdf.make_indirect(Array([found.get(index) for index in range(size)]))
            )
        for key, parent in enumerate(self.parents, len(self.pages)):
            numbers.append(key)
            numbers.append(parent)
        tree.ParentTree = self.pdf.make_indirect(Dictionary(Nums=numbers))
        tree.ParentTreeNextKey = len(self.pages) + len(self.parents)
        if self.notes:
            names = [part for name, element in self.notes for part in (String(name), element)]
            tree.IDTree = Dictionary(Names=Array(names))
        self.pdf.Root.StructTreeRoot = tree

    def element(self, node: Node, parent: pikepdf.Object) -> pikepdf.Object:
        element = self.pdf.make_indirect(
            Dictionary(S=Name("/" + node.tag), P=parent, Pg=self.pages[node.page])
        )
        if node.tag == "Note":
            name = f"note-{len(self.notes):05}"
            element.ID = String(name)
            self.notes.append((name, element))
        if node.alt:
            element.Alt = String(node.alt)
        if node.expansion:
            element.E = String(node.expansion)
        if node.attributes:
            element.A = _attributes(node)
        if "lang" in node.note.attributes:
            element.Lang = String(node.note.attributes["lang"])
        kids = [self.kid(kid, node, element) for kid in node.kids]
        if kids:
            element.K = kids[0] if len(kids) == 1 else Array(kids)
        return element

    def kid(self, kid: Kid, node: Node, element: pikepdf.Object) -> pikepdf.Object | int:
        if isinstance(kid, Node):
            return self.element(kid, element)
        page = self.pages[kid.page]
        if isinstance(kid, Piece):
            self.marks[kid.page][kid.number] = element
            if kid.page == node.page:
                return kid.number
            return Dictionary(Type=Name.MCR, Pg=page, MCID=kid.number)
        annotation = self.annotations[kid]
        annotation.StructParent = len(self.pages) + len(self.parents)
        self.parents.append(element)
        return Dictionary(Type=Name.OBJR, Pg=page, Obj=annotation)


_OWNERS = {"Figure": "/Layout", "L": "/List", "TD": "/Table", "TH": "/Table"}
"""Which standard each kind of element takes its attributes from (ISO 32000-1, 14.8.5)."""


def _attributes(node: Node) -> Dictionary:
    table: dict[str, pikepdf.Object | int] = {"/O": Name(_OWNERS[node.tag])}
    for name, value in node.attributes.items():
        if isinstance(value, str):
            table[name] = Name(value)
        elif isinstance(value, tuple):
            table[name] = Array(list(value))
        else:
            assert isinstance(value, int)
            table[name] = value
    return Dictionary(table)
