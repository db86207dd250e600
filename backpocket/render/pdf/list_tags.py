"""Lists: their tags put right, those of words with their meanings too."""

from __future__ import annotations

from dataclasses import replace

from backpocket.render.pdf.joined_tags import joined_kids
from backpocket.render.pdf.structure import Kid, Node, nodes

__all__ = ["list_whole", "words_explained"]


def list_whole(node: Node) -> Node:
    """Put the items of a list right below it, and say whether they are numbered.

    A list set in columns is tagged as lists within a list, its items as divisions
    (ISO 14289-1, 7.6; https://github.com/Kozea/WeasyPrint/pull/2471). An item that holds blocks has
    no body.
    """
    if node.tag == "LI":
        return _with_body(node)
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
    return replace(node, kids=joined_kids(kids), attributes=attributes)


def _with_body(item: Node) -> Node:
    """Put all of an item but its label into one body (ISO 32000-1, 14.8.4.3.3)."""
    labels = [kid for kid in item.kids if isinstance(kid, Node) and kid.tag == "Lbl"]
    inside: list[Kid] = []
    for kid in item.kids:
        if isinstance(kid, Node) and kid.tag == "LBody":
            inside += kid.kids
        elif not (isinstance(kid, Node) and kid.tag == "Lbl"):
            inside.append(kid)
    if not inside:
        return item
    body = Node("LBody", tuple(inside), item.note, inside[0].page)
    return replace(item, kids=(*labels, body))


def words_explained(node: Node) -> Node:
    """Make each word and its meaning one item, the word its label.

    https://github.com/Kozea/WeasyPrint/pull/2471 names what is amiss with definition lists.
    """
    if node.tag != "L" or node.note.tag != "dl":
        return node
    items: list[Node] = []
    for entry in node.kids:
        assert isinstance(entry, Node)
        for part in nodes(entry):
            if part.tag != "LBody" or part.note.tag not in ("dt", "dd"):
                continue
            is_word = part.note.tag == "dt"
            if is_word or not items:
                items.append(replace(entry, tag="LI", kids=()))
            own = replace(part, tag="Lbl" if is_word else "LBody")
            items[-1] = replace(items[-1], kids=(*items[-1].kids, own))
    return replace(node, kids=tuple(items))
