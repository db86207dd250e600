"""Shaping and fitting: letters in their places, in the order of reading, within their frame."""

from __future__ import annotations

import contextlib
from ctypes import CDLL, byref, c_int8, c_uint32
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backpocket.orders.lettering.bidi import base_level, levels, visual
from backpocket.orders.lettering.cleaned_names import clean
from backpocket.orders.lettering.fonts import Book, find_faces
from backpocket.orders.lettering.line_fitting import Room, fit
from backpocket.orders.lettering.shaping import Line, MissingError, TextPart, clusters, shape
from tests.orders.conftest import Small, make_font
from tests.styles import typefaces


@pytest.fixture(scope="module")
def book(small: Small) -> Book:
    paths, diagnostics = find_faces(typefaces().files, small.fonts)
    assert not diagnostics
    return Book(paths)


OWN = Book(find_faces(typefaces().files)[0])


def said(line: Line) -> str:
    return "".join(glyph.text for run in line.runs for glyph in run.glyphs)


# --- Bidi ----------------------------------------------------------------------------------


# Each is what python-bidi, which wraps the Rust crate unicode-bidi, makes of it.
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc", "abc"),
        ("אבג", "גבא"),
        ("אב 12", "12 בא"),
        ("ab אב", "ab בא"),
        ("אב ab", "ab בא"),
        ("אב (ab)", "(ab) בא"),
        ("ab (אב) 1", "ab (בא) 1"),
        ("مح ١٢-٣", "٣-١٢ حم"),
        ("אב 1,2%", "1,2% בא"),
        ("a[אב 1]b", "a[1 בא]b"),
    ],
)
def test_letters_stand_as_the_annex_says(text: str, shown: str) -> None:
    level = levels(text, base_level(text))
    brackets = str.maketrans("()[]", ")(][")
    placed = [text[at].translate(brackets) if level[at] % 2 else text[at] for at in visual(level)]
    assert "".join(placed) == shown


def of_fribidi(text: str, base: int) -> list[int]:
    """Return the levels that FriBidi gives, which is there wherever Pango is."""
    library = next(filter(None, map(_library, ("libfribidi.so.0", "libfribidi.0.dylib"))))
    size = len(text)
    letters = (c_uint32 * size)(*map(ord, text))
    types, brackets, found = (c_uint32 * size)(), (c_uint32 * size)(), (c_int8 * size)()
    direction = c_uint32(0x110 | base)  # FRIBIDI_PAR_LTR, FRIBIDI_PAR_RTL
    library.fribidi_get_bidi_types(letters, size, types)
    library.fribidi_get_bracket_types(letters, size, types, brackets)
    assert library.fribidi_get_par_embedding_levels_ex(
        types, brackets, size, byref(direction), found
    )
    return list(found)


def _library(name: str) -> CDLL | None:
    with contextlib.suppress(OSError):
        return CDLL(name)
    return None


# Marks after brackets are left out: FriBidi 1.0.8 does not give them what N0 says.
@given(st.text("ab é אב مح 12 ١٢ -,.% ()[] «» +/:'", min_size=1, max_size=24), st.integers(0, 1))
@settings(max_examples=500)
def test_levels_are_those_of_fribidi(text: str, base: int) -> None:
    assert levels(text, base) == of_fribidi(text, base)


@given(st.text(), st.integers(0, 1))
def test_every_letter_has_one_place(text: str, base: int) -> None:
    assert sorted(visual(levels(text, base))) == list(range(len(text)))


# --- Shaping -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["Łukasz Zażółć Gęślą", "Ωραιοζήλη", "Юлия Щукина", "Nguyễn Thị Ánh Tuyết", "O’Neil", "प्रज्ञा"],
)
def test_the_fonts_of_the_press_have_it(text: str) -> None:
    line = shape(OWN, [TextPart.of(text)], bold=True)
    assert said(line) == text
    assert line.width > 0


def test_the_guide_s_own_type_comes_first() -> None:
    line = shape(OWN, [TextPart("Anna Щ")], bold=True)
    bold = [path.stem for path in typefaces().of_weight("bold")]
    assert [run.face.name for run in line.runs] == bold


def test_what_is_read_from_the_right_is_placed_from_the_right(book: Book) -> None:
    line = shape(book, [TextPart("For "), TextPart.of("שלום")], bold=True)
    places = [glyph.x for glyph in line.runs[-1].glyphs]
    assert said(line) == "For שלום"
    assert places == sorted(places, reverse=True)
    assert min(places) > line.runs[0].glyphs[-1].x


def test_a_name_does_not_turn_what_stands_around_it(book: Book) -> None:
    line = shape(book, [TextPart("For "), TextPart.of("שלום 12"), TextPart(", 7")], bold=True)
    starts = {run.text.strip(): run.glyphs[0].x for run in line.runs}
    assert starts[", 7"] > starts["12"]


def test_a_letter_that_no_font_has_is_missing_and_never_a_box(book: Book) -> None:
    with pytest.raises(MissingError):
        shape(book, [TextPart.of("አበበ")], bold=True)


@given(st.text(max_size=40))
def test_any_line_is_set_whole_or_missing(typed: str) -> None:
    text = clean(typed).text
    try:
        line = shape(OWN, [TextPart.of(text)], bold=False)
    except MissingError:
        return
    assert all(glyph.number for run in line.runs for glyph in run.glyphs)
    assert sorted(said(line)) == sorted(text)


@given(st.text())
def test_clusters_are_the_text(text: str) -> None:
    assert "".join(clusters(text)) == text


# --- Fitting -------------------------------------------------------------------------------


FRAME = Room(width=200, size=22, floor=16, lines=2)


@pytest.mark.parametrize(
    ("name", "lines", "size", "shortened"),
    [
        ("Anna", 1, 22, False),
        ("Anna Maria Kowalska", 1, None, False),
        ("Anna Maria Kowalska-Nowak", 2, 16, False),
        ("Anna Maria Kowalska-Nowak of Upper Lower Middle", 2, 16, True),
        ("A" * 90, 2, 16, True),
    ],
)
def test_a_name_shrinks_then_wraps_then_is_shortened(
    name: str, lines: int, size: float | None, shortened: bool
) -> None:
    fitted = fit(OWN, [TextPart("For "), TextPart(name)], FRAME, bold=True)
    assert len(fitted.lines) == lines
    assert FRAME.floor <= fitted.size <= FRAME.size
    assert size is None or fitted.size == size
    assert fitted.shortened == shortened == fitted.lines[-1].text.endswith("…")


@given(st.text(st.characters(categories=["L", "M", "Zs", "N"], max_codepoint=0x17F)))
def test_nothing_stands_outside_its_frame(typed: str) -> None:
    try:
        fitted = fit(OWN, [TextPart("For "), TextPart.of(clean(typed).text)], FRAME, bold=True)
    except MissingError:
        return
    assert 1 <= len(fitted.lines) <= FRAME.lines
    assert all(line.width * fitted.size <= FRAME.width + 0.01 for line in fitted.lines)


# --- Fonts ---------------------------------------------------------------------------------


def test_a_font_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    make_font(tmp_path / "good.ttf", "佐")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "empty.ttf").write_bytes(b"")
    paths, diagnostics = find_faces(typefaces().files, tmp_path)
    assert [Path(path).name for path in paths if str(tmp_path) in path] == ["good.ttf"]
    assert [each.code for each in diagnostics] == ["W956", "W956"]
    assert [each.place.path for each in diagnostics] == ["broken.ttf", "empty.ttf"]
