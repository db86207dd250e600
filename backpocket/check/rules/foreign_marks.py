"""Foreign marks: what other tools make of signs that would be printed here as they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.markup.blanks import ITEM_NUMBER
from backpocket.markup.code_spans import without_code
from backpocket.markup.inline_marks import SIMPLE_MARKS

__all__ = ["RULES"]


@dataclass(frozen=True)
class _Foreign:
    """A mark that is not used here; ``blocks`` tells that only chapters can have it.

    One that is looked for ``in_code`` as well could itself be taken for a code span.
    """

    what: str
    hint: str
    pattern: re.Pattern[str]
    blocks: bool = False
    in_code: bool = False


_BEGINNING = rf"^(?:[ \t>*+-]|{ITEM_NUMBER})*"

_BULLETS = "•‣⁃◦●○■□▪▫·∙➢➤►✓✔"
"""What other programs begin a line of a list with."""

_FOREIGN = (
    _Foreign(
        "a fenced block of code cannot be set",
        "write the words as a paragraph, or in a box",
        re.compile(r"^[ \t>]*+(?:```[^`\n]*$|~~~)", re.MULTILINE),
        blocks=True,
        in_code=True,
    ),
    _Foreign(
        "this sign begins no list",
        "write - and a blank before each line of a list",
        re.compile(rf"^[ \t>]*+(?P<at>[{_BULLETS}]) *+(?=\S)", re.MULTILINE),
        blocks=True,
    ),
    _Foreign(
        "a dash begins no list",
        "write - and a blank before each line of a list",
        re.compile(r"^[ \t>]*+(?P<at>[–—]) [^\n]++\n(?:[ \t]*+\n)?[ \t>]*+[–—] ", re.MULTILINE),
        blocks=True,
    ),
    _Foreign(
        "letters number no list",
        "write 1., 2. and so on",
        re.compile(
            r"^[ \t>]*+(?P<at>\(?[aA][.)]) [^\n]++\n(?:[ \t]*+\n)?[ \t>]*+\(?[bB][.)] ",
            re.MULTILINE,
        ),
        blocks=True,
    ),
    _Foreign(
        "a number in brackets begins no list",
        "write 1., 2. and so on",
        re.compile(r"^[ \t>]*+(?P<at>\(1\)) [^\n]++\n(?:[ \t]*+\n)?[ \t>]*+\(2\) ", re.MULTILINE),
        blocks=True,
    ),
    _Foreign(
        "nothing follows this stroke",
        "delete it; a stroke ends a line only if another follows, and \\\\ is the sign itself",
        re.compile(r"(?<!\\)(?:\\\\)*(?P<at>\\)[ \t]*+(?=\n[ \t]*+(?:\n|\Z)|\Z)"),
        blocks=True,
    ),
    _Foreign(
        "an attribute list is not used here",
        "delete it; how a text looks is said in styles/",
        re.compile(r"(?<![\\{])\{(?::|[.#][A-Za-z])[^{}\n]*\}"),
    ),
    _Foreign(
        "mathematics cannot be set",
        "write it in words, or with signs such as × and ÷",
        re.compile(r"(?<![\\$\w])\$(?:\$|(?=[^\s$\d])[^$\n]{0,200}[^\s$\\]\$(?!\w))"),
    ),
    _Foreign(
        "an abbreviation is not declared here",
        "write it out where it first stands, or put it into glossary.toml",
        re.compile(r"^ {0,3}\*\[[^\]\n]+\]:", re.MULTILINE),
        blocks=True,
    ),
    _Foreign(
        "a box that folds up cannot be printed",
        'write !!! do "Title", and set its text in by 4 spaces',
        re.compile(r"^[ \t>]*+\?\?\?\+?(?= )", re.MULTILINE),
        blocks=True,
    ),
    _Foreign(
        "this box is not in the form of this press",
        'write !!! note "Title", and set its text in by 4 spaces',
        re.compile(r"^[ \t]*+>[ \t]*+\[![A-Za-z]{1,30}\]", re.MULTILINE),
        blocks=True,
    ),
    _Foreign(
        "a line across is not set here",
        "delete it, or write ## and a heading",
        re.compile(
            r"(?:(?<=\n\n) {0,3}(?:-[ \t]*+){3,}"
            r"|^ {0,3}(?:(?:\*[ \t]*+){3,}|(?:_[ \t]*+){3,}))$",
            re.MULTILINE,
        ),
        blocks=True,
    ),
    _Foreign(
        "the list of contents is made by itself",
        "delete this; ::contents says where it stands",
        re.compile(r"^ {0,3}\[{1,2}_{0,2}(?:TOC|toc)_{0,2}\]{1,2}[ \t]*+$", re.MULTILINE),
        blocks=True,
    ),
    _Foreign(
        "a note within the text is not used here",
        "write [^a] here, and [^a]: and its words below the paragraph",
        re.compile(r"(?<!\\)\^\[(?=\S)"),
    ),
    _Foreign(
        "templates have no place in a text",
        "write {{ NAME }} for a value that is written once",
        re.compile(r"(?<!\\)\{%"),
    ),
    _Foreign(
        "a name between colons makes no picture",
        "write the word, or a sign that the fonts have",
        re.compile(r"(?<![\w:/]):[a-z][a-z0-9_+-]{1,30}:(?![\w:/])"),
    ),
    _Foreign(
        "a command of TeX means nothing here",
        "delete it; pages are broken by themselves",
        re.compile(r"^ {0,3}\\[a-z]{3,30}(?:\{[^{}\n]{0,100}\})?[ \t]*+$", re.MULTILINE),
        blocks=True,
    ),
    _Foreign(
        "these signs strike nothing out",
        "write ~~words~~ in one paragraph, without blanks inside the signs, or \\~\\~",
        re.compile(r"(?<![\\~])~~(?!~)"),
    ),
    _Foreign(
        "these signs mark nothing",
        "write **words** for what matters most",
        re.compile(r"(?<![\\=])==(?=[^\s=])[^=\n]{0,200}[^\s=]==(?!=)"),
    ),
    _Foreign(
        "this box to tick is not in its form",
        "write - [ ] and a blank before the words, or - [x] for one that is ticked",
        re.compile(
            rf"^[ \t>]*+(?:[*+-]|{ITEM_NUMBER}) ++"
            r"(?P<at>\[(?: ?\](?![ (])|\](?= )|[xX]\](?![ (])))",
            re.MULTILINE,
        ),
        blocks=True,
    ),
    _Foreign(
        "this line begins as a heading does",
        "write ## and a space before a heading, and \\# for the sign itself",
        re.compile(rf"{_BEGINNING}(?P<at>#)#*+(?=\S)", re.MULTILINE),
        blocks=True,
    ),
    _Foreign(
        "tabs make no table",
        "write | Sign | What to do | with a line of | --- | --- | below the first row",
        re.compile(r"(?<=[^\s*+\->.|])\t(?=[ \t]*+[^\s|])"),
        blocks=True,
    ),
    _Foreign(
        "a letter was lost here before the file was saved",
        "write the letter again",
        re.compile("\N{REPLACEMENT CHARACTER}"),
    ),
)


@rule("E118", purpose="No mark is printed as it was typed.")
def marks_are_of_this_press(subject: Subject) -> Iterator[Diagnostic]:
    for source in subject.loaded.sources:
        if source.is_chapter:
            for foreign, at in _found(source.text, blocks=True):
                yield source.error(at, "E118", foreign.what, foreign.hint)
    for fields in subject.texts:
        for key, text in fields.texts():
            for foreign, at in _found(text, blocks=False):
                place = fields.places(key, text)[at]
                yield fields.source.error(place, "E118", foreign.what, foreign.hint)


def _found(text: str, *, blocks: bool) -> Iterator[tuple[_Foreign, int]]:
    """Yield each foreign mark of a text with its offset; a line has one of a kind."""
    bare = SIMPLE_MARKS["del"].sub(lambda match: " " * len(match[0]), without_code(text))
    for foreign in _FOREIGN:
        looked_at = text if foreign.in_code else bare
        told: int | None = None
        for match in foreign.pattern.finditer(looked_at) if blocks or not foreign.blocks else ():
            if told is None or "\n" in looked_at[told : match.end()]:
                yield foreign, match.start("at" if "at" in match.groupdict() else 0)
            told = match.end()


RULES = (marks_are_of_this_press,)
