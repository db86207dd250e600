"""Ink-light: grey, white behind everything, black type, and little ink for what is drawn."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat
from pypdfium2.raw import FPDF_PAGEOBJ_TEXT

from tests.builds import Built

PAPERS = ["a4", "letter"]


@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_drawn_takes_little_more_than_half_the_ink(built: Built, paper: str) -> None:
    """Type is black on both, and the code to the guide is the same."""
    light = _ink(_picture(built.path(f"sheet-ink-light-{paper}"), type_too=False))
    colour = _ink(_picture(built.path(f"sheet-{paper}"), type_too=False))
    assert light <= 0.6 * colour, f"{light:.4f} and {colour:.4f} of a black page"


@pytest.mark.parametrize("paper", PAPERS)
def test_it_has_no_colour(built: Built, paper: str) -> None:
    red, green, blue = _picture(built.path(f"sheet-ink-light-{paper}")).split()
    assert ImageChops.difference(red, green).getextrema() == (0, 0)
    assert ImageChops.difference(green, blue).getextrema() == (0, 0)


@pytest.mark.parametrize("paper", PAPERS)
def test_nothing_large_is_tinted(built: Built, paper: str) -> None:
    """The only light grey is that of far limbs."""
    picture = _picture(built.path(f"sheet-ink-light-{paper}")).convert("L")
    counts = picture.histogram()
    assert sum(counts[200:250]) / sum(counts) < 0.06  # half of it the edges of letters
    assert counts[255] / sum(counts) > 0.8


def _picture(path: Path, *, type_too: bool = True) -> Image.Image:
    page = pypdfium2.PdfDocument(path)[0]
    if not type_too:
        for item in list(page.get_objects(filter=[FPDF_PAGEOBJ_TEXT], max_depth=1)):
            page.remove_obj(item)
        page.gen_content()
    picture: Image.Image = page.render(scale=2).to_pil().convert("RGB")
    return picture


def _ink(picture: Image.Image) -> float:
    """Return the mean darkness of a page: 0 is blank, 1 is black."""
    mean: float = ImageStat.Stat(picture.convert("L")).mean[0]
    return 1 - mean / 255
