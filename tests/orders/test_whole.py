"""The sample that ships, through the command, the real guide and real fonts, to files on a disk."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from backpocket.write import files
from tests.judges import Judges
from tests.once import Once
from tests.orders.exports import SAMPLE
from tests.programs import npm_packages, program

ROOT = Path(__file__).parents[2]
LEFT_OUT = {"#1009", "#1010", "#1011", "#1012", "#1014"}
BOTH = "#1002"
"""An order that brings two guides."""

DIGITAL = "#1013"
"""An order without a parcel."""

ALTERED = {"#1020", "#1023"}
"""Orders whose name is too long for its place, or holds an emoji."""

KINDS = ("#1003", "#1007", "#1008", "#1019", "#1020", "#1023")
"""Letter, Japanese, Arabic, Devanagari, too long, with an emoji."""


@dataclass(frozen=True)
class Whole:
    """A run of the sample: its folder, what it said, and where passing files were to go."""

    out: Path
    said: str
    elsewhere: Path

    @property
    def copies(self) -> dict[str, list[Path]]:
        """Return the personal files by order."""
        listed = json.loads((self.out / "manifest.json").read_bytes())["orders"]
        return {
            each["order"]: [self.out / file["path"] for file in each["files"]] for each in listed
        }


def rows() -> list[dict[str, str]]:
    """Return the rows of the sample that begin an order."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["Financial Status"]]


def orders(out: Path, elsewhere: Path) -> subprocess.CompletedProcess[str]:
    fonts = npm_packages(Path(__file__).with_name("fonts"))
    return subprocess.run(
        [
            sys.executable,
            "build.py",
            "orders",
            SAMPLE,
            "--out",
            out,
            "--runs",
            out.parent,
            "--fonts",
            fonts,
        ],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(elsewhere)},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.fixture(scope="session")
def whole(once: Once) -> Whole:
    def make(folder: Path) -> None:
        (folder / "elsewhere").mkdir()
        done = orders(folder / "runs" / "sample", folder / "elsewhere")
        (folder / "said").write_text(done.stdout + done.stderr)

    folder = once.folder("whole", make)
    return Whole(folder / "runs" / "sample", (folder / "said").read_text(), folder / "elsewhere")


