"""E-book: a guide as EPUB 3.3 with the metadata of EPUB Accessibility 1.1.

Templates make every file: one of XHTML a chapter, the cover, the navigation document and the
package document. Here they are linked with each other, given the pages of the A4 handout, and
packed together with figures, fonts and style.
"""

from __future__ import annotations

import re
import uuid
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from backpocket.diagnostics import Diagnostic, Place, has_errors
from backpocket.draw.tokens import put_in, tokens_of
from backpocket.model.editions import Edition
from backpocket.model.pictures import PictureFile
from backpocket.render.ebook.container import container
from backpocket.render.ebook.pagination import handout_pages, mark_pages, starts
from backpocket.render.ebook.plates import COVER, file_path, in_pixels, plate_path, plates
from backpocket.render.ebook.roles import give_roles, name_tables
from backpocket.render.jobs import Job, Rendered, Result
from backpocket.render.links import ids, leads_nowhere, places_of
from backpocket.render.pages import make_page, render_template
from backpocket.render.xhtml import EPUB_TYPE, XHTML, as_xml, leaves, parsed, written
from backpocket.translation import mark

__all__ = ["render"]

_STYLE = "epub.css"
_NAVIGATION = "nav.xhtml"
_FRONT = 2
"""How many files stand before the contents: the cover and the first page."""
_SCHEMES = frozenset(["figure", "picture", "qr", "cover", "own", "logo"])
"""What the address of a picture begins with in a page."""
_NO_ID = re.compile(r"[^A-Za-z0-9]++")
_MEDIA = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}
_PARTS = (
    ("glossary", mark("Plain words")),
    ("bibliography", mark("Sources")),
    ("colophon", mark("About")),
)


@dataclass(frozen=True)
class _Item:
    """A file of the book as its package document lists it; ``reading`` if it is one to read."""

    path: str
    data: bytes
    media: str
    properties: str = ""
    reading: bool = False

    @property
    def id(self) -> str:
        return "file-" + _NO_ID.sub("-", self.path)


def render(job: Job, edition: Edition) -> Result:
    """Make the files of the book and pack them."""
    place = Place(f"content/{job.workshop.guide.name} ({edition.name})")
    texts, diagnostics = _texts(job, edition, place)
    pages, found = handout_pages(job)
    diagnostics += found
    if texts is None or pages is None or has_errors(diagnostics):
        return None, diagnostics
    order = [name for tree in texts.values() for name in ids(tree)]
    _mark_pages(texts.values(), starts(pages, order, "cover"))
    shown = [each for tree in texts.values() for each in tree.iter() if _is_drawn(each)]
    asked = list(dict.fromkeys(each.attrib["src"] for each in shown))
    files = {name: file for name, file in job.workshop.drawings.files.items() if name in asked}
    drawn, found = plates(job, edition, [name for name in asked if name not in files])
    diagnostics += found
    nav, found = _navigation(job, edition, texts, len(pages), place)
    diagnostics += found
    if nav is None or has_errors(diagnostics):
        return None, diagnostics
    texts = _in_order(texts, nav)
    for each in shown:
        address = each.attrib["src"]
        file = files.get(address)
        plate = plate_path(address, _ending(edition, address))
        each.set("src", file_path(address, file) if file else plate)
    diagnostics += _link(texts, place)
    style, found = _style_item(job, edition)
    diagnostics += found
    fonts = _font_items(job)
    items = [*_text_items(texts), *_plate_items(edition, drawn), *_file_items(files), style, *fonts]
    packed, found = _packed(job, edition, items, len(pages), place)
    diagnostics += found
    if has_errors(diagnostics):
        return None, diagnostics
    data = container(packed, job.workshop.guide.settings.written)
    return Rendered(data, pages=0, type_size=0), diagnostics


def _texts(
    job: Job, edition: Edition, place: Place
) -> tuple[dict[str, etree.Element] | None, list[Diagnostic]]:
    """Return the XHTML files by name in reading order; their links are still those of one page."""
    page, diagnostics = make_page(job.workshop, edition, job.numbers)
    if page is None:
        return None, diagnostics
    files: dict[str, etree.Element] = {}
    for name, text in leaves(as_xml(page)).items():
        root, found = parsed(text, place)
        diagnostics += found
        if root is not None:
            name_tables(root)
            give_roles(root)
            files[name] = root
    return files, diagnostics


def _is_drawn(element: etree.Element) -> bool:
    """Tell a picture that still stands under its address in the press."""
    return element.get("src", "").partition(":")[0] in _SCHEMES


def _mark_pages(trees: Iterable[etree.Element], begins: Iterable[str]) -> None:
    """Set the marker of each page where it starts."""
    pages: dict[str, list[int]] = {}
    for number, name in enumerate(begins, 1):
        pages.setdefault(name, []).append(number)
    for tree in trees:
        mark_pages(tree, pages)


