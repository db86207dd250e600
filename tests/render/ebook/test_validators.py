"""What EPUBCheck, DAISY Ace and a browser at the width of a phone say about the book."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.model.editions import EDITIONS
from backpocket.render.jobs import Job
from backpocket.render.makers import prepare, render_edition
from tests.builds import Built
from tests.judges import Judges
from tests.render.ebook import validators
from tests.render.ebook.conftest import Book


@pytest.fixture(scope="module")
def broken(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the book with three faults: metadata, an alternative, a link to nowhere."""
    path = tmp_path_factory.mktemp("broken") / "broken.epub"
    faults = {
        "EPUB/package.opf": (
            '<meta property="schema:accessibilityHazard">none</meta>',
            "",
        ),
        "EPUB/cover.xhtml": (' alt="', ' data-alt="'),
        "EPUB/in-short.xhtml": ("#chapter-danger-signs", "#nowhere"),
    }
    with zipfile.ZipFile(book.path) as whole, zipfile.ZipFile(path, "w") as copy:
        for item in whole.infolist():
            data = whole.read(item)
            if item.filename in faults:
                old, new = faults[item.filename]
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            copy.writestr(item, data)
    return path


@pytest.mark.parametrize("name", ["book", "compatible"])
def test_epubcheck_finds_nothing(name: str, judges: Judges, request: pytest.FixtureRequest) -> None:
    assert judges.epubcheck(request.getfixturevalue(name).path) == []


def test_the_book_of_the_second_guide_is_as_sound(second: Built, judges: Judges) -> None:
    assert judges.epubcheck(second.path("ebook")) == []
    assert validators.ace(second.path("ebook"), judges) == []


def test_epubcheck_can_fail(broken: Path, judges: Judges) -> None:
    assert "RSC-012" in {finding.rule for finding in judges.epubcheck(broken)}


@pytest.mark.parametrize("name", ["book", "compatible"])
def test_ace_finds_nothing(name: str, judges: Judges, request: pytest.FixtureRequest) -> None:
    assert validators.ace(request.getfixturevalue(name).path, judges) == []


def test_ace_can_fail(broken: Path, judges: Judges) -> None:
    rules = {finding.rule for finding in validators.ace(broken, judges)}
    assert {"metadata-accessibilityhazard", "image-alt"} <= rules


def test_the_book_fits_a_phone_in_light_and_dark_and_at_twice_the_type(
    book: Book, tmp_path: Path
) -> None:
    with zipfile.ZipFile(book.path) as archive:
        archive.extractall(tmp_path)
    screens = validators.script("screens.cjs", str(tmp_path), "320", *book.reading)
    assert len(screens) == 4 * len(book.reading)
    for screen in screens:
        where = f"{screen['file']}, {screen['scheme']}, {screen['setSize']} px"
        assert screen["width"] <= screen["window"] == 320, f"{where}: {screen['width']} px wide"
        light, dark = ([255, 255, 255], [0, 0, 0])
        assert screen["text"] == (dark if screen["scheme"] == "light" else light), where
        assert (sum(screen["ground"]) > 600) == (screen["scheme"] == "light"), where
        if "cover" not in screen["file"]:
            assert screen["size"] >= screen["setSize"], where
            assert screen["fonts"] >= 1, f"{where}: no embedded font was used"


EBOOK = next(edition for edition in EDITIONS if edition.form == "epub")
WORD = "Hypothalamushypophysennebennierenrindenachsenfunktionsprobes"
ADDRESS = f"https://forms.example.org/Pages/Page.aspx?id={'k9xVh5' * 18}"


def job_of(root: Path) -> Job:
    """Prepare the small guide of a project, whatever the rules on words say of it."""
    project, _ = load_project(Disk(root), ["small"])
    assert project.press is not None
    job, _ = prepare(project, project.press.guides["small"], [EBOOK])
    assert job is not None
    return job


def table(columns: int, cell: str) -> str:
    """Write a table whose last cell is a long one."""
    heads = [f"Column {number}" for number in range(1, columns + 1)]
    cells = ["walk"] * (columns - 1) + [cell]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * columns, cells))


def test_tables_of_any_width_fit_every_screen(printable: Path, tmp_path: Path) -> None:
    tables = [table(n, cell) for n in range(2, 13) for cell in ("rest", WORD, ADDRESS)]
    text = "# Your plan\n\nSee the tables.\n\n" + "\n\nNext.\n\n".join(tables) + "\n"
    (printable / "content" / "small" / "03-plan.md").write_text(text, encoding="utf-8")
    job = job_of(printable)
    rendered, found = render_edition(job, EBOOK)
    assert rendered is not None, found
    made = tmp_path / "book.epub"
    made.write_bytes(rendered.data)
    book = Book(made)
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path / "book")
    [plan] = [name for name in book.reading if name.endswith("-plan.xhtml")]
    for width in (320, 360, 480, 600, 1000):
        for screen in validators.script("screens.cjs", str(tmp_path / "book"), str(width), plan):
            where = f"{screen['setSize']} px on {width}: {screen['width']} px wide"
            assert screen["width"] <= screen["window"] == width, where
