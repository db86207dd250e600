"""The e-book of the guide that ships, taken apart."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.model.guide import Press
from tests.builds import Built
from tests.places import GUIDE, ROOT

__all__ = ["EPUB_TYPE", "NAMES", "Book", "words"]

NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(frozen=True)
class Book:
    """An e-book, taken apart."""

    path: Path

    @cached_property
    def files(self) -> dict[str, bytes]:
        with zipfile.ZipFile(self.path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def package(self) -> etree.Element:
        return etree.fromstring(self.files["EPUB/package.opf"])

    @cached_property
    def reading(self) -> list[str]:
        """The paths of the files to read, in order."""
        paths = {
            item.get("id"): item.get("href") for item in self.package.iterfind(".//opf:item", NAMES)
        }
        order = self.package.iterfind(".//opf:itemref", NAMES)
        return [f"EPUB/{paths[item.get('idref')]}" for item in order]

    @cached_property
    def texts(self) -> dict[str, etree.Element]:
        return {name: etree.fromstring(self.files[name]) for name in self.reading}

    @property
    def nav(self) -> etree.Element:
        return self.texts["EPUB/nav.xhtml"]

    def metadata(self, name: str) -> list[str]:
        """Return the values of a property of the package document."""
        tag = f"dc:{name[3:]}" if name.startswith("dc:") else f"opf:meta[@property='{name}']"
        return [item.text or "" for item in self.package.iterfind(f".//{tag}", NAMES)]

    def links(
        self, tag: str = "a", attribute: str = "href"
    ) -> Iterator[tuple[str, etree.Element, str]]:
        """Yield the links within the book: the file, the element, and path#id of the target."""
        for name, text in self.texts.items():
            for link in text.iter(f"{{{NAMES['x']}}}{tag}"):
                target = link.get(attribute, "")
                if not re.match(r"[a-z]+:", target):
                    path, _, anchor = target.partition("#")
                    yield name, link, f"{'EPUB/' + path if path else name}#{anchor}"


def words(element: etree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.fixture(scope="session")
def book(built: Built) -> Book:
    return Book(built.path("ebook"))


@pytest.fixture(scope="session")
def compatible(built: Built) -> Book:
    """Return the book for devices that show no SVG."""
    return Book(built.path("ebook-compatible"))


@pytest.fixture(scope="session")
def press() -> Press:
    project, _ = load_project(Disk(ROOT), [GUIDE])
    assert project.press is not None
    return project.press
