"""Addresses: where a link may lead, and what every reader of it would take for the same place."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from backpocket.diagnostics import Place
from backpocket.model.addresses import objection, printed_objection, web_objection
from backpocket.model.field_types import Address, Contact, SourceAddress
from backpocket.render.links import stray_links

NAMES = ("move", "term", "chapter")
GOOD = [
    "https://example.org",
    "https://www.example.org/a_(b)/?c=d&e=%20#f",
    "https://EXAMPLE.org/ä",
    "https://a-b.c-d.example.co.uk/@name?to=@b",
    "https://müller.de",
    "https://bücher-straße.example",
    "https://почта.рф",
    "https://日本語の例.jp",
    "https://مثال.example",
    "mailto:help@example.org",
    "mailto:a.b+c@example.org?subject=Hello%20you",
    "tel:111",
    "tel:+44-20-7946-0018",
    "tel:+44(0)20.7946.0018",
    "move:plank",
    "chapter:danger-signs",
]
BAD = [
    "",
    "x",
    "#top",
    "/etc/passwd",
    "//evil.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://example.org",
    "http://example.org",
    "HTTPS://example.org",
    " https://example.org",
    "https:example.org",
    "https:/example.org",
    "https:///example.org",
    "https:\\\\example.org",
    "https://example.org\\@evil.example",
    "https://paypal.com@evil.example/",
    "https://paypal.com:x@evil.example/",
    "https://@evil.example/",
    "https://paypal.com%40evil.example/%",
    "https://example.org:8443/",
    "https://example.org:443",
    "https://example",
    "https://example.org./",
    "https://.example.org",
    "https://exa mple.org",
    "https://example.org/a b",
    "https://example.org/\n",
    "https://example.org/<b>",
    'https://example.org/"x',
    "https://example.org/{x}",
    "https://example.org/\u202egpj.exe",
    "https://exam\u00adple.org",
    "https://exam\u200bple.org",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0x7f.0x1/",
    "https://[::1]/",
    "https://xn--80ak6aa92e.com/",
    "https://XN--80ak6aa92e.com/",
    "https://аррӏе.com",
    "https://pаypal.com",
    "https://paypɑl.com",
    "https://ｅxample.org",
    "https://example。org",
    "https://example.org⁄evil.example",
    "https://-example.org",
    "mailto:",
    "mailto:help",
    "mailto:help@example",
    "mailto:help@example.org?bcc=a@example.org",
    "mailto:help@example.org?subject=a%0Abcc:b",
    "mailto:a%0Ab@example.org",
    "mailto:a@example.org,b@example.org",
    "tel:",
    "tel:1",
    "tel:911;ext=1",
    "tel:#31#911",
    "tel:+1 911",
    "move:",
    "move:a b",
    'move:a"b',
    "Move:plank",
]


@pytest.mark.parametrize("target", GOOD)
def test_a_link_may_lead_there(target: str) -> None:
    assert objection(target, NAMES) == ""


@pytest.mark.parametrize("target", BAD, ids=repr)
def test_a_link_may_not_lead_there(target: str) -> None:
    assert objection(target, NAMES)
    if not target.startswith(("x", "#", "move:")) and target:
        assert printed_objection(target, in_references=False)


@given(st.text("htps:/\\@.abc1-xnа #?%0&;[]\t\n", max_size=20).map("https://{}".format))
def test_an_address_is_read_as_python_reads_it(address: str) -> None:
    if not web_objection(address):
        parts = urlsplit(address)
        assert (parts.scheme, parts.username, parts.password, parts.port) == (
            "https",
            None,
            None,
            None,
        )
        assert (
            parts.netloc
            == address.removeprefix("https://").split("/")[0].split("?")[0].split("#")[0]
        )
        assert "." in parts.netloc


def test_http_is_for_references() -> None:
    assert TypeAdapter(SourceAddress).validate_python("http://example.org/a")
    for kind in (Address, Contact):
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python("https://a.org@b.example")
    with pytest.raises(ValidationError):
        TypeAdapter(Address).validate_python("http://example.org/a")
    with pytest.raises(ValidationError):
        TypeAdapter(SourceAddress).validate_python("http://example.org@b.example/a")
    assert TypeAdapter(Contact).validate_python("Write to the shop: help@example.org")


def stray(page: str) -> list[str]:
    found = stray_links(etree.fromstring(page), Place("a"))
    return [each.message.partition("“")[2].strip("”") for each in found]


def test_links_of_a_page_are_found_in_every_element() -> None:
    page = """<html xmlns:x="http://www.w3.org/1999/xlink"><link href="styles/a.css"/>
    <a href="#a">1</a><a href="b.xhtml#c">2</a><a href="javascript:1">3</a>
    <area href="data:4"/><form action="//b.example"/><button formaction="ftp://b.example"/>
    <svg><a x:href="vbscript:5"/><use x:href="#s"/></svg><blockquote cite="http://b.example"/>
    <a data-refused="#top">6</a><a href="../b.xhtml">7</a>
    <ol><li id="ref-a"><p><a href="http://b.example/8">8</a><a href="javascript:9">9</a></p></li>
    <li><a href="http://b.example/10">10</a></li></ol></html>"""
    assert stray(page) == [
        "javascript:1",
        "data:4",
        "//b.example",
        "ftp://b.example",
        "vbscript:5",
        "http://b.example",
        "#top",
        "../b.xhtml",
        "javascript:9",
        "http://b.example/10",
    ]
