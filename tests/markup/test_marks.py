"""Marks: what points at something else, found at its place; and what only looks like a mark."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpocket.check.passages.kept_marks import marks
from backpocket.load.fields import parse_toml
from backpocket.markup.marks import Kind, Mark, scan
from backpocket.model.source import Source


def in_order(found: Iterable[Mark]) -> list[tuple[str, str, int]]:
    ordered = sorted(found, key=lambda mark: (mark.offset, mark.kind, mark.value))
    return [(mark.kind.value, mark.value, mark.offset) for mark in ordered]


def in_data(text: str) -> list[tuple[str, str, int]]:
    fields, diagnostics = parse_toml(Source("a.toml", text))
    assert fields is not None, diagnostics
    return in_order(mark for _, mark in marks([], [fields]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Text [@a].", [("citation", "a", 6)]),
        ("é🦵 [@a; @b;@c]", [("citation", "a", 4), ("citation", "b", 8), ("citation", "c", 11)]),
        ("[@a, @b]", [("citation", "", 1)]),
        ("[@a; b; ]", [("citation", "a", 1), ("citation", "", 5), ("citation", "", 8)]),
        ("a@b.org [a@b] [a] https://a.org/@b &#64;a", [("entity", "&#64;", 35)]),
        ("[see @a, p. 3; also @b]", [("citation", "a", 5), ("citation", "b", 20)]),
        ("[-@a] [@a p. 3-5]", [("citation", "a", 2), ("citation", "a", 7)]),
        ("[@a:b/c.]", [("citation", "a:b/c", 1)]),
        ("[no @ key](move:a)", [("link", "move:a", 11)]),
        ("[see @a](move:a)", [("citation", "@a", 5), ("link", "move:a", 9)]),
        ("As @a says, -@b.", [("citation", "@a", 3), ("citation", "@b", 13)]),
        ("[see @a", [("citation", "@a", 5)]),
        ("[*see* @a]", [("citation", "", 1)]),
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
        ("1 < 2, a <3, &lt;b>", [("entity", "&lt;", 13)]),
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
        ("- ::diary\n1. > ::diary", [("directive", "::diary", 2), ("directive", "::diary", 15)]),
        ("- !!! key\n    x", [("box", "!!! key", 2)]),
        ("> !!! key\n>     x", [("box", "!!! key", 2)]),
        (
            "AT&T; &copy; &#x202E; & co;",
            [("entity", "&T;", 2), ("entity", "&copy;", 6), ("entity", "&#x202E;", 13)],
        ),
    ],
)
def test_marks_of_markdown(text: str, found: list[tuple[str, str, int]]) -> None:
    assert in_order(scan(text, blocks=True)) == found
    assert in_order(mark for _, mark in marks([Source("a.md", text)], [])) == found


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
        ('a = "::diary\\n!!! key\\n[a]: b"', []),
        ("a = [[1], [2]]\nb = {c = {d = 1}}", []),
        (r'a = "\u005bt\u005D(move:d) [@b]"', [("link", "move:d", 19), ("citation", "b", 28)]),
        ('a = "x\\n\\t🦵é\\"[@b]"', [("citation", "b", 15)]),
        ('a = """\\\n   [@b]\n  \\\n\n [@c]"""', [("citation", "b", 13), ("citation", "c", 24)]),
        ('a = ["x", """[@b]"""]', [("citation", "b", 14)]),
        ("[[t]]\nb.c = '[@b]'\n[[t]]\nb.c = '[@c]'", [
            ("citation", "b", 14), ("citation", "c", 33)]),
        ('a = "so\N{SOFT HYPHEN} [@b]"', [("citation", "b", 10)]),
        ('a = "&copy;"', [("entity", "&copy;", 5)]),
    ],
)  # fmt: skip
def test_marks_of_a_data_file(text: str, found: list[tuple[str, str, int]]) -> None:
    assert in_data(text) == found


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
    st.booleans(),
)
def test_marks_of_any_text_lie_in_it(parts: list[str], blocks: bool) -> None:
    text = "".join(parts)
    for mark in scan(text, blocks=blocks):
        assert isinstance(mark, Mark)
        assert 0 <= mark.offset <= len(text)
        if mark.kind in (Kind.IMAGE, Kind.VARIABLE, Kind.HTML, Kind.DIRECTIVE, Kind.BOX):
            assert text[mark.offset] in "!{<:"
