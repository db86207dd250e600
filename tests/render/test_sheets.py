"""The sheet: figures that are seen from the mat, on a page that fits either paper in the tray."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pdfplumber
import pytest

from backpocket.diagnostics import Place
from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.model.editions import EDITIONS, Edition
from backpocket.model.guide import Block
from backpocket.render.jobs import Job
from backpocket.render.makers import audited, prepare
from backpocket.render.pages import make_page
from backpocket.render.pdf.layouts import Layouts
from backpocket.render.pdf.printed import render
from backpocket.render.sheet_blocks import sheet_blocks, spans
from tests.builds import MM, Built, Studio, small_project
from tests.places import TESTS

SHEETS = [edition for edition in EDITIONS if edition.form == "sheet"]
PX = 25.4 / 96
"""Millimetres in a CSS pixel, the unit of WeasyPrint’s boxes."""
LEAST = 750
"""Square millimetres of a figure that can be read from 1.5 m."""
LEAST_IN_LARGE_PRINT = 660
"""The same where six moves stand on two sides in 18 points: words stand beside the figures."""
PAPERS = {"a4": (210, 297), "letter": (215.9, 279.4)}
EDGE, OTHER_EDGE = 10, 7
"""What stays free, in millimetres, at each edge of the sheet’s own paper, and of the other one."""

each_sheet = pytest.mark.parametrize("edition", SHEETS, ids=lambda edition: edition.name)


def pages_of(job: Job, edition: Edition) -> tuple[Layouts, list[Any]]:
    """Lay an edition out as it is printed."""
    html, _ = make_page(job.workshop, edition, job.numbers)
    assert html is not None
    layouts = Layouts(job, edition, html, Place("test"))
    way = layouts.fitting()
    assert way is not None
    layout = layouts.at(way)
    assert layout is not None
    return layouts, [page._page_box for page in layout.document.pages]


def figures(pages: Sequence[Any]) -> Iterator[tuple[str, float]]:
    """Yield the address of each figure, and its area in square millimetres."""
    for page in pages:
        for box in page.descendants():
            if box.element_tag == "img" and hasattr(box, "replacement"):
                address = box.element.get("src")
                if address.startswith("figure:"):
                    yield address, box.width * box.height * PX**2


@each_sheet
def test_figures_are_seen_from_the_mat(studio: Studio, edition: Edition) -> None:
    layouts, pages = pages_of(studio.job, edition)
    found = dict(figures(pages))
    assert studio.guide.sheet is not None
    shown = {move for block in studio.guide.sheet.block for move in block.moves}
    assert {address.split("/")[0] for address in found} == {f"figure:{name}" for name in shown}
    least = LEAST_IN_LARGE_PRINT if edition.large_print else LEAST
    small = {address: round(area) for address, area in found.items() if area < least}
    assert small == {}
    assert len(layouts.found) <= 5, "it is laid out no more often than that"


@each_sheet
def test_it_prints_whole_on_either_paper(built: Built, edition: Edition) -> None:
    """In the middle of the other paper, unscaled."""
    own = PAPERS[str(edition.paper)]
    [other] = [size for name, size in PAPERS.items() if name != edition.paper]
    free = [
        max(EDGE, (mine - theirs) / 2 + OTHER_EDGE) for mine, theirs in zip(own, other, strict=True)
    ]
    leading = 0.3  # a line’s letters may stand a little out of it
    with pdfplumber.open(built.path(edition.name)) as pdf:
        for page in pdf.pages:
            shown = [item for item in page.chars if item["text"].strip()]
            shown += [*page.rects, *page.curves, *page.lines]
            left, top = (min(item[key] for item in shown) / MM for key in ("x0", "top"))
            right, bottom = (max(item[key] for item in shown) / MM for key in ("x1", "bottom"))
            assert left >= free[0] - leading
            assert right <= own[0] - free[0] + leading
            assert top >= free[1] - leading
            assert bottom <= own[1] - free[1] + leading


@each_sheet
def test_the_bar_is_50_millimetres(studio: Studio, edition: Edition) -> None:
    _, pages = pages_of(studio.job, edition)
    bars = [
        box
        for page in pages
        for box in page.descendants()
        if box.element is not None
        and box.element.get("class") == "print-bar"
        and "Block" in type(box).__name__
    ]
    assert [round(box.border_width() * PX, 1) for box in bars] == [50.0]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, takes_seconds: None) -> Job:
    """Return the job of the small guide, with the styles and templates that ship."""
    project, _ = load_project(Disk(small_project(tmp_path_factory.mktemp("small"))), ["small"])
    assert project.press is not None
    job, _ = prepare(project, project.press.guides["small"], SHEETS)
    assert job is not None
    return job


def named(name: str) -> Edition:
    return next(edition for edition in SHEETS if edition.name == name)


def with_blocks(job: Job, blocks: Sequence[Block]) -> Job:
    """Return the job of a guide whose sheet has these blocks."""
    sheet = job.workshop.guide.sheet
    assert sheet is not None
    guide = replace(job.workshop.guide, sheet=sheet.model_copy(update={"block": tuple(blocks)}))
    return replace(job, workshop=replace(job.workshop, guide=guide))


def block(*moves: str, name: str = "Both") -> Block:
    return Block(name=name, moves=moves, stop="Stop if it hurts.")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        *(("sheet-a4", number) for number in (1, 2, 4, 6, 7, 9)),
        *(("sheet-letter", number) for number in (3, 5, 8, 9)),
        *(("sheet-ink-light-a4", number) for number in (1, 9)),
    ],
)
def test_so_many_moves_fit_one_page(small: Job, name: str, number: int) -> None:
    """Nothing of them is lost: the account of words is taken of each."""
    edition = named(name)
    moves = [("bridge", "plank")[index % 2] for index in range(number)]
    job = with_blocks(small, [block(move, name=move.title()) for move in moves])
    rendered, found = render(job, edition)
    assert found == []
    assert rendered is not None
    assert rendered.pages == 1
    assert rendered.type_size >= 12
    assert audited(job, edition, rendered.data) == []


def test_few_moves_have_larger_figures(small: Job) -> None:
    edition = named("sheet-a4")
    sizes = []
    for number in (1, 3, 6, 9):
        job = with_blocks(small, [block("bridge")] * number)
        sizes.append(min(area for _, area in figures(pages_of(job, edition)[1])))
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 2 * LEAST
    assert sizes[2] > LEAST


@pytest.mark.parametrize(
    ("moves", "columns", "wanted"),
    [
        ([], 2, []),
        ([1, 1, 2, 1, 1], 2, [1, 1, 2, 1, 1]),
        ([1, 2], 2, [2, 2]),
        ([1, 1, 1], 2, [1, 1, 2]),
        ([3, 1], 2, [2, 2]),
        ([1, 1, 2, 1, 1], 3, [1, 2, 2, 1, 3]),
    ],
)
def test_no_row_of_blocks_has_a_hole(moves: list[int], columns: int, wanted: list[int]) -> None:
    assert spans(moves, columns) == wanted


def test_figures_that_look_alike_are_shown_once() -> None:
    """The second move’s own (A) is then the first one’s."""
    project, _ = load_project(Disk(TESTS / "guide"), ["small"])
    assert project.press is not None
    moves = project.press.guides["small"].moves
    bridge, plank = moves["bridge"], moves["plank"]
    assert plank.sheet is not None
    texts = plank.sheet.model_copy(update={"steps": ("Lie down (A).", "Lift (B).")})
    start = {"start": bridge.figures.start}
    alike = plank.model_copy(
        update={"figures": plank.figures.model_copy(update=start), "sheet": texts}
    )
    [shown] = sheet_blocks([block("bridge", "plank")], {"bridge": bridge, "plank": alike})
    assert [panel.letter for panel in shown.panels] == ["A", "B", "C"]
    assert [panel.follows for panel in shown.panels] == [False, True, False]
    assert shown.moves[1].steps == ("Lie down\N{NO-BREAK SPACE}(A).", "Lift\N{NO-BREAK SPACE}(C).")
    [shown] = sheet_blocks([block("bridge", "plank")], {"bridge": bridge, "plank": plank})
    assert [panel.letter for panel in shown.panels] == ["A", "B", "C", "D"]
