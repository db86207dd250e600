"""The geometry of the real pages: type sizes, margins, overlaps, breaks, and what is full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import pdfplumber
import pikepdf
import pytest

from backpocket.model.editions import Edition
from tests.builds import MM, PDFS, Built, Studio, Texts

ALL = [edition.name for edition in PDFS]
HANDOUTS = [edition for edition in PDFS if edition.form == "handout"]
SHEETS = [edition for edition in PDFS if edition.form == "sheet"]
PX = 25.4 / 96
"""Millimetres in a CSS pixel, the unit of WeasyPrint's boxes."""


@dataclass(frozen=True)
class Laid:
    """An edition of the guide that ships, laid out in the size in which it was built."""

    edition: Edition
    size: float
    added: tuple[str, ...]
    document: Any

    def boxes(self) -> Iterator[tuple[int, Any]]:
        """Yield each box with the number of its page, from 0."""
        for number, page in enumerate(self.document.pages):
            for box in page._page_box.descendants():
                yield number, box

    @cached_property
    def parents(self) -> dict[Any, Any]:
        """The parent of each element of the page."""
        root = next(box.element for _, box in self.boxes() if box.element_tag == "html")
        return {child: parent for parent in root.iter() for child in parent}


@pytest.fixture(scope="session")
def laid(request: pytest.FixtureRequest, built: Built, studio: Studio) -> Laid:
    """Return an edition laid out; pytest takes the tests of one together, and then the next."""
    size = built.listed(request.param.name)["type_size"]
    added = studio.arranged(request.param, size)
    return Laid(request.param, size, added, studio.lay_out(request.param, size, added))


