"""Pages: what each shows, where its links lead, and that its policy holds for it."""

from __future__ import annotations

import io
import json
import posixpath
import re
import xml.etree.ElementTree as etree
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from backpocket.load.project import Project
from backpocket.render.site.attachments import Attachment
from backpocket.render.site.packages import packages
from backpocket.render.site.site import render_site
from backpocket.render.site.structured import add_data
from backpocket.render.site.trees import written
from backpocket.write import files
from tests.places import GUIDE, SECOND
from tests.render.site.conftest import Site

ADDRESSES = ("href", "src", "srcset")


def targets(site: Site, path: str) -> Iterator[str]:
    """Yield the places that a page leads to or shows, as paths in the site with their parts."""
    root = site.pages[path]
    base = root.find("head/base")
    folder = "" if base is not None else posixpath.dirname(path)
    for element in root.iter():
        for name in ADDRESSES if isinstance(element.tag, str) else ():
            address = element.get(name)
            if address is None or element is base or urlsplit(address).scheme:
                continue
            place, _, part = address.partition("#")
            full = posixpath.normpath(posixpath.join(folder, unquote(place))) if place else path
            yield f"{full}#{part}" if part else full


def test_every_link_leads_to_what_is_there(site: Site, unplaced: Site) -> None:
    assert links_that_hold(site) > 100
    assert links_that_hold(unplaced) > 100


def links_that_hold(site: Site) -> int:
    """Return how many links a site has, all of which lead to what is there."""
    seen = 0
    for path in site.pages:
        for target in targets(site, path):
            place, _, part = target.partition("#")
            assert place in site.files, f"{path} leads to {target}"
            if part:
                ids = {each.get("id") for each in site.pages[place].iter()}
                assert part in ids, f"{path} leads to {target}"
            seen += 1
    return seen


def test_all_that_is_there_can_be_reached(site: Site) -> None:
    reached = {target.partition("#")[0] for path in site.pages for target in targets(site, path)}
    by_machines = {
        "robots.txt", "sitemap.xml", "llms.txt", "404.html", "OFL-BackpocketSans.txt",
    }  # fmt: skip
    by_style = {path for path in site.files if path.endswith((".woff2", ".js", "/social.png"))}
    by_motion = {path for path in site.files if "/motions/" in path}
    of_codes = {path for path in site.files if "/v/" in path or "/m/" in path}
    assert not set(site.files) - reached - by_machines - by_style - of_codes - by_motion


def test_no_page_has_what_its_policy_refuses(site: Site) -> None:
    for path, root in site.pages.items():
        policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy, path
        assert policy[0].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy[0]
        assert not root.xpath("//@style | //style"), path
        assert not [each for each in root.xpath("//@*") if each.attrname.startswith("on")], path
        scripts = root.xpath("//script[not(@src)]/@type")
        assert set(scripts) <= {"application/ld+json"}, path
        outside = root.xpath("//script/@src | //img/@src | //link[@rel='stylesheet']/@href")
        assert not [each for each in outside if urlsplit(each).netloc], path


def test_a_page_says_what_the_manifest_says_of_each_file(site: Site) -> None:
    root = site.pages["small/index.html"]
    shown = {each.xpath(".//h4/a/@href")[0]: each for each in root.find_class("attachment")}
    assert len(shown) == len(site.attachments) == 5
    for file in site.attachments:
        href = posixpath.relpath(file.href, "small")
        item = shown[href]
        words = " ".join(item.text_content().split())
        pages = f", {file.pages} page" if file.pages else ""
        assert f"{file.kind}, {round(file.size_in_bytes / 1000):,} KB{pages}" in words
        assert file.edition.title in words
        assert file.sha256 in words
        assert files.digest(site.files[file.href]) == file.sha256
        assert item.xpath(".//h4/a/@download") == [file.saved_as]
        assert file.version in file.saved_as
        assert file.version not in file.href


def test_one_download_is_offered_first_for_each_paper(site: Site) -> None:
    offered = site.pages["small/index.html"].xpath("//div[@class='get']/p")
    assert [each.get("data-paper") for each in offered] == ["a4", "letter"]
    hrefs = [each.xpath(".//a/@href")[0] for each in offered]
    assert hrefs == [
        posixpath.relpath(each.href, "small")
        for each in site.attachments
        if each.edition.name in ("handout-a4", "handout-letter")
    ]
    assert site.project.catalogue is None
    assert not site.pages["small/index.html"].xpath("//div[@class='get']/@data-letter")[0]


def test_pictures_are_of_real_pages_and_lose_nothing(site: Site) -> None:
    stems = {path[:-5] for path in site.files if path.endswith(".webp")}
    assert stems
    for stem in stems:
        webp = Image.open(io.BytesIO(site.files[f"{stem}.webp"])).convert("RGB")
        png = Image.open(io.BytesIO(site.files[f"{stem}.png"])).convert("RGB")
        assert webp.tobytes() == png.tobytes()
    first = site.files["small/pages/small-handout-a4-1-480.png"]
    cover = Image.open(io.BytesIO(first)).convert("RGB")
    page = pypdfium2.PdfDocument(site.attachments[0].data)[0]
    real = page.render(scale=480 / page.get_width()).to_pil().convert("RGB")
    assert cover.size == real.size
    differs = [abs(a - b) for a, b in zip(cover.tobytes(), real.tobytes(), strict=True)]
    assert sum(differs) / len(differs) < 3


