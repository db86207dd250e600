"""The built PDFs of the real guide, and what a screen reader reads in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pytest

from tests.builds import PDFS, Built, Pages, Texts, read_characters

__all__ = ["NAMES", "Spoken", "Tag", "read_tags"]

NAMES = [edition.name for edition in PDFS]


@dataclass(frozen=True)
class Tag:
    """An element of a structure tree as a screen reader meets it: its kind, its words, its kids."""

    kind: str
    words: str = ""
    alt: str = ""
    expansion: str = ""
    attributes: Mapping[str, object] = field(default_factory=dict)
    kids: tuple[Tag, ...] = ()
    fields: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def all(self, *kinds: str) -> Iterator[Tag]:
        """Yield all elements of these kinds, in reading order."""
        if self.kind in kinds:
            yield self
        for kid in self.kids:
            yield from kid.all(*kinds)

    @property
    def text(self) -> str:
        """All words below, in reading order."""
        return " ".join([self.words, *(kid.text for kid in self.kids)]).strip()


class Spoken:
    """The structure tree of each PDF, read when it is first asked for."""

    def __init__(self, built: Built, texts: Texts) -> None:
        self._built = built
        self._texts = texts
        self._found: dict[str, Tag] = {}

    def __getitem__(self, name: str) -> Tag:
        if name not in self._found:
            self._found[name] = read_tags(self._built.path(name), self._texts[name])
        return self._found[name]


@pytest.fixture(scope="session")
def spoken(built: Built, texts: Texts) -> Spoken:
    return Spoken(built, texts)


def read_tags(path: Path, pages: Pages | None = None) -> Tag:
    """Read a structure tree with the words of its marked content."""
    words: dict[tuple[int, int], str] = {}
    for number, characters in enumerate(pages or read_characters(path)):
        for character in characters:
            mark = character["mcid"]
            if mark is not None:
                words[number, mark] = words.get((number, mark), "") + character["text"]
    with pikepdf.open(path) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        return _tag(pdf.Root.StructTreeRoot.K[0], pages, words)


def _tag(
    element: pikepdf.Object,
    pages: Mapping[tuple[int, int], int],
    words: Mapping[tuple[int, int], str],
) -> Tag:
    page = pages[element.Pg.objgen]
    own: list[str] = []
    kids: list[Tag] = []
    fields: list[str] = []
    links: list[str] = []
    found = element.get("/K", ())
    for kid in found if isinstance(found, pikepdf.Array) else [found]:
        if isinstance(kid, int):
            own.append(words.get((page, kid), ""))
        elif kid.get("/Type") == pikepdf.Name.MCR:
            own.append(words.get((pages[kid.Pg.objgen], int(kid.MCID)), ""))
        elif kid.get("/Type") == pikepdf.Name.OBJR:
            annotation = kid.Obj
            if annotation.Subtype == pikepdf.Name.Widget:
                fields.append(str(annotation.TU))
            else:
                links.append(str(annotation.Contents))
        else:
            kids.append(_tag(kid, pages, words))
    attributes = element.get("/A", pikepdf.Dictionary())
    return Tag(
        kind=str(element.S)[1:],
        words=" ".join(own),
        alt=str(element.get("/Alt", "")),
        expansion=str(element.get("/E", "")),
        attributes={name: attributes[name] for name in attributes},
        kids=tuple(kids),
        fields=tuple(fields),
        links=tuple(links),
    )
