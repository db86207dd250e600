"""Tags: what WeasyPrint tags wrongly or not well enough, put right.

Each function mends one thing in the tree of :mod:`.structure` and says what was wrong, with the
clause of the standard or the report to WeasyPrint. Content that is no longer in the tree when all
is done becomes an artifact: see :mod:`.finish`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from backpocket.render.pdf.structure import Annotation, Kid, Node, Piece, Widget, nodes

__all__ = ["is_ornament", "mended"]

_GROUPS = {"Document", "Part", "Art", "Sect"}
_HEADINGS = {f"H{level}" for level in range(1, 7)}
_INLINE = {"a", "abbr", "b", "bdi", "cite", "code", "em", "i", "small", "span", "strong", "sub"}
_WRAPPERS = {"Div", "NonStruct", "Span"}


def mended(root: Node) -> Node:
    """Mend a whole tree."""
    root = joined(root)
    for mend in (_links, _figures, _tables, _lists, _glossaries, _contents, _fields):
        root = _everywhere(root, mend)
    root = _everywhere(root, _plain)
    return headings(root)


def is_ornament(node: Node) -> bool:
    """Say whether a node is for the eye only: an icon, or the dots that lead to a page number."""
    return node.note.leader or (node.tag == "Figure" and not node.alt)


def _everywhere(root: Node, mend: Callable[[Node], Node | None]) -> Node:
    """Mend all nodes, those below first; a mend that returns None takes its node out."""

    def below(node: Node) -> Node:
        kids = (below_and(kid) if isinstance(kid, Node) else kid for kid in node.kids)
        return replace(node, kids=tuple(kid for kid in kids if kid is not None))

    def below_and(node: Node) -> Node | None:
        return mend(below(node))

    done = below_and(root)
    assert done is not None, "the document itself is never taken out"
    return done


# --- Page breaks ---------------------------------------------------------------------------


def joined(root: Node) -> Node:
    """Make one element again of what page and line breaks have split.

    WeasyPrint starts the tree anew on each page, so that a list across two pages is two lists:
    https://github.com/Kozea/WeasyPrint/issues/2903
    """
    return replace(root, kids=_joined(root.kids))


def _joined(kids: Iterable[Kid]) -> tuple[Kid, ...]:
    done: list[Kid] = []
    for kid in kids:
        twin = _twin(done, kid)
        if twin is None or not isinstance(kid, Node):
            done.append(kid)
            continue
        first = done[twin]
        assert isinstance(first, Node)
        if kid.tag != "THead":  # a table's head is repeated on each page; once is enough
            done[twin] = replace(first, kids=_together(first.kids, kid.kids))
    return tuple(
        replace(kid, kids=_joined(kid.kids)) if isinstance(kid, Node) else kid for kid in done
    )


def _together(first: tuple[Kid, ...], second: tuple[Kid, ...]) -> tuple[Kid, ...]:
    """Join the two parts of an element, and the boxes without a number that the break has cut."""
    last, following = first[-1:], second[:1]
    for one, two in zip(last, following, strict=False):
        if (
            isinstance(one, Node)
            and isinstance(two, Node)
            and one.note.number < 0
            and _same(one, two)
        ):
            whole = replace(one, kids=_together(one.kids, two.kids))
            return (*first[:-1], whole, *second[1:])
    return (*first, *second)


def _twin(done: list[Kid], kid: Kid) -> int | None:
    """Return where the first part of the same element stands."""
    if not isinstance(kid, Node) or kid.note.number < 0:
        return None
    for index in range(len(done) - 1, -1, -1):
        other = done[index]
        if isinstance(other, Node) and _same(other, kid):
            return index
    return None


def _same(first: Node, second: Node) -> bool:
    one, two = first.note, second.note
    return (first.tag, one.tag, one.number) == (second.tag, two.tag, two.number)


# --- Kinds of element ----------------------------------------------------------------------


def _links(node: Node) -> Node:
    """Make one link of links within a link, and leave out leaders, which are only dots.

    A link that CSS adds text to, such as a page number, is tagged as links in a link, and each of
    them is an annotation on top of the other.
    """
    if node.note.leader:
        return replace(node, kids=tuple(_of(node.kids, Annotation)))
    if node.tag != "Link":
        return node
    kids: list[Kid] = []
    for kid in node.kids:
        kids += kid.kids if isinstance(kid, Node) and kid.tag == "Link" else (kid,)
    areas = [kid for kid in kids if isinstance(kid, Annotation)]
    whole = [area for area in areas if not any(_lies_in(area, other) for other in areas)]
    return replace(node, kids=(*whole, *_of(kids, Node, Piece)))


def _lies_in(area: Annotation, other: Annotation) -> bool:
    if area is other or area.page != other.page:
        return False
    (x1, y1, x2, y2), (left, bottom, right, top) = area.rectangle, other.rectangle
    return left - 1 <= x1 and bottom - 1 <= y1 and x2 <= right + 1 and y2 <= top + 1


def _of(kids: Iterable[Kid], *kinds: type) -> list[Kid]:
    return [kid for kid in kids if isinstance(kid, kinds)]


def _figures(node: Node) -> Node | None:
    """Take out icons: they repeat the words beside them (ISO 14289-1, 7.3).

    A caption is text to be read, as is the figure's alternative; in the figure it would be lost.
    """
    if is_ornament(node):
        return None
    if node.note.tag == "figcaption":
        return replace(node, tag="P")
    return node


def _tables(node: Node) -> Node:
    """Give header cells their scope, and data cells no list of headers.

    https://github.com/Kozea/WeasyPrint/issues/2508
    """
    if node.tag != "TH":
        return node
    scope = "/Row" if node.note.attributes.get("scope") == "row" else "/Column"
    return replace(node, attributes={**node.attributes, "/Scope": scope})


def _lists(node: Node) -> Node:
    """Put the items of a list right below it, and say whether they are numbered.

    A list set in columns is tagged as lists within a list, its items as divisions
    (ISO 14289-1, 7.6; https://github.com/Kozea/WeasyPrint/pull/2471).
    """
    if node.tag != "L":
        return node
    kids: list[Kid] = []
    for kid in node.kids:
        column = isinstance(kid, Node) and kid.tag == "L" and kid.note.tag == node.note.tag
        kids += kid.kids if column and isinstance(kid, Node) and kid.note.number < 0 else (kid,)
    marked = any(each.tag == "Lbl" for kid in kids if isinstance(kid, Node) for each in kid.kids
                 if isinstance(each, Node))  # fmt: skip
    style = {"ol": "/Decimal", "ul": "/Disc"}.get(node.note.tag, "") if marked else ""
    attributes = {"/ListNumbering": style} if style else {}
    return replace(node, kids=_joined(kids), attributes=attributes)


def _glossaries(node: Node) -> Node:
    """Make each term and its meaning one item, the term its label.

    https://github.com/Kozea/WeasyPrint/pull/2471 names what is amiss with definition lists.
    """
    if node.tag != "L" or node.note.tag != "dl":
        return node
    items: list[Kid] = []
    for entry in node.kids:
        assert isinstance(entry, Node)
        parts: list[Kid] = []
        for item in nodes(entry):
            if item.tag == "LBody" and item.note.tag in ("dt", "dd"):
                tag = "Lbl" if item.note.tag == "dt" else "LBody"
                parts.append(replace(item, tag=tag))
        items.append(replace(entry, tag="LI", kids=tuple(parts)))
    return replace(node, kids=tuple(items))


def _contents(node: Node) -> Node:
    """Tag the list of a table of contents as what it is (ISO 32000-1, 14.8.4.2)."""
    if node.note.tag != "nav":
        return node

    def entry(each: Node) -> Node:
        tag = {"L": "TOC", "LI": "TOCI", "LBody": "Reference"}.get(each.tag, each.tag)
        return replace(each, tag=tag, attributes={} if tag == "TOC" else each.attributes)

    return _everywhere(node, entry)


def _fields(node: Node) -> Node:
    """Put each form field in an element of its own (ISO 14289-1, 7.18.4)."""
    kids: list[Kid] = []
    for kid in node.kids:
        own = isinstance(kid, Widget) and node.tag != "Form"
        kids.append(Node("Form", (kid,), page=node.page) if own else kid)
    return replace(node, kids=tuple(kids))


# --- What says nothing ---------------------------------------------------------------------


def _plain(node: Node) -> Node | None:
    """Take out elements that only group, and those that are empty; loose words are a paragraph.

    WeasyPrint tags each box that CSS makes and each line of text: a reader who goes from element
    to element would meet three for one paragraph.
    """
    kids: list[Kid] = []
    for kid in node.kids:
        kids += _opened(kid, node) if isinstance(kid, Node) else [kid]
    if node.tag in _GROUPS or (node.tag in _WRAPPERS and _is_block(node)):
        kids = _paragraphs(kids)
    if not kids and node.tag not in ("TD", "TH"):
        return None
    return replace(node, kids=tuple(kids))


def _opened(node: Node, parent: Node) -> list[Kid]:
    """Return a node, or its kids if it says nothing itself."""
    if node.tag in _WRAPPERS:
        says = node.expansion or "lang" in node.note.attributes
        return [replace(node, tag="Span")] if says else list(node.kids)
    added = node.tag == parent.tag and node.note.number < 0
    return list(node.kids) if added else [node]


def _paragraphs(kids: Iterable[Kid]) -> list[Kid]:
    """Wrap runs of words that stand beside blocks, or in no block, in paragraphs."""
    done: list[Kid] = []
    run: list[Kid] = []
    for kid in kids:
        if isinstance(kid, Node) and kid.tag not in ("Span", "Link", "Form"):
            done += [*_paragraph(run), kid]
            run = []
        else:
            run.append(kid)
    return [*done, *_paragraph(run)]


def _paragraph(run: list[Kid]) -> list[Kid]:
    if not run:
        return []
    return [Node("P", tuple(run), page=run[0].page)]


def _is_block(node: Node) -> bool:
    return bool(node.note.tag) and node.note.tag.partition("::")[0] not in _INLINE


# --- Headings ------------------------------------------------------------------------------


def headings(root: Node) -> Node:
    """Let no heading skip a level (ISO 14289-1, 7.4.2), whatever levels the templates use."""
    levels: dict[int, str] = {}
    last = 0
    for node in nodes(root):
        if node.tag in _HEADINGS:
            last = min(int(node.tag[1]), last + 1)
            levels[id(node)] = f"H{last}"

    def level(node: Node) -> Node:
        kids = (level(kid) if isinstance(kid, Node) else kid for kid in node.kids)
        return replace(node, tag=levels.get(id(node), node.tag), kids=tuple(kids))

    return level(root)
