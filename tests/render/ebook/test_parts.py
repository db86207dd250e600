"""The parts that books and plain text are made with, and what is said when a part is at fault."""

from __future__ import annotations

import datetime as dt
import io
import xml.etree.ElementTree as etree
import zipfile
from pathlib import Path

import pytest

from backpocket.diagnostics import Diagnostic, Place
from backpocket.model.editions import EDITIONS
from backpocket.model.guide import Press
from backpocket.model.regions import everywhere
from backpocket.publish import publish
from backpocket.render.ebook.container import container
from backpocket.render.ebook.outlines import lacking, letters, outlined
from backpocket.render.ebook.pagination import mark_pages, starts
from backpocket.render.ebook.roles import give_roles, name_tables
from backpocket.render.xhtml import EPUB_TYPE, XHTML, as_xml, leaves, parsed, written
from tests.places import GUIDE
from tests.render.ebook.conftest import Book
from tests.styles import face_data, typefaces

SVG = "{http://www.w3.org/2000/svg}"
EBOOK = [edition for edition in EDITIONS if edition.name == "ebook"]

FONTS = face_data(typefaces())


# --- Regions -------------------------------------------------------------------------------


def test_all_regions_as_one_say_which_is_which(press: Press) -> None:
    uk, us = press.regions.values()
    one = everywhere([uk, us])
    assert one.emergency == f"United Kingdom: {uk.emergency} United States: {us.emergency}"
    assert one.emergency_number == "999 (United Kingdom) or 911 (United States)"
    assert one.clinician == "GP or doctor"
    assert one.papers == ("a4", "letter")
    assert everywhere([us]) == us


# --- XHTML ---------------------------------------------------------------------------------


def xhtml(text: str) -> etree.Element:
    """Return the one element of a text, in its namespace."""
    space = f'xmlns="{XHTML.strip("{}")}"'
    [root] = etree.fromstring(f"<body {space}>{text}</body>")
    return root


def plain(root: etree.Element) -> etree.Element:
    """Return an element without namespaces, which are long to write."""
    for each in root.iter():
        each.tag = each.tag.removeprefix(XHTML)
    return root


def given(text: str) -> etree.Element:
    """Return an element that has its roles."""
    body = etree.Element(f"{XHTML}body")
    body.append(xhtml(text))
    name_tables(body)
    give_roles(body)
    return plain(body[0])


def test_files_are_cut_at_form_feeds() -> None:
    assert leaves("\n\fa.xhtml\n<a/>\n\fb.xhtml\n\n<b/>\n") == {
        "a.xhtml": "<a/>\n",
        "b.xhtml": "<b/>\n",
    }


def test_html_becomes_xml() -> None:
    page = '<p>a&nbsp;&amp;&lt;&mdash;<br><img src="x" alt="a/b"><hr /></p>'
    assert as_xml(page) == '<p>a\u00a0&amp;&lt;—<br/><img src="x" alt="a/b"/><hr/></p>'
    assert parsed(as_xml(page), Place("x"))[1] == []


def test_a_file_has_no_prefixes_whatever_others_have_registered() -> None:
    etree.register_namespace("", "http://www.w3.org/2000/svg")
    root = etree.Element(f"{XHTML}p", {"class": "a"})
    etree.SubElement(etree.SubElement(root, f"{SVG}svg"), f"{SVG}path").tail = "1 < 2"
    lines = written(root).decode().splitlines()
    assert lines[2:] == [
        f'<p class="a" xmlns="{XHTML[1:-1]}"><svg xmlns="{SVG[1:-1]}"><path />1 &lt; 2</svg></p>'
    ]
    assert root[0].tag == f"{SVG}svg"


def test_what_is_not_xml_is_an_error_with_its_line() -> None:
    root, [found] = parsed("<p>\n<b>bold</p>", Place("content/small (ebook)"))
    assert root is None
    assert (found.code, found.is_error) == ("E410", True)
    assert "<b>bold</p>" in found.message


