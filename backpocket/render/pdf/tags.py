"""Tags: what WeasyPrint tags wrongly or not well enough, put right.

Each function mends one thing in the tree of :mod:`.structure` and says what was wrong, with the
clause of the standard or the report to WeasyPrint. Content that is no longer in the tree when all
is done becomes an artifact: see :mod:`.finish`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from backpocket.render.pdf.footnote_tags import notes_at_calls
from backpocket.render.pdf.joined_tags import joined
from backpocket.render.pdf.list_tags import list_whole, words_explained
from backpocket.render.pdf.structure import Annotation, Kid, Node, Piece, Widget, nodes

__all__ = ["is_ornament", "mended"]

_GROUPS = {"Document", "Part", "Art", "Sect"}
_HEADINGS = {f"H{level}" for level in range(1, 7)}
_INLINE = {
    "a", "abbr", "b", "bdi", "cite", "code", "del", "em", "i", "small", "span", "strong",
    "sub", "sup",
}  # fmt: skip
_WRAPPERS = {"Div", "NonStruct", "Span"}


def mended(root: Node) -> Node:
    """Mend a whole tree."""
    root = notes_at_calls(joined(root))
    for mend in (_links, _figures, _tables, list_whole, words_explained, _contents, _fields):
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
    whole: list[Annotation] = []
    for area in areas:  # of those that lie in each other, being alike, the first is kept
        if not any(_lies_in(area, other) for other in whole):
            whole = [other for other in whole if not _lies_in(other, area)] + [area]
    return replace(node, kids=(*whole, *_of(kids, Node, Piece)))


def _lies_in(area: Annotation, other: Annotation) -> bool:
    if area.page != other.page:
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
        if isinstance(kid, Node) and kid.tag not in ("Span", "Link", "Form", "Note"):
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
