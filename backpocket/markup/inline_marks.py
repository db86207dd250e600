"""Inline marks: what a line of Markdown has here that it has not elsewhere.

Citations, places in the guide, addresses, and what is struck out, lowered or raised.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import Any

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import (
    InlineProcessor,
    SimpleTagInlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from backpocket.markup.bare_addresses import BARE_ADDRESS, within_sentence
from backpocket.markup.cited_keys import CITATION, cited
from backpocket.markup.marks import ENTITY, entity_text
from backpocket.model.addresses import objection

__all__ = ["LINK_NAMES", "REFUSED", "SIMPLE_MARKS", "InlineMarks"]

LINK_NAMES = ("move", "term", "chapter")
"""What stands before the colon of a link to a place in the guide."""

REFUSED = "data-refused"
"""The attribute of a link that leads where none may: its target, now that it has no ``href``."""

SIMPLE_MARKS = {
    "del": re.compile(r"(?<!~)(~~)(?=[^\s~])((?:[^~\n]|\n(?![ \t]*\n)|~(?!~))+)(?<=[^\s~])~~(?!~)"),
    "sub": re.compile(r"(?<=[\w)])(~)([^\s~]+)~(?!~)"),
    "sup": re.compile(r"(?<=[\w)])(\^)([^\s^]+)\^"),
}
"""What is struck out, lowered and raised, as in pandoc. Extensions for these fail on some texts."""


class InlineMarks(Extension):
    """Citations and links of the guide; no raw HTML, and no addresses written in entities."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (Markdown's name)
        md.preprocessors.deregister("html_block")
        for name in ("html", "entity", "automail"):
            md.inlinePatterns.deregister(name)
        for name in _BRACKETED:
            _bound(md.inlinePatterns[name])
        md.inlinePatterns.register(_Citations(CITATION.pattern, md), "citation", 185)
        md.inlinePatterns.register(_Addresses(BARE_ADDRESS.pattern, md), "bare", 115)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(_STROKE, "br"), "stroke", 182)
        for tag, pattern in SIMPLE_MARKS.items():
            md.inlinePatterns.register(SimpleTagInlineProcessor(pattern.pattern, tag), tag, 55)
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "~", "^"]
        md.treeprocessors.register(_Tables(md), "table-scopes", 4)
        md.treeprocessors.register(_Links(md), "guide-links", -1)  # when escapes are undone


_STROKE = r"\\\n"
"""A stroke at the end of a line ends it, as two blanks do (CommonMark 0.31.2, section 6.7)."""

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