def test_the_same_is_made_each_time(
    site: Site, small_parts: tuple[Project, list[Attachment]]
) -> None:
    again, _ = render_site(*small_parts)
    assert again == site.files


# --- Addresses -----------------------------------------------------------------------------


def test_without_an_address_nothing_tells_one(unplaced: Site) -> None:
    assert not {"robots.txt", "sitemap.xml"} & set(unplaced.files)
    for path, root in unplaced.pages.items():
        assert not root.xpath("//link[@rel='canonical'] | //meta[starts-with(@property, 'og:')]")
        assert root.xpath("//base/@href") == (["/"] if path == "404.html" else [])


def test_with_an_address_pages_tell_it(site: Site) -> None:
    address = "https://shop.example.com/guides"
    for path, root in site.pages.items():
        told = root.xpath("//link[@rel='canonical']/@href")
        wanted = f"{address}/{path.removesuffix('index.html')}"
        if "/m/" in path:
            wanted = f"{address}/small/read/moves.html"
        assert told == ([] if path == "404.html" else [wanted])
    listed = re.findall(r"<loc>([^<]*)</loc>", site.files["sitemap.xml"].decode())
    codes = ("/v/", "/m/")
    shown = [path for path in site.pages if not any(each in path for each in ("404", *codes))]
    assert sorted(listed) == sorted(
        f"{address}/{each.removesuffix('index.html')}" for each in shown
    )
    assert f"Sitemap: {address}/sitemap.xml" in site.files["robots.txt"].decode()
    picture = site.pages["small/index.html"].xpath("//meta[@property='og:image']/@content")[0]
    image = Image.open(io.BytesIO(site.files[picture.removeprefix(f"{address}/")]))
    assert image.size == (1200, 630)
    assert len(image.convert("RGB").crop((700, 300, 1200, 630)).getcolors(1 << 20) or ()) > 5


SITE = "https://shop.example.com/guides/"


def codes(file: Attachment) -> list[str]:
    """Return what the codes of a PDF lead to, page by page."""
    pages = (page.render(scale=4).to_pil() for page in pypdfium2.PdfDocument(file.data))
    return [code.text for image in pages for code in zxingcpp.read_barcodes(image)]


def test_the_code_of_a_printed_copy_leads_to_its_version(site: Site) -> None:
    [file] = [each for each in site.attachments if each.edition.name == "sheet-a4"]
    [code] = codes(file)
    assert code == f"{SITE}small/v/1.0/"
    page = site.pages[f"{code.removeprefix(SITE)}index.html"]
    assert "You have version 1.0" in page.text_content()
    words = pypdfium2.PdfDocument(file.data)[0].get_textpage().get_text_bounded()
    assert code.removeprefix("https://") in "".join(words.split()), "another address beside it"


@pytest.mark.parametrize("edition", ["handout-a4", "handout-letter"])
def test_the_code_of_a_move_leads_to_it(edition: str, site: Site) -> None:
    [file] = [each for each in site.attachments if each.edition.name == edition]
    found = [code for code in codes(file) if "/m/" in code]
    press = site.project.press
    assert press is not None
    assert sorted(found) == [
        f"{SITE}small/m/{move}/" for move in sorted(press.guides["small"].moves)
    ]
    for code in found:
        path = f"{code.removeprefix(SITE)}index.html"
        root = site.pages[path]
        [told] = root.xpath("//meta[@http-equiv='refresh']/@content")
        address = told.removeprefix("0; url=")
        assert root.xpath("//main//a/@href") == [address]
        place, _, part = address.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), place))
        assert site.pages[target].get_element_by_id(part).find_class("steps")


def test_without_an_address_no_move_has_a_code(unplaced: Site) -> None:
    assert not [path for path in unplaced.files if "/m/" in path]


def test_an_older_copy_is_told_what_has_changed(shipped: Site) -> None:
    [guide] = shipped.project.press.guides.values() if shipped.project.press else []
    newest, *older = guide.settings.changes
    for change in older:
        page = shipped.pages[f"{guide.name}/v/{change.version}/index.html"]
        words = " ".join(page.text_content().split())
        assert f"You have version {change.version}" in words
        assert f"The newest is version {newest.version}" in words
        assert newest.text in words
    assert f"{guide.name}/v/{newest.version}/index.html" in shipped.pages


def test_the_index_lists_both_guides_and_each_has_its_zip(both: Site) -> None:
    links = set(both.pages["index.html"].xpath("//main//a/@href"))
    packed, diagnostics = packages(both.project, list(both.attachments))
    assert not diagnostics
    assert set(packed) == {GUIDE, SECOND}
    for guide in (GUIDE, SECOND):
        assert any(link.startswith(f"{guide}/") for link in links)
        with zipfile.ZipFile(io.BytesIO(packed[guide])) as package:
            files = [package.read(name) for name in package.namelist()]
        listed = [each for each in both.attachments if each.guide == guide]
        assert all(each.data in files for each in listed)
        assert f"{guide}/read/danger-signs.html" in both.pages


