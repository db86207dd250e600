"""Joined tags: one element again of what page and line breaks have split."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from backpocket.render.pdf.structure import Kid, Node
from backpocket.render.pdf.tag_notes import REPEATED

__all__ = ["joined", "joined_kids"]


def joined(root: Node) -> Node:
    """Make one element again of what page and line breaks have split.

    WeasyPrint starts the tree anew on each page, so that a list across two pages is two lists:
    https://github.com/Kozea/WeasyPrint/issues/2903
    """
    return replace(root, kids=joined_kids(root.kids))


def joined_kids(kids: Iterable[Kid]) -> tuple[Kid, ...]:
    """Join the parts of elements among these, and of those below them."""
    done: list[Kid] = []
    for kid in kids:
        twin = _twin(done, kid)
        if twin is None or not isinstance(kid, Node):
            done.append(kid)
            continue
        first = done[twin]
        assert isinstance(first, Node)
        # The head of a table and the label of a box are repeated on each page; once is enough.
        if kid.tag != "THead" and REPEATED not in kid.note.attributes:
            done[twin] = replace(first, kids=_together(first.kids, kid.kids))
    return tuple(
        replace(kid, kids=joined_kids(kid.kids)) if isinstance(kid, Node) else kid for kid in done
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
