"""The site in a real browser: on small and large screens, in the dark, by keyboard, off line."""

from __future__ import annotations

import gzip
import threading
from pathlib import Path
from typing import Any

import pytest

from backpocket.commands.site_server import HOST, packed, server_of
from backpocket.write.files import digest
from tests.places import GUIDE
from tests.render.site.conftest import Site, Stand
from tests.render.site.validators import sniffed

pytestmark = pytest.mark.slow

PAGES = (
    "index.html",
    f"{GUIDE}/index.html",
    f"{GUIDE}/sheet.html",
    f"{GUIDE}/v/1.0/index.html",
    f"{GUIDE}/v/2.0/index.html",
    *(
        f"{GUIDE}/read/{chapter}.html"
        for chapter in (
            "danger-signs", "why-it-hurts", "what-helps-today", "your-week", "moves",
            "what-else-helps", "what-research-says", "your-own-plan", "your-diary",
            "words-and-sources",
        )
    ),
)  # fmt: skip
LOST = "404.html"
MOVES = f"{GUIDE}/read/moves.html"


def size(width: int, height: int = 800) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": height}}


def overflow(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_every_page_is_looked_at(shipped: Site) -> None:
    assert {*PAGES, LOST} == set(shipped.pages)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(path: str, stand: Stand) -> None:
    with stand.page(path, **size(320)) as page:
        for width in (320, 360, 640, 768, 1024, 1440, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            assert overflow(page) <= 0, f"{width} px"
        page.set_viewport_size({"width": 640, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '225%'")
        assert overflow(page) <= 0, "text of 200 %"


def test_every_download_is_the_file_of_the_manifest(shipped: Site, stand: Stand) -> None:
    with stand.page(f"{GUIDE}/index.html") as page:
        links = page.locator(".files h4 a[download]")
        shown = links.evaluate_all("all => all.map(each => [each.download, each.href])")
        hrefs = dict(shown)
        assert set(hrefs) == {file.saved_as for file in shipped.attachments}
        for file in shipped.attachments:
            assert digest(page.request.get(hrefs[file.saved_as]).body()) == file.sha256
        file = shipped.attachments[-1]
        with page.expect_download() as started:
            links.last.click()
        assert started.value.suggested_filename == file.saved_as
        assert digest(Path(started.value.path()).read_bytes()) == file.sha256


def test_the_first_view_is_light(shipped: Site, stand: Stand) -> None:
    seen: dict[str, int] = {}
    with stand.page(**size(390)) as page:

        def count(answer: Any) -> None:
            path = answer.url.removeprefix(stand.address)
            data = shipped.files[path]
            is_text = path.endswith((".html", ".css", ".js", ".svg", ".webmanifest"))
            seen[path] = len(packed(data)) if is_text else len(data)

        page.on("response", count)
        page.add_init_script("delete Navigator.prototype.serviceWorker")
        page.goto(f"{stand.address}{GUIDE}/index.html", wait_until="load")
    assert sum(seen.values()) <= 120_000, seen
    assert any(path.endswith(".webp") for path in seen)


def test_scripts_and_motions_are_light(shipped: Site) -> None:
    scripts = [data for path, data in shipped.files.items() if path.endswith(".js")]
    assert sum(len(gzip.compress(data)) for data in scripts) <= 20_000
    motions = {path: data for path, data in shipped.files.items() if "/motions/" in path}
    assert len(motions) == 12
    assert not {path for path, data in motions.items() if len(packed(data)) > 25_000}


def test_without_scripts_all_is_there_to_read(stand: Stand) -> None:
    with stand.page(MOVES, java_script_enabled=False, **size(390)) as page:
        assert page.locator("button").count() == 0
        for each in page.locator(".move").all():
            assert each.locator(".steps").is_visible()
            assert each.locator("img").first.is_visible()
    with stand.page(f"{GUIDE}/index.html", java_script_enabled=False) as page:
        assert page.locator(".get-one:visible").count() == 2
        assert page.locator("[data-region]:visible").count() == 4


# --- Regions -------------------------------------------------------------------------------


def test_a_region_is_chosen_once_and_kept_on_the_device(stand: Stand) -> None:
    with stand.page(f"{GUIDE}/index.html", locale="en-GB") as page:
        assert page.locator("[data-region]:visible").count() == 4
        page.get_by_label("United States").check()
        assert page.locator("[data-region='a4']:visible").count() == 0
        assert page.locator("[data-region='letter']:visible").count() == 2
        page.goto(f"{stand.address}{GUIDE}/read/danger-signs.html")
        assert page.locator("[data-region='a4']:visible").count() == 0
        assert page.get_by_label("United States").is_checked()
        assert page.context.cookies() == []
        page.get_by_label("All").check()
        assert page.locator("[data-region='a4']:visible").count() == 2


@pytest.mark.parametrize(("locale", "paper"), [("en-GB", "a4"), ("en-US", "letter"), ("de", "a4")])
def test_the_first_download_is_for_the_visitors_paper(
    locale: str, paper: str, stand: Stand
) -> None:
    with stand.page(f"{GUIDE}/index.html", locale=locale) as page:
        assert page.locator(".get-one").first.get_attribute("data-paper") == paper


# --- Moves that move -----------------------------------------------------------------------

SEEN = (
    "[...document.querySelectorAll('#move-plank .motion > g')]"
    ".map(g => g.getAttribute('visibility') + g.getAttribute('opacity')).join()"
)
UNTIL = (
    "async folder => {{ for (;;) {{ const r = await navigator.serviceWorker.getRegistration();"
    " if ({0}) return; await new Promise(after => setTimeout(after, 50)); }} }}"
)
READY = UNTIL.format("r && r.scope.endsWith(folder) && r.active && r.active.state === 'activated'")
WAITS = UNTIL.format("r && r.waiting")
RENEW = "navigator.serviceWorker.getRegistration().then(r => r.update()).then(() => 1)"


def test_a_move_is_played_and_stopped_by_keyboard(stand: Stand) -> None:
    with stand.page(MOVES, **size(390)) as page:
        button = page.locator("#move-plank button").first
        assert button.text_content() == "Show how to move"
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#move-plank .motion")
        assert button.get_attribute("aria-pressed") == "true"
        label = page.locator("#move-plank .motion").get_attribute("aria-label")
        assert "elbows are under the shoulders" in label
        page.wait_for_timeout(1500)
        one = page.evaluate(SEEN)
        page.wait_for_timeout(400)
        assert page.evaluate(SEEN) != one, "it does not move"
        page.keyboard.press("Space")
        still = page.evaluate(SEEN)
        page.wait_for_timeout(400)
        assert page.evaluate(SEEN) == still
        assert button.text_content() == "Go on"


def test_a_move_stops_off_screen(stand: Stand) -> None:
    with stand.page(MOVES, **size(390)) as page:
        page.locator("#move-plank button").first.click()
        page.wait_for_selector("#move-plank .motion")
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_function("!document.querySelector('#move-plank [aria-pressed=true]')")


def test_a_move_is_played_by_touch(stand: Stand) -> None:
    with stand.page(MOVES, has_touch=True, **size(390)) as page:
        page.locator("#move-plank button").first.tap()
        page.wait_for_selector("#move-plank .motion")


def test_moves_are_still_for_who_wants_no_motion(stand: Stand) -> None:
    with stand.page(MOVES, reduced_motion="reduce") as page:
        assert page.get_by_role("button", name="Show how to move").count() == 0
        assert page.locator(".motion").count() == 0
        assert page.locator("#move-plank .move-figures img:visible").count() == 2


# --- Time ----------------------------------------------------------------------------------


def test_a_set_goes_from_move_to_move(stand: Stand) -> None:
    with stand.page(**size(390)) as page:
        page.clock.install()
        page.goto(stand.address + MOVES)
        page.get_by_role("button", name="Do the set").click()
        player = page.get_by_role("dialog")
        assert player.locator(".player-do").text_content() == "Get ready"
        first = player.locator("h2").text_content()
        page.clock.run_for(5_000)
        assert player.locator(".player-do").text_content().startswith("Hold")
        page.get_by_role("button", name="Pause").click()
        left = player.locator(".player-clock").text_content()
        page.clock.run_for(5_000)
        assert player.locator(".player-clock").text_content() == left
        page.get_by_role("button", name="Next move").click()
        assert player.locator("h2").text_content() != first
        page.clock.run_for(3_600_000)
        assert player.locator("h2").text_content() == "Done"
        page.keyboard.press("Escape")
        assert page.get_by_role("dialog").count() == 0


def test_a_hold_lasts_as_the_dose_says(shipped: Site, stand: Stand) -> None:
    assert shipped.project.press is not None
    dose = shipped.project.press.guides[GUIDE].moves["single-knee-to-chest"].dose
    with stand.page() as page:
        page.clock.install()
        page.goto(stand.address + MOVES)
        page.locator("#move-single-knee-to-chest").get_by_role("button", name="Time it").click()
        page.clock.run_for(5_000)
        clock = page.locator(".player-clock")
        assert clock.text_content() == str(dose.hold.least)
        page.clock.run_for(dose.hold.least * 1_000)
        assert page.locator(".player-do").text_content() == "Change sides"
        assert page.locator(".player-stop").text_content().startswith("Stop")


# --- What is written -----------------------------------------------------------------------


def test_a_diary_stays_on_the_device(stand: Stand) -> None:
    with stand.page(f"{GUIDE}/read/your-diary.html") as page:
        monday = page.get_by_role("group", name="Week 1, Monday", exact=True)
        tick, pain = monday.get_by_label("Moves"), monday.get_by_label("Pain in the run")
        tick.check()
        pain.fill("2")
        page.reload()
        assert tick.is_checked()
        assert pain.input_value() == "2"
        with page.expect_download() as started:
            page.get_by_role("button", name="Save as a file").click()
        text = Path(started.value.path()).read_text()
        assert "Week 1, Monday: Pain in the run: 2" in text
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Take all out").click()
        page.reload()
        assert (tick.is_checked(), pain.input_value()) == (False, "")


# --- Off line, and other ways to look ------------------------------------------------------


def test_after_a_visit_all_is_there_off_line(stand: Stand) -> None:
    with stand.page("index.html") as page:
        page.evaluate(READY, "/any/folder/")
        page.goto(stand.address + f"{GUIDE}/index.html")
        page.evaluate(READY, f"/{GUIDE}/")
        page.context.set_offline(True)
        sheet = f"{GUIDE}/sheet.html#plank"
        for path in ("index.html", MOVES, f"{GUIDE}/read/your-week.html", f"{GUIDE}/", sheet):
            page.goto(stand.address + path)
            assert page.locator("h1").is_visible()
        page.goto(stand.address + MOVES)
        page.locator("#move-plank button").first.click()
        page.wait_for_selector("#move-plank .motion")
        natural = page.locator("#move-plank img").first.evaluate("each => each.naturalWidth")
        assert natural > 0


def test_a_newer_version_never_mixes_with_an_older(stand: Stand) -> None:
    worker, page_file = stand.folder / GUIDE / "sw.js", stand.folder / MOVES
    old = {path: path.read_bytes() for path in (worker, page_file)}
    with stand.page(MOVES) as page:
        page.evaluate(READY, f"/{GUIDE}/")
        page.reload()
        page_file.write_bytes(old[page_file].replace(b"<h1>", b"<h1>Newer: "))
        worker.write_bytes(old[worker].replace(b'VERSION = "', b'VERSION = "new'))
        page.evaluate(
            "navigator.serviceWorker.getRegistration().then(r => r.update()).then(() => 1)"
        )
        page.evaluate(WAITS, "")
        page.reload()
        assert not page.locator("h1").text_content().startswith("Newer")
        other = page.context.new_page()
        page.close()
        other.wait_for_timeout(500)
        other.goto(stand.address + MOVES)
        other.wait_for_timeout(500)
        other.reload()
        assert other.locator("h1").text_content().startswith("Newer")
        names = other.evaluate("caches.keys()")
        assert len(names) == 1
    for path, data in old.items():
        path.write_bytes(data)


@pytest.mark.parametrize("path", [f"{GUIDE}/index.html", MOVES])
def test_by_keyboard_all_can_be_reached_and_seen(path: str, stand: Stand) -> None:
    with stand.page(path, **size(1024)) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        wanted = page.locator("a[href]:not([tabindex='-1']), button, summary, input").count()
        seen = set()
        for _ in range(wanted + 5):
            seen.add(
                page.evaluate(
                    "(() => { const e = document.activeElement, b = e.getBoundingClientRect();"
                    " return [...document.querySelectorAll('*')].indexOf(e) + ' ' +"
                    " (getComputedStyle(e).outlineStyle !== 'none' && b.width > 0) })()"
                )
            )
            page.keyboard.press("Tab")
        assert not [each for each in seen if each.endswith("false") and not each.startswith("-")][
            1:
        ]
        assert len(seen) >= wanted - 2


def test_forced_colours_leave_all_to_be_seen(stand: Stand) -> None:
    """Who sets all colours sees edges where others see grounds, and figures as they are drawn."""
    with stand.page(forced_colors="active", **size(1024)) as page:
        for path in PAGES:
            page.goto(stand.address + path)
            edgeless = page.locator("a.button, button, .signs, .light, input").evaluate_all(
                "all => all.filter(e => e.offsetWidth && !parseFloat(getComputedStyle(e)"
                ".borderTopWidth) && !['radio', 'checkbox'].includes(e.type)).length"
            )
            assert edgeless == 0, path
            ink, paper = page.evaluate(
                "[getComputedStyle(document.querySelector('h1')).color,"
                " getComputedStyle(document.body).backgroundColor]"
            )
            assert ink != paper, path
        page.goto(stand.address + MOVES)
        assert page.locator("#move-plank img").first.is_visible()
        assert page.locator(".stop").first.is_visible()


def test_every_page_is_whole_without_scripts(stand: Stand) -> None:
    with stand.page(java_script_enabled=False, **size(390)) as page:
        for path in PAGES:
            page.goto(stand.address + path)
            assert page.locator("h1").is_visible()
            assert page.locator("button:visible").count() == 0, path


def test_zoomed_to_400_percent_nothing_is_cut(stand: Stand) -> None:
    """A window of 1280 by 1024 pixels is then one of 320 by 256."""
    with stand.page(**size(320, 256)) as page:
        for path in (f"{GUIDE}/index.html", MOVES, f"{GUIDE}/sheet.html#plank&cat-cow"):
            page.goto(stand.address + path)
            cut = page.locator("main :is(p, li, h1, h2, h3, button, label)").evaluate_all(
                "all => all.filter(e => e.offsetWidth && !e.closest('.own-sheet') &&"
                " getComputedStyle(e).overflowX !== 'visible' && e.scrollWidth > e.clientWidth)"
                ".map(e => e.outerHTML.slice(0, 80))"
            )
            assert cut == [], path
            assert overflow(page) <= 0, path


def test_what_is_not_there_is_told_at_any_depth(stand: Stand) -> None:
    with server_of(stand.folder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = stand.browser.new_page(bypass_csp=True)
        answer = page.goto(f"http://{HOST}:{server.server_port}/back/not/here.html")
        assert answer.status == 404
        assert page.evaluate("getComputedStyle(document.body).display") == "flex", "without style"
        assert not sniffed(page)
        page.get_by_role("link", name="Lower back pain when running").click()
        assert page.locator("h1").text_content() == "Lower back pain when running"
        page.close()
        server.shutdown()


def test_printed_pages_have_no_buttons(stand: Stand) -> None:
    with stand.page(MOVES) as page:
        page.emulate_media(media="print")
        assert page.locator("button:visible").count() == 0
        assert page.locator("#move-plank .steps").is_visible()
