"""Bases of the small guide, rendered once, and a folder with a font of other scripts."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from backpocket.load.disk import Disk
from backpocket.load.project import Project
from backpocket.model.guide import Guide
from backpocket.orders.copies.base import Base
from backpocket.orders.copies.personalise import prepare
from backpocket.publish import load_and_check
from tests.once import Once
from tests.places import ROOT

OTHER_LETTERS = "אבגדהוזחטיכלמםנןסעפצקרשת" + "محدعبلهشريفا" + "佐藤王小明"


@dataclass(frozen=True)
class Small:
    """The small guide, with the templates and styles of the press."""

    root: Path
    project: Project
    guide: Guide
    fonts: Path

    def base(self, edition: str, paper: str) -> Base:
        base, diagnostics = prepare(self.project, self.guide, edition, paper, fonts=self.fonts)
        assert base is not None, diagnostics
        return base


def make_font(path: Path, letters: str) -> None:
    """Make a TrueType font in which each letter is a box, its width its own."""
    names = {ord(letter): f"u{ord(letter):04X}" for letter in dict.fromkeys(letters)}
    order = [".notdef", *names.values()]
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for corner in ((50, 700), (450, 700), (450, 0)):
        pen.lineTo(corner)
    pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys(order, box))
    builder.setupHorizontalMetrics({name: (500 + at, 50) for at, name in enumerate(order)})
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Bold", "psName": "Boxes-Bold"})
    builder.setupOS2(usWeightClass=700, sCapHeight=700)
    builder.setupPost()
    builder.save(path)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    root = tmp_path_factory.mktemp("small")
    shutil.copytree(ROOT / "tests" / "guide" / "content", root / "content")
    for name in ("templates", "styles"):
        shutil.copytree(ROOT / name, root / name)
    fonts = root / "fonts"
    fonts.mkdir()
    make_font(fonts / "Boxes.ttf", OTHER_LETTERS)
    project, diagnostics = load_and_check(Disk(root))
    assert project.press is not None, diagnostics
    return Small(root, project, project.press.guides["small"], fonts)


@pytest.fixture(scope="session")
def handout(small: Small, once: Once) -> Base:
    return once.value("handout", lambda: small.base("handout", "a4"))


@pytest.fixture(scope="session")
def sheet(small: Small, once: Once) -> Base:
    return once.value("sheet", lambda: small.base("sheet", "letter"))
