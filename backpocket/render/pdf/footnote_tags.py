"""Footnotes: each read where it is called, and not at the end of all.

WeasyPrint tags the area of the notes of a page as a group of its own, after all else.
"""

from __future__ import annotations

from dataclasses import replace

from backpocket.render.pdf.structure import Kid, Node, nodes

__all__ = ["notes_at_calls"]

_MARKER, _CALL = "::footnote-marker", "::footnote-call"


def notes_at_calls(root: Node) -> Node:
    """Tag notes as such, each behind its call (ISO 32000-1, 14.8.4.4.1; ISO 14289-1, 7.9)."""
    found = {node.note.number: node for node in nodes(root) if _is_note(node)}
    return _moved(root, found) if found else root


def _is_note(node: Node) -> bool:
    first = node.kids[0] if node.kids else None
    return isinstance(first, Node) and first.note.tag.endswith(_MARKER)


def _moved(node: Node, found: dict[int, Node]) -> Node:
    kids: list[Kid] = []
    for kid in node.kids:
        if not isinstance(kid, Node):
            kids.append(kid)
        elif kid.note.tag.endswith(_CALL):
            kids.append(kid)
            if kid.note.number in found:
                kids.append(replace(found[kid.note.number], tag="Note"))
        elif not _is_note(kid):
            kids.append(_moved(kid, found))
    return replace(node, kids=tuple(kids))
