"""Faults: pages, styles and content that are broken on their way are found in the finished file."""

from __future__ import annotations

from itertools import islice

import pytest

from backpocket.diagnostics import Diagnostic
from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.model.editions import EDITIONS
from backpocket.render.ebook import epub
from backpocket.render.jobs import Job
from backpocket.render.makers import prepare, render_edition
from backpocket.render.pdf import printed
from backpocket.render.text import plain_text
from tests.account.breaking import Break, Page, breaks, dropped, pages, styled, with_rule
from tests.builds import small_project

PARTS = 10
SAMPLE, ALL = 20, 240


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory, takes_seconds: None) -> Job:
    root = small_project(tmp_path_factory.mktemp("account") / "project")
    project, _ = load_project(Disk(root), ["small"])
    assert project.press is not None
    job, diagnostics = prepare(project, project.press.guides["small"], EDITIONS)
    assert job is not None
    assert diagnostics == []
    return job


def found(job: Job, page: Page, html: str, monkeypatch: pytest.MonkeyPatch) -> list[Diagnostic]:
    """Return what is wrong with an edition that is made of another page."""
    with monkeypatch.context() as patch:
        for maker in (printed, epub, plain_text):
            patch.setattr(maker, "make_page", lambda *_: (html, []))
        return render_edition(job, page.edition)[1]


@pytest.mark.parametrize("part", range(PARTS))
def test_each_fault_is_found(
    job: Job, part: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = ALL if request.config.getoption("--all-faults") else SAMPLE
    unseen = []
    for page, aim, make in islice(breaks(job, count), part, None, PARTS):
        html, rule = make(page, aim)
        if not found(with_rule(job, aim.edition, rule), page, html, monkeypatch):
            unseen.append(str(aim))
    assert unseen == []


def test_what_is_whole_has_no_fault(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way in which pages are broken breaks nothing by itself."""
    for page in pages(job):
        assert found(job, page, page.broken(lambda tree: None), monkeypatch) == []


def test_a_fault_tells_file_line_edition_page_and_millimetres(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    [page, *_] = pages(job)
    aim = next(each for each in page.aims if each.part == "move.easier")
    pushed = "[data-broken] { position: relative; left: 170mm; white-space: nowrap }"

    def told(rule: str, html: str) -> Diagnostic:
        [first, *_] = found(with_rule(job, page.edition, rule), page, html, monkeypatch)
        return first

    fault = Break("push", page.edition, aim, 0)
    html, rule = styled(page, fault, pushed)
    moved = told(rule, html)
    assert (moved.code, moved.place.path) == ("E405", "content/small/moves/bridge.toml")
    assert moved.excerpt == 'easier = "Rise just halfway."'
    assert moved.place.column == len('easier = "') + 1
    assert moved.message.startswith("handout-a4, page ")
    assert moved.message.endswith(" mm")
    lost = told("", dropped(page, fault)[0])
    assert (lost.code, lost.place) == ("E413", moved.place)
