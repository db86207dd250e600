"""Intake: every form of export, and everything that goes wrong in one, ends in words."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backpocket.orders.intake import grouping, read, rows, values
from backpocket.orders.intake.shops import shops
from backpocket.orders.order import Item, Order, Unreadable
from tests.orders import exports
from tests.orders.exports import as_csv, etsy, graphql, more, numbered, put, rest, shopify, woo


def orders(path: Path) -> list[Order]:
    found = list(read(path))
    assert all(isinstance(each, Order) for each in found), found
    return [each for each in found if isinstance(each, Order)]


def the_order(path: Path) -> Order:
    (order,) = orders(path)
    return order


def reasons(path: Path) -> list[str]:
    return [each.reason for each in read(path) if isinstance(each, Unreadable)]


# --- Forms ---------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [exports.OLD, exports.NEW], ids=["old", "new"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_shopify_csv(tmp_path: Path, columns: str, delimiter: str, end: str, encoding: str) -> None:
    note = f"Ring twice.{end}Say “hello”; then, wait"
    written = [shopify(Shipping_Name="Łukasz Żak", Notes=note), more("#1001", Lineitem_sku="S-1")]
    text = as_csv(written, columns, delimiter=delimiter, end=end)
    order = the_order(put(tmp_path, text.encode(encoding)))
    assert order.number == "#1001"
    assert order.id == ("6600000000001" if columns == exports.NEW else None)
    assert (order.reader, order.country, order.paid) == ("Łukasz Żak", "GB", True)
    assert [item.sku for item in order.items] == ["WM-BALM-050", "S-1"]
    assert order.place.line == 2


def test_shopify_csv_with_a_line_of_excel_above(tmp_path: Path) -> None:
    text = "sep=;\r\n" + as_csv([shopify()], delimiter=";", end="\r\n")
    assert the_order(put(tmp_path, text)).number == "#1001"


def test_columns_go_by_name(tmp_path: Path) -> None:
    columns = "|".join(reversed(exports.NEW.split("|"))) + "|Something new"
    assert the_order(put(tmp_path, as_csv([shopify()], columns))).reader == "Ann Walker"


@pytest.mark.parametrize("wrapped", [False, True, "order", "orders"])
def test_shopify_rest(tmp_path: Path, wrapped: bool | str) -> None:
    forms: dict[Any, object] = {
        False: rest(),
        True: [rest()],
        "order": {"order": rest()},
        "orders": {"orders": [rest()]},
    }
    order = the_order(put(tmp_path, forms[wrapped]))
    assert (order.key, order.reader, order.country) == (
        "shopify:id:6600000000001",
        "Ann Walker",
        "GB",
    )
    properties = (("Name on the guide", "Sam"),)
    assert order.items == (Item("WM-BALM-050", "Relief Balm - 50 ml", 1, True, properties),)


@pytest.mark.parametrize("form", ["edges", "nodes", "single", "list", "lines", "bulk"])
def test_shopify_graphql(tmp_path: Path, form: str) -> None:
    line = {"__parentId": graphql()["id"], "id": "gid://shopify/LineItem/1", "quantity": 1}
    line |= {"sku": "WM-BALM-050", "name": "Relief Balm"}
    bare = {name: value for name, value in graphql().items() if name != "lineItems"}
    forms: dict[str, object] = {
        "edges": {"data": {"orders": {"edges": [{"cursor": "x", "node": graphql()}]}}},
        "nodes": {"data": {"orders": {"nodes": [graphql()], "pageInfo": {"hasNextPage": False}}}},
        "single": {"data": {"order": graphql()}, "extensions": {"cost": {}}},
        "list": [graphql()],
        "lines": exports.lines(graphql()),
        "bulk": exports.lines(bare, line),
    }
    order = the_order(put(tmp_path, forms[form]))
    assert (order.key, order.reader, order.country) == (
        "shopify:id:6600000000001",
        "Ann Walker",
        "GB",
    )
    assert [(item.sku, item.quantity) for item in order.items] == [("WM-BALM-050", 1)]


def test_the_same_order_has_one_key_in_all_forms_of_a_shop(tmp_path: Path) -> None:
    forms = [as_csv([shopify()]), rest(), graphql()]
    assert len({the_order(put(tmp_path, form)).key for form in forms}) == 1


@pytest.mark.parametrize(
    "form", [woo(), [woo()], {"orders": [woo()]}], ids=["one", "list", "table"]
)
def test_woocommerce(tmp_path: Path, form: object) -> None:
    order = the_order(put(tmp_path, form))
    assert (order.key, order.reader, order.country) == ("woocommerce:id:727", "Ann O’Neil", "GB")
    properties = (("Name on the guide", "Sam & Jo"),)
    assert order.items == (Item("WM-BALM-050", "Relief Balm × 50 ml", 1, True, properties),)


@pytest.mark.parametrize("british", [False, True])
def test_etsy(tmp_path: Path, british: bool) -> None:
    columns = exports.ETSY
    written = [etsy(), etsy(Item_Name="Socks", SKU="S-1", Listings_Type="digital", Variations="")]
    if british:
        columns = columns.replace("Ship ", "Delivery ")
        written = [
            {name.replace("Ship ", "Delivery "): cell for name, cell in row.items()}
            for row in written
        ]
    text = as_csv(written, columns, end="\r\n", quoting=csv.QUOTE_ALL)
    order = the_order(put(tmp_path, text))
    assert (order.key, order.reader, order.country) == ("etsy:id:3100000001", "Ann O'Neil", "GB")
    assert [item.ships for item in order.items] == [True, False]
    assert order.items[0].title == "Relief Balm & Box"
    assert order.items[0].properties == (("Size", "50 ml, large"), ("Name on the guide", "Sam"))


def test_etsy_orders_are_refused_with_a_hint(tmp_path: Path) -> None:
    text = as_csv([{"Order ID": "1"}], exports.ETSY_ORDERS)
    (reason,) = reasons(put(tmp_path, text))
    assert "EtsySoldOrderItems" in reason


def test_shops_can_stand_mixed_in_one_json(tmp_path: Path) -> None:
    found = orders(put(tmp_path, [rest(), graphql(), woo()]))
    assert [order.shop for order in found] == ["shopify", "shopify", "woocommerce"]


def test_a_new_shop_is_one_file() -> None:
    folder = Path(values.__file__).parent / "shops"
    assert len(shops()) == len(list(folder.glob("[a-z]*.py")))


def test_the_sample_that_ships(tmp_path: Path) -> None:
    found = orders(exports.SAMPLE)
    assert len(found) == 23
    assert len(exports.SAMPLE.read_text(encoding="utf-8").splitlines()[0].split(",")) == 79
    assert {order.country for order in found} >= {"US", "CA", "MX", "DE", "JP", "IE"}
    assert not [order.number for order in found if order.unknown_country]
    assert sum(order.test for order in found) == sum(order.cancelled for order in found) == 1


# --- Files that are no export --------------------------------------------------------------


def workbook() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (workbook(), "CSV UTF-8"),
        (b"\x1f\x8b\x08\0", "packed"),
        (b"%PDF-1.7", "PDF"),
        (b"a,b,c\n1,2,3\n", "no export that is known"),
        (b"\0\1\2\3" * 100, "no export that is known"),
        (b"<html></html>", "no export that is known"),
        (b'{"hello": "world"}', "no order of a shop that is known"),
        (b"[1, 2]", "missing here"),
        (b"[" * 100_000, "not JSON"),
        (b'{"orders": [', "not JSON"),
        (b'{"orders": [}]', "not JSON"),
        (b"[,]", "not JSON"),
    ],
)
def test_what_is_no_export_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    found = reasons(put(tmp_path, content))
    assert found
    assert said in found[0]


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert "cannot be read" in reasons(tmp_path / "none")[0]
    assert "cannot be read" in reasons(tmp_path)[0]


# --- Pitfalls of CSV -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Financial_Status": "pending"}, {"paid": False}),
        ({"Financial_Status": "authorized"}, {"paid": False}),
        ({"Financial_Status": "voided"}, {"paid": False}),
        ({"Financial_Status": "partially_paid"}, {"paid": False}),
        ({"Financial_Status": "partially_refunded"}, {"paid": True, "refunded": False}),
        ({"Financial_Status": "refunded"}, {"refunded": True}),
        ({"Cancelled_at": "2026-11-20 10:00:00 +0000"}, {"cancelled": True}),
        ({"Payment_Method": "Bogus (for testing)"}, {"test": True}),
        ({"Shipping_Name": "", "Shipping_Country": ""}, {"reader": "Ann Walker", "country": "GB"}),
        ({"Shipping_Country": "Netherlands"}, {"country": "NL"}),
        ({"Shipping_Country": "us"}, {"country": "US"}),
        ({"Shipping_Country": "Atlantis"}, {"country": None, "unknown_country": True}),
        ({"Id": "6.6E+12"}, {"id": None, "key": "shopify:#1001"}),
        ({"Id": "'6600000000001"}, {"id": "6600000000001"}),
        ({"Name": "AA/1001"}, {"number": "AA/1001"}),
        ({"Shipping_Name": "'=cmd|' /C calc'!A0"}, {"reader": "=cmd|' /C calc'!A0"}),
        ({"Shipping_Name": "'t Hart"}, {"reader": "'t Hart"}),
        ({"Shipping_Name": '=HYPERLINK("x")'}, {"reader": '=HYPERLINK("x")'}),
        ({"Shipping_Name": "O'Neil & <b>Söhne</b> {{ 7 }}"},
         {"reader": "O'Neil & <b>Söhne</b> {{ 7 }}"}),
        ({"Shipping_Name": "Ann\nWalker\t\x07"}, {"reader": "Ann Walker"}),
        ({"Shipping_Name": "x" * 5000}, {"reader": "x" * 300}),
        ({"Shipping_Name": "佐藤 さくら"}, {"reader": "佐藤 さくら"}),
        ({"Created_at": "45384.34"}, {"number": "#1001"}),
    ],
)  # fmt: skip
def test_cells_of_shopify(tmp_path: Path, cells: dict[str, str], expected: dict[str, Any]) -> None:
    order = the_order(put(tmp_path, as_csv([shopify(**cells)])))
    assert {name: getattr(order, name) for name in expected} == expected


def test_two_orders_of_one_name_stay_two(tmp_path: Path) -> None:
    text = as_csv([shopify(), shopify(Id="6600000000002")])
    assert [order.id for order in orders(put(tmp_path, text))] == ["6600000000001", "6600000000002"]


def test_blank_rows_are_nothing(tmp_path: Path) -> None:
    text = as_csv([shopify(), {}, {}]) + ",,,\n\n ; \n"
    assert len(orders(put(tmp_path, text))) == 1


def test_rows_may_end_early(tmp_path: Path) -> None:
    text = as_csv([shopify(Id="")]).rstrip("\n").rstrip(",")
    assert the_order(put(tmp_path, text)).reader == "Ann Walker"


def test_rows_that_are_sorted_apart_are_joined(tmp_path: Path) -> None:
    first, second = numbered(2)
    text = as_csv([more("#1001", Lineitem_sku="A"), second, first, more("#1002"), more("#1001")])
    found = orders(put(tmp_path, text))
    assert [(order.number, len(order.items)) for order in found] == [("#1001", 3), ("#1002", 2)]
    assert [order.place.line for order in found] == [4, 3]


def test_rows_without_their_first_are_told(tmp_path: Path) -> None:
    found = list(read(put(tmp_path, as_csv([*numbered(1), more("#1002")]))))
    assert isinstance(found[1], Unreadable)
    assert (found[1].number, found[1].place.line) == ("#1002", 3)


def test_so_many_rows_apart_are_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "MOST_APART", 3)
    rows = [row for _ in range(2) for row in numbered(4)]
    found = list(read(put(tmp_path, as_csv(rows))))
    assert [type(each) for each in found] == [Unreadable] * 4
    assert "sort the file by the column “Name”" in found[0].reason  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (b"#1002,paid,too,many" + b",x" * 60, "more cells"),
        (b"#1002,\xff\xfe,paid", "UTF-8"),
        (b'#1002,"a quote" too much,paid', "quote"),
        (b'#1002,"a quote not closed,paid', "quote"),
        (b"#1002," + b"x" * 600_000, "longer than"),
        (b'#1002,"' + b"x\n" * 300_000 + b'",paid', "quote"),
    ],
    ids=["wide", "bytes", "quote", "open", "long", "bomb"],
)
def test_a_broken_row_costs_no_other(tmp_path: Path, row: bytes, said: str) -> None:
    first, last = as_csv([shopify()]), as_csv(numbered(3)[2:]).partition("\n")[2]
    found = list(read(put(tmp_path, first.encode() + row + b"\n" + last.encode())))
    broken = [each for each in found if isinstance(each, Unreadable)]
    made = [each.number for each in found if isinstance(each, Order)]
    assert said in broken[0].reason
    assert broken[0].place.line == 3
    if row.count(b"\n") == 0:
        assert (made, len(broken)) == (["#1001", "#1003"], 1)
    assert made[0] == "#1001"


def test_a_quote_that_is_not_closed_hides_no_order(tmp_path: Path) -> None:
    text = as_csv(numbered(9)).replace("#1004,a@example.com", '#1004,"a@example.com')
    found = list(read(put(tmp_path, text)))
    read_ones = [each.number for each in found if isinstance(each, Order)]
    assert read_ones == [f"#{number}" for number in range(1001, 1010) if number != 1004]
    assert len(found) == 9


def test_a_line_from_within_a_broken_cell_is_no_order(tmp_path: Path) -> None:
    """A note that looks like an order, in a cell whose quote is never closed."""
    first, last = as_csv([shopify()]), as_csv(numbered(3)[2:]).partition("\n")[2]
    note = '#1002,"please read\n#6666,mallory@example.com,paid\n\nthank you\n'
    found = list(read(put(tmp_path, first + note + last)))
    assert [each.number for each in found if isinstance(each, Order)] == ["#1001", "#1003"]
    broken = [(each.place.line, each.reason) for each in found if isinstance(each, Unreadable)]
    assert [line for line, _ in broken] == [3, 4, 6]
    assert "quote" in broken[0][1]
    assert {reason for _, reason in broken[1:]} == {"this line is no row of the table"}


def test_an_order_with_a_broken_row_is_left_out_as_a_whole(tmp_path: Path) -> None:
    text = as_csv([shopify(), more("#1001"), *numbered(2)[1:]])
    text = text.replace("#1001,,", "#1001,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,x,", 1)
    found = list(read(put(tmp_path, text)))
    assert [type(each) for each in found] == [Unreadable, Order]
    assert found[0].number == "#1001"


def test_the_words_hold_nothing_from_the_cells(tmp_path: Path) -> None:
    text = as_csv([shopify(Shipping_Name="Ann Secret", Lineitem_quantity="Secret")])
    text += "Secret,Secret" + ",Secret" * 60 + "\n"
    found = list(read(put(tmp_path, text)))
    assert len(found) == 2
    assert "Secret" not in repr(found)


@pytest.mark.parametrize("quantity", ["-1", "1.5.5", "1e3", "٣", "99999999", "one"])
def test_a_quantity_that_is_none_is_told(tmp_path: Path, quantity: str) -> None:
    text = as_csv([shopify(Lineitem_quantity=quantity)])
    assert reasons(put(tmp_path, text)) == ["a quantity is not a number"]


# --- Pitfalls of JSON ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"shipping_address": None}, {"reader": "Bea Walker", "country": "IE"}),
        ({"shipping_address": None, "billing_address": None},
         {"reader": "Cy Walker", "country": None, "unknown_country": False}),
        ({"shipping_address": {"name": None}, "billing_address": {}, "customer": None},
         {"reader": ""}),
        ({"shipping_address": {"first_name": "Al", "last_name": None, "country": "Japan"}},
         {"reader": "Al", "country": "JP"}),
        ({"test": True}, {"test": True}),
        ({"cancelled_at": "2026-11-20"}, {"cancelled": True}),
        ({"financial_status": None}, {"paid": False}),
        ({"name": None}, {"number": "1001"}),
    ],
)  # fmt: skip
def test_fields_of_shopify(
    tmp_path: Path, fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    order = the_order(put(tmp_path, rest(**fields)))
    assert {name: getattr(order, name) for name in expected} == expected


@pytest.mark.parametrize("properties", [None, {}, [], "x", [1], [{"name": 1}], {"a": None}])
def test_properties_in_any_form(tmp_path: Path, properties: object) -> None:
    line = {"sku": "A", "name": "B", "quantity": 1, "properties": properties}
    assert the_order(put(tmp_path, rest(line_items=[line]))).items[0].properties == ()


def test_refunds_are_taken_off(tmp_path: Path) -> None:
    items = [{"id": 1, "sku": "A", "quantity": 3}, {"id": 2, "sku": "B", "quantity": 1}]
    refunds = [{"refund_line_items": [{"line_item_id": 1, "quantity": 1},
                                      {"line_item_id": 2, "quantity": 1}]}]  # fmt: skip
    order = the_order(put(tmp_path, rest(line_items=items, refunds=refunds)))
    assert [item.quantity for item in order.items] == [2, 0]


@pytest.mark.parametrize(
    ("status", "paid"),
    [("completed", True), ("on-hold", False), ("failed", False), ("my-plug-in", True)],
)
def test_states_of_woocommerce(tmp_path: Path, status: str, paid: bool) -> None:
    assert the_order(put(tmp_path, woo(status=status))).paid is paid


def test_nothing_to_send_in_woocommerce(tmp_path: Path) -> None:
    nowhere = dict.fromkeys(woo()["shipping"], "")
    order = the_order(put(tmp_path, woo(shipping=nowhere)))
    assert (order.reader, order.country, order.items[0].ships) == ("Bea Walker", "IE", False)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (rest(line_items=None), "lines are missing"),
        (rest(line_items=[{}] * 3000), "more than 2000 lines"),
        ({"line_items": [], "order_number": 1}, "financial_status"),
        (graphql(lineItems={"nodes": [], "pageInfo": {"hasNextPage": True}}), "only a part"),
        ({"__parentId": "gid://shopify/Order/9", "quantity": 1}, "is not in the file"),
        (woo(line_items="x"), "lines are missing"),
        (woo(number=None, id=None), "no order number"),
    ],
)
def test_a_broken_order_costs_no_other(tmp_path: Path, broken: object, said: str) -> None:
    found = list(read(put(tmp_path, [rest(), broken, woo()])))
    assert [type(each) for each in found] == [Order, Unreadable, Order]
    assert said in str(getattr(found[1], "reason", ""))


@pytest.mark.parametrize(
    "broken",
    [
        '{"name": "#7", "line_items": [nul]}',
        '{"name": "#7", "a": {"b": "\\q"}}',
        '{"name": "#7", "a": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"name": "#7", "a": "' + "x" * 9_000_000 + '"}',
        '{"name": "#7", "a": ["' + 'x","' * 3_000_000 + '"]}',
        '{"name": "#7", "a": [' + "1" * 9_000 + "]}",
    ],
    ids=["word", "escape", "deep", "long", "many", "digits"],
)
@pytest.mark.slow
def test_a_value_that_cannot_be_read_costs_no_other(tmp_path: Path, broken: str) -> None:
    text = json.dumps([rest(), rest(id=2)]).replace('}, {"id": 2', f'}}, {broken}, {{"id": 2')
    found = list(read(put(tmp_path, text)))
    assert [type(each) for each in found] == [Order, Unreadable, Order]
    assert found[1].number == "#7"


def test_a_page_of_several_is_told(tmp_path: Path) -> None:
    page = {"data": {"orders": {"nodes": [graphql()], "pageInfo": {"hasNextPage": True}}}}
    assert ["one page of several" in reason for reason in reasons(put(tmp_path, page))] == [True]


def test_places_in_json(tmp_path: Path) -> None:
    text = json.dumps([rest(), rest(), woo()], indent=2)
    lines = [order.place.line for order in orders(put(tmp_path, text))]
    split = text.splitlines()
    assert lines == [2, *[number + 1 for number, line in enumerate(split, 1) if line == "  },"]]


# --- Anything at all -----------------------------------------------------------------------

cells = st.text(st.sampled_from("#1,;\"'\n\r\t=x é\u202e\0") | st.characters(), max_size=12)
quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)


@quick
@given(data=st.binary(max_size=400), header=st.sampled_from([exports.NEW, exports.ETSY, ""]))
def test_no_bytes_raise(tmp_path: Path, data: bytes, header: str) -> None:
    text = header.replace("|", ",") + "\n" if header else ""
    for _ in read(put(tmp_path, text.encode() + data)):
        pass


@quick
@given(table=st.lists(st.lists(cells, max_size=8), max_size=8), columns=st.permutations(
    ["Name", "Financial Status", "Lineitem name", "Lineitem quantity", "Id"]
))  # fmt: skip
def test_no_table_loses_a_row(tmp_path: Path, table: list[list[str]], columns: list[str]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([columns, *table])
    found = list(read(put(tmp_path, text.getvalue().encode(errors="replace"))))
    at = columns.index("Name")
    names = [row[at].strip() if at < len(row) else "" for row in table if any(map(str.strip, row))]
    assert len(found) >= len(set(names))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | cells,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(cells, inner, max_size=4),
    max_leaves=12,
)
fields = st.sampled_from(sorted({*rest(), *graphql(), *woo(), "node", "orders", "data"}))


@quick
@given(
    changes=st.dictionaries(fields, json_values, max_size=6),
    base=st.sampled_from([rest(), graphql(), woo(), {}]),
    cut=st.integers(0, 40),
)
def test_no_objects_raise(
    tmp_path: Path, changes: dict[str, Any], base: dict[str, Any], cut: int
) -> None:
    text = json.dumps([rest(), base | changes, rest()])
    whole = list(read(put(tmp_path, text.encode(errors="surrogatepass"))))
    assert len(whole) >= 3
    assert isinstance(whole[0], Order)
    assert isinstance(whole[-1], Order)
    found = list(read(put(tmp_path, text[: len(text) - cut])))
    assert isinstance(found[0], Order)
    assert cut == 0 or isinstance(found[-1], Unreadable)


@given(st.text("a1 \x00\x1b\x07\x7f\x9b\u202e\u2066\u200f\ud800\n", max_size=30))
def test_what_is_shown_does_not_steer_a_terminal(typed: str) -> None:
    shown = values.text(typed)
    assert set(shown) <= set("a1 \N{REPLACEMENT CHARACTER}")
    assert shown == " ".join(shown.split())


# --- Size ----------------------------------------------------------------------------------

# Memory of a process of its own, in MB above what it has with the modules loaded. Linux's own count
# is taken where it is there: that of getrusage starts with the memory of the tests themselves.
MEASURED = """
import re, resource, sys
from pathlib import Path
from backpocket.orders.intake import read
def peak():
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search("VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before = peak()
count = sum(1 for _ in read(Path(sys.argv[1])))
print(count, peak() - before)
"""


def measured(path: Path) -> tuple[int, float]:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, path], capture_output=True, text=True, check=True
    )
    count, grown = done.stdout.split()
    return int(count), float(grown)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_orders(tmp_path: Path) -> None:
    head, _, row = as_csv([shopify(Notes="n" * 2000)]).partition("\n")
    with (tmp_path / "many.csv").open("w") as file:
        file.write(f"{head}\n")
        for number in range(20_000):
            file.write(row.replace("#1001", f"#{number}"))
    assert (tmp_path / "many.csv").stat().st_size > 40_000_000
    count, grown = measured(tmp_path / "many.csv")
    assert count == 20_000
    assert grown < 8


@pytest.mark.slow
def test_memory_does_not_grow_with_the_objects(tmp_path: Path) -> None:
    with (tmp_path / "many.json").open("w") as file:
        file.write("[")
        for number in range(6_000):
            order = rest(name=f"#{number}", note="n" * 5000)
            file.write("," * bool(number) + json.dumps(order))
        file.write("]")
    assert (tmp_path / "many.json").stat().st_size > 30_000_000
    count, grown = measured(tmp_path / "many.json")
    assert count == 6_000
    assert grown < 8


@pytest.mark.slow
def test_an_order_of_100_000_lines_is_left_out(tmp_path: Path) -> None:
    with (tmp_path / "long.csv").open("w") as file:
        file.write(as_csv([shopify()]))
        row = as_csv([more("#1001")]).partition("\n")[2]
        for _ in range(100_000):
            file.write(row)
        file.write(as_csv(numbered(2)[1:]).partition("\n")[2])
    found = list(read(tmp_path / "long.csv"))
    assert [type(each) for each in found] == [Unreadable, Order]
    assert "more than 2000 lines" in getattr(found[0], "reason", "")
    assert measured(tmp_path / "long.csv")[1] < 12


def test_a_cell_of_50_mb_is_bounded(tmp_path: Path) -> None:
    with (tmp_path / "bomb.csv").open("w") as file:
        file.write(as_csv([shopify()]))
        file.write('#1002,"')
        for _ in range(50):
            file.write("x" * 1_000_000)
        file.write('",paid\n')
        file.write(as_csv(numbered(3)[2:]).partition("\n")[2])
    count, grown = measured(tmp_path / "bomb.csv")
    assert count == 3
    assert grown < 8


def test_lines_that_each_open_a_quote_do_not_cost_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST_UNREADABLE", 20)
    text = as_csv([shopify()]) + 'a","\n' * 100_000
    found = list(read(put(tmp_path, text)))
    assert len(found) == rows.MOST_UNREADABLE + 3
    assert "the rest is not tried" in getattr(found[-1], "reason", "")


@pytest.mark.slow
def test_a_value_of_10_mb_is_bounded(tmp_path: Path) -> None:
    with (tmp_path / "bomb.json").open("w") as file:
        file.write(f'[{json.dumps(rest())}, {{"name": "#7", "line_items": [')
        for _ in range(10):
            file.write('{"sku": "x"},' * 80_000)
        file.write(f"0]}}, {json.dumps(rest())}]")
    count, grown = measured(tmp_path / "bomb.json")
    assert count == 3
    assert grown < 180  # the most that MOST_VALUE characters make of themselves


@dataclass(frozen=True)
class Large:
    """A file that does not stay on the disk when the test is over, and how large to make it."""

    path: Path
    size: int


@pytest.fixture
def large(tmp_path: Path, takes_seconds: None, request: pytest.FixtureRequest) -> Iterator[Large]:
    """Return 64 MB to be read within the same memory as 1 GB, which ``--big`` takes."""
    size = 1_000_000_000 if request.config.getoption("big") else 64_000_000
    yield Large(tmp_path / "large", size)
    (tmp_path / "large").unlink(missing_ok=True)


def test_a_large_export_is_read_in_little_memory(large: Large) -> None:
    head, _, row = as_csv([shopify(Notes="A long story. " * 6000)]).partition("\n")
    count = 0
    with large.path.open("wb") as file:
        file.write(f"{head}\n".encode())
        while file.tell() < large.size:
            count += 1
            file.write(row.replace("#1001", f"#{count}").encode())
    found, grown = measured(large.path)
    assert found == count > large.size / 90_000
    assert grown < 8


@pytest.mark.parametrize(
    ("begins", "said"),
    [
        (as_csv(numbered(3)), "is not closed"),
        (f'[{json.dumps(rest())}, {{"id": "1', "this is not JSON from here on"),
    ],
    ids=["csv", "json"],
)
def test_much_of_nothing_after_good_orders_is_told(large: Large, begins: str, said: str) -> None:
    with large.path.open("wb") as file:
        file.write(begins.encode())
        file.truncate(large.size)
    *good, last = read(large.path)
    assert good
    assert all(isinstance(each, Order) for each in good)
    assert isinstance(last, Unreadable)
    assert said in last.reason
    assert measured(large.path)[1] < 60
