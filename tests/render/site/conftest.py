"""The site of the small guide, made once for all tests, and that of the guide that ships."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from playwright.sync_api import sync_playwright

from backpocket.commands.site_server import HOST, server_of
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
from tests.programs import program

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
    files = read_manifest(built.folder).files
    return made(project, in_order(attachments_of(files, built.folder)))


@pytest.fixture(scope="session")
def both(built: Built, second: Built) -> Site:
    """Return the site of both guides that ship."""
    project, _ = load_project(Disk(ROOT))
    folders = (built.folder, second.folder)
    found = (attachments_of(read_manifest(folder).files, folder) for folder in folders)
    return made(project, in_order([each for attachments in found for each in attachments]))


@dataclass
class Stand:
    """The site on a server of this machine, and a browser that looks at it."""

    address: str
    browser: Any
    folder: Path

    @contextmanager
    def page(self, path: str = "", **options: Any) -> Iterator[Any]:
        """Open a page in a window of its own; what it says on the console is a fault."""
        said: list[str] = []
        outside: list[str] = []
        context = self.browser.new_context(**{"accept_downloads": True, **options})
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda problem: said.append(str(problem)))
        page.on("request", lambda asked: outside.append(asked.url))
        if path:
            page.goto(self.address + path)
        try:
            yield page
        finally:
            context.close()
        assert not said
        assert not [url for url in outside if not url.startswith((self.address, "blob:"))]


@pytest.fixture(scope="session")
def stand(shipped: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """Return the shipped site on a server, and the one browser that a worker has."""
    folder = tmp_path_factory.mktemp("stand") / "any" / "folder"
    for path, data in shipped.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    with server_of(folder.parents[1]) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=program("chromium"),
                args=["--no-sandbox", "--disable-background-networking"],
            )
            yield Stand(f"http://{HOST}:{server.server_port}/any/folder/", browser, folder)
            browser.close()
        server.shutdown()
