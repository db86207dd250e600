"""The colours of the house, measured: WCAG 2.2 contrast, in colour and in grey."""

from __future__ import annotations

import pytest

from backpocket.sources import read
from backpocket.tokens import read_tokens

from .conftest import ROOT

TEXT = ["ink", "ink-soft", "alert", "accent-text"]
GRAPHICS = ["rule", "accent", "alert", *(f"figure-{part}" for part in ("near", "trunk", "far"))]
BEHIND_TEXT = ["paper", "tint", "tint-warm", "tint-alert"]


@pytest.fixture(scope="module")
def tokens() -> dict[str, str]:
    source, _ = read(ROOT, ROOT / "styles" / "tokens.css")
    assert source is not None
    found, diagnostics = read_tokens(source)
    assert not diagnostics
    return dict(found)


@pytest.mark.parametrize("name", TEXT)
@pytest.mark.parametrize("behind", BEHIND_TEXT)
@pytest.mark.parametrize("grey", [False, True], ids=["colour", "grey"])
def test_text_contrast_is_7_to_1(
    tokens: dict[str, str], name: str, behind: str, grey: bool
) -> None:
    assert contrast(tokens[name], tokens[behind], grey) >= 7


@pytest.mark.parametrize("name", GRAPHICS)
@pytest.mark.parametrize("grey", [False, True], ids=["colour", "grey"])
def test_graphics_contrast_is_3_to_1(tokens: dict[str, str], name: str, grey: bool) -> None:
    assert contrast(tokens[name], tokens["paper"], grey) >= 3


def test_near_and_far_limbs_differ_in_grey(tokens: dict[str, str]) -> None:
    assert luminance(tokens["figure-near"], True) > luminance(tokens["figure-far"], True) * 2.5


def contrast(first: str, second: str, grey: bool) -> float:
    """Return the contrast ratio of WCAG 2.2, 1.4.3."""
    low, high = sorted([luminance(first, grey), luminance(second, grey)])
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str, grey: bool) -> float:
    """Return the relative luminance of WCAG 2.2; in grey, of what a black printer makes of it."""
    red, green, blue = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    if grey:
        # The luma of ITU-R BT.601, which printer drivers use.
        red = green = blue = 0.299 * red + 0.587 * green + 0.114 * blue
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (red, green, blue)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
