"""Catalogue: what orders.toml says, and every fault of it at its place."""

from __future__ import annotations

from typing import Any

import pytest

from backpocket.diagnostics import as_lines
from backpocket.load.catalogue import Catalogue, load_catalogue
from backpocket.load.countries import CODES, code_of
from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.orders.order import Item
from tests.places import ROOT

WHOLE = """\
greeting = "For {reader}"
digital_only = "make"
reader_from = ["Name on the guide"]

[[destination]]
paper = "letter"
countries = ["US", "CA"]

[[destination]]
paper = "a4"

[[product]]
name = "Balm"
sku = ["WM-BALM*", "B?-1"]
title = ["Relief Balm*"]
guide = "small"
editions = ["handout", "sheet"]

[[product]]
name = "Socks"
sku = ["SOCKS"]
"""


def loaded(project: Any, text: str = WHOLE) -> Catalogue:
    project.write("orders.toml", text)
    catalogue, diagnostics = load_catalogue(Disk(project.root))
    assert not diagnostics
    assert catalogue is not None
    return catalogue


@pytest.mark.parametrize(
    ("item", "names"),
    [
        (Item("WM-BALM-050", "x", 1), ["Balm"]),
        (Item("wm-balm", "x", 1), ["Balm"]),
        (Item("BX-1", "x", 1), ["Balm"]),
        (Item("BXX-1", "x", 1), []),
        (Item("", "relief balm, 50 ml", 1), ["Balm"]),
        (Item("", "The Relief Balm", 1), []),
        (Item("XWM-BALM", "x", 1), []),
        (Item("SOCKS", "x", 1), ["Socks"]),
        (Item("", "", 1), []),
        (Item("WM-BALM\n", "x", 1), ["Balm"]),
    ],
)
def test_a_product_is_told_by_sku_or_title(project: Any, item: Item, names: list[str]) -> None:
    assert [product.name for product in loaded(project).products(item.sku, item.title)] == names


@pytest.mark.parametrize(
    ("country", "paper"), [("US", "letter"), ("CA", "letter"), ("DE", "a4"), (None, "a4")]
)
def test_the_paper_goes_by_country(project: Any, country: str | None, paper: str) -> None:
    assert loaded(project).paper(country) == paper


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("{reader}", "{name}", 1, "write {reader} once"),
        ("{reader}", "you", 1, "write {reader} once"),
        ("{reader}", "{reader} {reader}", 1, "write {reader} once"),
        ("{reader}", "{reader} {{ 7 }}", 1, "write {reader} once"),
        ('"make"', '"perhaps"', 2, "not one of the choices"),
        ('"US", "CA"', '"US", "UK"', 7, "no code of a country"),
        ('"US", "CA"', '"US", "CA", "US"', 7, "E861: “US” is named twice"),
        ('countries = ["US", "CA"]\n', "", 8, "E860: there must be one destination"),
        ('paper = "a4"', 'paper = "a4"\ncountries = ["DE"]', 5, "E860: there must be one"),
        ('"small"', '"smal"', 16, "E863: there is no guide “smal”"),
        ('guide = "small"\n', "", 12, "E863: the guide of these editions is missing"),
        ('"handout", "sheet"', '"handout", "shet"', 17, "E864: there is no edition “shet” on a4"),
        ('"handout", "sheet"', '"ebook"', 17, "E864: there is no edition “ebook”"),
        ('sku = ["SOCKS"]\n', "", 19, "E862: nothing tells this product"),
        ("greeting", "greting", 1, "unknown field “greting”"),
        ('sku = ["SOCKS"]', 'sku = ["SOCKS"]\n[shops.a]\npaid = ["x"]', 22, "E867: the columns"),
        (
            'sku = ["SOCKS"]',
            'sku = ["SOCKS"]\n[shops.a.columns]\nnumber = "N"\nquantity = "Q"',
            22,
            "E867: no column",
        ),
        ('sku = ["SOCKS"]', 'sku = ["SOCKS"]\n[shops.a]\npickup = "yes"', 23, "not one of the"),
    ],
)
def test_faults_stand_at_their_places(
    project: Any, old: str, new: str, line: int, said: str
) -> None:
    assert WHOLE.count(old) == 1
    project.write("orders.toml", WHOLE.replace(old, new))
    catalogue, diagnostics = load_catalogue(Disk(project.root))
    assert catalogue is None
    found = ["\n".join(as_lines(each)) for each in diagnostics]
    assert any(each.startswith(f"content/orders.toml:{line}:") and said in each for each in found)


def test_settings_of_shops(project: Any) -> None:
    more = '[shops.shopify]\nauthorized = "make"\n[shops.second]\npickup = "make"\n'
    catalogue = loaded(project, WHOLE + more)
    assert catalogue.settings("shopify").authorized == "make"
    assert catalogue.settings("third", "shopify").authorized == "make"
    assert catalogue.settings("second", "shopify").authorized == "leave out"
    assert catalogue.settings("etsy").on_delivery == "leave out"


def test_a_missing_catalogue_is_told(project: Any) -> None:
    catalogue, diagnostics = load_catalogue(Disk(project.root))
    assert catalogue is None
    assert [each.message for each in diagnostics] == ["this file is missing"]


def test_the_catalogue_of_the_shop() -> None:
    catalogue, diagnostics = load_catalogue(Disk(ROOT))
    assert not diagnostics
    assert catalogue is not None
    papers = {code: catalogue.paper(code) for code in CODES}
    letters = {code for code, paper in papers.items() if paper == "letter"}
    # Unicode CLDR, supplementalData, paperSize; but not those that do not answer 911
    listed = {"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
    other_number = {"CL", "CO", "GT", "NI"}
    assert letters >= listed - other_number
    elsewhere = {"GB", "IE", "DE", "FR", "JP", "AU", "NZ", "IN", "CN", "BR", "ZA"}
    assert not letters & (elsewhere | other_number)


def test_nobody_is_given_a_number_alone_that_may_not_be_answered() -> None:
    """Only the pages for countries with 911 may leave it at that."""
    loaded_, diagnostics = load_project(Disk(ROOT))
    press = loaded_.press
    assert press is not None, diagnostics
    wording = {paper: each.emergency for each in press.regions.values() for paper in each.papers}
    assert "your local emergency number" in wording["a4"]
    assert "911" in wording["letter"]


def test_countries() -> None:
    assert len(CODES) == 250
    assert all(code_of(code.lower()) == code for code in CODES)
    names = {
        "Great Britain": "GB", "TÜRKIYE": "TR", "turkey": "TR", "St. Lucia": "LC",
        "Cote d’Ivoire": "CI", "The United States": "US", "Trinidad & Tobago": "TT",
        "South Korea": "KR", "Viet Nam": "VN", "Curacao": "CW", "": None, "XX": None,
        "\ud800": None, "a" * 10**6: None,
    }  # fmt: skip
    assert {name: code_of(name) for name in names} == names
