"""Lists and tables: a list has the numbers that were written, a row no cell that is not seen."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Sequence
from typing import Any

import markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension, TableProcessor

from backpocket.markup.blanks import ITEM_NUMBER
from backpocket.markup.lines import line_of

__all__ = ["TOO_MANY", "ListsAndTables", "number_items"]

TOO_MANY = "data-too-many"
"""The attribute of a row that says how many cells it has too many."""

_NUMBER = re.compile(r"[ >*+-]*(\d{1,3})[.)] ")


# As Python-Markdown has them for blocks that are set in by 4 blanks, but for the number.
_NUMBERED = re.compile(rf"^[ ]{{0,3}}{ITEM_NUMBER}[ ]+(.*)")
_NUMBERED_CHILD = re.compile(rf"^[ ]{{0,3}}(({ITEM_NUMBER}))[ ]+(.*)")
_SET_IN = re.compile(rf"^[ ]{{4,7}}(({ITEM_NUMBER})|[*+-])[ ]+.*")


class ListsAndTables(Extension):
    """Lists whose numbers are short, and tables that count the cells of their rows."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 (Markdown's name)
        numbered: Any = md.parser.blockprocessors["olist"]
        bullets: Any = md.parser.blockprocessors["ulist"]
        numbered.RE, numbered.CHILD_RE = _NUMBERED, _NUMBERED_CHILD
        numbered.INDENT_RE = bullets.INDENT_RE = _SET_IN
        tables = TableExtension()
        tables.extendMarkdown(md)
        md.parser.blockprocessors.register(_Table(md.parser, tables.getConfigs()), "table", 75)


class _Table(TableProcessor):
    """A table as Python-Markdown sets it, whose rows tell what it leaves out of them."""

    _split_row: Callable[[str], list[str]]  # not in the types of Python-Markdown

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        lines = blocks[0].split("\n")
        super().run(parent, blocks)
        width = len(self.separator)
        for row, line in zip(parent[-1].iter("tr"), [lines[0], *lines[2:]], strict=False):
            extra = len(self._split_row(line.strip(" "))) - width
            if extra > 0:
                row.set(TOO_MANY, "a cell" if extra == 1 else f"{extra} cells")


def number_items(root: etree.Element, lines: Sequence[str], first: int) -> None:
    """Give an item its number if the one that was written is not the next; see ``number_lines``.

    Numbers that go back, such as a list of ones, are counted on. WeasyPrint knows neither ``start``
    nor ``value``: the counter of CSS says the same.
    """
    for numbered in root.iter("ol"):
        following = int(numbered.get("start", 1))
        if following != 1:
            numbered.set("style", f"counter-reset: list-item {following - 1}")
        for item in numbered:
            match = _NUMBER.match(lines[line_of(item) - first])
            number = int(match[1]) if match else following
            if number > following:
                item.set("value", str(number))
                item.set("style", f"counter-increment: list-item {number - following + 1}")
            following = max(number, following) + 1
