"""Typesetter: what has no room takes its steps, and every word stands on its page."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest

from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.model.editions import EDITIONS, Edition
from backpocket.render.jobs import Rendered
from backpocket.render.makers import prepare, render_edition
from tests.builds import MM
from tests.judges import Judges

HANDOUTS = [edition for edition in EDITIONS if edition.form == "handout"]
A4 = HANDOUTS[0]
WORD = "Hypothalamushypophysennebennierenrindenachsenfunktionsprobes"
ADDRESS = f"https://forms.example.org/Pages/Page.aspx?id={'k9xVh5' * 18}"
LONG = "A long text that says what to do when it hurts and then goes on a bit more"
KINDS = ("key", "do", "danger", "soon", "note", "shop")
PARAGRAPH = "Walk a bit and rest. Do it each day and see how it goes. If it goes well, do more."


def table(columns: int, cell: str, head: str = "Column") -> str:
    heads = [f"{head} {number}" for number in range(1, columns + 1)]
    cells = [f"walk {number}" for number in range(1, columns)] + [cell]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * columns, cells))


def set_chapter(root: Path, text: str, edition: Edition, **settings: str) -> Rendered:
    """Render an edition of the small guide with one more chapter, whatever rules say of words."""
    (root / "content" / "small" / "03-more.md").write_text(text, encoding="utf-8")
    path = root / "content" / "small" / "guide.toml"
    kept = path.read_text(encoding="utf-8")
    for name, value in settings.items():
        assert name in tomllib.loads(kept)
        kept = re.sub(rf'(?m)^{name} = ".*"$', f'{name} = "{value}"', kept)
    path.write_text(kept, encoding="utf-8")
    project, found = load_project(Disk(root), ["small"])
    assert project.press is not None, found
    job, found = prepare(project, project.press.guides["small"], [edition])
    assert job is not None, found
    rendered, found = render_edition(job, edition)
    assert rendered is not None, found
    assert not found
    (root / "made.pdf").write_bytes(rendered.data)
    return rendered


@dataclass(frozen=True)
class Seen:
    """What is to be seen on the pages of a PDF; lengths are in points."""

    width: float
    height: float
    words: list[list[dict[str, Any]]]
    lines: list[dict[str, Any]]
    letters: str
    sizes: set[float]


@lru_cache(maxsize=1)
def _seen(data: bytes) -> Seen:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return Seen(
            float(pdf.pages[0].width),
            float(pdf.pages[0].height),
            [page.extract_words(x_tolerance=1.5) for page in pdf.pages],
            [line for page in pdf.pages for line in page.extract_text_lines()],
            "".join("".join((page.extract_text() or "").split()) for page in pdf.pages),
            {char["size"] for page in pdf.pages for char in page.chars},
        )


def seen(root: Path) -> Seen:
    """Return what the last PDF shows, read once: that takes as long as to set it."""
    return _seen((root / "made.pdf").read_bytes())


def faults(root: Path) -> Iterator[str]:
    """Tell of words that leave their page, and of words that lie on each other."""
    shown = seen(root)
    width, height = shown.width, shown.height
    for number, words in enumerate(shown.words, 1):
        for word in words:
            left, right = word["x0"], width - word["x1"]
            if min(left, right, word["top"], height - word["bottom"]) < 5 * MM:
                yield f"page {number}: {word['text']} leaves the page"
        for one, two in combinations(words, 2):
            wide = min(one["x1"], two["x1"]) - max(one["x0"], two["x0"])
            high = min(one["bottom"], two["bottom"]) - max(one["top"], two["top"])
            if wide > 2 and high > 4:
                yield f"page {number}: {one['text']} lies on {two['text']}"


@pytest.mark.parametrize("edition", HANDOUTS, ids=lambda edition: edition.name)
def test_tables_of_any_width_stand_on_their_page(printable: Path, edition: Edition) -> None:
    tables = [table(n, cell) for n in (2, 3, 5, 8, 12) for cell in ("rest", WORD, ADDRESS, LONG)]
    tables.append(table(6, "run", "A head that has many words in it so that it is long"))
    set_chapter(printable, "# More\n\nRead on.\n\n" + "\n\nNext.\n\n".join(tables), edition)
    assert list(faults(printable)) == []
    text = seen(printable).letters
    assert text.count(WORD) == text.count(ADDRESS) == 5
    assert text.count("".join(LONG.split())) <= 5
    for column in range(1, 13):
        assert f"Column{column}" in text
    assert "\u00ad" not in text
    assert "‐" not in text


def test_a_table_takes_the_width_then_its_rows_become_blocks(printable: Path) -> None:
    set_chapter(printable, f"# More\n\nRead on.\n\n{table(2, 'rest')}\n", A4)
    assert first_x(printable, "Column") > 60 * MM  # in the column of the text
    set_chapter(printable, f"# More\n\nRead on.\n\n{table(8, 'rest')}\n", A4)
    assert first_x(printable, "Column") < 25 * MM  # in the width of the page
    set_chapter(printable, f"# More\n\nRead on.\n\n{table(8, WORD)}\n", A4)
    lines = [line["text"] for line in seen(printable).lines]
    assert [line for line in lines if line.startswith("Column")][:2] == [
        "Column 1: walk 1",
        "Column 2: walk 2",
    ]


def first_x(root: Path, word: str) -> float:
    return float(next(w["x0"] for page in seen(root).words for w in page if w["text"] == word))


@pytest.mark.parametrize("kind", KINDS)
def test_a_box_longer_than_a_page_goes_on_with_its_label(printable: Path, kind: str) -> None:
    text = "\n\n".join(f"    {PARAGRAPH} {number}." for number in range(40))
    set_chapter(printable, f'# More\n\nRead on.\n\n!!! {kind} "The label"\n{text}\n\nDone.\n', A4)
    assert list(faults(printable)) == []
    pages = [" ".join(word["text"] for word in page) for page in seen(printable).words]
    boxed = [page for page in pages if "Walk a bit" in page]
    assert len(boxed) >= 2
    assert all(page.count("The label") == 1 for page in boxed)
    assert "More" in boxed[0], "the title of the chapter stands alone"
    assert spoken(printable).count("The label") == 1
    for number in range(40):
        assert f" {number}." in " ".join(boxed)


def spoken(root: Path) -> str:
    """Return the words of a PDF that are tagged, in order: what is an artifact is not read."""
    with pdfplumber.open(root / "made.pdf") as pdf:
        told = _marks(root / "made.pdf")
        found = []
        for number, page in enumerate(pdf.pages):
            by_mark: dict[int, str] = {}
            for char in page.chars:
                if (number, char["mcid"]) in told:
                    by_mark[char["mcid"]] = by_mark.get(char["mcid"], "") + char["text"]
            found += by_mark.values()
    return "\n".join(found)


@cache
def _marks(path: Path) -> frozenset[tuple[int, int]]:
    """Return the marks that the tree of tags holds: the number of the page, and of the mark."""
    found = set()
    with pikepdf.open(path) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}

        def visit(node: Any, page: int) -> None:
            if isinstance(node, int):
                found.add((page, node))
            elif isinstance(node, pikepdf.Array):
                for kid in node:  # type: ignore[attr-defined]
                    visit(kid, page)
            elif isinstance(node, pikepdf.Dictionary):
                own = pages.get(node.Pg.objgen, page) if "/Pg" in node else page
                if "/MCID" in node:
                    found.add((own, int(node.MCID)))
                elif "/K" in node:
                    visit(node.K, own)

        visit(pdf.Root.StructTreeRoot, -1)
    return frozenset(found)


def test_what_took_its_steps_is_still_accessible(printable: Path, judges: Judges) -> None:
    """The label of a box is a head of a table to the layout, and to nobody who reads."""
    text = "\n\n".join(f"    {PARAGRAPH}" for _ in range(60))
    boxes = "\n\n".join(f'!!! {kind} "The label"\n{text}' for kind in ("danger", "note"))
    set_chapter(printable, f"# More\n\nRead on.\n\n{table(8, WORD)}\n\n{boxes}\n", A4)
    judges.pass_both([printable / "made.pdf"])


TITLE = "How to get back to running in small steps when your back hurts and what to do if it stays "


@pytest.mark.parametrize(
    ("edition", "letters"),
    [(A4, 20), *((edition, letters) for edition in HANDOUTS for letters in (72, 200))],
    ids=lambda value: getattr(value, "name", value),
)
def test_titles_step_down_to_a_floor(printable: Path, edition: Edition, letters: int) -> None:
    title = (TITLE * 3)[:letters].strip()
    set_chapter(printable, f"# {title}\n\nRead on.\n", edition, title=title)
    assert list(faults(printable)) == []
    assert seen(printable).letters.count("".join(title.split())) >= 2
    assert min(seen(printable).sizes) >= edition.type_size - 0.01


def test_long_words_break_without_a_hyphen(printable: Path) -> None:
    boxes = "\n\n".join(f'!!! {kind} "On {WORD}"\n    It is {WORD} at {ADDRESS}.' for kind in KINDS)
    text = f"# On {WORD}\n\nIt is {WORD} at {ADDRESS}.\n\n## {WORD}\n\n- {ADDRESS}\n\n{boxes}\n"
    set_chapter(printable, text, A4, title=f"On {WORD}")
    assert list(faults(printable)) == []


def test_a_long_chapter_breaks_and_its_title_stays_with_it(printable: Path) -> None:
    text = "\n\n".join([PARAGRAPH] * 60)
    set_chapter(printable, f"# More of it\n\n{text}\n\n## Then\n\n{text}\n", A4)
    pages = [" ".join(word["text"] for word in page) for page in seen(printable).words]
    [first] = [page for page in pages[2:] if "More of it" in page.partition(" Page ")[0]]
    assert "Walk a bit" in first
    assert list(faults(printable)) == []
