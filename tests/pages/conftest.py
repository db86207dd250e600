"""The real guide, built once for all tests of its pages, and laid out where boxes are looked at."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from backpocket.load.disk import Disk
from backpocket.model.editions import EDITIONS, Edition
from backpocket.publish import load_and_check, publish

ROOT = Path(__file__).resolve().parents[2]
GUIDE = "lower-back-pain"
PDFS = [edition for edition in EDITIONS if edition.kind == "pdf"]
MM = 72 / 25.4
"""Points in a millimetre."""


@dataclass(frozen=True)
class Built:
    """The output folder of a build of the real guide."""

    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "manifest.json").read_text()))

    def path(self, edition: str) -> Path:
        return self.folder / GUIDE / f"{edition}.pdf"

    def listed(self, edition: str) -> dict[str, Any]:
        return next(item for item in self.manifest["files"] if item["edition"] == edition)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Built:
    """Build every edition of the real guide once, however many workers run the tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder = shared / "real-dist"
    with (shared / "real-dist.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "manifest.json").exists():
            outcome = publish(ROOT, folder)
            assert [str(item) for item in outcome.diagnostics] == []
    return Built(folder)


@pytest.fixture(scope="session")
def texts(built: Built) -> dict[str, list[list[dict[str, Any]]]]:
    """Return the characters of each page of each edition, as pdfplumber reads them."""
    found = {}
    for edition in PDFS:
        with pdfplumber.open(built.path(edition.name)) as pdf:
            found[edition.name] = [page.chars for page in pdf.pages]
    return found


class Studio:
    """Lays out editions of the real guide, for tests that look at boxes."""

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
        self._documents: dict[tuple[str, float], Any] = {}

    def lay_out(self, edition: Edition, size: float) -> Any:
        from backpocket.diagnostics import Place
        from backpocket.render.pages import make_page

        key = (edition.name, size)
        if key not in self._documents:
            html, _ = make_page(self.job.workshop, edition, self.job.numbers)
            assert html is not None
            settings = f"@page {{ size: {edition.paper} }} html {{ font-size: {size}pt }}"
            drawing = self.job.workshop.drawn(edition).svg
            layout, _ = self.printer.lay_out(
                html, edition.stylesheets, settings, drawing, Place("test")
            )
            assert layout is not None
            self._documents[key] = layout.document
        return self._documents[key]


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio()


def boxes(document: Any) -> Iterator[tuple[int, Any]]:
    """Yield each laid-out box with the number of its page, from 0."""
    for number, page in enumerate(document.pages):
        for box in page._page_box.descendants():
            yield number, box