def test_search_engines_are_told_what_the_page_says(site: Site) -> None:
    told = site.pages["small/index.html"].xpath("//script[@type='application/ld+json']/text()")
    page, *plans = json.loads(told[0])["@graph"]
    press = site.project.press
    assert press is not None
    guide = press.guides["small"]
    assert (page["@type"], page["name"]) == ("MedicalWebPage", guide.settings.title)
    assert page["dateModified"] == guide.settings.written.isoformat()
    assert len(page["citation"]) == len(guide.references)
    assert ("reviewedBy" in page) == bool(guide.settings.reviewers)
    assert {each["@type"] for each in plans} == {"ExercisePlan"}
    assert [each["name"] for each in plans] == [move.name for move in guide.moves.values()]


def test_no_text_of_an_editor_ends_the_data(site: Site) -> None:
    root = etree.fromstring("<html><head/></html>")
    add_data(root, {"name": "</script><script>alert(1)</script>"})
    assert written(root).count(b"<script") == 1
    assert json.loads(root.findtext("head/script") or "") == {
        "name": "</script><script>alert(1)</script>"
    }


def test_language_models_are_led_to_the_words(site: Site) -> None:
    [line] = [each for each in site.files["llms.txt"].decode().splitlines() if each[:3] == "- ["]
    address = line.partition("](")[2].partition(")")[0]
    path = address.removeprefix("https://shop.example.com/guides/")
    assert path.endswith(".txt")
    assert path in site.files


def test_the_web_manifest_keeps_the_site_in_the_browser(site: Site) -> None:
    assert json.loads(site.files["site.webmanifest"])["display"] == "browser"


# --- Packages ------------------------------------------------------------------------------


def test_a_package_has_the_sheet_first_and_all_files(zipped: bytes, site: Site) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped)) as package:
        names = package.namelist()
        found = {name: package.read(name) for name in names}
    assert names[0].startswith("small-sheet-a4")
    assert set(names) == {
        *(each.saved_as for each in site.attachments),
        "README.txt",
        "checksums.txt",
    }
    lines = found["checksums.txt"].decode().splitlines()
    sums = dict(reversed(line.split("  ", 1)) for line in lines)
    assert sums == {each.saved_as: files.digest(found[each.saved_as]) for each in site.attachments}
    readme = found["README.txt"].decode()
    press = site.project.press
    assert press is not None
    settings = press.guides["small"].settings
    for words in (settings.title, settings.licence, settings.contact, "shop.example.com/guides"):
        assert words in readme
    assert all(name in readme for name in sums)


def test_a_package_is_the_same_each_time(
    zipped: bytes, small_parts: tuple[Project, list[Attachment]]
) -> None:
    from backpocket.render.site.packages import packages

    assert packages(*small_parts)[0]["small"] == zipped


# --- Nothing that is written is lost -------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "old", "code"),
    [
        ("site/move.html.j2", "<p>{{ move.next_step | md }}</p>", "E413"),
        ("site/danger-signs.html.j2", "{{ sign.text | md }}", "E413"),
        ("site/guide.html.j2", "<p>{{ settings.main_message | md }}</p>", "E413"),
        ("site/week.html.j2", "<p>{{ day.do | md }}</p>", "E413"),
    ],
)
def test_a_page_that_loses_words_is_not_made(
    template: str, old: str, code: str, small_parts: tuple[Project, list[Attachment]]
) -> None:
    project, attachments = small_parts
    source = project.look.templates[template]
    assert old in source.text
    templates = {
        **project.look.templates, template: replace(source, text=source.text.replace(old, "")),
    }  # fmt: skip
    broken = replace(project, look=replace(project.look, templates=templates))
    made, found = render_site(broken, attachments)
    assert made is None
    assert {each.code for each in found if each.is_error} == {code}
    assert all(each.place.path.startswith("content/small/") for each in found)


# --- Off line ------------------------------------------------------------------------------


def test_each_guide_is_kept_by_itself(site: Site) -> None:
    def kept(path: str) -> set[str]:
        line = site.files[path].decode().splitlines()[1]
        listed = json.loads(line.removeprefix("const FILES = ").removesuffix(";"))
        folder = posixpath.dirname(path)
        return {posixpath.normpath(posixpath.join(folder, each)) for each in listed}

    index, guide = kept("sw.js"), kept("small/sw.js")
    assert index | guide <= set(site.files)
    assert {path for path in index if path.startswith("small/")} == {
        "small/pages/small-handout-a4-1-480.webp",
        "small/figures/bridge-end.svg",
        "small/figures/plank-end.svg",
    }
    assert {path for path in site.files if path.startswith("small/") and "/read/" in path} <= guide
    assert {"site.css", "site.js", "404.html"} <= index & guide
    assert "index.html" in index - guide
    assert not [path for path in guide if "/files/" in path]
