"""What every PDF carries for archives, and what it weighs."""

from __future__ import annotations

import pikepdf
import pytest

from tests.builds import PDFS, Built
from tests.render.pdf.conftest import NAMES

MOST = {"handout": 500_000, "sheet": 100_000}
"""Bytes; two thirds of a handout are its figures, some forty, which are drawn to be seen large."""


@pytest.mark.parametrize("name", NAMES)
def test_it_says_that_it_is_both(built: Built, name: str) -> None:
    with pikepdf.open(built.path(name)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "A"
        assert str(pdf.Root.OutputIntents[0].S) == "/GTS_PDFA1"


@pytest.mark.parametrize("edition", PDFS, ids=lambda edition: edition.name)
def test_it_is_small(built: Built, edition: object) -> None:
    size = built.path(edition.name).stat().st_size
    assert size <= MOST[edition.form]


@pytest.mark.parametrize("name", NAMES)
def test_no_note_of_ours_is_left(built: Built, name: str) -> None:
    """A structure element has no title: there, pdf.py keeps its notes for finish.py."""
    with pikepdf.open(built.path(name)) as pdf:
        elements = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item
        ]
    assert len(elements) > 50
    assert not any("/T" in element for element in elements)
