"""Publish: when the site and the packages are written, and what the manifest says of them.

Nothing is drawn or laid out here: the makers are stand-ins whose files are a few bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.model.editions import EDITIONS, Edition
from backpocket.publish import Outcome, publish
from backpocket.render import makers
from backpocket.render.site import packages, site
from tests.conftest import Project


class Rendered:
    def __init__(self, text: str) -> None:
        self.data, self.pages, self.type_size = text.encode(), 3, 12.0


class Makers:
    """The stand-ins: what the site has, and what is wrong with an edition or with the site."""

    def __init__(self) -> None:
        self.pages = {"index.html": b"index", "small/index.html": b"guide"}
        self.finds: list[Diagnostic] = []
        self.finds_in_site: list[Diagnostic] = []

    def render_guide(
        self, project: Any, guide: Any, editions: Sequence[Edition], *_: Any
    ) -> tuple[list[tuple[Edition, Any]], list[Diagnostic]]:
        made = [(each, (Rendered(f"{guide.settings.promise}{each.name}"), [])) for each in editions]
        broken = [(each, (None, self.finds)) for each, _ in made[:1]] if self.finds else []
        return [*broken, *made[len(broken) :]], []

    def render_site(self, project: Any, attachments: Any) -> Any:
        listed = "".join(each.path for each in attachments).encode()
        pages = {**self.pages, "small/files": listed}
        return (None if self.finds_in_site else pages), list(self.finds_in_site)

    def packages(self, project: Any, attachments: Any) -> Any:
        return {each.guide: each.data for each in attachments}, []


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Makers:
    made = Makers()
    monkeypatch.setattr(makers, "render_guide", made.render_guide)
    monkeypatch.setattr(site, "render_site", made.render_site)
    monkeypatch.setattr(packages, "packages", made.packages)
    return made


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dist"


def build(project: Project, out: Path, **options: Any) -> Outcome:
    return publish(project.root, out, site=True, again=False, **options)


def listed(out: Path) -> dict[str, Any]:
    files = json.loads((out / "manifest.json").read_text())["files"]
    return {each["path"]: each for each in files}


SITE = ["site/index.html", "site/small/files", "site/small/index.html", "small.zip"]


def test_all_guides_bring_the_site_and_a_package_each(
    project: Project, out: Path, stand_in: Makers
) -> None:
    outcome = build(project, out)
    assert sorted(each.path for each in outcome.site) == SITE
    assert {each.path for each in outcome.files} == {each.path("small") for each in EDITIONS}
    entries = listed(out)
    assert set(SITE) <= set(entries)
    for path in SITE:
        data = (out / path).read_bytes()
        assert entries[path]["bytes"] == len(data)


def test_one_guide_or_some_editions_bring_none(
    project: Project, out: Path, stand_in: Makers
) -> None:
    publish(project.root, out, ["small"])
    assert not (out / "site").exists()
    assert not list(out.glob("*.zip"))


def test_a_second_build_has_nothing_to_do(project: Project, out: Path, stand_in: Makers) -> None:
    assert build(project, out).built
    assert not build(project, out).built


def test_what_is_the_same_is_not_written_again(
    project: Project, out: Path, stand_in: Makers
) -> None:
    build(project, out)
    before = (out / "site/index.html").stat().st_mtime_ns
    stand_in.pages["small/index.html"] = b"another"
    project.change("small/guide.toml", 'promise = "', 'promise = "Now: ')
    assert build(project, out).built
    assert (out / "site/index.html").stat().st_mtime_ns == before
    assert (out / "site/small/index.html").read_bytes() == b"another"


@pytest.mark.parametrize("path", SITE)
def test_a_file_that_is_gone_or_damaged_is_made_again(
    path: str, project: Project, out: Path, stand_in: Makers
) -> None:
    build(project, out)
    whole = (out / path).read_bytes()
    (out / path).write_bytes(b"half")
    assert build(project, out).built
    assert (out / path).read_bytes() == whole
    (out / path).unlink()
    assert build(project, out).built
    assert (out / path).read_bytes() == whole


def test_a_page_that_the_site_has_no_more_goes(
    project: Project, out: Path, stand_in: Makers
) -> None:
    stand_in.pages["small/read/old.html"] = b"old"
    build(project, out)
    (out / "site/small/read/mine.html").write_bytes(b"somebody's own")
    del stand_in.pages["small/read/old.html"]
    project.change("small/guide.toml", 'promise = "', 'promise = "Now: ')
    build(project, out)
    assert not (out / "site/small/read/old.html").exists()
    assert (out / "site/small/read/mine.html").exists()
    assert not build(project, out).built


def test_a_build_of_one_guide_leaves_the_site_as_it_is(
    project: Project, out: Path, stand_in: Makers
) -> None:
    build(project, out)
    project.change("small/guide.toml", 'promise = "', 'promise = "Now: ')
    publish(project.root, out, ["small"])
    assert all((out / path).exists() for path in SITE)
    assert build(project, out).built, "the site is of the guide as it was"


@pytest.mark.parametrize("where", ["edition", "site"])
def test_a_fault_leaves_the_last_good_site(
    where: str, project: Project, out: Path, stand_in: Makers
) -> None:
    build(project, out)
    found = error(Place("a"), "E401", "m")
    (stand_in.finds if where == "edition" else stand_in.finds_in_site).append(found)
    stand_in.pages["index.html"] = b"another"
    project.change("small/guide.toml", 'promise = "', 'promise = "Now: ')
    outcome = build(project, out)
    assert found in outcome.diagnostics
    assert (out / "site/index.html").read_bytes() == b"index"
    stand_in.finds.clear()
    stand_in.finds_in_site.clear()
    build(project, out)
    assert (out / "site/index.html").read_bytes() == b"another"
