"""Each mend of the tags on a small tree: what WeasyPrint writes, and what it becomes."""

from __future__ import annotations

from typing import Any

import pytest

from backpocket.render.pdf.structure import Annotation, Kid, Node, Piece, Widget, marks
from backpocket.render.pdf.tag_notes import Note
from backpocket.render.pdf.tags import headings, is_ornament, joined, mended


def node(tag: str, html: str = "", number: int = -1, *kids: Kid, **values: Any) -> Node:
    note = Note(html, number, attributes=values.pop("attributes", {}))
    return Node(tag, kids, note, **values)


def shape(kid: Kid) -> Any:
    """Show a tree as nested lists: a tag and what is in it."""
    if isinstance(kid, Node):
        return [kid.tag, *map(shape, kid.kids)]
    return kid.number if isinstance(kid, Piece) else type(kid).__name__


def document(*kids: Kid) -> Node:
    return Node("Document", kids)


def text(page: int, number: int) -> Node:
    """Make a line of text as WeasyPrint tags it."""
    return Node("Span", (Piece(page, number),), page=page)


def test_a_list_over_two_pages_is_one_list() -> None:
    first = node("L", "ul", 1, node("LI", "li", 2, node("LBody", "li", -1, text(0, 0))))
    second = node(
        "L",
        "ul",
        1,
        node("LI", "li", 2, node("LBody", "li", -1, text(1, 0), page=1), page=1),
        node("LI", "li", 3, node("LBody", "li", -1, text(1, 1), page=1), page=1),
        page=1,
    )
    assert shape(mended(document(first, second))) == [
        "Document",
        ["L", ["LI", ["LBody", 0, 0]], ["LI", ["LBody", 1]]],
    ]


def test_two_lists_are_two_lists() -> None:
    lists = (node("L", "ul", n, node("LI", "li", n + 1, text(n, 0)), page=n) for n in (0, 2))
    assert [kid.tag for kid in joined(document(*lists)).kids if isinstance(kid, Node)] == ["L", "L"]


def test_the_repeated_head_of_a_table_is_left_out() -> None:
    parts = [
        node(
            "Table",
            "table",
            1,
            node("THead", "thead", 2, text(page, 0), page=page),
            node("TBody", "tbody", 3, text(page, 1), page=page),
            page=page,
        )
        for page in (0, 1)
    ]
    whole = joined(document(*parts))
    assert set(marks(whole)) == {Piece(0, 0), Piece(0, 1), Piece(1, 1)}


def test_a_list_in_columns_is_one_list_of_labelled_items() -> None:
    def entry(number: int, mark: int) -> Node:
        term = node("LI", "dt", number + 1, node("LBody", "dt", number + 1, text(0, mark)))
        meaning = node("LI", "dd", number + 2, node("LBody", "dd", number + 2, text(0, mark + 1)))
        return node("Div", "div", number, term, meaning)

    columns = [node("L", "dl", -1, entry(n, n)) for n in (10, 20)]
    assert shape(mended(document(node("L", "dl", 1, *columns)))) == [
        "Document",
        ["L", ["LI", ["Lbl", 10], ["LBody", 11]], ["LI", ["Lbl", 20], ["LBody", 21]]],
    ]


def test_headings_skip_no_level() -> None:
    levels = ["H2", "H3", "H1", "H3", "H4", "H2"]
    found = headings(document(*(Node(level, (Piece(0, n),)) for n, level in enumerate(levels))))
    assert [kid.tag for kid in found.kids if isinstance(kid, Node)] == [
        "H1", "H2", "H1", "H2", "H3", "H2",
    ]  # fmt: skip


def test_links_within_a_link_are_one_link() -> None:
    area = Annotation(0, (1, 0), (10, 10, 90, 20))
    inner = Annotation(0, (2, 0), (60, 10, 90, 20))
    second_line = Annotation(0, (3, 0), (10, 0, 30, 10))
    dots = Node("Link", (inner, text(0, 5)), Note("a::after", leader=True))
    after = node("Link", "a::after", 4, dots, Piece(0, 1))
    link = node("Link", "a", 4, area, second_line, Piece(0, 0), after)
    paragraph = node("P", "p", 3, link)
    assert shape(mended(document(paragraph))) == [
        "Document",
        ["P", ["Link", "Annotation", "Annotation", 0, 1]],
    ]


def test_icons_are_ornaments_and_pictures_are_not() -> None:
    icon, picture = node("Figure", "svg", 1, Piece(0, 0)), node("Figure", "img", 2, alt="A runner.")
    assert is_ornament(icon)
    assert not is_ornament(picture)


def test_loose_words_are_a_paragraph_and_groups_go() -> None:
    label = node("Span", "span", 3, text(0, 0))
    picture = node("Figure", "img", 4, Piece(0, 1), alt="Lying on the back.")
    frame = node("Div", "div", 2, label, picture)
    assert shape(mended(document(node("Sect", "section", 1, frame)))) == [
        "Document",
        ["Sect", ["P", 0], ["Figure", 1]],
    ]


def test_a_short_word_keeps_what_it_stands_for() -> None:
    short = node("NonStruct", "abbr", 2, text(0, 0), expansion="Monday")
    assert shape(mended(document(node("TH", "th", 1, short)))) == [
        "Document",
        ["TH", ["Span", 0]],
    ]


@pytest.mark.parametrize(("scope", "wanted"), [("row", "/Row"), ("col", "/Column")])
def test_header_cells_have_a_scope(scope: str, wanted: str) -> None:
    cell = node("TH", "th", 1, text(0, 0), attributes={"scope": scope})
    [found] = mended(document(cell)).kids
    assert isinstance(found, Node)
    assert found.attributes["/Scope"] == wanted


def test_a_field_is_in_a_form_element_in_its_cell() -> None:
    field = Widget(0, "note", "Week 1: my run", (0, 0, 10, 10))
    assert shape(mended(document(node("TD", "td", 1, field)))) == [
        "Document",
        ["TD", ["Form", "Widget"]],
    ]


def test_the_list_in_a_navigation_is_a_table_of_contents() -> None:
    item = node("LI", "li", 3, node("LBody", "li", 3, text(0, 0)))
    assert shape(mended(document(node("NonStruct", "nav", 1, node("L", "ol", 2, item))))) == [
        "Document",
        ["TOC", ["TOCI", ["Reference", 0]]],
    ]