def _navigation(
    job: Job, edition: Edition, texts: Mapping[str, etree.Element], pages: int, place: Place
) -> tuple[etree.Element | None, list[Diagnostic]]:
    """Return the navigation document: contents, landmarks and the list of pages."""
    start = job.workshop.guide.chapters[0].id
    landmarks = [
        ("cover", "cover", mark("Cover")),
        ("titlepage", "in-short", mark("In short")),
        ("toc", "toc", mark("Contents")),
        ("bodymatter", f"chapter-{start}", mark("Start of the guide")),
    ]
    for part, title in _PARTS:
        for tree in texts.values():
            sections = (
                each for each in tree.iter(f"{XHTML}section") if each.get(EPUB_TYPE) == part
            )
            heads = (each.get("aria-labelledby", "") for each in sections)
            landmarks += [(part, head, title) for head in islice(heads, 1)]
    template = ["epub/nav.xhtml.j2"]
    text, found = render_template(job.workshop, edition, template, landmarks=landmarks, pages=pages)
    if text is None:
        return None, found
    nav, faults = parsed(text, place)
    return nav, [*found, *faults]


def _link(texts: Mapping[str, etree.Element], place: Place) -> Iterator[Diagnostic]:
    """Lead links from file to file; a link to nowhere is an error."""
    where = places_of(texts)
    for here, tree in texts.items():
        for link in tree.iter():
            mark, name = link.get("href", "")[:1], link.get("href", "")[1:]
            if mark != "#":
                continue
            target = where.get(name)
            if target is None:
                yield leads_nowhere(name, "not in the book", place)
            else:
                link.set("href", f"{'' if target == here else target}#{name}")


def _in_order(texts: Mapping[str, etree.Element], nav: etree.Element) -> dict[str, etree.Element]:
    """Put the contents after the cover and the first page."""
    names = list(texts)
    front = {name: texts[name] for name in names[:_FRONT]}
    return {**front, _NAVIGATION: nav, **{name: texts[name] for name in names[_FRONT:]}}


def _text_items(texts: Mapping[str, etree.Element]) -> Iterable[_Item]:
    for name, tree in texts.items():
        has_drawing = any(str(each.tag).endswith("}svg") for each in tree.iter())
        properties = "nav" if name == _NAVIGATION else "svg" if has_drawing else ""
        media = "application/xhtml+xml"
        yield _Item(name, written(tree), media, properties, reading=True)


def _ending(edition: Edition, address: str) -> str:
    """Return how the name of a drawing ends, and so what kind of file it is."""
    if not edition.pixels:
        return "svg"
    return "jpg" if address == COVER else "png"


def _plate_items(edition: Edition, drawn: Mapping[str, str]) -> Iterable[_Item]:
    """Yield the drawings; shelves and devices that show no SVG have the cover as a JPEG."""
    for address, svg in drawn.items():
        ending = _ending(edition, address)
        if ending != "jpg":
            data = svg.encode() if ending == "svg" else in_pixels(svg, ending)
            yield _Item(plate_path(address, ending), data, _MEDIA[ending])
        if address == COVER:
            jpeg = in_pixels(svg, "jpg")
            yield _Item(plate_path(address, "jpg"), jpeg, _MEDIA["jpg"], "cover-image")


def _file_items(files: Mapping[str, PictureFile]) -> Iterable[_Item]:
    return [_Item(file_path(name, file), file.data, file.media) for name, file in files.items()]


def _style_item(job: Job, edition: Edition) -> tuple[_Item, list[Diagnostic]]:
    """Return the style, with its tokens put in."""
    typefaces = job.workshop.typefaces
    tokens, diagnostics = tokens_of(job.sources, edition.stylesheets)
    text, found = put_in(job.sources[_STYLE], {**tokens, **typefaces.tokens})
    return _Item(f"styles/{_STYLE}", text.encode(), "text/css"), [*diagnostics, *found]


def _font_items(job: Job) -> Iterable[_Item]:
    """Return the fonts, and the licence that they are given on under."""
    typefaces = job.workshop.typefaces
    family = typefaces.text
    for name in (family.regular, family.bold, family.licence_file):
        media = "font/ttf" if name.endswith(".ttf") else "text/plain"
        yield _Item(f"fonts/{name}", job.workshop.disk.read(typefaces.folder / name), media)


def _packed(
    job: Job, edition: Edition, items: list[_Item], pages: int, place: Place
) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Return all files by their path in the container."""
    guide = job.workshop.guide
    kind = f"/{edition.name}" if edition.pixels else ""  # a book of its own on the same shelf
    address = f"{guide.settings.address}#{guide.name}{kind}"
    names = {
        "items": items,
        "pages": pages,
        # One for all versions of a guide: readers keep its place and notes when it is renewed.
        "identifier": uuid.uuid5(uuid.NAMESPACE_URL, address).urn,
    }
    files = {f"EPUB/{item.path}": item.data for item in items}
    diagnostics: list[Diagnostic] = []
    for path, template in (
        ("EPUB/package.opf", "epub/package.opf.j2"),
        ("META-INF/container.xml", "epub/container.xml.j2"),
    ):
        text, found = render_template(job.workshop, edition, [template], **names)
        diagnostics += found
        if text is not None:
            diagnostics += parsed(text, place)[1]
            files[path] = text.encode()
    return files, diagnostics
