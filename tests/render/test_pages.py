"""The pages of the handouts: figures, moves, chapters, signs and sources, in millimetres."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from backpocket.model.editions import EDITIONS, Edition
from tests.builds import Studio

PX = 25.4 / 96
"""Millimetres in a CSS pixel, the unit of WeasyPrint's boxes."""

HANDOUTS = [edition for edition in EDITIONS if edition.form == "handout"]
PLAIN = [edition for edition in HANDOUTS if not edition.large_print]
LARGE = [edition for edition in HANDOUTS if edition.large_print]
each_handout = pytest.mark.parametrize("edition", HANDOUTS, ids=lambda each: each.name)
each_plain = pytest.mark.parametrize("edition", PLAIN, ids=lambda each: each.name)


class Pages:
    """The boxes of each edition, laid out when they are first asked for."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.document = cache(lambda edition: studio.lay_out(edition, edition.type_size))

    def boxes(self, edition: Edition, name: str) -> Iterator[tuple[int, Any]]:
        """Yield the boxes of elements of a class or a tag, each with its page, from 1."""
        for number, page in enumerate(self.document(edition).pages, 1):
            for box in page._page_box.descendants():
                if box.element is None or "::" in (box.element_tag or ""):
                    continue
                names = (box.element.get("class") or "").split()
                kind = type(box).__name__
                if name in (box.element_tag, *names) and kind not in ("LineBox", "TextBox"):
                    yield number, box

    def room(self, edition: Edition) -> float:
        """Return how high a page is between its margins."""
        return float(self.document(edition).pages[1]._page_box.height) * PX


@pytest.fixture(scope="module")
def pages(studio: Studio) -> Pages:
    return Pages(studio)


def figures(pages: Pages, edition: Edition) -> Iterator[tuple[str, str, float, float]]:
    """Yield move, frame, width and height of the figures at the head of each move."""
    for _, box in pages.boxes(edition, "img"):
        address = box.element.get("src")
        if address.startswith("figure:") and hasattr(box, "replacement"):
            move, _, frame = address.removeprefix("figure:").partition("/")
            if frame in ("start", "end"):
                yield move, frame, box.width * PX, box.height * PX


@each_handout
def test_figures_can_be_seen_from_the_mat(pages: Pages, edition: Edition) -> None:
    """Those that lie are 70 mm wide, on all fours 36 mm high, and those that stand 60 mm high.

    In large print they grow with the type: 90, 44 and 75.
    """
    wide, low, high = (90, 44, 75) if edition.large_print else (70, 36, 60)
    sizes: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for move, _, width, height in figures(pages, edition):
        sizes[move].append((width, height))
    assert set(sizes) == set(pages.studio.guide.moves)
    for move, found in sizes.items():
        width, height = max(each[0] for each in found), max(each[1] for each in found)
        if any(height > width for width, height in found):
            assert height >= high - 0.1, move
        elif any(width > 1.8 * height for width, height in found):
            assert width >= wide - 0.1, move
        else:
            assert height >= low - 0.1, move


@each_handout
def test_figures_of_a_move_have_one_scale(pages: Pages, edition: Edition) -> None:
    drawn = pages.studio.job.workshop.drawn(edition)
    scales: dict[str, set[float]] = defaultdict(set)
    for move, frame, width, _ in figures(pages, edition):
        scales[move].add(round(width / drawn[f"figure:{move}/{frame}"].width, 2))
    assert {move for move, found in scales.items() if len(found) > 1} == set()


@each_plain
def test_two_moves_stand_on_a_page(pages: Pages, edition: Edition) -> None:
    on: dict[int, int] = defaultdict(int)
    for page, _ in pages.boxes(edition, "move"):
        on[page] += 1
    assert set(on.values()) == {2}


@each_handout
def test_chapters_begin_on_a_fresh_page(pages: Pages, edition: Edition) -> None:
    starts: dict[str, tuple[int, float]] = {}
    for page, box in pages.boxes(edition, "chapter"):
        starts.setdefault(box.element.get("id"), (page, box.position_y))
    found = [page for page, _ in starts.values()]
    assert len(set(found)) == len(found) == len(pages.studio.guide.chapters)
    assert len({round(top) for _, top in starts.values()}) == 1


@each_plain
def test_only_the_last_page_of_a_chapter_is_a_quarter_empty(pages: Pages, edition: Edition) -> None:
    last: dict[str, int] = {}
    for page, box in pages.boxes(edition, "chapter"):
        last[box.element.get("id")] = page
    document = pages.document(edition)
    for number, page in enumerate(document.pages, 1):
        if number == 1 or number in last.values():
            continue
        root = page._page_box
        body = next(box for box in root.descendants() if box.element_tag == "body")
        lowest = max(
            box.position_y + box.height
            for box in body.descendants()
            if type(box).__name__ in ("LineBox", "BlockReplacedBox")
        )
        empty = root.content_box_y() + root.height - lowest
        assert empty * PX < 0.25 * pages.room(edition), f"page {number}"


@each_handout
def test_rules_of_chapters_outweigh_those_of_moves(pages: Pages, edition: Edition) -> None:
    chapters = {box.border_top_width for _, box in pages.boxes(edition, "title")}
    moves = {box.border_top_width for _, box in pages.boxes(edition, "move")}
    assert min(chapters) >= 2 * max(moves) > 0


@each_plain
def test_danger_signs_are_all_that_is_on_their_page(pages: Pages, edition: Edition) -> None:
    assert {page for page, _ in pages.boxes(edition, "signs")} == {2}
    assert [page for page, _ in pages.boxes(edition, "chapter")].count(2) == 1
    signs = pages.studio.guide.safety.sign
    icons = {sign.icon for sign in signs}
    assert len(icons) == len(signs), "each sign has a pictogram of its own"
    assert None not in icons


@each_plain
def test_research_and_diary_have_a_page_each(pages: Pages, edition: Edition) -> None:
    [research] = {page for page, _ in pages.boxes(edition, "treatments")}
    [diary] = {page for page, _ in pages.boxes(edition, "diary")}
    others = {page for page, box in pages.boxes(edition, "chapter") if page == diary}
    assert research != diary
    assert len(others) == 1
    ticks = [box for _, box in pages.boxes(edition, "box") if box.element.get("data-field")]
    assert len(ticks) >= 28


@pytest.mark.parametrize("edition", PLAIN[:1], ids=lambda each: each.name)
def test_sources_take_at_most_four_fifths_of_a_page(pages: Pages, edition: Edition) -> None:
    found = [box.border_height() * PX for _, box in pages.boxes(edition, "references")]
    assert sum(found) <= 0.8 * pages.room(edition)


@each_handout
def test_each_source_names_each_of_its_pages_once(pages: Pages, edition: Edition) -> None:
    where: dict[str, int] = {}
    for number, page in enumerate(pages.document(edition).pages, 1):
        for box in page._page_box.descendants():
            if box.element is not None:
                where.setdefault(box.element.get("id") or "", number)
    marked: dict[Any, set[int]] = defaultdict(set)
    for _, box in pages.boxes(edition, "references"):
        for each in box.element.iter("a"):
            if "cited" in (each.get("class") or "").split():
                marked[each.get("aria-label")].add(where[each.get("href")[1:]])
    links = dict.fromkeys(box.element for _, box in pages.boxes(edition, "cited"))
    told: dict[Any, list[int]] = defaultdict(list)
    for link in links:
        told[link.get("aria-label")].append(where[link.get("href")[1:]])
    assert told
    for source, found in told.items():
        assert sorted(found) == sorted(marked[source]), source


@pytest.mark.parametrize("edition", PLAIN[:1], ids=lambda each: each.name)
def test_moves_are_told_in_few_words(pages: Pages, edition: Edition) -> None:
    words = [
        word
        for _, box in pages.boxes(edition, "move")
        for word in "".join(box.element.itertext()).split()
    ]
    assert len(words) <= 1450


def test_moves_have_few_and_short_steps(studio: Studio) -> None:
    for name, move in studio.guide.moves.items():
        words = [len(step.split()) for step in move.steps]
        assert len(words) <= 4, name
        assert sum(words) <= 10 * len(words), name
