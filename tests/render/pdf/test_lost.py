"""Lost words: a page's texts held against the boxes made of them."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st

from backpocket.render.pdf.lost_words import lost_texts

BODY = fromstring("<body><p>One <b>two</b>, three.</p><p>Four<svg><text>no</text></svg></p></body>")
FIRST, SECOND = BODY
BOLD = FIRST[0]


@dataclass(frozen=True)
class Box:
    element: Element | None
    text: str | None = None
    element_tag: str = "p"


ALL = [
    Box(FIRST),
    Box(FIRST, "One "),
    Box(BOLD, "two"),
    Box(FIRST, ", three."),
    Box(SECOND, "Four"),
]


def test_a_page_that_is_set_whole_has_lost_nothing() -> None:
    assert lost_texts(BODY, ALL) == []


@given(st.sampled_from([box for box in ALL if box.text]))
def test_any_box_that_is_gone_is_told(gone: Box) -> None:
    [text] = lost_texts(BODY, [box for box in ALL if box is not gone])
    assert text == {FIRST: "One , three.", BOLD: "two", SECOND: "Four"}[gone.element]  # type: ignore[index]


def test_what_a_style_adds_does_not_make_up_for_a_loss() -> None:
    added = Box(SECOND, "Four", element_tag="p::after")
    assert lost_texts(BODY, [*ALL[:-1], added, Box(None, "Four")]) == ["Four"]


def test_a_part_that_is_set_twice_hides_no_other() -> None:
    """The head of a table is set again on each page."""
    assert lost_texts(BODY, [*ALL[:-1], Box(FIRST, "One ")]) == ["Four"]
