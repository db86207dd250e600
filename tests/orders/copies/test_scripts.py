"""Names in every script that the press promises, in real fonts, through real validators.

The fonts of the press have Latin, Greek, Cyrillic and Devanagari; those for Arabic, Hebrew,
Chinese, Japanese and Korean come from npm, once, as a shop puts them into a folder for ``--fonts``.
"""

from __future__ import annotations

import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from backpocket.orders.copies.base import Base
from backpocket.orders.copies.personalise import personal
from backpocket.orders.copies.slots import READER
from backpocket.orders.lettering.fonts import Book, find_faces, open_book
from backpocket.orders.lettering.shaping import TextPart, shape
from tests.judges import Judges
from tests.orders.copies.test_personalise import ink, of_poppler
from tests.places import ROOT
from tests.programs import npm_packages, program
from tests.styles import typefaces

NAMES = {
    "Latin": "Þórdís Łącka-Čížková Ğül Ñúñez Şőűs",
    "Greek": "Ελένη Παπαδοπούλου-Ζέρβα",
    "Cyrillic": "Юлія Їжак Ђорђе Жұлдыз",
    "Vietnamese": "Nguyễn Thị Ánh Tuyết Đặng",
    "Arabic": "ليلى منصور",
    "Hebrew": "נועה פרידמן",
    "Devanagari": "प्रज्ञा क्षत्रिय श्री",
    "Japanese": "佐藤 さくら ジョン",
    "Chinese": "王小明",
    "Korean": "김민서",
}
TURNED = ("Arabic", "Hebrew")


@pytest.fixture(scope="session")
def faces() -> tuple[str, ...]:
    folder = npm_packages(ROOT / "tests" / "orders" / "fonts")
    found, diagnostics = find_faces(typefaces().files, folder)
    assert not diagnostics
    return found


@pytest.fixture(scope="session")
def cover(handout: Base, faces: tuple[str, ...]) -> Base:
    return replace(handout, faces=faces)


@pytest.fixture(scope="session")
def strip(sheet: Base, faces: tuple[str, ...]) -> Base:
    return replace(sheet, faces=faces)


@pytest.mark.parametrize("script", NAMES)
def test_an_extractor_finds_the_name(cover: Base, tmp_path: Path, script: str) -> None:
    name = NAMES[script]
    data, diagnostics = personal(cover, name, "#1001")
    assert not diagnostics
    text = " ".join(of_poppler(data, tmp_path).split())  # a long name has two lines
    assert name in text if script in TURNED else f"For {name}" in text
    assert "Order #1001" in text


@pytest.mark.parametrize("script", NAMES)
def test_the_name_is_drawn_inside_its_place(cover: Base, script: str) -> None:
    left, top, right, bottom = ink(personal(cover, NAMES[script], "#1")[0], cover, READER)
    assert 0 <= left < 0.03
    assert top > 0
    assert 0.1 < right <= 1
    assert bottom < 1


def test_verapdf_and_qpdf_pass_every_script(
    cover: Base, strip: Base, tmp_path: Path, judges: Judges
) -> None:
    files = []
    for script, name in NAMES.items():
        for base in (cover, strip):
            files.append(tmp_path / f"{base.edition}-{script}.pdf")
            files[-1].write_bytes(personal(base, name, "#1001")[0])
            subprocess.run([program("qpdf"), "--check", files[-1]], check=True, capture_output=True)
    judges.pass_both(files)


def test_arabic_letters_are_joined(faces: tuple[str, ...]) -> None:
    book = Book(faces)
    whole = shape(book, [TextPart.of("ليلى")], bold=True)
    alone = [shape(book, [TextPart.of(letter)], bold=True) for letter in "ليلى"]
    joined = {glyph.number for run in whole.runs for glyph in run.glyphs}
    isolated = {line.runs[0].glyphs[0].number for line in alone}
    assert not joined & isolated


def test_devanagari_makes_conjuncts(faces: tuple[str, ...]) -> None:
    line = shape(Book(faces), [TextPart.of("क्ष")], bold=True)
    assert sum(len(run.glyphs) for run in line.runs) == 1


BLOCKS = {
    "Latin": ((0x41, 0x24F), (0x1E00, 0x1EFF)),
    "Greek": ((0x370, 0x3E1), (0x1F00, 0x1FFF)),
    "Cyrillic": ((0x400, 0x52F),),
    "Devanagari": ((0x900, 0x97F),),
}


@pytest.mark.parametrize("script", BLOCKS)
def test_the_press_itself_has_every_letter_of(script: str) -> None:
    """All letters of the blocks of Unicode in the composed form that names are set in."""
    book = open_book(find_faces(typefaces().files)[0])
    letters = [chr(code) for first, last in BLOCKS[script] for code in range(first, last + 1)]
    missing = [
        letter
        for letter in letters
        if unicodedata.category(letter)[0] == "L"
        and unicodedata.normalize("NFC", letter) == letter
        and book.face(letter, bold=True) is None
    ]
    assert missing == []
