"""Figures: the pictures of a chapter, each in a paragraph of its own, with its caption."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator

import markdown
from markdown.treeprocessors import Treeprocessor

from backpocket.markup.cited_keys import CITATION
from backpocket.markup.lines import LINE
from backpocket.model.pictures import picture_address

__all__ = ["OWN", "PictureBlocks", "has_own_place"]

OWN = "own"
"""The class of a picture that stands where it can be set."""


def has_own_place(image: etree.Element) -> bool:
    """Say whether a picture stands in a figure."""
    return image.get("class") == OWN


class PictureBlocks(Treeprocessor):
    """A paragraph of pictures alone becomes a figure for each; ``title`` is its caption.

    ``line`` reads the words of a caption.
    """

    def __init__(self, md: markdown.Markdown, line: Callable[[str], etree.Element]) -> None:
        super().__init__(md)
        self._line = line

    def run(self, root: etree.Element) -> None:
        for parent in list(root.iter()):
            for index, child in reversed(list(enumerate(parent))):
                if child.tag == "p" and _is_of_pictures(child):
                    parent[index : index + 1] = list(self._figures(child))

    def _figures(self, paragraph: etree.Element) -> Iterator[etree.Element]:
        for image in paragraph:
            name, caption = image.get("src", ""), image.get("title", "")
            figure = etree.Element("figure", {"class": "picture", LINE: paragraph.get(LINE, "0")})
            attributes = {
                "class": OWN,
                "src": picture_address(name),
                "alt": self._plain(image.get("alt", "")),
            }
            etree.SubElement(figure, "img", attributes)
            if caption.strip():
                words = etree.SubElement(figure, "figcaption")
                for part in self._line(caption).iter("p"):
                    words.text, words[:] = part.text, list(part)
            figure.tail = "\n"
            yield figure

    def _plain(self, text: str) -> str:
        return " ".join("".join(self._line(text).itertext()).split())


def _is_of_pictures(paragraph: etree.Element) -> bool:
    return (
        len(paragraph) > 0
        and not (paragraph.text or "").strip()
        and all(each.tag == "img" and not (each.tail or "").strip() for each in paragraph)
        and all(_is_whole(each) for each in paragraph)
    )


def _is_whole(image: etree.Element) -> bool:
    """Say whether a picture has words for those who cannot see it, and no sources in them."""
    alt = image.get("alt", "")
    return bool(image.get("src") and alt.strip()) and not CITATION.search(alt)
