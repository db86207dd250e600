"""Exports of invented orders in the forms of all shops, as small as they can be and still whole."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).parents[2] / "content" / "sample-orders" / "shopify-orders.csv"


def catalogue_for(guide: str) -> str:
    """Return the catalogue that ships, with one guide in the place of each of its guides."""
    text = (SAMPLE.parents[1] / "orders.toml").read_text(encoding="utf-8")
    return re.sub(r'(?m)^guide = ".*"$', f'guide = "{guide}"', text)


# Older exports end here; newer ones go on.
OLD = (
    "Name Email|Financial Status|Paid at|Fulfillment Status|Total|Created at|Lineitem quantity|"
    "Lineitem name|Lineitem sku|Lineitem requires shipping|Billing Name|Billing Country|"
    "Shipping Name|Shipping Zip|Shipping Country|Notes|Note Attributes|Cancelled at|Payment Method"
).replace("Name Email", "Name|Email")
NEW = f"{OLD}|Payment Reference|Refunded Amount|Vendor|Id|Tags|Lineitem discount"


def shopify(**cells: str) -> dict[str, str]:
    """Return the first row of a paid order; other cells as given, “_” for a space."""
    row = {
        "Name": "#1001",
        "Email": "a@example.com",
        "Financial Status": "paid",
        "Total": "14.00",
        "Created at": "2026-11-20 10:00:00 +0000",
        "Lineitem quantity": "1",
        "Lineitem name": "Relief Balm",
        "Lineitem sku": "WM-BALM-050",
        "Lineitem requires shipping": "true",
        "Billing Name": "Ann Walker",
        "Billing Country": "GB",
        "Shipping Name": "Ann Walker",
        "Shipping Country": "GB",
        "Payment Method": "Shopify Payments",
        "Id": "6600000000001",
    }
    return row | {name.replace("_", " "): value for name, value in cells.items()}


def more(number: str, **cells: str) -> dict[str, str]:
    """Return a further row of an order: only its name and its own line."""
    row = {"Name": number, "Lineitem quantity": "1", "Lineitem name": "Socks"}
    return row | {name.replace("_", " "): value for name, value in cells.items()}


def as_csv(
    rows: Iterable[Mapping[str, str]],
    columns: str = NEW,
    *,
    delimiter: str = ",",
    end: str = "\n",
    quoting: Any = csv.QUOTE_MINIMAL,
) -> str:
    text = io.StringIO(newline="")
    names = columns.split("|")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return text.getvalue()


def numbered(count: int, **cells: str) -> list[dict[str, str]]:
    return [
        shopify(Name=f"#{number}", Id=str(6600000000000 + number), **cells)
        for number in range(1001, 1001 + count)
    ]


def rest(**fields: Any) -> dict[str, Any]:
    """Return an order of Shopify's REST API."""
    order = {
        "id": 6600000000001,
        "name": "#1001",
        "order_number": 1001,
        "created_at": "2026-11-20T10:00:00Z",
        "cancelled_at": None,
        "financial_status": "paid",
        "fulfillment_status": None,
        "test": False,
        "note_attributes": [],
        "line_items": [
            {
                "id": 1,
                "title": "Relief Balm",
                "name": "Relief Balm - 50 ml",
                "sku": "WM-BALM-050",
                "quantity": 1,
                "requires_shipping": True,
                "properties": [{"name": "Name on the guide", "value": "Sam"}],
            }
        ],
        "shipping_address": {"name": "Ann Walker", "country_code": "GB"},
        "billing_address": {"name": "Bea Walker", "country_code": "IE"},
        "customer": {"first_name": "Cy", "last_name": "Walker", "orders_count": 1},
        "refunds": [],
    }
    return order | fields


def graphql(**fields: Any) -> dict[str, Any]:
    order = {
        "id": "gid://shopify/Order/6600000000001",
        "name": "#1001",
        "displayFinancialStatus": "PAID",
        "cancelledAt": None,
        "test": False,
        "customAttributes": [],
        "shippingAddress": {"name": "Ann Walker", "countryCodeV2": "GB"},
        "lineItems": {
            "edges": [
                {"node": {"sku": "WM-BALM-050", "name": "Relief Balm", "quantity": 2,
                          "currentQuantity": 1, "requiresShipping": True,
                          "customAttributes": [{"key": "Name on the guide", "value": "Sam"}]}}
            ],
            "pageInfo": {"hasNextPage": False},
        },
    }  # fmt: skip
    return order | fields


def woo(**fields: Any) -> dict[str, Any]:
    order = {
        "id": 727,
        "number": "727",
        "status": "processing",
        "currency": "GBP",
        "date_paid": "2026-11-20T10:00:00",
        "billing": {"first_name": "Bea", "last_name": "Walker", "country": "IE"},
        "shipping": {
            "first_name": "Ann", "last_name": "O&#8217;Neil", "address_1": "Mill Lane",
            "country": "GB",
        },
        "line_items": [
            {"id": 1, "name": "Relief Balm &times; 50 ml", "sku": "WM-BALM-050", "quantity": 1,
             "meta_data": [{"key": "Name on the guide", "value": "Sam &amp; Jo"}]},
        ],
        "refunds": [],
    }  # fmt: skip
    return order | fields


ETSY = (
    "Sale Date|Item Name|Buyer|Quantity|Price|Coupon Code|Item Total|Currency|Transaction ID|"
    "Listing ID|Date Paid|Date Shipped|Ship Name|Ship City|Ship Zipcode|Ship Country|Order ID|"
    "Variations|Order Type|Listings Type|Payment Type|VAT Paid by Buyer|SKU"
)
ETSY_ORDERS = "Sale Date|Order ID|Buyer User ID|Full Name|First Name|Last Name|Number of Items|SKU"


def etsy(**cells: str) -> dict[str, str]:
    row = {
        "Sale Date": "11/20/26",
        "Item Name": "Relief Balm &amp; Box",
        "Quantity": "1",
        "Transaction ID": "1",
        "Date Paid": "11/20/2026",
        "Ship Name": "Ann O&#39;Neil",
        "Ship Country": "United Kingdom",
        "Order ID": "3100000001",
        "Variations": "Size:50 ml, large,Name on the guide:Sam",
        "Order Type": "online",
        "Listings Type": "listing",
        "SKU": "WM-BALM-050",
    }
    return row | {name.replace("_", " "): value for name, value in cells.items()}


def put(folder: Path, content: object, name: str = "export") -> Path:
    """Write an export: text and bytes as they are, all else as JSON."""
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, str):
        path.write_bytes(content.encode())
    else:
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def lines(*objects: Mapping[str, Any]) -> str:
    return "".join(f"{json.dumps(each)}\n" for each in objects)
