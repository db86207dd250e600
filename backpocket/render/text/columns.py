"""Columns: HTML as lines of plain text.

Headings are underlined, lists hang from their marks, and a table keeps its columns while they fit.
"""

from __future__ import annotations

import re
import textwrap
import xml.etree.ElementTree as etree
from collections.abc import Iterator, Sequence

__all__ = ["in_columns"]

_SPACES = re.compile(r"[ \t\r\n]++")
_LINE_END = "\N{LINE SEPARATOR}"
"""Where a text asks for a new line; no text of a guide has this character."""
_NO_BREAK = "\N{NO-BREAK SPACE}"
_LEFT_OUT = frozenset(["figure", "img", "svg", "style", "script"])
_UNDERLINES = {"h1": "=", "h2": "-"}
_GAP = "  "
_INLINE = frozenset(
    ["a", "abbr", "b", "br", "code", "del", "em", "i", "span", "strong", "sub", "sup", "small"]
)


def in_columns(body: etree.Element, width: int) -> str:
    """Return the words of an element in lines of at most ``width`` characters.

    >>> page = etree.fromstring("<div><h2>Hold</h2><ul><li>10 seconds</li></ul></div>")
    >>> print(in_columns(page, 72), end="")
    Hold
    ----
    <BLANKLINE>
    - 10 seconds
    """
    blocks = list(_blocks(body, width))
    while blocks and not blocks[0]:
        blocks.pop(0)
    text = "\n\n".join("\n".join(block) for block in blocks)
    return text.replace(_NO_BREAK, " ").strip("\n") + "\n"


TextBlock = list[str]
"""The lines of a paragraph, list or table; a blank line parts it from the next."""


def _blocks(element: etree.Element, width: int) -> Iterator[TextBlock]:
    """Yield the blocks of an element that holds blocks; runs of inline text are paragraphs."""
    run: list[str] = [element.text or ""]
    for child in element:
        if child.tag in _INLINE:
            run.append(_words(child))
        else:
            yield from _paragraph("".join(run), width)
            run = []
            yield from _block(child, width)
        run.append(child.tail or "")
    yield from _paragraph("".join(run), width)


def _block(element: etree.Element, width: int) -> Iterator[TextBlock]:
    tag = element.tag
    if tag in _LEFT_OUT:
        yield from _picture(element, width)
        return
    if tag in ("h1", "h2", "h3", "h4"):
        yield from _heading(element, width)
    elif tag == "p":
        yield from _paragraph(_words(element), width)
    elif tag in ("ul", "ol"):
        yield _list(element, width)
    elif tag == "dl":
        yield _definitions(element, width)
    elif tag == "table":
        yield _table(element, width)
    elif tag == "pre":
        yield ["".join(element.itertext()).strip("\n")]
    elif tag == "blockquote" or "admonition" in element.get("class", "").split():
        for block in _blocks(element, width - 4):
            yield [f"    {line}" for line in block]
    else:
        yield from _blocks(element, width)


def _picture(element: etree.Element, width: int) -> Iterator[TextBlock]:
    """Say what a picture of a chapter shows, and its caption; others are left out."""
    own = element.tag == "figure" and "picture" in element.get("class", "").split()
    for part in element if own else ():
        if part.tag == "img":
            yield from _paragraph(f"Picture: {part.get('alt', '')}", width)
        else:
            yield from _paragraph(_words(part), width)


def _heading(element: etree.Element, width: int) -> Iterator[TextBlock]:
    lines = _wrapped(_words(element), width)
    underline = _UNDERLINES.get(element.tag)
    if not underline:
        yield lines
        return
    if element.tag == "h1":
        yield [""]  # a chapter has more room above it
    yield [*lines, underline * max(map(len, lines), default=0)]


def _paragraph(text: str, width: int) -> Iterator[TextBlock]:
    lines = _wrapped(text, width)
    if lines:
        yield lines


def _list(element: etree.Element, width: int) -> TextBlock:
    items = [item for item in element if item.tag == "li"]
    ticks = "ticks" in element.get("class", "").split()
    marks = ["[ ] " if ticks else "- "] * len(items)
    if element.tag == "ol":
        numbers = _numbers(element, items)
        longest = len(f"{max(numbers, default=0)}. ")
        marks = [f"{number}. ".rjust(longest) for number in numbers]
    lines: TextBlock = []
    for mark, item in zip(marks, items, strict=True):
        hang = " " * len(mark)
        inside = [line for block in _blocks(item, width - len(mark)) for line in block]
        lines += [(hang if index else mark) + line for index, line in enumerate(inside)]
    return lines


def _numbers(element: etree.Element, items: Sequence[etree.Element]) -> list[int]:
    """Return the numbers of a list’s items, as HTML counts them."""
    numbers: list[int] = []
    following = int(element.get("start", 1))
    for item in items:
        numbers.append(int(item.get("value", following)))
        following = numbers[-1] + 1
    return numbers


def _definitions(element: etree.Element, width: int) -> TextBlock:
    """Set each word with its meaning on one line, later lines hanging."""
    lines: TextBlock = []
    word = ""
    for part in element.iter():
        if part.tag == "dt":
            word = _words(part).strip().removesuffix(":") + ":"
        elif part.tag == "dd":
            first, *rest = _wrapped(f"{word} {_words(part)}", width - 4)
            lines += [first, *(f"    {line}" for line in rest)]
    return lines


def _table(element: etree.Element, width: int) -> TextBlock:
    """Keep the columns while they fit; else write each cell after the name of its column."""
    rows = [
        [_spaced(_words(cell)) for cell in row if cell.tag in ("th", "td")]
        for row in element.iter("tr")
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + len(_GAP) * (len(widths) - 1) <= width:
        rows.insert(1, ["-" * each for each in widths])
        return [
            _GAP.join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
    head, *body = rows
    named = (f"{name}: {cell}" for row in body for name, cell in zip(head, row, strict=True))
    return [line for text in named for line in _wrapped(text, width)]


def _words(element: etree.Element) -> str:
    """Return the text of an element."""
    if element.tag in _LEFT_OUT:
        return ""
    if element.tag == "br":
        return _LINE_END
    parts: list[str] = [element.text or ""]
    for child in element:
        parts += [_words(child), child.tail or ""]
    return "".join(parts)


def _spaced(text: str) -> str:
    """Make one space of any white space; no-break spaces stay."""
    return _SPACES.sub(" ", text.replace(_LINE_END, " ")).strip(" ")


def _wrapped(text: str, width: int) -> TextBlock:
    return [line for part in text.split(_LINE_END) for line in _wrapped_line(part, width)]


def _wrapped_line(text: str, width: int) -> TextBlock:
    words = _spaced(text).split(" ")
    parted = " ".join(part for word in words for part in _parted(word, width))
    return textwrap.wrap(parted, width, break_on_hyphens=False)


def _parted(word: str, width: int) -> Iterator[str]:
    """Part a word that is longer than a line, as addresses are, after a slash or a hyphen."""
    while len(word) > width:
        room = max(word.rfind(mark, 0, width) for mark in "/-") + 1 or width
        yield word[:room]
        word = word[room:]
    yield word