def test_tables_keep_their_sense_when_they_are_stacked() -> None:
    page = (
        "<table><thead><tr><th>Step</th><th>Run</th></tr></thead>"
        "<tbody><tr><td>1</td><td>a &amp; b</td></tr></tbody></table>"
    )
    table = given(page)
    head, cell = table.findall("tbody/tr/*")
    assert (head.tag, head.get("scope"), head.get("role")) == ("th", "row", "rowheader")
    assert (cell.get("data-label"), cell.get("role"), cell.text) == ("Run", "cell", "a & b")
    assert [each.get("role") for each in table.iter("th")][:2] == ["columnheader"] * 2


@pytest.mark.parametrize(("columns", "name"), [(2, None), (4, "broad"), (8, "stacked")])
def test_a_table_says_how_wide_its_words_are(columns: int, name: str | None) -> None:
    cells = "".join(f"<th>{'Monday' if column else ''}</th>" for column in range(columns))
    row = "<td>run</td>" * columns
    page = f"<table><thead><tr>{cells}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    table = given(page)
    assert table.get("class") == name
    assert [cell.get("data-label") for cell in table.findall("tbody/tr/*")][:2] == [None, "Monday"]


@pytest.mark.parametrize(
    ("kind", "role"),
    [("do", "doc-tip"), ("danger", "doc-notice"), ("note", "note"), ("shop", "note")],
)
def test_boxes_have_roles(kind: str, role: str) -> None:
    box = given(f'<div class="admonition {kind}"><p>a</p></div>')
    assert (box.get("role"), box.get("class")) == (role, f"admonition {kind}")
    assert box.get(EPUB_TYPE) == (role.removeprefix("doc-") if "-" in role else None)


def test_a_citation_is_a_reference_to_its_source() -> None:
    [link] = given('<p>So.&#160;<a class="cite" href="#ref-1">1</a></p>')
    assert (link.get("role"), link.get(EPUB_TYPE)) == ("doc-biblioref", "biblioref")


# --- Pages ---------------------------------------------------------------------------------

ORDER = ["cover", "a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("pages", "begins"),
    [
        ([[], [("a", 0, 0), ("b", 0, 9)], [("c", 0, 5)]], ["cover", "a", "c"]),
        ([[], [("a", 0, 0)], [("a", 0, 0), ("b", 0, 9)]], ["cover", "a", "b"]),
        ([[], [("b", 9, 0.2), ("a", 0, 0.1)]], ["cover", "a"]),
        ([[], [("c", 0, 0)], [("a", 0, 0), ("d", 0, 9)]], ["cover", "c", "d"]),
        ([[], [], [("b", 0, 0)], []], ["cover", "b", "b", "b"]),
        ([[], [("not in the book", 0, 0), ("a", 0, 1)]], ["cover", "a"]),
        ([[]], ["cover"]),
    ],
    ids=["first", "goes on", "left", "never back", "nothing new", "unknown", "one page"],
)
def test_where_pages_start(pages: list[list[tuple[str, float, float]]], begins: list[str]) -> None:
    assert starts(pages, ORDER, "cover") == begins


def test_markers_stand_where_they_do_no_harm() -> None:
    text = '<section id="a"><h2 id="b">B</h2><dl><div id="c">\n<dt>C</dt></div></dl></section>'
    made = xhtml(text)
    mark_pages(made, {"a": [2], "b": [3, 4], "c": [5]})
    plain(made)
    found = {each.get("id"): each for each in made.iter("span")}
    assert list(found) == ["page-2", "page-3", "page-4", "page-5"]
    assert [each.tag for each in made] == ["span", "span", "span", "h2", "dl"]
    assert found["page-5"] in list(made.find("dl/div/dt"))  # type: ignore[arg-type]
    assert found["page-5"].get("aria-label") == "Page 5"


# --- Containers and letters ----------------------------------------------------------------


