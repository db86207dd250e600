"""Elements: the Markdown of chapters and data fields as a tree, and a tree as HTML.

Python-Markdown does the work; here are the additions of :mod:`backpocket.markup.marks`. Citations
leave as empty ``<span class="cite" data-keys="…">``, with ``data-cited`` if there are words in
them, and get their numbers when the whole edition is
known (:mod:`backpocket.render.citations`). Raw HTML is never passed on. Each block knows its line:
see :mod:`backpocket.markup.lines`.
"""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Mapping
from functools import cache

import markdown
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension, slugify, slugify_unicode
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    ImageInlineProcessor,
)
from markdown.serializers import to_xhtml_string
from markdown.util import Registry
from markupsafe import Markup

from backpocket.characters import invisible, without_soft_hyphens
from backpocket.markup.blanks import regular
from backpocket.markup.inline_marks import InlineMarks
from backpocket.markup.lines import LINE, number_lines
from backpocket.markup.lists_and_tables import ListsAndTables, number_items
from backpocket.markup.marks import DIRECTIVE, ENTITY, entity_text
from backpocket.markup.notes import Notes
from backpocket.markup.picture_blocks import PictureBlocks
from backpocket.markup.tasks import Tasks

__all__ = [
    "DIRECTIVE_TAG",
    "NO_BREAK",
    "block_tree",
    "line_tree",
    "to_html",
]

NO_BREAK = "\N{NO-BREAK SPACE}"

DIRECTIVE_TAG = "directive"
"""The tag that stands for a line ``::name argument``; both are its attributes."""

_AFTER_NUMBER = re.compile(r"(?<=\d) (?=\[?[A-Za-z])")
_FRAME = re.compile(r" (?=\([A-C]\))")
_RANGE = re.compile(r"(?<=\d) to (?=\d)")
_VARIABLE = re.compile(r"\{\{\s*+([\w.-]++)\s*+\}\}")


def block_tree(text: str, variables: Mapping[str, str], first_line: int = 1) -> etree.Element:
    """Return the blocks of a chapter as the children of one element, each with its line.

    Raises RecursionError if lists or boxes stand too deep within each other.
    """
    try:
        return _tree(_block_converter(), _prepared(text, variables), first_line)
    except RecursionError:
        _block_converter.cache_clear()  # it still thinks itself in those lists
        raise


def line_tree(text: str, variables: Mapping[str, str]) -> etree.Element:
    """Return one line of Markdown as an element around its paragraph, if it has one."""
    return _tree(_line_converter(), _prepared(" ".join(text.split()), variables), 1)


def _tree(converter: markdown.Markdown, text: str, first_line: int) -> etree.Element:
    converter.reset()
    lines = text.split("\n")
    for preprocessor in converter.preprocessors:
        lines = preprocessor.run(lines)
    is_blocks = "olist" in converter.parser.blockprocessors
    root = converter.parser.parseDocument(regular(lines) if is_blocks else lines).getroot()
    assert root is not None
    number_lines(root, lines, first_line)
    number_items(root, lines, first_line)
    for treeprocessor in converter.treeprocessors:
        treeprocessor.run(root)
    return root


def to_html(elements: Iterable[etree.Element]) -> Markup:
    """Write elements one after the other, without white space around them."""
    around = etree.Element("div")
    around.extend(elements)
    for element in around.iter():
        element.attrib.pop(LINE, None)
    text: str = to_xhtml_string(around)
    return Markup(text.removeprefix("<div>").removesuffix("</div>").strip())


def _prepared(text: str, variables: Mapping[str, str]) -> str:
    """Put the variables in, and tie to each other what must not part at a line end."""
    text = _VARIABLE.sub(lambda match: _value(variables, match), text)
    text = without_soft_hyphens(ENTITY.sub(_entity, text))
    text = text.replace(" [@", f"{NO_BREAK}[@").replace(" [-@", f"{NO_BREAK}[-@")
    text = _FRAME.sub(NO_BREAK, text)
    text = _RANGE.sub(f"{NO_BREAK}to{NO_BREAK}", text)
    return _AFTER_NUMBER.sub(NO_BREAK, text)


def _value(variables: Mapping[str, str], match: re.Match[str]) -> str:
    """Return a value on one line, so that all else stays on its own."""
    return variables.get(match[1], match[0]).replace("\n", " ")


def _entity(match: re.Match[str]) -> str:
    """Return the character of ``&copy;``: XHTML has no names but those of its own signs.

    A sign that Markdown may take for its own stays a number, and so means nothing but itself. A
    character that cannot be printed is left out: a rule objects to it.
    """
    text = entity_text(match[0])
    if text == match[0]:
        return f"&amp;{match['name']};"
    if text in ("<", ">", "&", '"'):
        return match[0]
    return "" if list(invisible(text)) else "".join(map(_literal, text))


def _literal(char: str) -> str:
    if char in "\t\n\r":
        return " "
    return char if not char.isascii() or char.isalnum() or char == " " else f"&#{ord(char)};"


def _slug(text: str, separator: str) -> str:
    """Return the id of a heading, in ASCII; in Punycode (RFC 3492) if its letters are of others."""
    letters = filter(str.isalpha, unicodedata.normalize("NFKD", text))
    if all(map(str.isascii, letters)):
        return slugify(text, separator)
    return slugify_unicode(text, separator).encode("punycode").decode("ascii")


@cache
def _block_converter() -> markdown.Markdown:
    extensions: list[str | Extension] = [
        "sane_lists",
        "admonition",
        "def_list",
        TocExtension(slugify=_slug, marker=""),
        InlineMarks(),
        _Directives(),
        _Pictures(),
        Notes(_own_tree),
        ListsAndTables(),
    ]
    return markdown.Markdown(extensions=extensions, output_format="xhtml")


@cache
def _line_converter() -> markdown.Markdown:
    """Return the converter of a single line: “1. May” or “# 1” is text there, not a block."""
    converter = markdown.Markdown(extensions=[InlineMarks()], output_format="xhtml")
    blocks: Registry[BlockProcessor] = Registry()
    blocks.register(ParagraphProcessor(converter.parser), "paragraph", 10)
    converter.parser.blockprocessors = blocks
    return converter


class _Directives(Extension):
    """Lines ``::name argument``, which end what stands before them."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (Markdown's name)
        md.parser.blockprocessors.register(_DirectiveProcessor(md.parser), "directive", 95)


class _Pictures(Extension):
    """Pictures, each in a paragraph of its own."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (Markdown's name)
        md.inlinePatterns.deregister("image_link")
        image = ImageInlineProcessor(IMAGE_LINK_RE, md)
        md.inlinePatterns.register(image, "image_link", 186)  # before what may stand in its words
        md.treeprocessors.register(PictureBlocks(md, _own_tree), "figures", -2)
        md.treeprocessors.register(Tasks(md), "tasks", 25)  # before the words are read


class _DirectiveProcessor(BlockProcessor):
    def test(self, parent: etree.Element, block: str) -> bool:
        is_root = parent.tag == "div" and not parent.attrib
        return is_root and DIRECTIVE.search(block) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        match = DIRECTIVE.search(block)
        assert match is not None
        before, after = block[: match.start()].rstrip(), block[match.end() :].removeprefix("\n")
        if before:
            self.parser.parseBlocks(parent, [before])
        argument = match["argument"] or ""
        etree.SubElement(parent, DIRECTIVE_TAG, {"name": match["name"], "argument": argument})
        if after.strip():
            blocks.insert(0, after)


def _own_tree(text: str) -> etree.Element:
    return line_tree(text, {})
