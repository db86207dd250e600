"""The diary, the questions and the plan: fields to fill in, each with a name, empty on paper."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.builds import PDFS, Built, Studio
from tests.render.pdf.conftest import Spoken

HANDOUTS = [edition.name for edition in PDFS if edition.form == "handout"]
SHEETS = [edition.name for edition in PDFS if edition.form == "sheet"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
PRINTED = 4


@pytest.mark.parametrize("name", HANDOUTS)
def test_fields_are_read_by_name_in_their_places(spoken: Spoken, studio: Studio, name: str) -> None:
    forms = list(spoken[name].all("Form"))
    assert all(len(form.fields) == 1 and not form.kids for form in forms)
    read = [form.fields[0] for form in forms]
    settings = studio.guide.settings
    assert len(settings.diary) >= 3
    days = [f"Week {week}, {day}" for week in range(1, 5) for day in DAYS]
    diary = [f"{day}: {column.name}" for day in days for column in settings.diary]
    asked = [f"I want to ask: {question}" for question in settings.questions]
    assert read == [*asked, *settings.notes, *diary]


@pytest.mark.parametrize("name", HANDOUTS)
def test_fields_stand_in_the_row_of_their_day(spoken: Spoken, name: str) -> None:
    [diary] = [t for t in spoken[name].all("Table") if any(t.all("Form"))]
    _, *weeks = diary.kids
    assert len(weeks) == 4
    for number, week in enumerate(weeks, 1):
        for row, day in zip(week.kids, DAYS, strict=True):
            assert [tag.expansion for tag in row.all("Span") if tag.expansion] == [day]
            names = [next(cell.all("Form")).fields[0] for cell in row.kids[1:]]
            assert all(field.startswith(f"Week {number}, {day}: ") for field in names)


@pytest.mark.parametrize("name", HANDOUTS)
def test_fields_need_nothing_that_is_not_in_the_file(built: Built, name: str) -> None:
    with pikepdf.open(built.path(name)) as pdf:
        form = pdf.Root.AcroForm
        assert "/NeedAppearances" not in form
        fields = list(form.Fields)
        assert len({str(field.T) for field in fields}) == len(fields)
        assert len({str(field.TU) for field in fields}) == len(fields)
        for field in fields:
            assert int(field.F) == PRINTED
            assert "/N" in field.AP
            if field.FT == "/Btn":
                assert field.V == field.AS == "/Off"
                assert set(field.AP.N.keys()) == {"/Yes", "/Off"}
            else:
                assert str(field.V) == ""
                font = form.DR.Font[str(field.DA).split()[0]]
                assert "/FontFile2" in font.FontDescriptor
                assert str(font.Encoding) == "/WinAnsiEncoding"


@pytest.mark.parametrize("name", HANDOUTS)
def test_typed_letters_have_their_widths(built: Built, name: str) -> None:
    """A wide letter is wider than a narrow one, and none of the alphabet is missing."""
    with pikepdf.open(built.path(name)) as pdf:
        [font] = {id(f): f for f in (pdf.Root.AcroForm.DR.Font["/Text"],)}.values()
        widths = {
            chr(code): int(width) for code, width in enumerate(font.Widths, int(font.FirstChar))
        }
    assert widths["W"] > widths["n"] > widths["i"] > 0
    assert all(widths[letter] > 0 for letter in "abcdefghijklmnopqrstuvwxyzé£")


def test_a_tick_is_drawn_in_its_box_and_nothing_before(built: Built, tmp_path: Path) -> None:
    ticked = tmp_path / "ticked.pdf"
    with pikepdf.open(built.path("handout-a4")) as pdf:
        field = next(f for f in pdf.Root.AcroForm.Fields if "Week 2, Friday" in str(f.TU))
        field.V = field.AS = pikepdf.Name.Yes
        box = [float(value) for value in field.Rect]
        page = next(n for n, page in enumerate(pdf.pages) if page.obj.objgen == field.P.objgen)
        pdf.save(ticked)
    assert _darkness(built.path("handout-a4"), page, box) < 0.02
    assert _darkness(ticked, page, box) > 0.05


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_are_for_paper(built: Built, name: str) -> None:
    with pikepdf.open(built.path(name)) as pdf:
        assert "/AcroForm" not in pdf.Root


def _darkness(path: Path, page: int, box: list[float]) -> float:
    """Return the mean darkness inside the frame of a box."""
    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    image = document[page].render(scale=4, may_draw_forms=True).to_pil().convert("L")
    left, bottom, right, top = (value * 4 for value in box)
    inside = image.crop((int(left) + 8, image.height - int(top) + 8, int(right) - 8,
                         image.height - int(bottom) - 8))  # fmt: skip
    values = list(inside.get_flattened_data())
    return 1 - sum(values) / len(values) / 255
