"""The e-book: its container, metadata, navigation, pages, figures, links and style."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as etree
import zipfile
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from backpocket.draw.drawings import frames
from backpocket.markup.html import plain
from backpocket.model.dose import Sets
from backpocket.model.guide import Press
from backpocket.render.png import png_of
from tests.builds import Built
from tests.places import GUIDE, ROOT
from tests.render.ebook.conftest import EPUB_TYPE, NAMES, Book, words
from tests.styles import typefaces

X = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"


# --- The container -------------------------------------------------------------------------


def test_the_container_is_in_its_form(book: Book) -> None:
    with zipfile.ZipFile(book.path) as archive:
        first, *rest = archive.infolist()
    assert (first.filename, first.compress_type, first.extra) == (
        "mimetype",
        zipfile.ZIP_STORED,
        b"",
    )
    assert book.files["mimetype"] == b"application/epub+zip"
    assert [item.filename for item in rest] == sorted(item.filename for item in rest)
    assert {item.date_time for item in (first, *rest)} == {(2026, 11, 27, 0, 0, 0)}
    assert {item.create_system for item in (first, *rest)} == {3}


def test_the_book_is_small(book: Book) -> None:
    assert book.path.stat().st_size <= 400_000


def test_the_manifest_lists_every_file_once(book: Book) -> None:
    listed = [item.get("href") for item in book.package.iterfind(".//opf:item", NAMES)]
    own = {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    assert sorted(f"EPUB/{path}" for path in listed) == sorted(set(book.files) - own)


def test_fonts_are_embedded_whole_with_their_licence(book: Book) -> None:
    style = book.files["EPUB/styles/epub.css"].decode()
    named = re.findall(r'url\("\.\./fonts/([^"]+)"\)', style)
    family = typefaces().text
    assert named == [family.regular, family.bold]
    for name in [*named, family.licence_file]:
        assert book.files[f"EPUB/fonts/{name}"] == (ROOT / "styles" / "fonts" / name).read_bytes()
    assert b"SIL OPEN FONT LICENSE Version 1.1" in book.files[f"EPUB/fonts/{family.licence_file}"]


# --- Metadata ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("dc:title", ["Lower back pain when running"]),
        ("dc:language", ["en-GB"]),
        ("dc:creator", ["The Backpocket editors"]),
        ("dc:publisher", ["WholyMe"]),
        ("dc:date", ["2026-11-27"]),
        ("dcterms:modified", ["2026-11-27T00:00:00Z"]),
        ("dcterms:conformsTo", [CONFORMANCE]),
        ("a11y:certifiedBy", ["The Backpocket editors"]),
        ("schema:accessMode", ["textual", "visual"]),
        ("schema:accessModeSufficient", ["textual", "textual,visual"]),
        ("schema:accessibilityHazard", ["none"]),
        (
            "schema:accessibilityFeature",
            [
                "alternativeText",
                "ARIA",
                "displayTransformability",
                "pageBreakMarkers",
                "pageNavigation",
                "readingOrder",
                "structuralNavigation",
                "tableOfContents",
                "unlocked",
            ],
        ),
        ("rendition:layout", ["reflowable"]),
    ],
)
def test_metadata(book: Book, name: str, values: list[str]) -> None:
    assert book.metadata(name) == values


def test_the_book_says_what_made_it(book: Book) -> None:
    [generator] = book.package.iterfind(".//opf:meta[@name='generator']", NAMES)
    assert generator.get("content") == "Backpocket 0.1.0"


def test_the_book_says_who_claims_and_how_accessible_it_is(book: Book) -> None:
    [claim] = book.package.iterfind(".//opf:meta[@property='dcterms:conformsTo']", NAMES)
    [certifier] = book.package.iterfind(".//opf:meta[@property='a11y:certifiedBy']", NAMES)
    assert certifier.get("refines") == f"#{claim.get('id')}"
    [summary] = book.metadata("schema:accessibilitySummary")
    assert len(summary.split()) > 30
    [source] = book.metadata("pageBreakSource")
    assert "A4" in source
    assert "version 2.0" in source
    [identifier] = book.metadata("dc:identifier")
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", identifier)


# --- Navigation ----------------------------------------------------------------------------


def nav(book: Book, kind: str) -> list[etree.Element]:
    [found] = [item for item in book.nav.iter(f"{X}nav") if item.get(EPUB_TYPE) == kind]
    return list(found.iter(f"{X}a"))


def test_every_chapter_and_move_is_in_the_contents_in_order(book: Book, press: Press) -> None:
    guide = press.guides[GUIDE]
    shown = [words(link) for link in nav(book, "toc")]
    titles = [chapter.title for chapter in guide.chapters]
    assert [text for text in shown if text in titles] == titles
    assert {move.name for move in guide.moves.values()} <= set(shown)


def test_the_contents_follow_the_reading_order(book: Book) -> None:
    order = [
        f"{name}#{element.get('id')}"
        for name, text in book.texts.items()
        for element in text.iter()
        if element.get("id")
    ]
    places = [order.index(f"EPUB/{link.get('href')}") for link in nav(book, "toc")]
    assert places == sorted(places)


def test_landmarks(book: Book) -> None:
    kinds = [link.get(EPUB_TYPE) for link in nav(book, "landmarks")]
    assert kinds == [
        *["cover", "titlepage", "toc", "bodymatter"],
        *["glossary", "bibliography", "colophon"],
    ]


def test_the_book_has_a_cover(book: Book) -> None:
    """To read, in lines that fit each screen; on a shelf, as a JPEG."""
    [item] = book.package.iterfind(".//opf:item[@properties='cover-image']", NAMES)
    assert item.get("media-type") == "image/jpeg"
    shelf = Image.open(io.BytesIO(book.files[f"EPUB/{item.get('href')}"]), formats=["JPEG"])
    assert shelf.size == (1000, 1500)
    path = "figures/cover-front.svg"
    cover = etree.fromstring(book.files[f"EPUB/{path}"])
    assert not list(cover.iter(f"{SVG}text")), "letters on the cover need a font"
    drawn = Image.open(io.BytesIO(png_of(book.files[f"EPUB/{path}"].decode())))
    for picture in (drawn.convert("RGB"), shelf.resize((600, 900))):
        below = picture.crop((0, 600, 600, 840))
        assert len(below.getcolors(1 << 20) or ()) > 5, "the picture of the cover is not to be seen"
    assert book.reading[0] == "EPUB/cover.xhtml"
    assert f'src="{path}"' in book.files["EPUB/cover.xhtml"].decode()


def test_the_compatible_book_is_the_same_in_dots(book: Book, compatible: Book) -> None:
    """It says the same, and no drawing is a file of SVG."""
    kinds = {item.get("media-type") for item in compatible.package.iterfind(".//opf:item", NAMES)}
    assert not kinds & {"image/svg+xml"}
    assert {"image/jpeg", "image/png"} <= kinds
    assert compatible.metadata("dc:identifier") != book.metadata("dc:identifier")
    assert compatible.metadata("dc:title") == book.metadata("dc:title")
    said = [[words(text) for text in each.texts.values()] for each in (book, compatible)]
    assert said[0] == said[1]
    shown = [path for _, _, path in compatible.links("img", "src")]
    assert len(shown) == len(list(book.links("img", "src"))) > 20
    for path in shown:
        picture = Image.open(io.BytesIO(compatible.files[path.removesuffix("#")]))
        assert picture.width >= 900, path


def test_each_file_has_one_main_heading_and_no_level_is_left_out(book: Book) -> None:
    for name, text in book.texts.items():
        levels = [
            int(each.tag[-1]) for each in text.iter() if re.fullmatch(rf"{X}h[1-6]", each.tag)
        ]
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        assert all(b - a <= 1 for a, b in pairwise(levels)), f"{name}: {levels}"
        assert text.get("lang") == "en-GB"
        assert text.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"
        assert words(text.find(".//x:title", NAMES))  # type: ignore[arg-type]


ROLES = {"toc": "doc-toc", "page-list": "doc-pagelist"} | {
    kind: f"doc-{kind}"
    for kind in (
        *["abstract", "bibliography", "biblioref", "chapter", "colophon", "cover"],
        *["glossary", "notice", "pagebreak", "tip"],
    )
}
NO_ROLE = {"landmarks", "titlepage", "frontmatter", "bodymatter"}


def test_what_a_part_is_stands_in_its_role_too(book: Book) -> None:
    seen = set()
    for name, text in book.texts.items():
        for element in text.iter():
            kind = element.get(EPUB_TYPE)
            if kind is None or element.tag == f"{X}body" or name == "EPUB/nav.xhtml":
                continue
            seen.add(kind)
            assert kind in ROLES or kind in NO_ROLE, f"{name}: {kind}"
            assert element.get("role") == ROLES.get(kind), f"{name}: {kind}"
    assert set(ROLES) - seen == {"toc", "page-list"}


# --- Pages ---------------------------------------------------------------------------------


def destinations(path: Path) -> tuple[dict[str, int], int]:
    """Return the page, from 1, of each named place of a PDF, and how many pages it has."""
    with pikepdf.open(path) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        found = {}
        for name, target in names.items():
            place = target.D if isinstance(target, pikepdf.Dictionary) else target
            found[str(name)] = pages[place[0].objgen]
        return found, len(pdf.pages)


def test_the_page_list_is_that_of_the_a4_handout(book: Book, built: Built) -> None:
    places, pages = destinations(built.path("handout-a4"))
    listed = nav(book, "page-list")
    assert [words(link) for link in listed] == [str(number) for number in range(1, pages + 1)]

    markers = []
    compared = 0
    for name, text in book.texts.items():
        parents = {child: parent for parent in text.iter() for child in parent}
        for element in text.iter():
            if element.get("role") != "doc-pagebreak":
                continue
            number = len(markers) + 1
            markers.append(f"{name.removeprefix('EPUB/')}#{element.get('id')}")
            assert element.get("aria-label") == f"Page {number}"
            around = [parents[element], *parents[element][:2]]
            ids = [each.get("id") for each in around if each.get("id") in places]
            if number > 1 and ids:
                compared += 1
                assert places[str(ids[0])] == number, f"page {number} starts at {ids[0]}"
    assert markers == [link.get("href") for link in listed]
    assert compared >= pages // 2


# --- Figures -------------------------------------------------------------------------------


def test_every_picture_has_an_alternative_and_is_there(book: Book) -> None:
    count = 0
    for name, text in book.texts.items():
        for picture in text.iter(f"{X}img"):
            count += 1
            assert (picture.get("alt") or "").strip(), name
            svg = etree.fromstring(book.files[f"EPUB/{picture.get('src')}"])
            assert svg.get("role") == "img"
            assert words(svg.find(f"{SVG}title"))  # type: ignore[arg-type]
            assert not list(svg.iter(f"{SVG}text")), "the letters of a picture are outlines"
    assert count > 20


def test_every_move_shows_its_figures_with_the_alternatives_of_the_content(
    book: Book, press: Press
) -> None:
    pictures = {
        picture.get("src"): picture.get("alt")
        for text in book.texts.values()
        for picture in text.iter(f"{X}img")
    }
    for move in press.guides[GUIDE].moves.values():
        named = frames(move)
        assert {"start", "end"} <= set(named)
        for name, frame in named.items():
            assert pictures[f"figures/{move.id}-{name}.svg"] == plain(frame.alt, {})


# --- Links and words -----------------------------------------------------------------------


def test_every_link_leads_somewhere(book: Book) -> None:
    ids = {
        f"{name}#{element.get('id', '')}"
        for name, text in book.texts.items()
        for element in text.iter()
    }
    for name, _, target in book.links():
        assert target in ids, f"{name} links to {target}"


def test_citations_and_references_lead_to_each_other(book: Book, press: Press) -> None:
    there, back = set(), set()
    where = {}
    for name, text in book.texts.items():
        for item in text.iter(f"{X}li"):
            if (item.get("id") or "").startswith("ref-"):
                where |= {link: f"{name}#{item.get('id')}" for link in item.iter(f"{X}a")}
    for name, link, target in book.links():
        if link.get("role") == "doc-biblioref":
            there.add((f"{name}#{link.get('id')}", target))
        elif link.get("role") == "doc-backlink":
            back.add((target, where[link]))
    assert there == back
    assert len({reference for _, reference in there}) == len(press.guides[GUIDE].references)


def test_what_to_do_in_an_emergency_is_said_for_each_region(book: Book, press: Press) -> None:
    text = words(book.texts[book.reading[3]])
    assert book.reading[3].endswith("danger-signs.xhtml")
    uk, us = (f"In the {region.name}: {region.emergency}" for region in press.regions.values())
    assert 0 < text.index(uk) < text.index(us)
    for sign in press.guides[GUIDE].safety.sign:
        assert plain(sign.text, {}) in text


def test_every_dose_is_that_of_the_content(book: Book, press: Press) -> None:
    cards = {
        element.get("id"): words(element)
        for text in book.texts.values()
        for element in text.iter(f"{X}section")
    }
    for move in press.guides[GUIDE].moves.values():
        card = cards[f"move-{move.id}"]
        sets = f", {move.dose.sets} round" if isinstance(move.dose.sets, Sets) else ""
        assert f" {move.dose.hold} {move.dose.reps}" in card
        assert sets in card
        assert f" {move.dose.often}" in card
        for step in move.steps:
            assert plain(step, {}) in card


# --- Style ---------------------------------------------------------------------------------


def test_the_style_leaves_type_and_colours_to_the_reader(book: Book) -> None:
    style = book.files["EPUB/styles/epub.css"].decode()
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    assert "color-scheme: light dark" in style
    assert not re.findall(r"font-size:\s*[\d.]+(?!em|[\d.])\w+", style), "type in em only"
    assert not re.findall(r"[\d.]+(?:pt|mm|cm|rem)\b", style)
    assert set(re.findall(r"(?<![-\w])color:\s*([^;]+)", style)) <= {"inherit"}
    assert set(re.findall(r"background:\s*([^;]+)", style)) == {
        *["rgba(128, 128, 128, 0.12)", "none"],
        "#ffffff",  # the card behind a drawing
        "#6a8ca5",  # the key of the ladder's bars, in a colour that shows on white and on black
        (
            "repeating-linear-gradient(-45deg, #ffe2bd 0, #ffe2bd 0.2em, "
            "#b5530b 0.2em, #b5530b 0.3em)"
        ),
    }
    assert "!important" not in style
    assert "justify" not in style.replace("justify-content", "")
