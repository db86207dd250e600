"""Sources: workbooks, archives, folders and standard input, and shops by a table of columns."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backpocket.load.catalogue import Catalogue
from backpocket.orders.intake import Exports, files_of, read
from backpocket.orders.intake.tables import shops_in
from backpocket.orders.order import Order, Unreadable
from tests.orders.exports import as_csv, etsy, numbered, put, shopify, woo
from tests.orders.presses import CATALOGUE

ETSY = "Order ID|Item Name|Quantity|Date Paid|Ship Name|Ship Country|SKU"


def numbers(*paths: Path, further: Any = ()) -> list[str]:
    found = list(Exports(paths, further))
    assert all(isinstance(each, Order) for each in found), found
    return [each.number for each in found]


def workbook(*tables: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for table in tables:
        sheet = book.create_sheet()
        for row in table:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(**files: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


WORKBOOK = workbook([ETSY.split("|"), [1, "Balm", 1, "x", "Ann", "US", "A"]])
ARCHIVE = archive(a_csv=as_csv(numbered(9)))


def test_a_workbook(tmp_path: Path) -> None:
    row = etsy(Order_ID="")
    table = [ETSY.split("|"), [3900000001.0, *(row.get(name) for name in ETSY.split("|")[1:])]]
    path = put(tmp_path, workbook([["Notes"], ["of no use"]], table))
    (order,) = read(path)
    assert isinstance(order, Order)
    assert (order.key, order.reader, order.place.line) == ("etsy:id:3900000001", "Ann O'Neil", 2)
    assert order.items[0].quantity == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (workbook(), "workbook is empty"),
        (workbook([["a", "b"], [1, 2]]), "no export that is known"),
        (archive(xl__workbook_xml="<x/>"), "workbook cannot be read"),
        (archive(), "empty"),
        (archive(a_csv="a,b\n1,2\n"), "no export that is known"),
        (b"PK\x03\x04" + b"x" * 50, "archive is damaged"),
    ],
    ids=["no sheet", "other", "torn", "nothing", "no export", "damaged"],
)
def test_what_cannot_be_read_of_archives(tmp_path: Path, content: bytes, said: str) -> None:
    (found,) = read(put(tmp_path, content))
    assert isinstance(found, Unreadable)
    assert said in found.reason


def test_an_archive_of_exports(tmp_path: Path) -> None:
    first, second = numbered(2)
    content = archive(
        a_csv=as_csv([first]), deep__b_csv=as_csv([second]), __MACOSX___a_csv=b"\0\1", c_json="[]"
    )
    path = put(tmp_path, content, "all.zip")
    found = list(read(path))
    assert [each.number for each in found] == ["#1001", "#1002", ""]
    assert found[1].place.path == "all.zip/deep/b.csv"
    assert getattr(found[2], "is_blank", False)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(at=st.integers(0, 5000), bytes_=st.binary(min_size=1, max_size=20))
def test_no_torn_archive_raises(tmp_path: Path, at: int, bytes_: bytes) -> None:
    for whole in (WORKBOOK, ARCHIVE):
        place = at % len(whole)
        torn = whole[:place] + bytes_ + whole[place + len(bytes_) :]
        for _ in read(put(tmp_path, torn)):
            pass


def test_a_folder_is_all_its_files(tmp_path: Path) -> None:
    for at in (10, 9, 1):
        put(tmp_path, as_csv([shopify(Name=f"#{at}", Id=str(at))]), f"page-{at}.csv")
    put(tmp_path, b"x", ".hidden")
    (tmp_path / "deep").mkdir()
    put(tmp_path / "deep", [woo()], "a.json")
    assert numbers(*files_of(tmp_path)) == ["727", "#1", "#9", "#10"]


COLUMNS = {
    "number": "Order no", "quantity": "Pieces", "sku": "Article", "name": ["First", "Last"],
    "company": "Firm", "country": "Land", "paid": "Payment", "shipped": "Sent on",
    "payment": "Way",
}  # fmt: skip


def stall(**settings: Any) -> Catalogue:
    return Catalogue.model_validate(
        CATALOGUE.model_dump(exclude={"shops"})
        | {"shops": {"stall": {"columns": COLUMNS, "paid": ["bezahlt", "bar"], **settings}}}
    )


HEADER = "Order no;Pieces;Article;First;Last;Firm;Land;Payment;Sent on;Way;Name on the guide\n"


def test_a_shop_by_its_columns(tmp_path: Path) -> None:
    text = HEADER + (
        "R-1;2;WM-BALM-050;Ann;Lee;;Österreich;bezahlt;;;Max\n"
        "R-1;1;SOCK;Ann;Lee;;Österreich;bezahlt;;;\n"
        "R-2;1;WM-BALM-050;;;Firma GmbH;DE;offen;;Nachnahme;\n"
        "R-3;1,5;WM-BALM-050;Bo;Chen;;US;BAR;2026-11-20;;\n"
    )
    found = list(read(put(tmp_path, text), shops_in(stall())))
    assert all(isinstance(each, Order) for each in found), found
    one, two, three = [each for each in found if isinstance(each, Order)]
    assert (one.key, one.reader, one.country, one.paid) == ("stall:R-1", "Ann Lee", "AT", True)
    assert [item.sku for item in one.items] == ["WM-BALM-050", "SOCK"]
    assert one.items[0].properties == (("name on the guide", "Max"),)
    assert (two.reader, two.paid, two.on_delivery) == ("Firma GmbH", False, True)
    assert (three.paid, three.shipped, three.items[0].quantity) == (True, True, 1.5)


def test_rows_below_the_one_that_begins_an_order(tmp_path: Path) -> None:
    text = HEADER + ("R-1;2;WM-BALM-050;Ann;Lee;;AT;bezahlt;;;\n;1;SOCK;;;;;;;;\nR-2;1;X;;;;;;;;\n")
    found = list(read(put(tmp_path, text), shops_in(stall(begins="Order no"))))
    assert [len(each.items) for each in found if isinstance(each, Order)] == [2, 1]


SQUARESPACE = (
    "Order ID|Email|Financial Status|Paid at|Fulfillment Status|Currency|Amount Refunded|Total|"
    "Shipping Method|Created at|Lineitem quantity|Lineitem name|Lineitem price|Lineitem sku|"
    "Lineitem variant|Lineitem requires shipping|Billing Name|Billing Country|Shipping Name|"
    "Shipping Country|Cancelled at|Channel Type|Product Form: Name on the guide"
)


def test_squarespace(tmp_path: Path) -> None:
    head = {
        "Order ID": "00042", "Financial Status": "PAID", "Fulfillment Status": "PENDING",
        "Total": "14.00", "Lineitem quantity": "1", "Lineitem name": "Relief Balm",
        "Lineitem sku": "SQ0001", "Lineitem requires shipping": "true", "Shipping Name": "Ann Lee",
        "Shipping Country": "US", "Product Form: Name on the guide": "Max",
    }  # fmt: skip
    line = {"Order ID": "00042", "Lineitem quantity": "2", "Lineitem name": "Socks"}
    sent = head | {"Order ID": "00043", "Fulfillment Status": "FULFILLED"}
    one, two = read(put(tmp_path, as_csv([head, line, sent], SQUARESPACE)))
    assert isinstance(one, Order)
    assert isinstance(two, Order)
    assert (one.key, one.paid, one.country) == ("squarespace:id:00042", True, "US")
    assert [item.title for item in one.items] == ["Relief Balm", "Socks"]
    assert one.items[0].properties == (("name on the guide", "Max"),)
    assert (one.shipped, two.shipped) == (False, True)


WIX = (
    "Order number|Date created|Contact email|Item|Variant|SKU|Qty|Quantity refunded|Custom text|"
    "Delivery method|Recipient name|Recipient company name|Delivery country|Billing name|"
    "Delivery country|Payment status|Payment method|Total|Currency|Refunded amount|"
    "Fulfillment status"
)


def test_wix(tmp_path: Path) -> None:
    row = {
        "Order number": "10023", "Item": "Relief Balm", "SKU": "WM-BALM-050", "Qty": "3",
        "Quantity refunded": "1", "Custom text": "Name on the guide: Max",
        "Delivery method": "Standard", "Recipient name": "Ann Lee", "Delivery country": "DEU",
        "Payment status": "Paid", "Total": "42.00", "Currency": "EUR", "Refunded amount": "14.00",
        "Fulfillment status": "Unfulfilled",
    }  # fmt: skip
    (order,) = read(put(tmp_path, as_csv([row], WIX)))
    assert isinstance(order, Order)
    assert (order.key, order.reader, order.country) == ("wix:10023", "Ann Lee", "DE")
    assert (order.paid, order.refund, order.shipped) == (True, "14.00 EUR", False)
    item = order.items[0]
    assert (item.quantity, item.removed) == (2, 1)
    assert item.properties == (("Name on the guide", "Max"),)


BIGCOMMERCE = (
    "Order ID|Order Status|Order Date|Order Total (inc tax)|Customer Name|Payment Method|"
    "Ship Method|Shipping Name|Shipping Country|Billing Name|Billing Country|Product Details"
)


def test_bigcommerce(tmp_path: Path) -> None:
    details = (
        "Product ID: 77, Product Qty: 2, Product SKU: WM-BALM-050, Product Name: Relief Balm, "
        "Product Variation Details: Name on the guide: Max, Product Unit Price: 14.00"
        "|Product ID: 78, Product Qty: 1, Product SKU: SOCK, Product Name: Socks, long, "
        "Product Unit Price: 4.00"
    )
    row = {
        "Order ID": "118", "Order Status": "Awaiting Fulfillment", "Shipping Name": "Ann Lee",
        "Shipping Country": "Australia", "Product Details": details,
    }  # fmt: skip
    states = ("Shipped", "Awaiting Payment", "Cancelled", "Refunded", "Awaiting Pickup")
    others = [row | {"Order ID": str(at), "Order Status": state} for at, state in enumerate(states)]
    first, *more = read(put(tmp_path, as_csv([row, *others], BIGCOMMERCE)))
    assert isinstance(first, Order)
    assert (first.key, first.reader, first.country) == ("bigcommerce:id:118", "Ann Lee", "AU")
    assert [(item.sku, item.title, item.quantity) for item in first.items] == [
        ("WM-BALM-050", "Relief Balm", 2), ("SOCK", "Socks, long", 1),
    ]  # fmt: skip
    assert first.items[0].properties == (("Name on the guide", "Max"),)
    assert first.paid
    said = [each for each in more if isinstance(each, Order)]
    assert [each.shipped for each in said] == [True, False, False, False, False]
    assert [each.paid for each in said][1] is False
    assert (said[2].cancelled, said[3].refunded, said[4].pickup) == (True, True, True)
