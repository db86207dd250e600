"""The files of a build: listed, sized, reproducible, with metadata, links and bookmarks."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from tests.builds import MM, PDFS, Built, Studio
from tests.places import GUIDE, ROOT
from tests.styles import typefaces

HANDOUTS = ["handout-a4", "handout-letter"]
SHEETS = ["sheet-a4", "sheet-letter"]
ALL = [edition.name for edition in PDFS]
PAPERS = {"a4": (210 * MM, 297 * MM), "letter": (8.5 * 72, 11 * 72)}


@pytest.mark.parametrize("name", ALL)
def test_manifest_lists_the_file_as_it_is(built: Built, name: str) -> None:
    data = built.path(name).read_bytes()
    listed = built.listed(name)
    with pikepdf.open(built.path(name)) as pdf:
        pages = len(pdf.pages)
    assert listed["bytes"] == len(data)
    assert listed["sha256"] == hashlib.sha256(data).hexdigest()
    assert listed["pages"] == pages
    assert listed["version"] == "2.0"
    assert listed["path"] == f"{GUIDE}/{GUIDE}-{name}.pdf"


@pytest.mark.parametrize("name", HANDOUTS)
def test_handout_has_no_more_pages_than_it_needs(built: Built, name: str) -> None:
    """A cover, two moves a page, and each chapter on a fresh page."""
    press = load_project(Disk(ROOT), [GUIDE])[0].press
    assert press is not None
    guide = press.guides[GUIDE]
    pages = built.listed(name)["pages"]
    assert 10 <= pages <= 1 + len(guide.moves) / 2 + 1.5 * len(guide.chapters)


@pytest.mark.parametrize("name", SHEETS)
def test_sheet_has_one_page(built: Built, name: str) -> None:
    assert built.listed(name)["pages"] == 1


@pytest.mark.parametrize("edition", PDFS, ids=lambda edition: edition.name)
def test_every_page_is_of_the_paper(built: Built, edition: Any) -> None:
    width, height = PAPERS[edition.paper]
    with pikepdf.open(built.path(edition.name)) as pdf:
        for page in pdf.pages:
            box = [float(value) for value in page.mediabox]
            assert box == pytest.approx([0, 0, width, height], abs=0.5)


@pytest.mark.parametrize("name", ALL)
def test_metadata(built: Built, studio: Studio, name: str) -> None:
    with pikepdf.open(built.path(name)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Author"]) == "The Backpocket editors"
        written = studio.guide.settings.written
        assert str(pdf.docinfo["/CreationDate"]).startswith(f"D:{written:%Y%m%d}")
        assert "back" in str(pdf.docinfo["/Title"])
        assert str(pdf.docinfo["/Creator"]) == "Backpocket 0.1.0"
        with pdf.open_metadata() as meta:
            assert meta["xmp:CreatorTool"] == "Backpocket 0.1.0"
            assert meta["pdfuaid:part"] == "1"


@pytest.mark.parametrize("name", HANDOUTS)
def test_citations_lead_to_references_and_back(built: Built, name: str) -> None:
    press = load_project(Disk(ROOT), [GUIDE])[0].press
    assert press is not None
    references = press.guides[GUIDE].references
    assert len(references) >= 20
    with pikepdf.open(built.path(name)) as pdf:
        named = _destinations(pdf)
        links = [
            (number, target) for number, page in enumerate(pdf.pages) for target in _links(page)
        ]
    for _, target in links:
        assert target in named, f"the link to {target} leads nowhere"
    for key in references:
        mark_pages = {number for number, target in links if target == f"ref-{key}"}
        back_pages = {number for number, target in links if target == f"cite-{key}-1"}
        assert mark_pages, f"no mark leads to {key}"
        begins = named[f"ref-{key}"]  # an entry may go on on the next page
        assert back_pages, f"the entry of {key} does not lead back"
        assert back_pages <= {begins, begins + 1}
        assert named[f"cite-{key}-1"] in mark_pages


@pytest.mark.parametrize("name", HANDOUTS)
def test_bookmarks_and_contents_name_the_pages_of_the_chapters(built: Built, name: str) -> None:
    press = load_project(Disk(ROOT), [GUIDE])[0].press
    assert press is not None
    with pikepdf.open(built.path(name)) as pdf:
        named = _destinations(pdf)
        with pdf.open_outline() as outline:
            titles = [item.title.replace("\N{NO-BREAK SPACE}", " ") for item in outline.root]
    document = pypdfium2.PdfDocument(built.path(name))
    front = (document[number].get_textpage().get_text_bounded() for number in range(1, 4))
    contents = " ".join(" ".join(front).split())
    for chapter in press.guides[GUIDE].chapters:
        assert chapter.title in titles
        page = named[f"chapter-{chapter.id}"] + 1
        assert str(page) in re.findall(rf"(\d+) {re.escape(chapter.title)}", contents)


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_fetched_and_only_our_fonts_are_used(built: Built, name: str) -> None:
    with pikepdf.open(built.path(name)) as pdf:
        fonts = {
            str(item.FontName)
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        }
    assert fonts
    own = [each.name.replace(" ", "") for each in typefaces().families]
    assert all(any(name in font.replace("-", "") for name in own) for font in fonts), fonts


@pytest.mark.parametrize("name", SHEETS)
def test_the_code_leads_to_the_printed_address(built: Built, name: str) -> None:
    press = load_project(Disk(ROOT), [GUIDE])[0].press
    assert press is not None
    address = press.guides[GUIDE].settings.address
    page = pypdfium2.PdfDocument(built.path(name))[0]
    [code] = zxingcpp.read_barcodes(page.render(scale=3).to_pil().convert("L"))
    assert code.text == address
    assert address.removeprefix("https://") in page.get_textpage().get_text_bounded()


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        ("handout-a4", ["999", "111", "112"], ["911"]),
        ("handout-letter", ["911"], ["999", "NHS 111", "112"]),
        ("sheet-a4", ["999", "112"], ["911"]),
        ("sheet-letter", ["911"], ["999", "112"]),
    ],
)
def test_emergency_numbers_are_those_of_the_region(
    built: Built, name: str, ours: list[str], theirs: list[str]
) -> None:
    document = pypdfium2.PdfDocument(built.path(name))
    pages = list(range(min(2, len(document))))
    text = " ".join(document[page].get_textpage().get_text_bounded() for page in pages)
    text = " ".join(text.split())
    for number in ours:
        assert re.search(rf"\b{number}\b", text), f"{number} is not on the first two pages"
    for number in theirs:
        assert not re.search(rf"\b{number}\b", text), f"{number} is of the other region"


def _destinations(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Return the page, from 0, of each named destination."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    names = pdf.Root.Names.Dests.Names
    return {
        str(names[index]): pages[names[index + 1][0].objgen] for index in range(0, len(names), 2)
    }


def _links(page: pikepdf.Page) -> list[str]:
    found = []
    for annotation in page.obj.get("/Annots", []):
        action = annotation.get("/A", pikepdf.Dictionary())
        target = annotation.get("/Dest", action.get("/D"))
        if target is not None:
            found.append(str(target))
    return found
