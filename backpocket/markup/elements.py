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
from typing import Any

import markdown
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension, slugify, slugify_unicode
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    ImageInlineProcessor,
    InlineProcessor,
    SimpleTagInlineProcessor,
)
from markdown.serializers import to_xhtml_string
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, Registry
from markupsafe import Markup

from backpocket.characters import invisible, without_soft_hyphens
from backpocket.markup.bare_addresses import BARE_ADDRESS, within_sentence
from backpocket.markup.blanks import regular
from backpocket.markup.cited_keys import CITATION, cited
from backpocket.markup.lines import LINE, number_lines
from backpocket.markup.lists_and_tables import ListsAndTables, number_items
from backpocket.markup.marks import DIRECTIVE, ENTITY, entity_text
from backpocket.markup.notes import Notes
from backpocket.markup.picture_blocks import PictureBlocks
from backpocket.markup.tasks import Tasks
from backpocket.model.addresses import objection

__all__ = [
    "DIRECTIVE_TAG",
    "LINK_NAMES",
    "NO_BREAK",
    "REFUSED",
    "SIMPLE_MARKS",
    "block_tree",
    "line_tree",
    "to_html",
]

NO_BREAK = "\N{NO-BREAK SPACE}"

DIRECTIVE_TAG = "directive"
"""The tag that stands for a line ``::name argument``; both are its attributes."""

REFUSED = "data-refused"
"""The attribute of a link that leads where none may: its target, now that it has no ``href``."""

SIMPLE_MARKS = {
    "del": re.compile(r"(?<!~)(~~)(?=[^\s~])((?:[^~\n]|\n(?![ \t]*\n)|~(?!~))+)(?<=[^\s~])~~(?!~)"),
    "sub": re.compile(r"(?<=[\w)])(~)([^\s~]+)~(?!~)"),
    "sup": re.compile(r"(?<=[\w)])(\^)([^\s^]+)\^"),
}
"""What is struck out, lowered and raised, as in pandoc. Extensions for these fail on some texts."""

_AFTER_NUMBER = re.compile(r"(?<=\d) (?=\[?[A-Za-z])")
_FRAME = re.compile(r" (?=\([A-C]\))")
_RANGE = re.compile(r"(?<=\d) to (?=\d)")
_VARIABLE = re.compile(r"\{\{\s*+([\w.-]++)\s*+\}\}")
LINK_NAMES = ("move", "term", "chapter")
"""What stands before the colon of a link to a place in the guide."""


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
        TocExtension(slugify=_slug),
        _Additions(),
        _Directives(),
        _Pictures(),
        Notes(_own_tree),
        ListsAndTables(),
    ]
    return markdown.Markdown(extensions=extensions, output_format="xhtml")


@cache
def _line_converter() -> markdown.Markdown:
    """Return the converter of a single line: “1. May” or “# 1” is text there, not a block."""
    converter = markdown.Markdown(extensions=[_Additions()], output_format="xhtml")
    blocks: Registry[BlockProcessor] = Registry()
    blocks.register(ParagraphProcessor(converter.parser), "paragraph", 10)
    converter.parser.blockprocessors = blocks
    return converter


class _Additions(Extension):
    """Citations and links of the guide; no raw HTML, and no addresses written in entities."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (Markdown's name)
        md.preprocessors.deregister("html_block")
        for name in ("html", "entity", "automail"):
            md.inlinePatterns.deregister(name)
        for name in _BRACKETED:
            _bound(md.inlinePatterns[name])
        md.inlinePatterns.register(_Citations(CITATION.pattern, md), "citation", 185)
        md.inlinePatterns.register(_Addresses(BARE_ADDRESS.pattern, md), "bare", 115)
        for tag, pattern in SIMPLE_MARKS.items():
            md.inlinePatterns.register(SimpleTagInlineProcessor(pattern.pattern, tag), tag, 55)
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "~", "^"]
        md.treeprocessors.register(_Tables(md), "table-scopes", 4)
        md.treeprocessors.register(_Links(md), "guide-links", -1)  # when escapes are undone


_BRACKETED = (
    "reference",
    "link",
    "image_link",
    "image_reference",
    "short_reference",
    "short_image_ref",
)
"""The patterns of Python-Markdown that look for the end of a bracket."""

_LONGEST = 1000
"""How many characters the words of a link may have, and its target."""


def _bound(pattern: Any) -> None:
    """Have a pattern look for the end of a bracket nearby, and not through all of the text.

    Else a text of brackets that nothing closes takes a time that grows with its square.
    """
    text_of, link_of = pattern.getText, pattern.getLink

    def text_nearby(data: str, index: int) -> tuple[str, int, bool]:
        if data.find("]", index, index + _LONGEST) < 0:
            return "", index, False
        text, end, found = text_of(data[index : index + _LONGEST], 0)
        return text, index + end, found

    def link_nearby(data: str, index: int) -> tuple[str, str | None, int, bool]:
        href, title, end, found = link_of(data[index : index + _LONGEST], 0)
        return href, title, index + end, found

    pattern.getText, pattern.getLink = text_nearby, link_nearby


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


class _Citations(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 (Markdown's name)
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        parts = cited(m["cited"])
        element = etree.Element("span", {"class": "cite"})
        element.set("data-keys", " ".join(part.key for part in parts))
        if any(part.before or part.after for part in parts):
            element.set("data-cited", m["cited"])
        return element, m.start(0), m.end(0)


class _Addresses(InlineProcessor):
    """Addresses of the web and of mail as they stand in a sentence."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802 (Markdown's name)
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        address = within_sentence(m[0])
        scheme = "mailto:" if m["mail"] else ""
        link = etree.Element("a", {"href": f"{scheme}{address}"})
        link.text = AtomicString(address)
        return link, m.start(0), m.start(0) + len(address)


class _Links(Treeprocessor):
    """``move:plank`` becomes ``#move-plank``; links outside are marked, others lead nowhere."""

    def run(self, root: etree.Element) -> None:
        for link in root.iter("a"):
            written = link.get("href", "")
            target = ENTITY.sub(lambda match: entity_text(match[0]), written)
            scheme, _, name = target.partition(":")
            if objection(target, LINK_NAMES):
                link.set(REFUSED, target)
                del link.attrib["href"]
            elif scheme in LINK_NAMES:
                link.set("href", f"#{scheme}-{name}")
                link.set("class", f"to-{scheme}")
            else:
                link.set("class", "outside")


class _Tables(Treeprocessor):
    """Header cells say what they head, so that a screen reader can."""

    def run(self, root: etree.Element) -> None:
        for cell in root.iter("th"):
            cell.set("scope", "col")
