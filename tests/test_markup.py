"""Markup: Markdown with the marks of a guide to HTML; cases in ``golden/markup``."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpocket.markup.html import Directive, Prose, inline, parts, plain, topics

from .conftest import HERE, Golden

CASES = sorted((HERE / "golden" / "markup").iterdir())
VARIABLES = {
    "region.emergency": "Call 999 or go to A&E.",
    "move.plank.hold": "10 to 15 seconds",
    "brand.name": "Corner *Shop*",
    "brand.url": "https://shop.example.com",
    "html": "<b>{{ brand.name }}</b>",
}


def shown(part: Prose | Directive) -> str:
    """Write a part of a chapter as lines of HTML; no-break spaces are made visible."""
    if isinstance(part, Directive):
        return f"<!-- ::{part.name} {part.argument} -->".replace("  ", " ")
    headings = [f"<!-- h{each.level} #{each.id}: {each.text} -->" for each in part.headings]
    return "\n".join([*headings, part.html]).replace("\N{NO-BREAK SPACE}", "&nbsp;")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_markup(case: Path, golden: Golden) -> None:
    found = parts((case / "in.md").read_text(encoding="utf-8"), VARIABLES, "prefix")
    text = "".join(f"{shown(part)}\n\n" for part in found)
    if case.name == "topics":
        text = ""
        for topic in topics(found):
            heading = topic.heading
            text += f"== {heading.id if heading else '-'}\n"
            text += "".join(f"side: {box}\n" for box in topic.side)
            text += "".join(f"{shown(part)}\n\n" for part in topic.parts)
    golden(case / "out.html", text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("A *word*\n  and  more.", "A <em>word</em> and more."),
        ("1. May", "1. May"),
        ("# 1 of 2", "# 1~of 2"),
        ("- none", "- none"),
        ("> 5 points", "&gt; 5~points"),
        ("[a]: b", "[a]: b"),
        ("a | b", "a | b"),
        ("!!! key", "!!! key"),
        ("::diary", "::diary"),
        ("one\n\ntwo", "one two"),
        ("3 to 5 times", "3~to~5~times"),
        ("A&E, {{ move.plank.hold }}", "A&amp;E, 10~to~15~seconds"),
        ("&copy; &lt;&#60;&#x263A;&unknown;&#7;", "© &lt;&#60;☺&amp;unknown;"),
        ("<p>x</p>", "&lt;p&gt;x&lt;/p&gt;"),
        ("phy\N{SOFT HYPHEN}sio &shy;&#173;x", "physio x"),
        ("Rest [@a].", 'Rest~<span class="cite" data-keys="a"></span>.'),
        ("[x](move:plank)", '<a class="to-move" href="#move-plank">x</a>'),
    ],
)
def test_inline(text: str, html: str) -> None:
    assert inline(text, VARIABLES).replace("\N{NO-BREAK SPACE}", "~") == html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The *plank* & [more](move:plank) [@a; @b].", "The plank & more."),
        ("A&E {{ move.plank.hold }}", "A&E 10 to 15 seconds"),
        ("5 < 6 “so” <b>", "5 < 6 “so” <b>"),
    ],
)
def test_plain(text: str, words: str) -> None:
    assert plain(text, VARIABLES) == words


INLINE = [
    "[@a]",
    "[@",
    "](",
    "move:",
    "{{ html }}",
    "<b>",
    "![",
    "[^",
    "&copy;",
    "&#7;",
    *"{|*`&\\éx ",
]
BLOCKS = [
    '!!! key "T"',
    "::diary",
    "\n\n",
    "\n    ",
    "- ",
    "1. ",
    "# ",
    "## ",
    "--|--\n",
    "===\n",
    ":   ",
]
ODD = ["\n", "\x02", "\x03", "🦵", "\u2028"]


@given(
    st.lists(st.sampled_from(INLINE + BLOCKS + ODD) | st.text(max_size=3), max_size=25).map("".join)
)
def test_any_text_becomes_well_formed_html(text: str) -> None:
    pieces = [part.html for part in parts(text, VARIABLES, "p") if isinstance(part, Prose)]
    for html in [*pieces, inline(text, VARIABLES)]:
        printable = "".join(char for char in html if char.isprintable() or char.isspace())
        root = etree.fromstring(f"<x>{printable}</x>")
        assert not {each.tag for each in root.iter()} & {"b", "script"}
    topics(parts(text, VARIABLES, "p"))
    assert "\n" not in plain(text, VARIABLES)
