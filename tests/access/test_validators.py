"""Every PDF for readers is PDF/UA-1 and PDF/A-3a, as three validators see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from .conftest import NAMES, Built, read_tags
from .validators import PROFILES, Finding, outloud, page_validation, vera

BROKEN = "broken.pdf"


@dataclass(frozen=True)
class Judged:
    """What veraPDF and outloud say of all files, and of one in which much is missing."""

    verdicts: dict[tuple[str, str], bool]
    findings: Sequence[Finding]
    errors: Sequence[Finding]
    broken: Path


@pytest.fixture(scope="module")
def judged(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder = tmp_path_factory.mktemp("validators")
    broken = folder / BROKEN
    _break(built.path("sheet-a4"), broken)
    files = [*map(built.path, NAMES), broken]
    verdicts, findings = vera(files, folder)
    return Judged(verdicts, findings, outloud(files, folder / "outloud.json"), broken)


def _break(source: Path, target: Path) -> None:
    """Copy a PDF without its alternative texts and its output intent."""
    with pikepdf.open(source) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/Alt" in item:
                del item["/Alt"]
        del pdf.Root.OutputIntents
        pdf.save(target)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", NAMES)
def test_verapdf_passes(judged: Judged, name: str, profile: str) -> None:
    wrong = [each for each in judged.findings if each.file == f"{name}.pdf"]
    assert [each for each in wrong if each.rule.startswith(profile)] == []
    assert judged.verdicts[f"{name}.pdf", profile]


@pytest.mark.parametrize("name", NAMES)
def test_page_validation_has_nothing_to_say(built: Built, name: str) -> None:
    assert page_validation(built.path(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_outloud_finds_no_error(judged: Judged, name: str) -> None:
    assert [each for each in judged.errors if each.file == f"{name}.pdf"] == []


def test_verapdf_can_fail(judged: Judged) -> None:
    rules = {each.rule for each in judged.findings if each.file == BROKEN}
    assert {"PDFUA-1 7.3-1", "PDFA-3A 6.2.4.3-2"} <= rules
    assert not judged.verdicts[BROKEN, "PDFUA-1"]
    assert not judged.verdicts[BROKEN, "PDFA-3A"]


def test_page_validation_can_fail(judged: Judged) -> None:
    rules = {each.rule for each in page_validation(judged.broken)}
    assert "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001" in rules


def test_outloud_can_fail(judged: Judged) -> None:
    assert "FIG-001" in {each.rule for each in judged.errors if each.file == BROKEN}


def test_the_broken_file_is_whole_but_for_that(judged: Judged) -> None:
    tags = read_tags(judged.broken)
    assert list(tags.all("Figure"))
    assert not any(figure.alt for figure in tags.all("Figure"))
