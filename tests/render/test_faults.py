"""What would print wrong: an error with its place, and the last good files still there."""

from __future__ import annotations

import http.server
import re
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from backpocket.diagnostics import Diagnostic, Place, as_lines
from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.load.text_files import read_text
from backpocket.model.editions import EDITIONS
from backpocket.model.source import Source
from backpocket.publish import Outcome, publish
from backpocket.render import environments, pages
from backpocket.render.makers import prepare, render_guide
from backpocket.render.pdf.printer import Printer
from backpocket.terminal.exits import ExitCode, exit_code
from tests.builds import small_project
from tests.places import ROOT
from tests.styles import typefaces

SHEETS = [edition for edition in EDITIONS if edition.name in ("sheet-a4", "sheet-letter")]
TEXT = next(edition for edition in EDITIONS if edition.form == "text")
SHEET = [edition for edition in EDITIONS if edition.name == "sheet-a4"]
HANDOUT = [edition for edition in EDITIONS if edition.name == "handout-a4"]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(path: Path, text: str) -> int:
    before = path.read_text(encoding="utf-8").split(text)[0]
    return before.count("\n") + 1


def place_of(path: Path, text: str) -> str:
    before = path.read_text(encoding="utf-8").split(text)[0]
    return f"templates/{path.name}:{line_of(path, text)}:{len(before) - before.rfind(chr(10))}"


def errors(outcome: Outcome) -> list[Diagnostic]:
    return [item for item in outcome.diagnostics if item.is_error]


def test_sheets_that_run_over_tell_it_once_and_the_others_are_written(printable: Path) -> None:
    sheet = printable / "content" / "small" / "sheet.toml"
    long = "Ask first. " + "Ask your GP if you are not sure. " * 55
    change(sheet, 'ask_first = "', f'ask_first = "{long}')
    out = printable / "dist"
    (out / "small").mkdir(parents=True)
    (out / "small" / "small-sheet-a4.pdf").write_bytes(b"the last good sheet")

    outcome = publish(printable, out, ["small"], [*SHEETS, TEXT], jobs=1)

    [found] = outcome.diagnostics
    assert found.code == "E409"
    line = line_of(sheet, 'ask_first = "')
    assert found.place == Place("content/small/sheet.toml", line, 14)
    pattern = (
        r"sheet-a4 has \d+ lines too many at 12 pt, sheet-letter has \d+ lines too many at 12 pt; "
        r"the tallest part is the column “Go, ease or stop”; none of its 2 moves would fit"
    )
    assert re.fullmatch(pattern, found.message)
    assert found.hint.startswith("shorten “Ask first. Ask your GP")
    assert exit_code(outcome.diagnostics) == ExitCode.PAGE
    assert (out / "small" / "small-sheet-a4.pdf").read_bytes() == b"the last good sheet"
    assert [each.edition for each in outcome.files] == [TEXT.name]


def test_more_moves_than_fit_are_an_error_that_says_how_many_do(printable: Path) -> None:
    small = printable / "content" / "small"
    extra = "".join(
        f'\n[[block]]\nname = "Plank {n}"\nmoves = ["plank"]\nstop = "Stop if it hurts."\n'
        for n in range(2, 17)
    )
    sheet = small / "sheet.toml"
    sheet.write_text(sheet.read_text(encoding="utf-8") + extra, encoding="utf-8")
    outcome = publish(printable, printable / "dist", ["small"], SHEET)
    [found] = outcome.diagnostics
    assert found.code == "E409"
    fits = re.search(r"; (\d+) of its 17 moves would fit$", found.message)
    assert fits, found.message
    assert 9 <= int(fits[1]) < 17
    blocks = sheet.read_text(encoding="utf-8").split("\n[[block]]")
    sheet.write_text("\n[[block]]".join(blocks[: int(fits[1])]), encoding="utf-8")  # one has two
    assert not publish(printable, printable / "dist", ["small"], SHEET).diagnostics


def _unknown_property(printable: Path) -> str:
    change(printable / "styles" / "components.css", ".icon {", "p { text-wrap: balance }\n.icon {")
    return "styles/components.css:2:5"


def _broken_tokens(printable: Path) -> str:
    change(printable / "styles" / "tokens.css", ":root {", "} :root {")
    return f"styles/tokens.css:{line_of(printable / 'styles' / 'tokens.css', '} :root {')}:1"


def _missing_stylesheet(printable: Path) -> str:
    (printable / "styles" / "page.css").unlink()
    return "styles/page.css"


def _undefined_name(printable: Path) -> str:
    change(printable / "templates" / "sheet.html.j2", "sheet.promise", "sheet.promice")
    return place_of(printable / "templates" / "sheet.html.j2", "promice")