def test_the_order_of_files_does_not_matter(press: Press) -> None:
    date = press.guides[GUIDE].settings.written
    files = {"b": b"2" * 999, "a": b"1"}
    assert container(files, date) == container(dict(reversed(files.items())), date)


@pytest.mark.parametrize(
    ("date", "year"), [(dt.date(1, 1, 1), 1980), (dt.date(2026, 5, 4), 2026), (dt.date.max, 2107)]
)
def test_any_date_can_be_that_of_a_book(date: dt.date, year: int) -> None:
    with zipfile.ZipFile(io.BytesIO(container({"a": b"a"}, date))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {year}


def test_words_become_lines_of_outlines() -> None:
    short = letters(FONTS, "Plank", 0, 50, 20, 400, "#000000")
    long = letters(FONTS, "Plank & plank " * 20, 0, 50, 20, 400, "#000000")
    assert short.bottom == 50
    assert long.bottom > 100
    assert short.svg.startswith('<path d="M')


def test_the_text_of_a_drawing_becomes_outlines_at_its_anchor() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg"><text x="50" y="20" font-family="A" '
        'font-size="4" text-anchor="{}" fill="#123456">Il &amp; ø</text></svg>'
    )

    def start(anchor: str) -> float:
        [path] = etree.fromstring(outlined(FONTS, svg.format(anchor)))
        assert path.get("fill") == "#123456"
        return float(path.get("d", "").removeprefix("M").split()[0])

    assert start("start") > start("middle") > start("end")
    assert start("start") == pytest.approx(50, abs=1)


def test_letters_that_no_font_has_are_named() -> None:
    assert lacking(FONTS, "Plank, Größe, 1 ≤ 2") == []
    assert lacking(FONTS, "Plank 背 and 痛") == ["痛", "背"]


# --- Faults --------------------------------------------------------------------------------


def errors(printable: Path) -> list[Diagnostic]:
    outcome = publish(printable, printable / "dist", ["small"], EBOOK)
    assert not (printable / "dist" / "small" / "small-ebook.epub").exists()
    return [item for item in outcome.diagnostics if item.is_error]


def test_a_template_that_leaves_an_element_open_is_named(printable: Path) -> None:
    template = printable / "templates" / "epub" / "questions.html.j2"
    template.write_text(template.read_text().replace("</ul>", ""), encoding="utf-8")
    [found] = errors(printable)
    assert found.code == "E410"
    assert "ebook" in found.place.path


def test_a_link_to_what_the_book_does_not_show_is_an_error(printable: Path) -> None:
    template = printable / "templates" / "epub" / "in-short.html.j2"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("#chapter-{{ chapters[0].id }}", "#appendix"), "utf-8")
    [found] = errors(printable)
    assert found.code == "E404"
    assert "“appendix”" in found.message


def test_a_title_that_the_fonts_cannot_set_on_the_cover_is_an_error(printable: Path) -> None:
    settings = printable / "content" / "small" / "guide.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('title = "Sore', 'title = "背 Sore', 1), "utf-8")
    found = [item for item in errors(printable) if item.code == "E402"]
    assert "“背”" in found[0].message


def test_a_misspelt_name_in_the_package_document_has_its_line(printable: Path) -> None:
    template = printable / "templates" / "epub" / "package.opf.j2"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("{{ identifier }}", "{{ identifer }}"), "utf-8")
    [found] = errors(printable)
    assert found.code == "E407"
    assert found.place.path == "templates/epub/package.opf.j2"
    assert found.place.line == text.split("{{ identifier }}")[0].count("\n") + 1


def test_a_small_guide_without_headings_and_pictures_makes_a_book(printable: Path) -> None:
    outcome = publish(printable, printable / "dist", ["small"], EBOOK)
    assert [item for item in outcome.diagnostics if item.is_error] == []
    book = Book(printable / "dist" / "small" / "small-ebook.epub")
    assert len(book.texts) > 4
