"""Citations: numbers in the order of mention, marks, and entries; cases in ``golden/citations``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from backpocket.markup.html import inline
from backpocket.model.guide import Reference
from backpocket.model.source import Source
from backpocket.render import citations
from backpocket.render.bibliography import set_entries
from tests.conftest import HERE, Golden

CASES = sorted((HERE / "golden" / "citations").iterdir())
STYLE = Source(
    "styles/csl/vancouver.csl", (HERE.parent / "styles" / "csl" / "vancouver.csl").read_text()
)


def reference(**fields: object) -> Reference:
    entry = {"id": "a", "type": "book", "title": "T", "author": [{"family": "Adams"}], **fields}
    return Reference.model_validate(entry)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_citations(case: Path, golden: Golden) -> None:
    entries = json.loads((case / "references.json").read_text(encoding="utf-8"))
    references = {made.id: made for made in map(Reference.model_validate, entries)}
    page = (case / "in.html").read_text(encoding="utf-8")
    numbers = citations.number(page)
    page, marks = citations.set_marks(page, numbers)
    listed, diagnostics = set_entries(references, numbers, marks, STYLE)
    assert not diagnostics
    lines = [f"{entry.number}. {entry.html} <!-- {' '.join(entry.marks)} -->\n" for entry in listed]
    golden(case / "out.html", (page + "".join(lines)).replace("\N{NO-BREAK SPACE}", "&nbsp;"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_marks_and_entries_lead_to_each_other(case: Path) -> None:
    text = (case / "out.html").read_text(encoding="utf-8")
    ids = re.findall(r'id="(cite-[^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert sorted(ids) == sorted(" ".join(re.findall(r"<!-- (.*) -->", text)).split())


def test_number_goes_on_from_page_to_page() -> None:
    one, two = citations.mark_keys(["b"]), citations.mark_keys(["c", "b", "a"])
    assert citations.number("x", one, two) == {"b": 1, "c": 2, "a": 3}


def test_marks_are_those_that_markup_leaves() -> None:
    assert citations.mark_keys(["a", "b"]) == inline("[@a; @b]", {})
    assert citations.mark_keys(['"<']) == '<span class="cite" data-keys="&#34;&lt;"></span>'


def test_marks_without_links_have_no_ids() -> None:
    page, marks = citations.set_marks(
        citations.mark_keys(["a", "b"]), {"a": 2, "b": 1}, links=False
    )
    assert page == "[1,\N{NO-BREAK SPACE}2]"
    assert marks == {}


def test_a_mark_of_many_may_break_over_lines() -> None:
    keys = "abcdefgh"
    numbers = {key: place for place, key in enumerate(keys, 1)}
    few, many = citations.mark_keys(keys[:4]), citations.mark_keys(keys)
    assert citations.set_marks(few, numbers, links=False)[0] == "[1,\xa02,\xa03,\xa04]"
    assert citations.set_marks(many, numbers, links=False)[0] == "[1, 2, 3, 4, 5, 6, 7, 8]"
