"""Markup: Markdown with the marks of a guide to HTML; cases in ``golden/markup``."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpocket.characters import invisible
from backpocket.diagnostics import Diagnostic, as_lines
from backpocket.markup.body import ChapterBody, Directive, Prose, Topic, chapter_body
from backpocket.markup.elements import block_tree
from backpocket.markup.html import inline, plain
from backpocket.markup.lines import LINE, line_of
from backpocket.markup.media import Medium
from backpocket.model.source import Source
from tests.conftest import HERE, Golden

CASES = sorted((HERE / "golden" / "markup").iterdir())
VARIABLES = {
    "region.emergency": "Call 999 or go to A&E.",
    "move.plank.hold": "10 to 15 seconds",
    "brand.name": "Corner *Shop*",
    "brand.url": "https://shop.example.com",
    "html": "<b>{{ brand.name }}</b>",
}


def body(text: str) -> tuple[ChapterBody | None, list[Diagnostic]]:
    return chapter_body(Source("a.md", f"# Title\n{text}"), VARIABLES, "prefix")


def shown(topic: Topic) -> Iterator[str]:
    """Write a topic as lines of HTML; no-break spaces are made visible."""
    heading = topic.heading
    yield (
        f"== h{heading.level} #{heading.id} in line {heading.line}: {heading.text}"
        if heading
        else "=="
    )
    for part in topic.parts:
        yield f"::{part.name} {part.argument}" if isinstance(part, Directive) else part.html


@pytest.mark.parametrize("medium", ["paper", "book", "text"])
def test_each_medium_shows_marks_in_its_own_way(medium: Medium, golden: Golden) -> None:
    case = HERE / "golden" / "markup" / "marks-of-editors"
    source = Source("a.md", f"# Title\n{(case / 'in.md').read_text(encoding='utf-8')}")
    found, _ = chapter_body(source, VARIABLES, "prefix", medium, notes=25)
    assert found is not None
    assert found.notes == 28
    text = "".join(f"{line.rstrip()}\n\n" for topic in found.topics for line in shown(topic))
    golden(case / f"{medium}.html", text.replace("\N{NO-BREAK SPACE}", "&nbsp;"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_markup(case: Path, golden: Golden) -> None:
    found, faults = body((case / "in.md").read_text(encoding="utf-8"))
    assert found is not None
    parts = [line for topic in found.topics for line in shown(topic)]
    parts += [line for fault in faults for line in as_lines(fault)]
    text = "".join(f"{part.rstrip()}\n\n" for part in parts)
    golden(case / "out.html", text.replace("\N{NO-BREAK SPACE}", "&nbsp;"))


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
        ("[x](move:a\\_b)", '<a class="to-move" href="#move-a_b">x</a>'),
        ("[x](https://a.org/a\\_b)", '<a class="outside" href="https://a.org/a_b">x</a>'),
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
    "[^1]",
    "~~",
    "~",
    "^2^",
    "https://a.org/",
    "a@b.org",
    "&copy;",
    "&#7;",
    *"{|*`&\\éx ",
]
BLOCKS = [
    '!!! key "T"',
    "::diary",
    "\n\n",
    "\n\n[^1]: ",
    "- [ ] ",
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
    st.lists(st.sampled_from(INLINE + BLOCKS + ODD) | st.text(max_size=3), max_size=25).map(
        "".join
    ),
    st.sampled_from([None, "paper", "book", "text"]),
)
def test_any_text_becomes_well_formed_html(text: str, medium: Medium | None) -> None:
    found, _ = chapter_body(Source("a.md", f"# Title\n{text}"), VARIABLES, "prefix", medium)
    assert found is not None
    pieces = [part.html for each in found.topics for part in each.parts if isinstance(part, Prose)]
    for html in [*pieces, inline(text, VARIABLES)]:
        printable = "".join(char for char in html if not list(invisible(char)))
        root = etree.fromstring(f"<x xmlns:epub='e'>{printable}</x>")
        assert not {each.tag for each in root.iter()} & {"b", "script"}
    assert "\n" not in plain(text, VARIABLES)


def test_brackets_that_nothing_closes_are_text() -> None:
    many = "[" * 30_000  # for ever, if the end of each were looked for through all of them
    assert inline(many, {}) == many
    assert inline("[(example.org)", {}) == "[(example.org)"
    assert inline(f"[{'a' * 2000}](https://example.org)", {}).count("<a ") == 0
    assert inline(f"[{'a' * 900}](https://example.org/{'b' * 900})", {}).count("<a ") == 1


def test_a_chapter_that_is_too_deep_leaves_no_trace_in_the_next() -> None:
    text = "- One\n\n    Two\n\n!!! key\n    Three\n"
    before = body(text)
    deep, faults = body("- " * 1200 + "x")
    assert deep is None
    assert [each.code for each in faults] == ["E113"]
    assert body(text) == before


@pytest.mark.parametrize(
    ("numbers", "counted"),
    [
        ([1, 2, 3], [1, 2, 3]),
        ([1, 1, 1], [1, 2, 3]),
        ([1, 3, 4], [1, 3, 4]),
        ([1, 9, 2, 30], [1, 9, 10, 30]),
        ([4, 5], [4, 5]),
        ([4, 8, 8], [4, 8, 9]),
    ],
)
def test_items_have_the_numbers_that_were_written(numbers: list[int], counted: list[int]) -> None:
    """As CSS counts them, for pages, and as HTML does, for the e-book."""
    text = "\n".join(f"{number}. Item" for number in numbers)
    [listed] = block_tree(text, {}).iter("ol")
    css, html = ([int(listed.get("start", 1)) - 1] for _ in range(2))
    reset = listed.get("style", "counter-reset: list-item 0")
    assert reset == f"counter-reset: list-item {css[0]}"
    for item in listed:
        step = item.get("style", "counter-increment: list-item 1")
        css.append(css[-1] + int(step.removeprefix("counter-increment: list-item ")))
        html.append(int(item.get("value", html[-1] + 1)))
    assert css[1:] == html[1:] == counted


LINES = """
Before.
!!! key
    A box without a title
    goes on.

    - Item
    - Item

        Inner

| A | B |
|---|---|
| Item | Item |

- # In a list

Setext
------
::diary
> Quote
> goes on

Word
:   Meaning

    code &amp; <

*Last* [@a]
"""


def test_each_block_knows_its_line() -> None:
    root = block_tree(LINES, {}, first_line=11)
    lines = ["", *LINES.split("\n")]
    found = [(each.tag, line_of(each)) for each in root.iter() if each.get(LINE)]
    assert found == [
        ("p", 12), ("div", 13), ("p", 13), ("p", 14), ("ul", 17), ("li", 17), ("li", 18),
        ("p", 18), ("p", 20), ("table", 22), ("thead", 22), ("tr", 22), ("th", 22), ("th", 22),
        ("tbody", 24), ("tr", 24), ("td", 24), ("td", 24), ("ul", 26), ("li", 26), ("h1", 26),
        ("h2", 28), ("directive", 30), ("blockquote", 31), ("p", 31), ("dl", 34), ("dt", 34),
        ("dd", 35), ("p", 35), ("p", 37), ("p", 39),
    ]  # fmt: skip
    assert lines[39 - 10].startswith("*Last*")