def test_what_it_says(whole: Whole) -> None:
    assert "23 orders read = 18 made + 5 left out\n" in whole.said
    assert "warning W865: “WM-BOTTLE” is not listed; 1 order of it" in whole.said
    assert "order #1023: warning W953: the name is set without its emoji" in whole.said
    with (whole.out / "skipped.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {row["order"] for row in csv.DictReader(file) if row["left out"] == "order"}
    assert found == LEFT_OUT


def test_the_readme_shows_what_it_says(whole: Whole) -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    lines = [line for line in whole.said.splitlines() if re.search(r"W865|W953| read = ", line)]
    assert len(lines) == 4
    assert not [line for line in lines if " ".join(line.split()) not in readme]


def test_every_personal_file_is_valid(whole: Whole, judges: Judges) -> None:
    copies = whole.copies
    files = [file for each in copies.values() for file in each]
    assert len(files) == 2 * 18 + 2
    assert len(copies[BOTH]) == 4
    for file in files:
        subprocess.run([program("qpdf"), "--check", file], check=True, capture_output=True)
    # Of the handouts, which take veraPDF long, one of each kind.
    kinds = {file for number in KINDS for file in copies[number]}
    chosen = [file for file in files if "sheet" in file.name or file in kinds]
    assert len(chosen) == 18 + 1 + len(KINDS)
    judges.pass_both(chosen)


def test_an_extractor_finds_every_name_and_number(whole: Whole) -> None:
    copies = whole.copies
    asked = {"#1021": "Sam"}  # the name that its buyer wanted on the guide
    for row in rows():
        number = row["Name"]
        if number in LEFT_OUT:
            continue
        name = row["Shipping Name"] or row["Billing Name"]
        name = unicodedata.normalize("NFC", asked.get(number, name))
        for file in copies[number]:
            command = [program("pdftotext"), "-l", "1", "-enc", "UTF-8", file, "-"]
            text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
            text = " ".join(text.split())
            assert f"Order {number}" in text
            assert number in ALTERED or name in text, number
            assert "For " in text


def test_print_runs_are_in_picking_order(whole: Whole) -> None:
    letter = {"US", "CA", "MX"}
    wanted: dict[str, list[str]] = {"a4": [], "letter": []}
    for row in rows():
        if row["Name"] not in {*LEFT_OUT, DIGITAL}:
            country = row["Shipping Country"] or row["Billing Country"]
            wanted["letter" if country in letter else "a4"].append(row["Name"])
    for paper, card in (("a4", "a6"), ("letter", "4x6")):
        pages = numbered_pages(whole.out / f"print-{paper}-01.pdf")
        twice = [each for each in wanted[paper] for _ in ("1234" if each == BOTH else "12")]
        assert [number for _, number in pages] == twice
        assert all(page % 2 == 0 for page, _ in pages)
        cards = numbered_pages(whole.out / f"cards-{card}-01.pdf")
        each_guide = [each for each in wanted[paper] for _ in ("12" if each == BOTH else "1")]
        assert [number for _, number in cards] == each_guide
        assert [page for page, _ in cards] == list(range(len(each_guide)))


def numbered_pages(file: Path) -> list[tuple[int, str]]:
    """Return the pages, from 0, that have the line of an order, with its number."""
    subprocess.run([program("qpdf"), "--check", file], check=True, capture_output=True)
    pdf = pypdfium2.PdfDocument(file)
    found = []
    for index, page in enumerate(pdf):
        numbers = re.findall(r"#\d{4}", page.get_textpage().get_text_range())
        found += [(index, number) for number in dict.fromkeys(numbers)]
    pdf.close()
    return found


def test_a_run_is_little_more_than_one_copy(whole: Whole) -> None:
    """Fourteen copies take less room than two of each file: what they share is there once."""
    one = sum(file.stat().st_size for file in whole.copies[BOTH])
    assert (whole.out / "print-a4-01.pdf").stat().st_size < 2 * one
    with pikepdf.open(whole.out / "print-a4-01.pdf") as pdf:
        assert len(pdf.pages) > 14 * 10


def test_names_are_in_the_files_for_readers_alone(whole: Whole) -> None:
    personal = {cell for row in rows() for name, cell in row.items() if cell and name.split()[0]
                in ("Email", "Billing", "Shipping") and len(cell) > 3 and name.split()[-1]
                in ("Email", "Name", "Street", "Address1", "Zip", "Phone")}  # fmt: skip
    assert len(personal) > 80
    files = [*whole.out.glob("*.csv"), *whole.out.glob("*.json")]
    texts = [whole.said, *(file.read_text(encoding="utf-8-sig") for file in files)]
    texts += [path.name for path in whole.out.parent.rglob("*")]
    assert not [cell for cell in personal for text in texts if cell in text]
    assert not list(whole.elsewhere.iterdir())
    modes = {path.name: path.stat().st_mode & 0o077 for path in whole.out.parent.rglob("*")}
    assert not [name for name, mode in modes.items() if mode]


def test_again_makes_nothing_anew(whole: Whole, tmp_path: Path) -> None:
    out = Path(shutil.copytree(whole.out.parent, tmp_path / "runs")) / whole.out.name
    before = {path: path.stat().st_mtime_ns for path in (out / "personal").iterdir()}
    prints = {path: files.digest_of(path) for path in out.glob("*.*") if path.is_file()}
    assert "18 made" in orders(out, tmp_path).stdout
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert {path: files.digest_of(path) for path in prints} == prints
    assert len(prints) >= 6