def _template_syntax(printable: Path) -> str:
    change(printable / "templates" / "sheet.html.j2", "{% endblock %}", "{% endbloc %}")
    return place_of(printable / "templates" / "sheet.html.j2", "endbloc %}")


def _missing_partial(printable: Path) -> str:
    (printable / "templates" / "partials" / "frame.html.j2").unlink()
    return "templates/partials/frame.html.j2"


def _missing_icon(printable: Path) -> str:
    sheet = printable / "templates" / "sheet.html.j2"
    change(sheet, 'icon("alert-triangle"', 'icon("alert-tringle"')
    return place_of(sheet, 'alert-tringle"')


SHEET_PAGE = "templates/sheet.html.j2"
IN_THE_PAGE = {
    "missing picture": (SHEET_PAGE, "qr:guide", "qr:gide", "E403"),
    "picture from outside": (SHEET_PAGE, "qr:guide", "https://example.org/a.png", "E403"),
    "file from outside": (SHEET_PAGE, "qr:guide", "file:///etc/hostname", "E403"),
    "no alternative": (SHEET_PAGE, 'alt="{{ _("QR code', 'title="{{ _("QR code', "E406"),
    "dead anchor": (SHEET_PAGE, 'class="title">', 'class="title"><a href="#nowhere">a</a>', "E404"),
    "no glyph": (SHEET_PAGE, '_("Go, ease', '_("걷 Go, ease', "E402"),
    "style from outside": (
        "styles/sheet.css",
        "h1 {",
        "h1 { background: url(https://example.org/a.png);",
        "E403",
    ),
}
"""What WeasyPrint finds only when it sets a page: a file, what is replaced in it, and the code."""


@pytest.mark.parametrize(("file", "old", "new", "code"), IN_THE_PAGE.values(), ids=IN_THE_PAGE)
def test_fault_in_a_page_is_an_error_of_its_edition(
    printable: Path, file: str, old: str, new: str, code: str
) -> None:
    change(printable / file, old, new)
    assert_error(printable, "content/small (sheet-a4)", code)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (_unknown_property, "E408"),
        (_broken_tokens, "E408"),
        (_missing_stylesheet, "E001"),
        (_undefined_name, "E407"),
        (_template_syntax, "E407"),
        (_missing_partial, "E407"),
        (_missing_icon, "E407"),
    ],
)
def test_fault_is_an_error_in_its_place(
    printable: Path, fault: Callable[[Path], str], code: str
) -> None:
    assert_error(printable, fault(printable), code)


# --- Whose fault it is ---------------------------------------------------------------------


@pytest.fixture(scope="session")
def render(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], tuple[str | None, list[Diagnostic]]]:
    """Return a function that renders a text as a template of the plain-text edition."""
    text = [edition for edition in EDITIONS if edition.kind == "txt"]
    root = small_project(tmp_path_factory.mktemp("render"))
    loaded, _ = load_project(Disk(root), ["small"])
    assert loaded.press is not None
    job, _ = prepare(loaded, loaded.press.guides["small"], text)
    assert job is not None

    def rendered(template: str) -> tuple[str | None, list[Diagnostic]]:
        tried = Source("templates/tried.html.j2", f"\n{template}")
        look = replace(loaded.look, templates={**loaded.look.templates, "tried.html.j2": tried})
        workshop = replace(job.workshop, look=look)
        return pages.render_template(workshop, text[0], ["tried.html.j2"])

    return rendered


@pytest.mark.parametrize(
    "template",
    [
        "{{ nobody }}",
        "{{ guide.nothing }}",
        "{{ frames(nobody) }}",
        "{{ 1 + none }}",
        "{{ 1 // 0 }}",
        "{{ icon() }}",
        "{{ icon('chek') }}",
        "{{ drawing('figure:nothing/start') }}",
        "{{ guide.moves['nothing'] }}",
        "{{ 1 | nofilter }}",
        "{{ 1 | batch }}",
        "{% for %}",
        "{% include 'nothing.html.j2' %}",
        "{% include 'tried.html.j2' %}",
    ],
)
def test_a_fault_of_a_template_is_told_at_its_line(
    template: str, render: Callable[[str], tuple[str | None, list[Diagnostic]]]
) -> None:
    made, [found] = render(template)
    assert (made, found.code) == (None, "E407")
    if "nothing.html.j2" not in template:
        assert (found.place.path, found.place.line) == ("templates/tried.html.j2", 2)


