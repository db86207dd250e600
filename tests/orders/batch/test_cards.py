"""Insert cards: one card a page, with the name, the number, the parcel and the code."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from backpocket.orders.batch.cards import insert_cards
from backpocket.orders.copies.base import Base
from backpocket.orders.copies.slots import PARCEL, READER
from tests.once import Once
from tests.orders.batch.test_printrun import Order
from tests.orders.conftest import Small
from tests.orders.copies.test_personalise import ink


@pytest.fixture(scope="session")
def card(small: Small, once: Once) -> Base:
    return once.value("card", lambda: small.base("card", "a6"))


def printed(base: Base, *orders: Order) -> pypdfium2.PdfDocument:
    made, diagnostics = insert_cards({"small/card-a6": base}, orders)
    assert diagnostics == []
    assert made is not None
    return pypdfium2.PdfDocument(made.data)


def text(pdf: pypdfium2.PdfDocument, page: int) -> list[str]:
    return [line.strip() for line in pdf[page].get_textpage().get_text_range().splitlines()]


def test_a_card_says_for_whom_it_is_and_what_is_in_the_parcel(card: Base) -> None:
    pdf = printed(
        card,
        Order("#1", "Łukasz", contents=("Relief Balm", "Back belt")),
        Order("#2", None, contents=("Relief Balm",)),
    )
    assert len(pdf) == 2
    lines = text(pdf, 0)
    for line in ("For Łukasz", "Order #1", "In your parcel", "Relief Balm", "Back belt"):
        assert line in lines
    assert "Order #2" in text(pdf, 1)
    assert not [line for line in text(pdf, 1) if line.startswith("For ")]
    pdf.close()


LONG = "Maria Magdalena Kowalska-Wiśniewska"


@pytest.mark.parametrize(("name", "lines"), [("Ann Lee", 1), (LONG, 1), (LONG * 2, 2)])
def test_a_name_stands_right_above_the_number(card: Base, name: str, lines: int) -> None:
    _, top, _, bottom = ink(printed(card, Order("#1", name)), card, READER)
    assert top > 0
    assert 0.75 < bottom < 1
    assert (top < 0.3) == (lines == 2)


def test_a_guide_has_one_card_however_many_editions_come(card: Base) -> None:
    pdf = printed(card, Order("#1", "Anna"), Order("#2", "Anna", ("small/sheet-a4",)))
    assert len(pdf) == 2
    pdf.close()


def test_what_has_no_room_is_counted(card: Base) -> None:
    slot = next(slot for slot in card.slots if slot.kind == PARCEL)
    room = int(slot.height / (1.2 * slot.size) + 0.1)
    pdf = printed(card, Order("#1", "Anna", contents=tuple(f"Thing {n}" for n in range(room + 3))))
    lines = text(pdf, 0)
    assert f"Thing {room - 2}" in lines
    assert f"Thing {room - 1}" not in lines
    assert "and 4 more" in lines
    pdf.close()


def test_a_thing_that_cannot_be_set_is_said(card: Base) -> None:
    orders = [Order("#1", "Anna", contents=("አበበ", "Relief Balm"))]
    _, diagnostics = insert_cards({"small/card-a6": card}, orders)
    assert [each.code for each in diagnostics] == ["W954"]


def test_a_scanner_reads_the_code(small: Small, card: Base) -> None:
    pdf = printed(card, Order("#1", "Anna"))
    found = zxingcpp.read_barcodes(pdf[0].render(scale=3).to_pil())
    pdf.close()
    version, press = small.guide.settings.version, small.project.press
    assert press is not None
    assert [each.text for each in found] == [press.brand.version_address("small", version)]


@pytest.mark.parametrize(("size", "points"), [("a6", (297.6, 419.5)), ("4x6", (288, 432))])
def test_a_card_has_its_size(small: Small, size: str, points: tuple[float, float]) -> None:
    base = small.base("card", size)
    with pikepdf.open(io.BytesIO(base.data)) as pdf:
        assert len(pdf.pages) == 1
        assert [float(each) for each in pdf.pages[0].mediabox[2:]] == pytest.approx(points, abs=0.1)
    assert all(slot.size * slot.unit >= 12 for slot in base.slots)


def test_a_guide_without_card_is_an_error(card: Base) -> None:
    orders = [Order("#1", "Anna", ("other/sheet-a4",))]
    _, diagnostics = insert_cards({"small/card-a6": card}, orders)
    assert [each.code for each in diagnostics] == ["E955"]
