"""Every PDF for readers is PDF/UA-1 and PDF/A-3a, as three validators see it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest

from tests.builds import Built
from tests.judges import PROFILES, Finding, Judges
from tests.once import Once
from tests.render.pdf.conftest import NAMES, read_tags
from tests.render.pdf.validators import outloud, page_validation

BROKEN = "broken.pdf"


@pytest.fixture(scope="session")
def broken(built: Built, once: Once) -> Path:
    """Return a file in which much is missing."""
    return once.folder("broken", lambda folder: _break(built.path("sheet-a4"), folder)) / BROKEN


@pytest.fixture(scope="session")
def errors(built: Built, broken: Path, once: Once) -> Sequence[Finding]:
    """Return what outloud says of all files, asked once, and of the broken one."""
    return once.value("outloud", lambda: outloud([*map(built.path, NAMES), broken]))


def _break(source: Path, folder: Path) -> None:
    """Copy a PDF without its alternative texts and its output intent."""
    with pikepdf.open(source) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/Alt" in item:
                del item["/Alt"]
        del pdf.Root.OutputIntents
        pdf.save(folder / BROKEN)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", NAMES)
def test_verapdf_passes(built: Built, judges: Judges, name: str, profile: str) -> None:
    passes, wrong = judges.vera(built.path(name), profile)
    assert wrong == []
    assert passes


def test_verapdf_passes_the_second_guide(second: Built, judges: Judges) -> None:
    judges.pass_both([second.path(name) for name in ("handout-a4", "sheet-large-print-letter")])


@pytest.mark.parametrize("name", NAMES)
def test_page_validation_has_nothing_to_say(built: Built, name: str) -> None:
    assert page_validation(built.path(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_outloud_finds_no_error(errors: Sequence[Finding], name: str) -> None:
    assert [each for each in errors if each.place == f"{name}.pdf"] == []


@pytest.mark.parametrize(("profile", "rule"), [("PDFUA-1", "7.3-1"), ("PDFA-3A", "6.2.4.3-2")])
def test_verapdf_can_fail(broken: Path, judges: Judges, profile: str, rule: str) -> None:
    passes, wrong = judges.vera(broken, profile)
    assert rule in {each.rule for each in wrong}
    assert not passes


def test_page_validation_can_fail(broken: Path) -> None:
    rules = {each.rule for each in page_validation(broken)}
    assert "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001" in rules


def test_outloud_can_fail(errors: Sequence[Finding]) -> None:
    assert "FIG-001" in {each.rule for each in errors if each.place == BROKEN}


def test_the_broken_file_is_whole_but_for_that(broken: Path) -> None:
    tags = read_tags(broken)
    assert list(tags.all("Figure"))
    assert not any(figure.alt for figure in tags.all("Figure"))
