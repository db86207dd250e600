"""Trees: a page that a template made becomes HTML whose addresses are relative to it.

Templates tell addresses from the root of the site. Here they are told from the page, links to a
part of a guide lead to the page that has it, and what belongs to e-books alone goes.
"""

from __future__ import annotations

import posixpath
import xml.etree.ElementTree as etree
from collections.abc import Iterator, Mapping

from backpocket.diagnostics import Diagnostic, Place
from backpocket.render.ebook.roles import give_roles
from backpocket.render.links import ids, leads_nowhere, places_of
from backpocket.render.xhtml import as_xml, parsed

__all__ = ["link", "read", "relative", "rooted", "written"]

_ADDRESSES = ("href", "src", "srcset", "data-motion")
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_ALIGNED = {
    "text-align: left;": "left", "text-align: right;": "right", "text-align: center;": "centre",
}  # fmt: skip


def read(text: str, place: Place) -> tuple[etree.Element | None, list[Diagnostic]]:
    """Parse a page that a template made; a link that leads where none may is an error."""
    root, diagnostics = parsed(as_xml(text), place)
    if root is not None:
        give_roles(root)
        for element in root.iter():
            _make_plain(element)
        for section in root.iter("section"):
            if not _is_headed(section):
                section.tag = "div"  # nothing names it
    return root, diagnostics


def _is_headed(element: etree.Element) -> bool:
    """Say whether an element has a heading that is not one of a section in it."""
    return any(
        each.tag in _HEADINGS or (each.tag != "section" and _is_headed(each)) for each in element
    )


def _make_plain(element: etree.Element) -> None:
    """Take out name spaces, what says things to e-readers alone, and styles of single elements.

    A page obeys a policy that lets none of these in. The numbers of items stand in ``value`` too.
    """
    element.tag = str(element.tag).rpartition("}")[2]
    for name in [name for name in element.attrib if name.startswith("{") or ":" in name]:
        del element.attrib[name]
    style = element.attrib.pop("style", "").strip()
    if style in _ALIGNED:
        element.set("class", _ALIGNED[style])


def link(pages: Mapping[str, etree.Element], place: Place) -> Iterator[Diagnostic]:
    """Lead links to parts of a guide to the pages, by their paths, that have these parts."""
    where = places_of(pages)
    for path, root in pages.items():
        own = set(ids(root))
        for element in root.iter("a"):
            sign, name = element.get("href", "")[:1], element.get("href", "")[1:]
            if sign != "#" or name in own:
                continue
            target = where.get(name)
            if target is None:
                yield leads_nowhere(name, "on no page of the site", place)
            elif target != path:
                top = name == _first_part(pages[target])
                element.set("href", target if top else f"{target}#{name}")


def _first_part(root: etree.Element) -> str:
    """Return the name of what a page begins with: a link to it needs no name."""
    return next((each.get("id", "") for each in root.iter("article")), "")


def relative(root: etree.Element, path: str) -> None:
    """Tell the addresses of a page, which are told from the root of the site, from its own path."""
    folder = posixpath.dirname(path)
    body = root.find("body")
    if body is not None:
        body.set("data-up", "../" * (folder.count("/") + 1) if folder else "")
    for element in root.iter():
        for name in _ADDRESSES:
            address = element.get(name, "")
            if not address or address[0] == "#" or address.partition("#")[0].find(":") >= 0:
                continue
            target, sign, part = address.partition("#")
            element.set(name, posixpath.relpath(target, folder or ".") + sign + part)


def rooted(root: etree.Element, base: str) -> None:
    """Tell the addresses of a page that is shown at any path from one place, the root of the site.

    Without an address of the site that is the root of its host, where hosts look for such a page.
    """
    head = root.find("head")
    if head is not None:
        head.insert(1, etree.Element("base", {"href": base}))


def written(root: etree.Element) -> bytes:
    """Write a page as HTML."""
    body = etree.tostring(root, encoding="unicode", method="html")
    return f"<!DOCTYPE html>\n{body}\n".encode()
