"""Books: what an e-book shows, in the order of its spine."""

from __future__ import annotations

import io
import posixpath
import xml.etree.ElementTree as etree
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from backpocket.account.folding import BREAK, SPOKEN, Letters
from backpocket.account.found_text import Reading
from backpocket.account.hidden import Hidden

__all__ = ["read_book", "read_pages"]

_CONTAINER = "META-INF/container.xml"
_INLINE = frozenset([
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img",
    "image", "ins", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "svg",
    "u", "wbr",
])  # fmt: skip
_UNREAD = frozenset(["head", "script", "style", "template", "title", "desc", "metadata"])


def read_book(data: bytes) -> Reading:
    """Return the words of an EPUB in reading order, without its lists of contents and pages."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        files = {name: book.read(name) for name in book.namelist()}
    letters = Letters()
    for path in _spine(files):
        _Page(files, path, letters).read()
    return Reading.of(letters)


def read_pages(pages: Iterable[bytes]) -> Reading:
    """Return the words of pages of XML in their order."""
    letters = Letters()
    for page in pages:
        _Page({"": page}, "", letters).read()
    return Reading.of(letters)


def _spine(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the paths of the files to read, in order (EPUB 3.3, 5.7)."""
    container = etree.fromstring(files[_CONTAINER])  # noqa: S314 - made by this press
    root = next(each.get("full-path", "") for each in container.iter() if _name(each) == "rootfile")
    package = etree.fromstring(files[root])  # noqa: S314
    items = {each.get("id"): each for each in package.iter() if _name(each) == "item"}
    for reference in package.iter():
        if _name(reference) == "itemref":
            item = items[reference.get("idref")]
            if "nav" not in item.get("properties", "").split():
                yield posixpath.join(posixpath.dirname(root), unquote(item.get("href", "")))


def _name(element: etree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


@dataclass
class _Page:
    files: Mapping[str, bytes]
    path: str
    letters: Letters
    numbers: dict[etree.Element, str] = field(default_factory=dict)

    def read(self) -> None:
        page = etree.fromstring(self.files[self.path])  # noqa: S314 - made by this press
        for element in page.iter():
            element.tag = _name(element)
        hidden = Hidden.of(page, self._styles(page))
        self._element(page, hidden)

    def _styles(self, page: etree.Element) -> list[str]:
        linked = [
            each.get("href", "") for each in page.iter("link") if "css" in each.get("type", "")
        ]
        own = [each.text or "" for each in page.iter("style")]
        return [self._file(href).decode() for href in linked] + own

    def _file(self, href: str) -> bytes:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), unquote(href)))
        return self.files.get(path, b"")

    def _element(self, element: etree.Element, hidden: Hidden) -> None:
        if (
            element.tag in _UNREAD
            or element in hidden.elements
            or element.get("hidden") is not None
        ):
            return
        is_block = element.tag not in _INLINE
        if is_block:
            self.letters.gap = BREAK
        if element.tag == "ol":
            self._number(element)
        if element in self.numbers and element not in hidden.unmarked:
            self.letters.write(f"{self.numbers[element]}. ")
        if element.tag in ("img", "image"):
            self._picture(element)
        if element not in hidden.own_text:
            self.letters.write(element.text or "")
        for child in element:
            self._element(child, hidden)
            if element not in hidden.own_text:
                self.letters.write(child.tail or "")
        if is_block:
            self.letters.gap = BREAK

    def _picture(self, element: etree.Element) -> None:
        """Read what is said for a picture, and the words in a drawing."""
        self.letters.write(f" {element.get('alt', '')} ", SPOKEN)
        source = self._file(element.get("src", ""))
        if b"<svg" in source[:1000] and b"<text" in source:
            for part in etree.fromstring(source).iter():  # noqa: S314 - drawn by this press
                if _name(part) == "text":
                    self.letters.write(f" {''.join(part.itertext())} ")

    def _number(self, element: etree.Element) -> None:
        """Count the items of a list as HTML does (HTML, 4.4.8)."""
        items = [each for each in element if each.tag == "li"]
        step = -1 if element.get("reversed") is not None else 1
        following = int(element.get("start", len(items) if step < 0 else 1))
        for item in items:
            following = int(item.get("value", following))
            self.numbers[item] = str(following)
            following += step
