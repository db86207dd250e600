"""What a screen reader meets: each thing as what it is, whole, named, and in a sensible order."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pikepdf
import pytest

from backpocket.draw.drawings import frames
from backpocket.model.editions import Edition
from tests.builds import PDFS, Built, Studio, Texts
from tests.render.pdf.conftest import NAMES, Spoken

HANDOUTS = [edition for edition in PDFS if edition.form == "handout"]
SHEETS = [edition for edition in PDFS if edition.form == "sheet"]
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


def ids(edition: Edition) -> str:
    return edition.name


@pytest.mark.parametrize("name", NAMES)
def test_headings_start_with_the_first_and_skip_none(spoken: Spoken, name: str) -> None:
    levels = [int(tag.kind[1]) for tag in spoken[name].all(*HEADINGS)]
    assert levels[0] == 1
    for before, after in pairwise(levels):
        assert after <= before + 1


@pytest.mark.parametrize("edition", SHEETS, ids=ids)
def test_sheet_is_read_in_a_sensible_order(
    spoken: Spoken, studio: Studio, edition: Edition
) -> None:
    """What may be dangerous first, then the rule for all moves, then the moves."""
    sheet = studio.guide.sheet
    assert sheet is not None
    blocks = [f"{number} {block.name}" for number, block in enumerate(sheet.block, 1)]
    found = [_bare(tag.text) for tag in spoken[edition.name].all(*HEADINGS)]
    danger = f"Danger: {studio.guide.settings.topic} with any of these"
    order = [sheet.title, danger, "Go, ease or stop", *blocks]
    assert found == [_bare(text) for text in (*order, "Tick the days")]


@pytest.mark.parametrize("edition", HANDOUTS, ids=ids)
def test_handout_is_read_from_cover_to_sources(
    spoken: Spoken, studio: Studio, built: Built, edition: Edition
) -> None:
    guide = studio.guide
    found = [_bare(tag.text) for tag in spoken[edition.name].all("H1")]
    titles = [guide.settings.title, *(chapter.title for chapter in guide.chapters)]
    assert found == [_bare(title) for title in titles]
    with pikepdf.open(built.path(edition.name)) as pdf, pdf.open_outline() as outline:
        assert [_bare(item.title) for item in outline.root] == found


@pytest.mark.parametrize("edition", PDFS, ids=ids)
def test_every_word_of_the_page_is_read(spoken: Spoken, studio: Studio, edition: Edition) -> None:
    """Nothing is cut, and large print and ink-light lose nothing."""
    read = _bare(spoken[edition.name].text)
    texts = _Texts()
    texts.feed(studio.html(edition))
    assert len(texts.found) > 50
    for text in texts.found:
        assert _bare(text) in read, f"“{text}” is not read"


@pytest.mark.parametrize("edition", PDFS, ids=ids)
def test_lists_and_tables_are_whole(spoken: Spoken, studio: Studio, edition: Edition) -> None:
    """As many as the page has, however many pages each goes over."""
    html = studio.html(edition)
    tags = spoken[edition.name]
    lists = len(re.findall(r"<(?:ul|ol|dl)\b", html))
    assert len(list(tags.all("L", "TOC"))) == lists
    assert len(list(tags.all("Table"))) == html.count("<table")
    items = len(re.findall(r"<li\b|glossary-entry", html))
    assert len(list(tags.all("LI", "TOCI"))) == items
    for tag in tags.all("L"):
        assert {kid.kind for kid in tag.kids} == {"LI"}
    for tag in tags.all("LI"):
        assert [kid.kind for kid in tag.kids] in (["LBody"], ["Lbl", "LBody"])


@pytest.mark.parametrize("edition", HANDOUTS, ids=ids)
def test_cells_have_their_headers(spoken: Spoken, edition: Edition) -> None:
    for table in spoken[edition.name].all("Table"):
        heads = [kid for kid in table.kids if kid.kind == "THead"]
        bodies = [kid for kid in table.kids if kid.kind == "TBody"]
        assert list(table.kids) == [*heads, *bodies]
        for cell in (cell for head in heads for cell in head.all("TH")):
            assert str(cell.attributes["/Scope"]) == "/Column"
        for cell in (cell for body in bodies for cell in body.all("TH")):
            assert str(cell.attributes["/Scope"]) == "/Row"
        assert heads or all(row.kids[0].kind == "TH" for row in table.all("TR"))
        widths = {len(row.kids) for row in table.all("TR")}
        assert len(widths) == 1, "rows of different lengths"


@pytest.mark.parametrize("edition", HANDOUTS, ids=ids)
def test_terms_are_labels_of_their_meanings(
    spoken: Spoken, studio: Studio, edition: Edition
) -> None:
    read = {
        _bare(item.kids[0].text): _bare(item.kids[1].text)
        for item in spoken[edition.name].all("LI")
        if len(item.kids) == 2
    }
    for term in studio.guide.terms.values():
        also = f" ({', '.join(term.also)})" if term.also else ""
        assert read[_bare(f"{term.term}{also}:")] == _bare(term.meaning)


@pytest.mark.parametrize("edition", PDFS, ids=ids)
def test_figures_say_what_they_show(spoken: Spoken, studio: Studio, edition: Edition) -> None:
    """Position, moving part and support, in the editor's words; icons say nothing."""
    guide = studio.guide
    told = [figure.alt for figure in spoken[edition.name].all("Figure")]
    if edition.form == "handout":
        wanted = [frame.alt for move in guide.moves.values() for frame in frames(move).values()]
        wanted += [picture.alt for picture in guide.pictures.values()]
    else:
        assert guide.sheet is not None
        shown = [name for block in guide.sheet.block for name in block.moves]
        wanted = [frames(guide.moves[name])["end"].alt for name in shown]
        assert told[0] == f"QR code to {guide.settings.address}"
    assert set(wanted) <= set(told)
    assert all(len(alt.split()) <= 25 for alt in told)


