"""The plain text: 72 columns, all the words, and nothing but words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

import pytest

from backpocket.markup.html import plain
from backpocket.model.guide import Press
from backpocket.render.text.columns import in_columns
from tests.builds import Built
from tests.places import GUIDE


@pytest.fixture(scope="module")
def text(built: Built) -> str:
    return built.path("handout").read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def flowing(text: str) -> str:
    return " ".join(text.split())


def test_no_line_is_longer_than_72_characters(text: str) -> None:
    assert [line for line in text.split("\n") if len(line) > 72] == []
    assert text.endswith("\n")
    assert not re.search(r"[ \t]\n|\r|\t|\N{NO-BREAK SPACE}|\n{5}", text)


def test_it_ends_with_what_made_it(text: str) -> None:
    assert text.endswith("\n\nThis text was made with Backpocket 0.1.0.\n")


def test_no_markup_is_left(text: str) -> None:
    for mark in ("**", "](", "[@", "{{", "}}", "!!!", "`", "&amp;", "&nbsp;", "</", "<b", "<a"):
        assert mark not in text, mark
    assert not re.search(r"^\s*(::|#+ )", text, re.MULTILINE)


def test_all_danger_signs_and_both_regions_are_there(flowing: str, press: Press) -> None:
    for sign in press.guides[GUIDE].safety.sign:
        assert plain(sign.text, {}) in flowing
    places = [flowing.index(region.emergency) for region in press.regions.values()]
    assert places == sorted(places)


def test_all_moves_are_there_with_steps_and_doses(flowing: str, press: Press) -> None:
    for move in press.guides[GUIDE].moves.values():
        dose = move.dose
        sets = f", {dose.sets} round" if dose.sets else ""
        assert f"- Hold: {dose.hold} - How many: {dose.reps}" in flowing
        assert sets in flowing
        assert f"- How often: {dose.often} " in flowing
        steps = " ".join(f"{number}. {plain(s, {})}" for number, s in enumerate(move.steps, 1))
        assert steps in flowing
        assert plain(move.stop, {}) in flowing


def test_all_chapters_words_and_sources_are_there(flowing: str, press: Press) -> None:
    guide = press.guides[GUIDE]
    for chapter in guide.chapters:
        assert f"{chapter.title} ====" in flowing
    for term in guide.terms.values():
        assert plain(term.meaning, {}) in flowing
    joined = flowing.replace(" ", "")
    for reference in guide.references.values():
        if reference.DOI:
            assert reference.DOI in joined


CASES = {
    "a list hangs from its marks": (
        "<ol><li>one two three four five</li><li>six</li></ol>",
        "1. one two three\n   four five\n2. six\n",
    ),
    "a list within a list": (
        "<ul><li>one<ul><li>two</li></ul></li></ul>",
        "- one\n  - two\n",
    ),
    "a list has the numbers of its pages": (
        '<ol start="8"><li>one</li><li>two</li><li value="12">six</li></ol>',
        " 8. one\n 9. two\n12. six\n",
    ),
    "a quote is set in": ("<p>a</p><blockquote><p>b</p></blockquote>", "a\n\n    b\n"),
    "a table that fits keeps its columns": (
        "<table><tr><th>Run</th><th>Walk</th></tr><tr><td>1</td><td>20</td></tr></table>",
        "Run  Walk\n---  ----\n1    20\n",
    ),
    "a wide table names each cell": (
        "<table><tr><th>A very long name</th><th>Why</th></tr><tr><td>a</td><td/></tr></table>",
        "A very long name: a\nWhy:\n",
    ),
    "a long address parts after a slash": (
        "<p>https://example.org/a/long-address</p>",
        "https://example.org/\na/long-address\n",
    ),
    "a box is set in": (
        '<div class="admonition do"><p class="admonition-title">Now</p><p>Walk.</p></div>',
        "    Now\n\n    Walk.\n",
    ),
    "a picture is left out": ("<div><p>a</p><figure><p>b</p></figure><img/>c</div>", "a\n\nc\n"),
    "a line ends where it is to": (
        "<div><p>a<br/>b <i>c<br/>d</i></p>e<br/>f<table><tr><th>x<br/>y</th></tr></table></div>",
        "a\nb c\nd\n\ne\nf\n\nx y\n---\n",
    ),
    "what must not part stays together": (
        "<p>for at most 10\u00a0seconds</p>",
        "for at most\n10 seconds\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_columns(case: str) -> None:
    page, lines = CASES[case]
    assert in_columns(etree.fromstring(f"<body>{page}</body>"), 20) == lines
