"""Templates: every word that a reader sees is marked for the catalogues of translations.

Walks the syntax tree of each template. What stands outside tags, or in an attribute that is read
out, is words; so is a string in an expression that looks like them.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from tests.places import ROOT

TEMPLATES = ROOT / "templates"
NOT_YET = ("site/", "site.html.j2")
"""The web pages, which are marked in a step of their own."""

ENVIRONMENT = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
MARKS = frozenset(["_", "gettext", "ngettext"])
READ_OUT = ("alt", "aria-label", "data-edition", "data-name", "placeholder", "title")
VALUE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""What stands in the text for an expression."""

TAG = re.compile(r"<!?/?[A-Za-z][^<>]*>|<\?[^<>]*>")
READ = re.compile(rf"[\s\"](?:{'|'.join(READ_OUT)})=\"([^\"]*)")
NO_WORDS = re.compile(r"<(script|style|pre)\b[^>]*>\s*</\1>|&[a-z]+;|(?:https?://)?doi\.org\b")
CODES = re.compile(r"<meta\b[^>]*>[^<\s]*</meta>")
"""Values of metadata that are no sentence."""

LETTERS = re.compile(r"[^\W\d_]{2,}")
SAID = re.compile(r"\b[A-Z][a-z]+(?![\w.-])|[a-z,:] [A-Za-z]{2,}")
FIXED = frozenset(["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"])
"""What a standard words."""


def unmarked(source: str) -> list[str]:
    """Return the words of a template that nothing marks, each with its line."""
    tree = ENVIRONMENT.parse(source)
    pieces = list(_pieces(tree))
    text = CODES.sub(_blanked, "".join(piece for _, piece in pieces))
    text = NO_WORDS.sub(_blanked, text)
    ends = list(accumulate(len(piece) for _, piece in pieces))
    lines = [line for line, _ in pieces]
    found: list[tuple[int, str]] = [*_strings(tree)]
    for at, words in _words(text):
        if LETTERS.search(words) and words.strip() not in FIXED:
            found.append((lines[bisect(ends, at)], " ".join(words.replace(VALUE, "…").split())))
    return [f"{line}: {words}" for line, words in sorted(found)]


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _pieces(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """Yield the text of a template in its order, with a sign for each expression."""
    if isinstance(node, nodes.TemplateData):
        yield node.lineno, node.data
        return
    if isinstance(node, nodes.Output):
        for part in node.nodes:
            yield part.lineno, part.data if isinstance(part, nodes.TemplateData) else VALUE
        return
    for child in node.iter_child_nodes():
        yield from _pieces(child)


def _words(text: str) -> Iterator[tuple[int, str]]:
    """Yield what is read of a text with tags, and where."""
    at = 0
    for tag in TAG.finditer(text):
        yield at, text[at : tag.start()]
        yield from ((tag.start() + read.start(), read[1]) for read in READ.finditer(tag[0]))
        at = tag.end()
    yield at, text[at:]


def _strings(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """Yield the strings of expressions that look like words, but for those that are marked."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in MARKS:
        return
    value = node.value if isinstance(node, nodes.Const) else None
    if isinstance(value, str) and not set("<=") & set(value) and SAID.search(value):
        yield node.lineno, value
    for child in node.iter_child_nodes():
        yield from _strings(child)


def templates() -> list[Path]:
    names = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.j2"))
    return [TEMPLATES / name for name in names if not name.startswith(NOT_YET)]


@pytest.mark.parametrize("path", templates(), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_word_of_a_template_is_marked(path: Path) -> None:
    assert unmarked(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<p>Read\n{{ settings.title }} now</p>", ["1: Read … now"]),
        ("<p>{% trans %}Read this{% endtrans %}</p>", []),
        ('<p>{{ _("Read this") }}: {{ one.two }}</p>', []),
        ('<b title="{{ day }} off">1</b>', ["1: … off"]),
        ('<img src="a b" alt="{{ alt }}" class="one two">', []),
        ('<a aria-label="Page that cites {{ one }}"></a>', ["1: Page that cites …"]),
        ('{% if one %}<p class="{{ "two three" if one }}">{% endif %}', ["1: two three"]),
        ('{% set days = ["Monday"] %}', ["1: Monday"]),
        ('{{ "minute" if one == 1 else "Stop: " ~ two }}', ["1: Stop: "]),
        ('{% include "site/week.html.j2" %}{# A remark. #}', []),
    ],
)
def test_what_is_not_marked_is_found(source: str, wanted: list[str]) -> None:
    assert unmarked(source) == wanted