@pytest.mark.parametrize("edition", PDFS, ids=ids)
def test_figures_lie_on_the_page(built: Built, edition: Edition) -> None:
    """Their boxes are in points from the lower left corner, as readers that zoom in expect."""
    with pikepdf.open(built.path(edition.name)) as pdf:
        width, height = (float(value) for value in pdf.pages[0].mediabox[2:])
        found = [
            [float(value) for value in item.A.BBox]
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
    assert found
    for left, bottom, right, top in found:
        assert -1 <= left < right <= width + 1
        assert -1 <= bottom < top <= height + 1
        assert right - left > 20


@pytest.mark.parametrize("edition", HANDOUTS, ids=ids)
def test_running_feet_are_artifacts(texts: Texts, spoken: Spoken, edition: Edition) -> None:
    read = spoken[edition.name].text
    pages = texts[edition.name]
    for number, characters in enumerate(pages[1:], 2):
        foot = f"Page {number} of {len(pages)}"
        unread = "".join(each["text"] for each in characters if each["mcid"] is None)
        assert foot in unread
        assert foot not in read


@pytest.mark.parametrize("edition", HANDOUTS, ids=ids)
def test_contents_are_read_with_their_pages(
    spoken: Spoken, studio: Studio, edition: Edition
) -> None:
    [contents] = spoken[edition.name].all("TOC")
    read = [_bare(entry.text) for entry in contents.all("TOCI")]
    for entry, chapter in zip(read, studio.guide.chapters, strict=True):
        assert re.fullmatch(r"\d+" + re.escape(_bare(chapter.title)), entry)


@pytest.mark.parametrize("edition", HANDOUTS, ids=ids)
def test_links_say_where_they_lead(spoken: Spoken, edition: Edition) -> None:
    links = [name for link in spoken[edition.name].all("Link") for name in link.links]
    assert len(links) > 100
    for name in links:
        assert not re.match(r"(?:ref|cite|chapter|term|move)-", name), name
    assert "Source 1" in links
    assert "Page that cites source 1" in links


@pytest.mark.parametrize("edition", PDFS, ids=ids)
def test_short_days_are_read_in_full(spoken: Spoken, edition: Edition) -> None:
    read = [tag.expansion for tag in spoken[edition.name].all("Span") if tag.expansion]
    week = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    plan = 1 if edition.form == "handout" and not edition.large_print else 0  # there, in full
    assert read == week * (4 + plan)


def _bare(text: str) -> str:
    """Leave out spaces, which lines and pages break at, and what has no width."""
    return re.sub(r"[\s\u2060]+", "", text)


class _Texts(HTMLParser):
    """Finds the runs of text of a page's body."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_body = False

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self._in_body = self._in_body or tag == "body"

    def handle_data(self, data: str) -> None:
        if self._in_body and data.strip():
            self.found.append(data.strip())
