"""Marks of an editor in finished files: notes, tasks, addresses, raised and lowered signs."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pdfplumber
import pytest

from backpocket.model.editions import EDITIONS
from backpocket.publish import publish
from tests.builds import small_project
from tests.judges import PROFILES, Judges
from tests.once import Once
from tests.render.pdf.conftest import read_tags

NAMES = ("handout-a4", "handout-large-print-letter", "ebook", "handout")
CHAPTER = """# Do this now

Rest.[^1] Do ~~not~~ drink H~2~O, or 10^2^ glasses.

- [ ] Buy a mat.
- [x] Find a wall.

1. [ ] Stand up.

   Hold the chair.

2. Sit down.

Read [on](https://www.example.org/pain/), or call [us](tel:+441632960001).

!!! do "Your day"
    Sit less.[^box]

| Sign | What to do |
|---|---|
| Fever[^table] | Call your nurse. |

{filler}

## Then

Walk a bit more.[^1]

[^1]: At *night*.
[^box]: For an hour.
[^table]: Over 38 °C.
"""


@pytest.fixture(scope="module")
def made(once: Once) -> Path:
    """Return the files of a small guide with a chapter of such marks."""
    return once.folder("marks", _make) / "out" / "small"


def _make(folder: Path) -> None:
    root = small_project(folder / "project")
    text = CHAPTER.replace("{filler}", "\n\n".join(["Walk a bit each day."] * 18))
    (root / "content" / "small" / "03-now.md").write_text(text, encoding="utf-8")
    wanted = [each for each in EDITIONS if each.name in NAMES]
    outcome = publish(root, folder / "out", editions=wanted, jobs=1)
    assert [str(each) for each in outcome.diagnostics if each.is_error] == []


def test_a_note_stands_at_the_foot_of_the_page_that_calls_it(made: Path) -> None:
    with pdfplumber.open(made / "small-handout-a4.pdf") as pdf:
        pages = [page.extract_text() for page in pdf.pages]
    for call, note in (
        ("Rest.a", "a At night."),
        ("Sit less.b", "b For an hour."),
        ("Feverc", "c Over 38 °C."),
        ("Walk a bit more.d", "d At night."),
    ):
        assert [call in page for page in pages] == [note in page for page in pages]
        assert sum(note in page for page in pages) == 1


@pytest.mark.parametrize("profile", PROFILES)
def test_verapdf_passes(made: Path, judges: Judges, profile: str) -> None:
    passes, wrong = judges.vera(made / "small-handout-a4.pdf", profile)
    assert wrong == []
    assert passes


def test_notes_are_tagged_as_notes(made: Path) -> None:
    tags = read_tags(made / "small-handout-a4.pdf")
    assert [note.text.split(maxsplit=1)[0] for note in tags.all("Note")] == ["a", "b", "c", "d"]


def test_paper_and_text_show_addresses_and_a_book_leads_there(made: Path) -> None:
    text = (made / "small-handout.txt").read_text(encoding="utf-8")
    with pdfplumber.open(made / "small-handout-a4.pdf") as pdf:
        words = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    for shown in (text, words):
        assert "on (www.example.org/pain)" in shown
        assert "us (+441632960001)" in shown
    assert "[ ] Buy a mat.\n- [x] Find a wall." in text
    assert "(crossed out: not) drink H₂O, or 10² glasses." in text
    assert "[a] At night.\n\n[b] For an hour." in text
    with zipfile.ZipFile(made / "small-ebook.epub") as book:
        [page] = [book.read(name).decode() for name in book.namelist() if "now.xhtml" in name]
    assert "(www.example.org" not in page
    assert 'href="tel:+441632960001"' in page
    assert page.count('epub:type="noteref"') == page.count('epub:type="footnote"') == 4


def test_epubcheck_finds_nothing(made: Path, judges: Judges) -> None:
    assert judges.epubcheck(made / "small-ebook.epub") == []
