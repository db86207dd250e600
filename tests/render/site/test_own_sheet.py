"""A sheet of the visitor's own: chosen, put in order, printed on one page, and kept as a link."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest

from tests.places import GUIDE
from tests.render.site.conftest import Site, Stand

pytestmark = pytest.mark.slow

OWN = f"{GUIDE}/sheet.html"


def names(page: Any) -> list[str]:
    return [each.strip() for each in page.locator(".own-block .own-name").all_text_contents()]


def printed(page: Any, paper: str) -> str:
    """Return the words of the page as it is printed: it must be one."""
    document = pypdfium2.PdfDocument(page.pdf(format=paper))
    assert len(document) == 1
    return " ".join(document[0].get_textpage().get_text_bounded().split())


def holds_all(page: Any) -> bool:
    """Say whether nothing on the page is cut."""
    return bool(
        page.locator(".own-sheet").evaluate(
            "s => { const b = s.getBoundingClientRect();"
            " return s.scrollHeight <= s.clientHeight && s.scrollWidth <= s.clientWidth &&"
            " [...s.querySelectorAll('*')].every(e => e.getBoundingClientRect().bottom <= b.bottom"
            " + 1 && e.getBoundingClientRect().right <= b.right + 1) }"
        )
    )


def test_moves_are_chosen_ordered_and_printed_on_one_page(stand: Stand) -> None:
    with stand.page(OWN, viewport={"width": 1024, "height": 800}) as page:
        for name in ("Plank", "Cat-cow", "Bird-dog"):
            page.get_by_label(name, exact=True).check()
        assert names(page) == ["Plank", "Cat-cow", "Bird-dog"]
        page.get_by_role("button", name="Up: Bird-dog").click()
        assert names(page) == ["Plank", "Bird-dog", "Cat-cow"]
        assert page.locator(".own-choice .said").text_content() == "Bird-dog is now number 2."
        page.get_by_role("group", name="1 Plank").get_by_label("Hold").fill("12")
        page.get_by_role("group", name="1 Plank").get_by_label("Days a week").fill("2")
        page.get_by_role("button", name="Take out: Cat-cow").click()
        assert names(page) == ["Plank", "Bird-dog"]
        assert not page.get_by_label("Cat-cow", exact=True).is_checked()
        for paper in ("A4", "Letter"):
            words = printed(page, paper)
            for shown in (
                "1 Plank 12 seconds",
                "2 Bird-dog",
                "2 days a week · Set by you",
                "Stop if",
            ):
                assert shown in words
            assert "Your choice" not in words


def test_what_is_beyond_the_guide_is_set_by_the_visitor(stand: Stand) -> None:
    with stand.page(OWN) as page:
        page.get_by_label("Plank", exact=True).check()
        plank = page.get_by_role("group", name="1 Plank")
        own = page.locator(".own-block .own-by")
        for field, value, beyond in [
            ("Times", "4", False), ("Times", "6", True), ("Times", "", False),
            ("Hold", "10", False), ("Hold", "11", True), ("Hold", "0", False),
            ("Days a week", "3", False), ("Days a week", "7", True), ("Days a week", "9", False),
        ]:  # fmt: skip
            plank.get_by_label(field).fill(value)
            assert own.is_visible() == beyond, f"{field} {value}"
            assert plank.locator(".own-by").is_visible() == beyond


def test_a_link_brings_the_choice_back_and_holds_nothing_else(stand: Stand) -> None:
    with stand.page(OWN) as page:
        page.get_by_label("Cat-cow", exact=True).check()
        page.get_by_label("Plank", exact=True).check()
        page.get_by_role("group", name="2 Plank").get_by_label("Hold").fill("15")
        link = page.get_by_label("The link holds").input_value()
        assert link == f"{stand.address}{OWN}#cat-cow&plank=15,,"
        assert page.evaluate("localStorage.length") == 0
        before = printed(page, "A4")
    with stand.page(link.removeprefix(stand.address)) as page:
        assert names(page) == ["Cat-cow", "Plank"]
        assert page.get_by_role("group", name="2 Plank").get_by_label("Hold").input_value() == "15"
        assert printed(page, "A4") == before


@pytest.mark.parametrize(
    ("fragment", "wanted"),
    [
        ("plank&plank", ["Plank"]),
        ("plank=999,9999,8&nothing&=&&%00", ["Plank"]),
        ("<img src=x onerror=alert(1)>&cat-cow=-1,1e3,<b>", ["Cat-cow"]),
        ("__proto__&constructor&plank=1,2,3,4,5", ["Plank"]),
        ("", []),
    ],
)
def test_a_link_of_nonsense_does_no_harm(fragment: str, wanted: list[str], stand: Stand) -> None:
    with stand.page(f"{OWN}#{fragment}") as page:
        assert names(page) == wanted
        assert "999" not in "".join(page.locator(".own-block").all_text_contents())


def test_no_choice_prints_more_than_a_page_or_is_cut(shipped: Site, stand: Stand) -> None:
    """Each move alone, and as many as there is room for: more are refused, and told."""
    assert shipped.project.press is not None
    moves = list(shipped.project.press.guides[GUIDE].moves)
    with stand.page(OWN) as page:
        for chosen in [*([each] for each in moves), moves, moves[::-1], moves[3:9]]:
            page.goto(f"{stand.address}{OWN}#{'&'.join(chosen)}")
            page.wait_for_function("document.fonts.status === 'loaded'")
            fitting = len(names(page))
            assert fitting == len(chosen) or fitting >= 4
            assert holds_all(page)
            if fitting < len(chosen):
                said = page.locator(".own-choice .said").text_content()
                assert f"{fitting} moves fit on one page" in said
                printed(page, "Letter")
                printed(page, "A4")


def test_all_goes_by_keyboard_and_by_touch(stand: Stand) -> None:
    with stand.page(OWN) as page:
        page.get_by_label("Bridge", exact=True).focus()
        page.keyboard.press("Space")
        page.get_by_label("Plank", exact=True).focus()
        page.keyboard.press("Space")
        assert names(page) == ["Bridge", "Plank"]
        page.get_by_role("button", name="Down: Bridge").focus()
        page.keyboard.press("Enter")
        assert names(page) == ["Plank", "Bridge"]
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Up: Bridge"
        page.keyboard.press("Enter")
        assert names(page) == ["Bridge", "Plank"]
        page.get_by_role("button", name="Take out: Bridge").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    with stand.page(OWN, has_touch=True, viewport={"width": 390, "height": 800}) as page:
        page.get_by_text("Plank", exact=True).first.tap()
        page.get_by_text("Cat-cow", exact=True).first.tap()
        page.get_by_role("button", name="Up: Cat-cow").tap()
        assert names(page) == ["Cat-cow", "Plank"]
        small = page.locator("button:visible, .pick label").evaluate_all(
            "all => all.filter(e => Math.min(e.offsetWidth, e.offsetHeight) < 44).length"
        )
        assert small == 0


def test_without_scripts_there_is_the_sheet_of_the_press(shipped: Site, stand: Stand) -> None:
    with stand.page(OWN, java_script_enabled=False) as page:
        assert page.get_by_text("this page needs JavaScript").is_visible()
        hrefs = page.locator("[data-without] a").evaluate_all("all => all.map(each => each.href)")
        assert [each.rpartition("/")[2] for each in hrefs] == [
            f"{GUIDE}-sheet-a4.pdf",
            f"{GUIDE}-sheet-letter.pdf",
        ]
        assert page.locator("[data-own]:visible, button:visible").count() == 0
        assert page.locator(".pick a:visible").count() == 12