def each_of(editions: list[Edition]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("laid", editions, indirect=True, ids=lambda each: each.name)


@pytest.mark.parametrize("name", ALL)
def test_no_text_is_smaller_than_12_points(texts: Texts, name: str) -> None:
    for number, characters in enumerate(texts[name], 1):
        for character in characters:
            if character["text"].strip():
                size = round(character["size"], 2)
                assert size >= 12, f"page {number}: “{character['text']}” is set at {size} pt"


@pytest.mark.parametrize("name", ALL)
def test_text_keeps_10_millimetres_from_the_edge(built: Built, texts: Texts, name: str) -> None:
    with pdfplumber.open(built.path(name)) as pdf:
        width, height = pdf.pages[0].width, pdf.pages[0].height
    edge = 10 * MM - 0.5
    for number, characters in enumerate(texts[name], 1):
        for item in characters:
            if item["text"].strip():
                inside = (
                    item["x0"] >= edge
                    and item["x1"] <= width - edge
                    and item["top"] >= edge - 3  # the line's own leading stands above the letter
                    and item["bottom"] <= height - edge + 3
                )
                assert inside, (
                    f"page {number}: “{item['text']}” at {item['x0']:.0f}, {item['top']:.0f}"
                )


@each_of(PDFS)
def test_no_text_lies_on_other_text(laid: Laid) -> None:
    by_page: dict[int, list[Any]] = defaultdict(list)
    for page, box in laid.boxes():
        if getattr(box, "text", "").strip():
            by_page[page].append(box)
    for page, found in by_page.items():
        found.sort(key=lambda box: box.position_y)
        for index, first in enumerate(found):
            for second in found[index + 1 :]:
                if second.position_y >= first.position_y + first.height:
                    break
                across, down = _overlap(first, second)
                # Lines of one paragraph may touch: leading is less than the height of the font.
                assert across < 1 or down < first.height * 0.35, (
                    f"page {page + 1}: “{first.text}” lies on “{second.text}”"
                )


@each_of(PDFS)
def test_no_text_lies_on_a_figure(laid: Laid) -> None:
    by_page: dict[int, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for page, box in laid.boxes():
        if getattr(box, "text", "").strip() and "frame-label" not in _classes(box):
            by_page[page][0].append(box)
        if box.element is not None and box.element_tag == "img" and hasattr(box, "replacement"):
            by_page[page][1].append(box)
    for page, (words, pictures) in by_page.items():
        for word in words:
            for picture in pictures if page or laid.edition.form == "sheet" else ():
                across, down = _overlap(word, picture)
                assert across < 1 or down < 3, f"page {page + 1}: “{word.text}” lies on a picture"


@each_of(HANDOUTS)
def test_each_move_stands_whole_on_one_page(laid: Laid, studio: Studio) -> None:
    """Its name, its figures, its steps and its cautions."""
    pages: dict[str, set[int]] = defaultdict(set)
    pictures: dict[str, int] = defaultdict(int)
    for page, box in laid.boxes():
        move = _ancestor_id(laid, box, "move-")
        if move:
            pages[move].add(page)
            if box.element_tag == "img" and hasattr(box, "replacement"):
                pictures[move] += 1
    assert set(pages) == {f"move-{name}" for name in studio.guide.moves}
    for move, found in pages.items():
        assert len(found) == 1, f"{move} stands on pages {sorted(page + 1 for page in found)}"
        assert pictures[move] >= 2


@each_of(HANDOUTS)
def test_no_box_or_table_row_is_broken(laid: Laid) -> None:
    kept = {"tr", "figure"}
    pages: dict[int, set[int]] = defaultdict(set)
    names: dict[int, str] = {}
    for page, box in laid.boxes():
        if box.element is None:
            continue
        classes = set((box.element.get("class") or "").split())
        if box.element_tag == "tr" and _in_head(laid, box.element):
            continue  # a table's head stands again on each of its pages
        if "visit" in classes and laid.edition.large_print:
            continue  # a list without a frame: whole, it would leave half a page empty
        if box.element_tag in kept or classes & {"admonition", "signs"}:
            pages[id(box.element)].add(page)
            names[id(box.element)] = f"{box.element_tag} {' '.join(classes)}"
    assert pages
    for key, found in pages.items():
        assert len(found) == 1, f"{names[key]} stands on pages {sorted(found)}"


@each_of(HANDOUTS)
def test_no_lone_lines(laid: Laid) -> None:
    from weasyprint.formatting_structure.boxes import LineBox

    lines: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    texts: dict[int, str] = {}
    for page, box in laid.boxes():
        if isinstance(box, LineBox) and box.element is not None and box.element.tag in ("p", "li"):
            lines[id(box.element)][page] += 1
            texts[id(box.element)] = "".join(box.element.itertext())[:40]
    for key, found in lines.items():
        if len(found) > 1:
            assert min(found.values()) >= 2, f"a lone line of “{texts[key]}” on {dict(found)}"


@each_of(PDFS)
def test_no_line_is_broken_too_early(laid: Laid) -> None:
    """Where the next word had room: see the printer on the space before an element."""
    from weasyprint.formatting_structure.boxes import LineBox

    lines: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for page, box in laid.boxes():
        if isinstance(box, LineBox) and box.element_tag in ("p", "li", "dd"):
            lines[page, id(box.element)].append(box)
    for found in lines.values():
        room = max(_width(line) for line in found)
        for line, following in pairwise(found):
            word = _words(following).split(" ")[0]
            # No word of this typeface is as wide as 0.65 em a letter.
            need = _width(line) + (len(word) + 1) * 0.65 * line.style["font_size"]
            if line.position_x == following.position_x and not _is_ended(line):
                assert need > room, f"“{_words(line)}” ends before “{word}”"


def _is_ended(line: Any) -> bool:
    """Say whether a line ends where the template ends it."""
    return any((box.element_tag or "").startswith("br") for box in line.descendants())


@each_of(HANDOUTS)
def test_headings_stand_with_their_text(laid: Laid) -> None:
    for number, page in enumerate(laid.document.pages):
        last = max(
            (box for box in page._page_box.descendants() if getattr(box, "text", "").strip()),
            key=lambda box: (not _in_margin(box), box.position_y),
        )
        tag = last.element.tag if last.element is not None else ""
        assert tag not in ("h1", "h2", "h3"), f"page {number + 1} ends with “{last.text}”"


@pytest.mark.parametrize("edition", HANDOUTS, ids=lambda edition: edition.name)
def test_no_page_but_the_last_of_a_chapter_is_a_quarter_empty(
    built: Built, texts: Texts, edition: Edition
) -> None:
    with pikepdf.open(built.path(edition.name)) as pdf:
        height = float(pdf.pages[0].mediabox[3])
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        places = pikepdf.NameTree(pdf.Root.Names.Dests)
        begins = ("chapter-", "move-") if edition.large_print else ("chapter-",)
        first = {pages[each[0].objgen] for name, each in places.items() if name.startswith(begins)}
    head, foot = 13.5 * MM, height - (25.2 if edition.large_print else 17.5) * MM
    for number, characters in enumerate(texts[edition.name][:-1], 1):
        if number + 1 not in first:
            lowest = max(item["bottom"] for item in characters if item["bottom"] < foot)
            filled = (lowest - head) / (foot - head)
            assert filled > 0.75, f"page {number} is filled to {filled:.0%}"


@pytest.mark.parametrize("edition", SHEETS, ids=lambda edition: edition.name)
def test_sheet_is_filled_well(texts: Texts, built: Built, edition: Edition) -> None:
    with pdfplumber.open(built.path(edition.name)) as pdf:
        height = float(pdf.pages[0].height)
    for characters in texts[edition.name]:
        assert max(item["bottom"] for item in characters) > height * 0.9


@each_of(SHEETS)
def test_sheet_type_is_the_largest_that_fits(laid: Laid, studio: Studio) -> None:
    fit = laid.edition.fit
    assert fit is not None
    assert fit.floor <= laid.size <= fit.ideal
    assert len(laid.document.pages) == fit.pages
    if laid.size < fit.ideal:
        larger = round(laid.size + fit.step, 3)
        assert len(studio.lay_out(laid.edition, larger, laid.added).pages) > fit.pages


@pytest.mark.parametrize("edition", SHEETS, ids=lambda edition: edition.name)
def test_sheet_doses_are_those_of_the_moves(studio: Studio, texts: Texts, edition: Edition) -> None:
    sheet = studio.guide.sheet
    assert sheet is not None
    words = "".join(item["text"] for page in texts[edition.name] for item in page)
    words = "".join(words.split())
    for name in {name for block in sheet.block for name in block.moves}:
        dose = studio.guide.moves[name].dose
        for part in (dose.hold.words, dose.reps.words):
            assert "".join(part.split()) in words


def _overlap(first: Any, second: Any) -> tuple[float, float]:
    """Return how far two boxes overlap across and down, in CSS pixels."""
    across = min(first.position_x + first.width, second.position_x + second.width) - max(
        first.position_x, second.position_x
    )
    down = min(first.position_y + first.height, second.position_y + second.height) - max(
        first.position_y, second.position_y
    )
    return across, down


def _width(line: Any) -> float:
    return sum(float(child.margin_width()) for child in line.children)


def _words(line: Any) -> str:
    return "".join(getattr(box, "text", "") for box in line.descendants())


def _classes(box: Any) -> str:
    return (box.element.get("class") or "") if box.element is not None else ""


def _in_margin(box: Any) -> bool:
    """Say whether a box is of a page margin: those have the page, not an element, as origin."""
    return box.element is None or box.element_tag.startswith("@")


def _in_head(laid: Laid, element: Any) -> bool:
    parent = laid.parents.get(element)
    return parent is not None and parent.tag == "thead"


def _ancestor_id(laid: Laid, box: Any, prefix: str) -> str:
    """Return the id of the nearest ancestor element whose id has this prefix."""
    element = None if _in_margin(box) else box.element
    while element is not None:
        if (element.get("id") or "").startswith(prefix):
            return str(element.get("id"))
        element = laid.parents.get(element)
    return ""