@pytest.mark.parametrize("fault", [KeyError, TypeError, AttributeError, OSError, AssertionError])
@pytest.mark.parametrize(
    ("module", "function", "template"),
    [
        (pages, "_times", "{{ times(1) }}"),
        (environments, "in_words", "{{ 1 | day }}"),
        (pages, "icon", "{{ icon('check') }}"),
        (pages, "frames", "{% for each in [1] %}{{ frames(each) }}{% endfor %}"),
    ],
)
def test_a_fault_of_our_own_is_none_of_a_template(
    fault: type[Exception],
    module: ModuleType,
    function: str,
    template: str,
    render: Callable[[str], tuple[str | None, list[Diagnostic]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise fault("the press is at fault")

    monkeypatch.setattr(module, function, broken)
    with pytest.raises(fault, match="the press is at fault"):
        render(template)


@pytest.mark.parametrize("fault", [KeyError, ValueError, OSError])
def test_a_fault_of_a_drawing_is_none_of_a_page(fault: type[Exception]) -> None:
    def broken(address: str) -> str:
        raise fault("the press is at fault")

    html = '<html lang="en"><title>t</title><p><img src="figure:a/start" alt="A">'
    with pytest.raises(fault, match="the press is at fault"):
        _printer().lay_out(html, ["tokens.css"], "", broken, Place("page"))


# --- What is fetched -----------------------------------------------------------------------

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
OUTSIDE = {
    "by name": "content/outside.svg",
    "by a way around": "styles/../content/outside.svg",
    "by a link": "styles/link.svg",
    "by a whole address": "file://{root}/content/outside.svg",
}


@pytest.mark.parametrize("address", OUTSIDE.values(), ids=OUTSIDE)
@pytest.mark.parametrize("use", ['<img alt="a" src="{}">', '<p style="background: url({})">a'])
def test_a_whole_picture_outside_of_styles_is_not_fetched(
    printable: Path, address: str, use: str
) -> None:
    (printable / "styles" / "inside.svg").write_text(PICTURE)
    (printable / "content" / "outside.svg").write_text(PICTURE)
    (printable / "styles" / "link.svg").symlink_to(printable / "content" / "outside.svg")
    assert fetched(printable, use.format("styles/inside.svg")) == []
    assert fetched(printable, use.format(address.format(root=printable))) == ["E403"]


def test_a_whole_picture_on_a_server_is_not_fetched(printable: Path) -> None:
    (printable / "picture.svg").write_text(PICTURE)
    asked: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, form: str, *arguments: object) -> None:
            asked.append(self.path)

    handler = partial(Handler, directory=printable)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        address = f"http://127.0.0.1:{server.server_port}/picture.svg"
        try:
            assert fetched(printable, f'<img alt="a" src="{address}">') == ["E403"]
            assert asked == []
            assert urllib.request.urlopen(address).read() == PICTURE.encode()
        finally:
            server.shutdown()


def fetched(root: Path, body: str) -> list[str]:
    """Lay out and write a page; return the codes of what is wrong."""
    printer = _printer(root)
    page = f'<html lang="en"><title>t</title><p>a</p>{body}'
    place = Place("page")
    layout, found = printer.lay_out(page, ["tokens.css", "base.css"], "", lambda name: None, place)
    assert layout is not None
    _, more = printer.write(layout, place)
    return [each.code for each in (*found, *more)]


def assert_error(printable: Path, place: str, code: str) -> None:
    outcome = publish(printable, printable / "dist", ["small"], SHEET)
    lines = ["\n".join(as_lines(item)) for item in errors(outcome)]
    assert any(line.startswith(f"{place}: error {code}: ") for line in lines), lines
    assert outcome.files == ()
    assert not (printable / "dist" / "small" / "small-sheet-a4.pdf").exists()


def test_printer_says_which_letter_has_no_glyph() -> None:
    printer = _printer()
    place = Place("page")
    layout, found = printer.lay_out(
        '<html lang="en"><title>t</title><p>Grüße 한', ["tokens.css", "base.css"], "", str, place
    )
    assert layout is not None
    _, more = printer.write(layout, place)
    assert [(item.code, "U+D55C" in item.message) for item in (*found, *more)] == [("E402", True)]


LONG = "So.<br>" * 200
GRID = "display: grid; grid-template-columns: 1fr 1fr"
PLACE = "grid-column: 2; grid-row: 1"
WHOLE = "break-inside: avoid"


IN_COLUMNS = (
    f'<div style="{GRID}"><div>{LONG}</div><div style="{GRID}; {PLACE}"><p>a<p>b</div></div>'
)
TOO_LONG = (
    f'<div style="{GRID}; {WHOLE}"><p>a<p>b<div style="{WHOLE}"><p>{LONG}</div><p>{LONG}</div>'
)


@pytest.mark.parametrize("page", [IN_COLUMNS, TOO_LONG], ids=["in columns", "too long"])
@pytest.mark.slow
def test_grid_that_cannot_be_broken_is_an_error(page: str) -> None:
    printer = _printer()
    html = f'<html lang="en"><title>t</title>{page}'
    layout, [found] = printer.lay_out(html, ["tokens.css", "base.css"], "", str, Place("page"))
    assert (layout, found.code, found.place) == (None, "E411", Place("page"))
    again, rest = printer.lay_out("<title>t</title><p>a", ["tokens.css"], "", str, Place("page"))
    assert again is not None
    assert (again.pages, rest) == (1, [])


@pytest.mark.parametrize(
    "fault", [ValueError("too many values to unpack (expected 1)"), AssertionError()]
)
def test_other_faults_of_a_layout_are_not_taken_for_a_long_page(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    import weasyprint

    def render(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(weasyprint.HTML, "render", render)
    with pytest.raises(type(fault)):
        _printer().lay_out("<p>a", ["tokens.css"], "", str, Place("page"))


def test_pages_that_hide_a_part_are_not_printed(printable: Path) -> None:
    style = printable / "styles" / "handout.css"
    style.write_text(style.read_text() + "\n.glossary { display: none }\n", encoding="utf-8")
    outcome = publish(printable, printable / "dist", ["small"], HANDOUT)
    lost = [item.message for item in errors(outcome) if item.code == "E413"]
    assert any("The smooth pad at the end of a bone." in message for message in lost)
    assert outcome.files == ()


def test_move_that_is_longer_than_a_page_is_an_error(printable: Path) -> None:
    move = printable / "content" / "small" / "moves" / "plank.toml"
    for field in ("purpose", "feel", "next_step", "easier", "not_this"):
        change(move, f'\n{field} = "', f'\n{field} = "' + "Lie on your front and stay. " * 60)
    loaded, _ = load_project(Disk(printable), ["small"])
    assert loaded.press is not None
    [(_, (_, found))], _ = render_guide(
        loaded, loaded.press.guides["small"], HANDOUT, lambda *_: None
    )
    assert [(item.code, item.place.path) for item in found] == [
        ("E411", "content/small (handout-a4)")
    ]
    assert re.fullmatch(
        r"“\d Plank” is \d{3,} mm tall, and a page has room for 266 mm", found[0].message
    )


def test_cover_with_more_words_than_it_holds_is_an_error(printable: Path) -> None:
    guide = printable / "content" / "small" / "guide.toml"
    for field in ("title", "main_message"):
        change(guide, f'\n{field} = "', f'\n{field} = "' + "Walk a bit, then rest a while. " * 60)
    loaded, _ = load_project(Disk(printable), ["small"])
    assert loaded.press is not None
    [(_, (_, found))], _ = render_guide(
        loaded, loaded.press.guides["small"], HANDOUT, lambda *_: None
    )
    [crowded] = [item.message for item in found if item.code == "E420"]
    assert re.search(r" lie on each other by \d+ mm, in its smallest type ", crowded)


def test_all_faults_are_shown_at_once(printable: Path) -> None:
    chapter = printable / "content" / "small" / "02-moves.md"
    chapter.write_text(chapter.read_text() + "\nSo it is [@nobody99] and [x](move:plonk).\n")
    change(printable / "content" / "small" / "glossary.toml", "meaning", "meening")
    outcome = publish(printable, printable / "dist", ["small"], SHEET)
    assert {item.code for item in errors(outcome)} >= {"E104", "E106", "E020", "E021"}


def _printer(root: Path = ROOT) -> Printer:
    found: dict[str, Source] = {}
    for name in ("tokens.css", "base.css"):
        source, _ = read_text(Disk(ROOT), ROOT / "styles" / name)
        assert source is not None
        found[name] = source
    return Printer(Disk(root), found, typefaces())


@pytest.mark.parametrize("edition", ["handout-a4", "ebook", "handout"])
def test_no_page_is_written_with_a_link_that_rules_refuse(printable: Path, edition: str) -> None:
    by_template = ["JavaScript:x()", "//b.example", "http://a.org", "https://a.org@b.example/"]
    by_filter = ["data:text/html,x", "#about", "ftp://a.org"]
    links = "".join(f'<a href="{each}">x</a> ' for each in by_template)
    links += "".join(f'{{{{ "[x]({each})" | md }}}} ' for each in by_filter)
    path = printable / "templates" / "partials" / "about.html.j2"
    change(path, "{{ clinician }}.{% endtrans %}", f"{{{{ clinician }}}}.{{% endtrans %}} {links}")
    wanted = [each for each in EDITIONS if each.name == edition]
    outcome = publish(printable, printable / "dist", editions=wanted)
    assert {each.code for each in errors(outcome)} == {"E414"}
    shown = {each.message.partition("“")[2].strip("”") for each in errors(outcome)}
    assert shown == {*by_template, *by_filter}
    assert not outcome.files
    assert not list((printable / "dist").rglob("*.*"))
