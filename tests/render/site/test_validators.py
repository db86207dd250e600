"""What validators say of every page, on a phone and on a desk, by day and by night."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.judges import Judges
from tests.render.site.conftest import Site, Stand
from tests.render.site.validators import (
    code_sniffer,
    dead_links,
    html_validate,
    of_pages,
    sniffed,
    vnu,
)

pytestmark = pytest.mark.slow

WAYS = [("light", 390), ("dark", 1440)]


def pages_of(shipped: Site, stand: Stand) -> list[Path]:
    return [stand.folder / path for path in sorted(shipped.pages)]


def test_pages_are_html(shipped: Site, stand: Stand, judges: Judges) -> None:
    pages = pages_of(shipped, stand)
    assert of_pages(judges, "vnu", shipped.files, lambda: vnu(pages)) == []
    assert of_pages(judges, "html-validate", shipped.files, lambda: html_validate(pages)) == []


def test_validators_find_what_is_wrong(tmp_path: Path, stand: Stand) -> None:
    faulty = tmp_path / "index.html"
    faulty.write_text(
        "<!DOCTYPE html><html><head><title>T</title></head><body><p><div>x</div></p>"
        '<img src="gone.png"><a href="gone.html">gone</a></body></html>'
    )
    assert any("end tag" in each for each in vnu([faulty]))
    assert any("wcag/h37" in each for each in html_validate([faulty]))
    assert any("gone.html" in each for each in dead_links(tmp_path)[0])
    with stand.page(bypass_csp=True) as page:
        page.set_content(faulty.read_text().replace('src="gone.png"', ""))
        assert any("H57" in each for each in code_sniffer(page))


def test_no_link_is_dead(shipped: Site, stand: Stand, judges: Judges) -> None:
    dead, followed = of_pages(
        judges, "linkinator", shipped.files, lambda: list(dead_links(stand.folder))
    )
    assert not dead
    assert followed > 90


@pytest.mark.parametrize(("scheme", "width"), WAYS)
def test_every_page_is_for_everybody(
    scheme: str, width: int, shipped: Site, stand: Stand, judges: Judges
) -> None:
    """Ask axe and HTML_CodeSniffer; the sheet of one's own has moves on it."""

    def ask() -> list[str]:
        found: list[str] = []
        viewport: Any = {"width": width, "height": 900}
        with stand.page(color_scheme=scheme, bypass_csp=True, viewport=viewport) as page:
            for path in sorted(shipped.pages):
                if path == "404.html":
                    continue  # it is told from the root of its host: see test_browser.py
                part = "#plank=99&cat-cow" if path.endswith("/sheet.html") else ""
                page.goto(f"{stand.address}{path}{part}")
                found += [f"{path}: {each}" for each in sniffed(page)]
        return found

    assert of_pages(judges, f"axe-htmlcs-{scheme}-{width}", shipped.files, ask) == []
