"""The guide that ships, built once for all tests of what comes out, and the small one to break."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from backpocket.diagnostics import Place
from backpocket.load.disk import Disk
from backpocket.model.editions import EDITIONS, Edition
from backpocket.publish import load_and_check, publish
from tests.once import Once
from tests.places import GUIDE, ROOT, SECOND, TESTS

__all__ = [
    "MM", "PDFS", "Built", "Pages", "Studio", "Texts", "build", "read_characters",
    "small_project",
]  # fmt: skip

PDFS = [edition for edition in EDITIONS if edition.kind == "pdf"]
MM = 72 / 25.4
"""Points in a millimetre."""

KEYS = ("text", "size", "x0", "x1", "top", "bottom", "mcid")
"""What is kept of each character as pdfplumber reads it; its mark is that of its structure."""

Pages = list[list[dict[str, Any]]]
"""The characters of each page."""


@dataclass(frozen=True)
class Built:
    """The output folder of a build of a guide."""

    folder: Path
    guide: str

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "manifest.json").read_text()))

    def path(self, edition: str) -> Path:
        return self.folder / str(self.listed(edition)["path"])

    def listed(self, edition: str) -> dict[str, Any]:
        wanted = (self.guide, edition)
        files = self.manifest["files"]
        return next(each for each in files if (each["guide"], each["edition"]) == wanted)


def read_characters(path: Path) -> list[list[dict[str, Any]]]:
    """Return the characters of each page of a PDF."""
    with pdfplumber.open(path) as pdf:
        return [[{key: each[key] for key in KEYS} for each in page.chars] for page in pdf.pages]


class Texts:
    """The characters of each page of each PDF, read when they are first asked for."""

    def __init__(self, built: Built, once: Once) -> None:
        self._built = built
        self._once = once
        self._found: dict[str, Pages] = {}

    def __getitem__(self, edition: str) -> Pages:
        if edition not in self._found:
            path = self._built.path(edition)
            name = f"characters-{edition}"
            self._found[edition] = self._once.value(name, lambda: read_characters(path))
        return self._found[edition]


class Studio:
    """Lays out editions of the guide that ships, for tests that look at boxes."""

    def __init__(self) -> None:
        from backpocket.render.makers import prepare
        from backpocket.render.pdf.printer import Printer

        project, _ = load_and_check(Disk(ROOT), [GUIDE])
        assert project.press is not None
        self.guide = project.press.guides[GUIDE]
        job, _ = prepare(project, self.guide, EDITIONS)
        assert job is not None
        self.job = job
        self.printer = Printer(project.disk, dict(job.sources), job.workshop.typefaces)
        self._pages: dict[str, str] = {}
        self._laid: dict[tuple[Edition, float, tuple[str, ...]], Any] = {}

    def html(self, edition: Edition) -> str:
        """Return the page that an edition is made of."""
        from backpocket.render.pages import make_page

        if edition.name not in self._pages:
            html, _ = make_page(self.job.workshop, edition, self.job.numbers)
            assert html is not None
            self._pages[edition.name] = html
        return self._pages[edition.name]

    def arranged(self, edition: Edition, size: float) -> tuple[str, ...]:
        """Return the stylesheets that an edition adds so as to fit at a size."""
        ways = edition.fit.ways if edition.fit else ((0, ()),)
        fits = (
            added for most, added in ways if len(self.lay_out(edition, size, added).pages) <= most
        )
        return next(fits) if edition.fit else ()

    def lay_out(self, edition: Edition, size: float, added: tuple[str, ...] = ()) -> Any:
        """Return WeasyPrint's document of an edition, set in a size in points, each made once."""
        if (edition, size, added) in self._laid:
            return self._laid[edition, size, added]
        settings = f"@page {{ size: {edition.paper} }} html {{ font-size: {size}pt }}"
        layout, _ = self.printer.lay_out(
            self.html(edition),
            (*edition.stylesheets, *added),
            settings,
            self.job.workshop.drawn(edition).svg,
            Place("test"),
        )
        assert layout is not None
        self._laid[edition, size, added] = layout.document
        return layout.document


def small_project(folder: Path) -> Path:
    """Make a project of the small guide with the styles and templates that ship."""
    shutil.copytree(TESTS / "guide", folder, dirs_exist_ok=True)
    for name in ("styles", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture
def printable(tmp_path: Path, takes_seconds: None) -> Path:
    """Make a project of the small guide that can be printed, and broken by a test."""
    return small_project(tmp_path / "printable")


def build(root: Path, folder: Path, *guides: str, editions: Sequence[Edition] = EDITIONS) -> None:
    """Build some guides of a project, or all, or say what is wrong with them."""
    made = publish(root, folder, guides or None, editions)
    assert [str(each) for each in made.diagnostics] == []


@pytest.fixture(scope="session")
def built(once: Once) -> Built:
    """Return every edition of the first guide that ships."""
    return Built(once.folder("built", lambda folder: build(ROOT, folder, GUIDE)), GUIDE)


@pytest.fixture(scope="session")
def second(once: Once) -> Built:
    """Return an edition of each kind of the second guide."""
    names = ("handout-a4", "sheet-a4", "sheet-large-print-letter", "ebook", "handout")
    some = [each for each in EDITIONS if each.name in names]
    made = once.folder("second", lambda folder: build(ROOT, folder, SECOND, editions=some))
    return Built(made, SECOND)


@pytest.fixture(scope="session")
def texts(built: Built, once: Once) -> Texts:
    return Texts(built, once)


@pytest.fixture(scope="session")
def studio(takes_seconds: None) -> Studio:
    return Studio()
