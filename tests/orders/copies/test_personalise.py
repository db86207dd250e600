"""Personal copies: the name stands in its place, and all else is what it was."""

from __future__ import annotations

import io
import pickle
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backpocket.diagnostics import as_lines
from backpocket.model.editions import CARDS
from backpocket.orders.copies.base import Base, make_base
from backpocket.orders.copies.personalise import personal, prepare
from backpocket.orders.copies.slots import ORDER, READER
from backpocket.render.pages import Workshop
from tests.judges import Judges
from tests.orders.conftest import Small
from tests.places import ROOT
from tests.programs import program

NAMES = [
    "Łukasz Zażółć Gęślą",
    "Ωραιοζήλη Παπαδοπούλου",
    "Юлия Щукина",
    "Nguyễn Thị Ánh Tuyết",
    "प्रज्ञा क्षत्रिय",
    "佐藤",
    "<b>{{ x }}</b> (Tj) \\ O'Neil",
]


def first_page(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return str(pdf.pages[0].extract_text())


def of_poppler(data: bytes, folder: Path) -> str:
    file = folder / "copy.pdf"
    file.write_bytes(data)
    command = [program("pdftotext"), "-l", "1", "-enc", "UTF-8", file, "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_finds_the_name_and_the_number(handout: Base, tmp_path: Path, name: str) -> None:
    data, diagnostics = personal(handout, name, "#1001")
    assert not diagnostics
    text = of_poppler(data, tmp_path)
    assert f"For {name}" in text
    assert "Order #1001" in text


def test_what_is_read_from_the_right_is_found(handout: Base, tmp_path: Path) -> None:
    data, diagnostics = personal(handout, "שרה לוי", "#1001")
    assert not diagnostics
    assert "שרה לוי" in of_poppler(data, tmp_path)


def test_a_sheet_is_personal_too_and_stays_one_page(sheet: Base) -> None:
    data, diagnostics = personal(sheet, "Łukasz Zażółć", "#1002")
    assert not diagnostics
    assert sheet.pages == 1
    assert "For Łukasz Zażółć Order #1002" in first_page(data)


def test_all_but_the_slots_is_what_it_was(handout: Base) -> None:
    data, _ = personal(handout, "Anna", "#1001")
    assert data.startswith(handout.data)
    with pikepdf.open(io.BytesIO(data)) as copy, pikepdf.open(io.BytesIO(handout.data)) as base:
        assert len(copy.pages) == len(base.pages) == handout.pages
        changed = {
            number
            for number in range(1, handout.size)
            if number not in (handout.content, handout.fonts)
            and copy.get_object(number, 0).unparse() != base.get_object(number, 0).unparse()
        }
    assert not changed


def test_the_same_order_gives_the_same_bytes(handout: Base) -> None:
    once, _ = personal(handout, "Łukasz", "#1001")
    again, _ = personal(pickle.loads(pickle.dumps(handout)), "Łukasz", "#1001")
    other, _ = personal(handout, "Łukasz", "#1002")
    assert once == again
    assert once != other


def test_every_copy_has_an_identifier_of_its_own(handout: Base) -> None:
    identifiers = set()
    for number in ("#1", "#2"):
        with pikepdf.open(io.BytesIO(personal(handout, "Anna", number)[0])) as pdf:
            assert bytes(pdf.trailer.ID[0]) == handout.identifier
            identifiers.add(bytes(pdf.trailer.ID[1]))
    assert len(identifiers) == 2


# --- What cannot be set --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "codes", "words"),
    [
        (None, [], ""),
        ("", [], ""),
        ("Anna 🌸", ["W953"], "For Anna"),
        ("🌸", ["W953", "W951"], ""),
        ("አበበ", ["W951"], ""),
        ("\ufffdnna", ["W951"], ""),
        ("Anna " * 40, ["W952"], "For Anna Anna"),
    ],
)
def test_a_name_that_cannot_be_set_is_left_off(
    handout: Base, name: str | None, codes: list[str], words: str
) -> None:
    data, diagnostics = personal(handout, name, "#1001")
    assert [each.code for each in diagnostics] == codes
    text = first_page(data)
    assert "Order #1001" in text
    assert words in text if words else "For " not in text


def test_no_diagnostic_holds_a_name(handout: Base) -> None:
    names = ["Wilhelmina 🌸", "Wilhelmina አበበ", "Wilhelmina " * 30, "Wilhelmina\ufffd"]
    said = [line for name in names for each in personal(handout, name, "#7")[1]
            for line in as_lines(each)]  # fmt: skip
    assert said
    assert "order #7" in said[0]
    assert not [line for line in said if "Wilhelmina" in line]


@given(st.one_of(st.none(), st.text()), st.text(max_size=30))
@settings(max_examples=80)
def test_no_name_is_too_odd(sheet: Base, name: str | None, number: str) -> None:
    data, _ = personal(sheet, name, number)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1
        assert not pdf.check_pdf_syntax()


def test_no_glyph_is_a_box(sheet: Base) -> None:
    """The map from codes to glyphs of a font never leads to .notdef but for the code 0."""
    data, _ = personal(sheet, "Łukasz Ελένη Юлия 佐藤 אב", "#1001")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = pdf.pages[0].obj.Resources.Font
        own = [font for name, font in fonts.items() if name.startswith("/Name")]
        maps = [font.DescendantFonts[0].CIDToGIDMap.read_bytes() for font in own]
    assert len(own) == 4
    for found in maps:
        glyphs = [found[at : at + 2] for at in range(2, len(found), 2)]
        assert glyphs
        assert b"\0\0" not in glyphs


# --- How it looks --------------------------------------------------------------------------


def ink(
    pdf: bytes | pypdfium2.PdfDocument, base: Base, kind: str
) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what is drawn in a slot, in parts of the slot."""
    slot = next(each for each in base.slots if each.kind == kind)
    scale = 3 * slot.unit
    pdf = pypdfium2.PdfDocument(pdf) if isinstance(pdf, bytes) else pdf
    picture = pdf[0].render(scale=3).to_pil().convert("L")
    pdf.close()
    box = [slot.left, slot.top, slot.left + slot.width, slot.top + slot.height]
    part = picture.crop(tuple(round(each * scale) for each in box))
    found = part.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert found is not None
    width, height = part.size
    return found[0] / width, found[1] / height, found[2] / width, found[3] / height


@pytest.mark.parametrize("name", ["Ił", "Łukasz Zażółć Gęślą", "Maria Anna Kowalska-Nowak " * 3])
def test_a_name_is_drawn_inside_its_place(handout: Base, name: str) -> None:
    left, top, right, bottom = ink(personal(handout, name, "#1")[0], handout, READER)
    assert 0 <= left < 0.03
    assert top > 0.02
    assert right <= 1
    assert 0.7 < bottom <= 0.99  # right above the number, be it one line or two


def test_the_number_on_the_sheet_ends_at_the_right(sheet: Base) -> None:
    left, _, right, _ = ink(personal(sheet, "Anna", "#1001")[0], sheet, ORDER)
    assert left > 0.4
    assert right > 0.97


def test_names_are_set_in_the_size_of_the_design(handout: Base, sheet: Base) -> None:
    sizes = {slot.kind: slot.size * slot.unit for slot in handout.slots}
    assert sizes == pytest.approx({READER: 16.8, ORDER: 12}, abs=0.01)
    assert all(slot.size * slot.unit >= 12 for slot in sheet.slots)


# --- Validators ----------------------------------------------------------------------------


def test_verapdf_and_qpdf_pass(handout: Base, sheet: Base, tmp_path: Path, judges: Judges) -> None:
    files: list[Path] = []
    odd: Sequence[str | None] = (None, "🌸", "שרה Cohen 12", "Anna " * 40)
    for base, names in ((handout, [*NAMES[:6], *odd]), (sheet, ["Łukasz", None])):
        for index, name in enumerate(names):
            files.append(tmp_path / f"{base.edition}-{index}.pdf")
            files[-1].write_bytes(personal(base, name, f"#{index}")[0])
            subprocess.run([program("qpdf"), "--check", files[-1]], check=True, capture_output=True)
    judges.pass_both(files)


# --- Bases ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edition", "paper"), [("ebook", "a4"), ("leaflet", "a4"), ("sheet", "a5")]
)
def test_an_edition_that_is_not_there_is_named(small: Small, edition: str, paper: str) -> None:
    base, diagnostics = prepare(small.project, small.guide, edition, paper)
    assert base is None
    assert [each.code for each in diagnostics] == ["E957"]


def test_an_edition_without_a_slot_is_named(small: Small) -> None:
    from backpocket.model.editions import EDITIONS

    plain = next(edition for edition in EDITIONS if edition.name == "sheet-a4")
    base, diagnostics = make_base(small.project, small.guide, plain)
    assert base is None
    assert [each.code for each in diagnostics] == ["E958"]


def test_a_greeting_without_its_place_is_named(small: Small) -> None:
    card = CARDS["a6"]
    base, diagnostics = make_base(small.project, small.guide, card, greeting="Hello")
    assert base is None
    assert [each.code for each in diagnostics] == ["E959"]


def test_a_greeting_may_stand_on_both_sides(handout: Base) -> None:
    base = replace(handout, greeting="{reader}, this is yours")
    assert "Anna, this is yours" in first_page(personal(base, "Anna", "#1")[0])


def test_pages_for_everybody_have_no_slot(small: Small) -> None:
    from backpocket.model.editions import EDITIONS
    from backpocket.render.makers import prepare as prepare_job
    from backpocket.render.pages import make_page

    edition = EDITIONS[0]
    job, _ = prepare_job(small.project, small.guide, [edition])
    assert job is not None
    assert isinstance(job.workshop, Workshop)
    page, _ = make_page(job.workshop, edition, job.numbers)
    assert page is not None
    assert "reader-" not in page


def test_no_palette_of_the_press_has_the_colours_of_the_marks() -> None:
    for path in (ROOT / "styles").glob("*.css"):
        if path.name != "personal.css":
            text = path.read_text().lower().replace(" ", "")
            assert "rgb(1,2," not in text
            assert "#0102" not in text


def in_the_way(base: Base) -> str:
    """Return the letters of the first page that stand in the place of something personal."""
    found = ""
    with pdfplumber.open(io.BytesIO(base.data)) as pdf:
        for slot in base.slots:
            box = (slot.left, slot.top, slot.left + slot.width, slot.top + slot.height)
            left, top, right, bottom = (each * slot.unit for each in box)
            for char in pdf.pages[0].chars:
                beside = char["x1"] <= left or char["x0"] >= right
                size = char["bottom"] - char["top"]
                above = char["bottom"] - size / 5 <= top or char["top"] + size / 5 >= bottom
                found += "" if beside or above else char["text"]
    return found


def test_every_printed_edition_can_be_personal(
    small: Small, tmp_path: Path, judges: Judges
) -> None:
    """A shop may send the large-print or ink-light editions as well."""
    from backpocket.model.editions import EDITIONS

    others = [each for each in EDITIONS if each.kind == "pdf" and each.paper == "letter"]
    assert len(others) == 6
    files: list[Path] = []
    for edition in others:
        assert edition.paper is not None
        base = small.base(edition.name.removesuffix("-letter"), edition.paper)
        least = 18 if edition.large_print else 12
        assert base.floor >= least
        assert in_the_way(base) == ""
        assert all(slot.size * slot.unit >= least - 0.01 for slot in base.slots)
        for number, name in (("#1", "Łukasz Zażółć"), ("#2", "Maria Kowalska-Nowak " * 5)):
            data, diagnostics = personal(base, name, number)
            assert [each.code for each in diagnostics] == ["W952"] * (number == "#2")
            files.append(tmp_path / f"{edition.name}-{number[1:]}.pdf")
            files[-1].write_bytes(data)
            _, top, _, bottom = ink(data, base, READER)
            assert 0 < top < bottom < 1
    judges.pass_both(files)
