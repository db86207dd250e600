"""The site of the small guide, made once for all tests, and that of the guide that ships."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from backpocket.load.disk import Disk
from backpocket.load.project import Project, load_project
from backpocket.model.editions import EDITIONS
from backpocket.publish import attachments_of, publish
from backpocket.render.site.attachments import Attachment
from backpocket.render.site.packages import packages
from backpocket.render.site.site import render_site
from backpocket.write.manifest import read_manifest
from tests.builds import Built, small_project
from tests.once import Once
from tests.places import GUIDE, ROOT

SOME = ("handout-a4", "handout-letter", "sheet-a4", "ebook", "handout")


@dataclass(frozen=True)
class Site:
    """The files of a site by their paths, and what it was made of."""

    project: Project
    attachments: tuple[Attachment, ...]
    files: dict[str, bytes]

    @cached_property
    def pages(self) -> dict[str, Any]:
        """The trees of its pages."""
        return {
            path: lxml.html.document_fromstring(data.decode())
            for path, data in self.files.items()
            if path.endswith(".html")
        }


def made(project: Project, attachments: list[Attachment]) -> Site:
    files, diagnostics = render_site(project, attachments)
    assert files is not None, diagnostics
    assert not diagnostics
    return Site(project, tuple(attachments), files)


def with_address(project: Project, address: str | None) -> Project:
    """Return a project whose shop says where its web pages are, or does not."""
    assert project.press is not None
    brand = project.press.brand.model_copy(update={"site": address})
    return replace(project, press=replace(project.press, brand=brand))


def in_order(attachments: list[Attachment]) -> list[Attachment]:
    names = [edition.name for edition in EDITIONS]
    return sorted(attachments, key=lambda each: names.index(each.edition.name))


@pytest.fixture(scope="session")
def small(once: Once) -> tuple[Path, Path]:
    """Return the folder of the small project, and some of its editions."""

    def make(folder: Path) -> None:
        root = small_project(folder / "project")
        wanted = [each for each in EDITIONS if each.name in SOME]
        assert not publish(root, folder / "dist", editions=wanted).diagnostics

    folder = once.folder("small-for-site", make)
    return folder / "project", folder / "dist"


@pytest.fixture(scope="session")
def small_parts(small: tuple[Path, Path]) -> tuple[Project, list[Attachment]]:
    root, out = small
    project, diagnostics = load_project(Disk(root))
    assert not diagnostics
    return project, in_order(attachments_of(read_manifest(out).files, out))


@pytest.fixture(scope="session")
def site(small_parts: tuple[Project, list[Attachment]]) -> Site:
    """Return the site of the small guide, which says where it is."""
    return made(*small_parts)


@pytest.fixture(scope="session")
def unplaced(small_parts: tuple[Project, list[Attachment]]) -> Site:
    """Return the same without an address."""
    project, attachments = small_parts
    return made(with_address(project, None), attachments)


@pytest.fixture(scope="session")
def zipped(small_parts: tuple[Project, list[Attachment]]) -> bytes:
    packed, diagnostics = packages(*small_parts)
    assert not diagnostics
    return packed["small"]


@pytest.fixture(scope="session")
def shipped(built: Built) -> Site:
    """Return the site of the first guide that ships, as if it were alone."""
    project, _ = load_project(Disk(ROOT), [GUIDE])
    files = [each for each in read_manifest(built.folder).files if each.guide == GUIDE]
    return made(project, in_order(attachments_of(files, built.folder)))


@pytest.fixture(scope="session")
def both(built: Built) -> Site:
    """Return the site of all guides that ship."""
    project, _ = load_project(Disk(ROOT))
    files = read_manifest(built.folder).files
    return made(project, in_order(attachments_of(files, built.folder)))
