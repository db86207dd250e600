"""Large print: 18 pt and nothing smaller, set anew for its pages."""

from __future__ import annotations

import re
from typing import Any

import pikepdf
import pypdfium2
import pytest

from backpocket.model.editions import LARGE
from tests.builds import PDFS, Built, Studio, Texts

LARGE_PRINT = [edition for edition in PDFS if edition.large_print]


def test_there_is_a_large_print_of_each() -> None:
    assert [edition.name for edition in LARGE_PRINT] == [
        "handout-large-print-a4",
        "handout-large-print-letter",
        "sheet-large-print-a4",
        "sheet-large-print-letter",
    ]


@pytest.mark.parametrize("edition", LARGE_PRINT, ids=lambda edition: edition.name)
def test_nothing_is_smaller_than_18_points(texts: Texts, edition: Any) -> None:
    for number, characters in enumerate(texts[edition.name], 1):
        for character in characters:
            if character["text"].strip():
                size = round(character["size"], 2)
                assert size >= LARGE, f"page {number}: “{character['text']}” is set at {size} pt"


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_sheet_has_two_pages(built: Built, paper: str) -> None:
    assert built.listed(f"sheet-large-print-{paper}")["pages"] == 2


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_handout_is_set_anew_and_not_enlarged(built: Built, paper: str) -> None:
    with (
        pikepdf.open(built.path(f"handout-{paper}")) as plain,
        pikepdf.open(built.path(f"handout-large-print-{paper}")) as large,
    ):
        assert [float(v) for v in large.pages[0].mediabox] == [
            float(v) for v in plain.pages[0].mediabox
        ]
        assert 2 * len(plain.pages) <= len(large.pages) + 2 <= 2.5 * len(plain.pages)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_contents_name_its_own_pages(built: Built, studio: Studio, paper: str) -> None:
    document = pypdfium2.PdfDocument(built.path(f"handout-large-print-{paper}"))
    pages = [page.get_textpage().get_text_bounded() for page in document]
    front = " ".join(" ".join(pages[1:6]).split())
    with pikepdf.open(built.path(f"handout-large-print-{paper}")) as pdf:
        by_object = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        names = pdf.Root.Names.Dests.Names
        where = {str(names[i]): by_object[names[i + 1][0].objgen] for i in range(0, len(names), 2)}
    for chapter in studio.guide.chapters:
        pages_told = re.findall(rf"(\d+) {re.escape(chapter.title)}", front)
        assert str(where[f"chapter-{chapter.id}"]) in pages_told, chapter.title
