"""Marks: what points at something else, found at its place; and what only looks like a mark."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpocket.markup.marks import Kind, Mark, scan
from backpocket.model.source import Source


def marks(text: str, name: str = "a.md") -> list[tuple[str, str, int]]:
    found = sorted(scan(Source(name, text)), key=lambda mark: (mark.offset, mark.kind, mark.value))
    return [(mark.kind.value, mark.value, mark.offset) for mark in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Text [@a].", [("citation", "a", 6)]),
        ("é🦵 [@a; @b;@c]", [("citation", "a", 4), ("citation", "b", 8), ("citation", "c", 11)]),
        ("[@a, @b]", [("citation", "a, @b", 1)]),
        ("[@a; b; ]", [("citation", "a", 1), ("citation", "", 5), ("citation", "", 8)]),
        ("a@b.org [a@b] [a] @a", []),
        ("{{ region.name }} and {{x}}", [("variable", "region.name", 0), ("variable", "x", 22)]),
        ("{{ a }", [("variable", "{{ a", 0)]),
        ("{{ a\n}}", [("variable", "{{ a", 0)]),
        ("{ a } {} }}", []),
        ("[t](move:a)", [("link", "move:a", 4)]),
        ("[t](https://a.org/b_(c))", [("link", "https://a.org/b_(c)", 4)]),
        ("<https://a.org>", [("link", "https://a.org", 0)]),
        ("[t](move:a", [("link", "(move:a", 4)]),
        ("[t] (term:a) [@a] (so)", [("link", "(term:a)", 4), ("citation", "a", 14)]),
        ("[t](a b)", [("link", "a b", 4)]),
        ("[t]()", [("link", "", 4)]),
        ("  [t]: https://a.org", [("link", "[t]: https://a.org", 0)]),
        ("![t](a.png)", [("image", "![t]", 0)]),
        ("Wait![t](move:a)", [("image", "![t]", 4)]),
        ("<b>x</b>", [("HTML", "b", 0), ("HTML", "/b", 4)]),
        ("1 < 2, a <3, &lt;b>", []),
        ("<!-- x -->", [("HTML", "!--", 0)]),
        ("::diary", [("directive", "diary", 0)]),
        ("a\n\n::move  cat-cow  \n", [("directive", "move cat-cow", 3)]),
        ("  ::diary", [("directive", "::diary", 2)]),
        (":: diary", [("directive", ":: diary", 0)]),
        (":::diary", [("directive", ":::diary", 0)]),
        ("a ::diary\n:   a definition", []),
        ('!!! key "T"\n    x', [("box", "key", 0)]),
        ("!!! key\n\n    x", [("box", "key", 0)]),
        ('- a\n\n    !!! do "T"\n        x', [("box", "do", 9)]),
        ('!!! key "T"\nx', [("box", '!!! key "T"', 0)]),
        ('    !!! key "T"\n    x', [("box", '!!! key "T"', 4)]),
        ("!!! key “T”\n    x", [("box", "!!! key “T”", 0)]),
        ("!!!\n    x", [("box", "!!!", 0)]),
        ("Stop!!! Now.", []),
    ],
)
def test_marks_of_markdown(text: str, found: list[tuple[str, str, int]]) -> None:
    assert marks(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('a = "é [@b] {{ c }} [t](move:d)"', [
            ("citation", "b", 8), ("variable", "c", 12), ("link", "move:d", 24)]),
        ('cite = ["a", \'b\']', [("citation", "a", 8), ("citation", "b", 13)]),
        ('cite = [\n  "a", # c\n  "b",\n]', [("citation", "a", 11), ("citation", "b", 22)]),
        ('x = { cite = ["a"] }', [("citation", "a", 14)]),
        ('excite = ["a"]', []),
        ("# [@a] <b> {{ c }}\n\n  # [@d]", []),
        ('a = "[@b]" # [@c]', [("citation", "b", 6)]),
        ('a = "# [@b]" # [@c]', [("citation", "b", 8)]),
        ('a = "\\"# [@b]" # [@c]', [("citation", "b", 10)]),
        ("a = '# [@b]' # [@c]", [("citation", "b", 8)]),
        ('a = """\n# "[@b]\n""" # [@c]', [("citation", "b", 12)]),
        ("a = '''\n# [@b]\n''' # [@c]", [("citation", "b", 11)]),
        ("::diary\n!!! key\n[a]: b", []),
        ("a = [[1], [2]]\nb = {c = {d = 1}}", []),
    ],
)  # fmt: skip
def test_marks_of_a_data_file(text: str, found: list[tuple[str, str, int]]) -> None:
    assert marks(text, "a.toml") == found


BRACKETS = [
    "[@a]",
    "](",
    "move:",
    "{{",
    "}}",
    "<b>",
    "![",
    "[a]: ",
    "cite = [",
    "http://",
    *"[]@()<>",
]
LINES = ['!!! key "', "::diary", "\n\n", "\n    ", "# ", "- ", *'\n `&\\é🦵;x"']


@given(
    st.lists(st.sampled_from(BRACKETS + LINES) | st.text(max_size=2), max_size=25),
    st.sampled_from(["a.toml", "a.md"]),
)
def test_marks_of_any_text_lie_in_it(parts: list[str], name: str) -> None:
    text = "".join(parts)
    for mark in scan(Source(name, text)):
        assert isinstance(mark, Mark)
        assert 0 <= mark.offset <= len(text)
        if mark.kind in (Kind.IMAGE, Kind.VARIABLE, Kind.HTML, Kind.DIRECTIVE, Kind.BOX):
            assert text[mark.offset] in "!{<:"


@pytest.mark.parametrize("text", ["\n", " ", "[", "](", "{{", "<a", "!!! ", "\n\t", '"'], ids=repr)
@pytest.mark.parametrize("name", ["a.md", "a.toml"])
def test_long_text_is_scanned_quickly(name: str, text: str) -> None:
    started = time.process_time()
    list(scan(Source(name, text * 100_000)))
    assert time.process_time() - started < 5
