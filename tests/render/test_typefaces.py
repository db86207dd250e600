"""Type and ink stand once: fonts.toml and the tokens, and every edition takes them from there."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from backpocket.draw.tokens import parse_colour, read_tokens
from backpocket.load.disk import Disk
from backpocket.load.font_files import read_typefaces
from backpocket.model.editions import EDITIONS
from backpocket.model.typefaces import Typefaces
from backpocket.orders.copies.personalise import personal, prepare
from backpocket.publish import load_and_check
from backpocket.render.ebook.outlines import letters
from tests.builds import build, small_project
from tests.once import Once
from tests.places import ROOT
from tests.styles import face_data, typefaces

OTHER, INK = "Noto Sans", (0x10, 0x40, 0x20)
PDFS = [edition.name for edition in EDITIONS if edition.kind == "pdf"]


@dataclass(frozen=True)
class Changed:
    """A project in another family and another ink, and what is made of it."""

    root: Path
    typefaces: Typefaces

    def path(self, name: str) -> Path:
        return self.root / "dist" / "small" / name

    def book(self) -> dict[str, bytes]:
        with zipfile.ZipFile(self.path("small-ebook.epub")) as book:
            return {name: book.read(name) for name in book.namelist()}


@pytest.fixture(scope="session")
def changed(once: Once) -> Changed:
    root = once.folder("changed", make_changed)
    made, _ = read_typefaces(Disk(root))
    assert made is not None
    return Changed(root, made)


def make_changed(root: Path) -> None:
    small_project(root)
    fonts = root / "styles" / "fonts.toml"
    families = fonts.read_text().split("[[family]]\n")
    [kept] = [each for each in families if f'name = "{OTHER}"' in each]
    fonts.write_text(f"[[family]]\n{kept}")
    tokens = root / "styles" / "tokens.css"
    red, green, blue = INK
    ink = f"--ink: #{red:02x}{green:02x}{blue:02x};"
    tokens.write_text(re.sub(r"--ink: #\w+;", ink, tokens.read_text(), count=1))
    build(root, root / "dist")
    assert len(list((root / "dist" / "small").iterdir())) == len(EDITIONS)


def families(data: bytes) -> Iterator[str]:
    """Yield the family of each font that is embedded in a PDF, as its file names it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
                name = str(item.FontName).rpartition("+")[2].replace("-", "")
                yield re.sub(r"(Bold|Light|Regular)$", "", name)


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_embeds_the_family_of_the_file_and_no_other(changed: Changed, name: str) -> None:
    found = set(families(changed.path(f"small-{name}.pdf").read_bytes()))
    assert found == {OTHER.replace(" ", "")}


def test_what_is_typed_into_fields_has_type_and_ink_of_the_page(changed: Changed) -> None:
    wanted = " ".join(f"{part / 255:.3g}" for part in INK)
    with pikepdf.open(changed.path("small-handout-a4.pdf")) as pdf:
        form = pdf.Root.AcroForm
        assert str(form.DR.Font.Text.BaseFont).endswith(typefaces_name("regular"))
        texts = [str(each.DA) for each in form.Fields if "/DA" in each]
        ticks = [each.AP.N.Yes.read_bytes().decode() for each in form.Fields if "/DA" not in each]
    assert texts
    assert ticks
    assert all(f"{wanted} rg" in each for each in texts)
    assert all(f"{wanted} RG" in each for each in ticks)


def typefaces_name(weight: str) -> str:
    return f"{OTHER.replace(' ', '')}-{weight.capitalize()}"


def test_the_book_brings_the_family_and_names_it(changed: Changed) -> None:
    files = changed.book()
    family = changed.typefaces.text
    style = files["EPUB/styles/epub.css"].decode()
    assert set(re.findall(r'font-family: "([^"]*)"', style)) == {OTHER}
    assert "var(" not in style
    fonts = {name.rpartition("/")[2] for name in files if "/fonts/" in name}
    assert fonts == {family.regular, family.bold, family.licence_file}
    for name in (family.regular, family.bold):
        with TTFont(io.BytesIO(files[f"EPUB/fonts/{name}"])) as font:
            assert font["name"].getBestFamilyName() == OTHER
    assert any(f"<b>Typeface:</b> {OTHER}".encode() in data for data in files.values())


def test_the_cover_of_the_book_is_lettered_in_the_family_and_the_ink(changed: Changed) -> None:
    svg = changed.book()["EPUB/figures/cover-front.svg"].decode()
    ink = "#{:02x}{:02x}{:02x}".format(*INK)
    project, _ = load_and_check(Disk(changed.root))
    press = project.press
    assert press is not None
    words = (press.brand.name, 50, 875, 22, 500, ink)
    assert letters(face_data(changed.typefaces), *words, bold=True).svg in svg
    assert letters(face_data(typefaces()), *words, bold=True).svg not in svg


def test_a_copy_with_a_name_embeds_the_family_and_has_the_ink(changed: Changed) -> None:
    project, _ = load_and_check(Disk(changed.root))
    press = project.press
    assert press is not None
    guide = press.guides["small"]
    base, diagnostics = prepare(project, guide, "handout", "a4")
    assert base is not None, diagnostics
    copy, diagnostics = personal(base, "Łukasz Ågren", "#1001")
    assert not diagnostics
    assert set(families(copy)) == {OTHER.replace(" ", "")}
    wanted = " ".join(f"{part / 255:.6f}" for part in INK)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        content = b"".join(part.read_bytes() for part in pdf.pages[0].Contents)
    assert content.count(f"q {wanted} rg".encode()) >= 2


def test_a_name_on_an_ink_light_sheet_has_the_ink_of_the_sheet(changed: Changed) -> None:
    project, _ = load_and_check(Disk(changed.root))
    press = project.press
    assert press is not None
    base, _ = prepare(project, press.guides["small"], "sheet-ink-light", "a4")
    assert base is not None
    colours, _ = read_tokens(project.look.styles["ink-light-tokens.css"])
    ink = parse_colour(colours["ink"])
    assert ink is not None
    assert base.ink == " ".join(f"{part:.6f}" for part in ink)


def test_family_and_files_are_named_in_one_place() -> None:
    names = [
        name
        for family in typefaces().families
        for name in (family.name, family.name.replace(" ", ""), family.licence_file)
    ]
    sources = [
        *(ROOT / "backpocket").rglob("*.py"),
        *(ROOT / "templates").rglob("*.j2"),
        *(ROOT / "styles").glob("*.css"),
    ]
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources
        for name in names
        if name in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_colours_stand_in_the_tokens_alone() -> None:
    sources = [*(ROOT / "templates").rglob("*.j2"), *(ROOT / "styles").glob("*.css")]
    found = {
        path.name: re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{};]*\{)", path.read_text(encoding="utf-8"))
        for path in sources
        if not path.name.endswith(("tokens.css", "site-colours.css"))
    }
    assert not {name: colours for name, colours in found.items() if colours}
