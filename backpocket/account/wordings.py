"""Parts: the texts that an edition is to show, and in which order they stand.

Texts are the leaves of a tree. What is in a run follows each other; what is in a group stands side
by side, in any order. So a guide’s texts are known without the pages that show them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

__all__ = [
    "Addition",
    "Group",
    "Origin",
    "Part",
    "Series",
    "Wording",
    "texts",
    "without",
    "without_addresses",
]


@dataclass(frozen=True)
class Origin:
    """Where a text is written: a file, from the project’s root, with a field or a line of it."""

    path: str
    key: tuple[str | int, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Addition:
    """What an edition adds after the words up to ``index``: one of the ``options``.

    After a link within the guide, without options, it may be the page that it leads to, in
    brackets. The address of a link outside ``must`` be there on paper, the letter of a note always.
    """

    index: int
    options: tuple[str, ...] = ()
    must: bool = False
    is_address: bool = False


@dataclass(frozen=True)
class Wording:
    """A text with the name of its part, such as ``move.easier``.

    ``number`` is what an item of a numbered list has before it. A ``dose`` has no words after it
    that would change it.
    """

    part: str
    words: str
    origin: Origin
    number: str = ""
    additions: tuple[Addition, ...] = ()
    is_dose: bool = False


@dataclass(frozen=True)
class Series:
    """Parts that follow each other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Group:
    """Parts in any order, each of them whole; what is ``loose`` may stand within another."""

    parts: tuple[Part, ...]
    loose: bool = False


Part = Wording | Series | Group


def texts(part: Part) -> Iterator[Wording]:
    """Yield the texts of a part in the order of the content."""
    if isinstance(part, Wording):
        yield part
    else:
        for inner in part.parts:
            yield from texts(inner)


def without(part: Part, left_out: Callable[[str], bool]) -> Part:
    """Return a part without the texts whose names are ``left_out``, and without empty ones."""
    if isinstance(part, Wording):
        return part
    kept = tuple(
        without(inner, left_out)
        for inner in part.parts
        if not isinstance(inner, Wording) or (inner.words.strip() and not left_out(inner.part))
    )
    return replace(part, parts=kept)


def without_addresses(part: Part) -> Part:
    """Return a part whose links need not show where they lead."""
    if isinstance(part, Wording):
        return replace(
            part,
            additions=tuple(
                replace(each, must=each.must and not each.is_address) for each in part.additions
            ),
        )
    return replace(part, parts=tuple(map(without_addresses, part.parts)))
