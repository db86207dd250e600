"""The colours of the house, measured: WCAG 2.2 contrast, in colour, grey and ink-light."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from backpocket.draw.palette import Palette
from backpocket.draw.tokens import put_in, read_tokens
from backpocket.load.disk import Disk
from backpocket.load.text_files import read_text
from backpocket.model.source import Source
from tests.builds import PDFS
from tests.places import ROOT

TEXT = ["ink", "ink-soft", "alert", "accent-text"]
GRAPHICS = ["rule", "accent", "alert", *(f"figure-{part}" for part in ("ink", "accent"))]
LIMBS = [f"figure-{part}" for part in ("skin", "shirt", "legs", "shoe")]
FAR = [f"figure-far-{part}" for part in ("skin", "shirt", "legs", "shoe")]
FILLS = [*LIMBS, *FAR, *(f"figure-{part}" for part in ("strap", "mat", "prop", "prop-side"))]
BEHIND_TEXT = ["paper", "tint", "tint-warm", "tint-alert"]
HOUSES = {
    "colour": ("tokens.css",),
    "grey": ("tokens.css",),
    "ink-light": ("tokens.css", "ink-light-tokens.css"),
}


def tokens(house: str) -> Mapping[str, str]:
    """Return the tokens of a house, those of its later files first."""
    found: dict[str, str] = {}
    for name in HOUSES[house]:
        source, _ = read_text(Disk(ROOT), ROOT / "styles" / name)
        assert source is not None
        more, diagnostics = read_tokens(source)
        assert not diagnostics
        found |= more
    return found


@pytest.mark.parametrize("name", TEXT)
@pytest.mark.parametrize("behind", BEHIND_TEXT)
@pytest.mark.parametrize("house", HOUSES)
def test_text_contrast_is_7_to_1(house: str, name: str, behind: str) -> None:
    assert contrast(house, name, behind) >= 7


@pytest.mark.parametrize("name", GRAPHICS)
@pytest.mark.parametrize("house", HOUSES)
def test_graphics_contrast_is_3_to_1(house: str, name: str) -> None:
    assert contrast(house, name, "paper") >= 3


@pytest.mark.parametrize("house", HOUSES)
@pytest.mark.parametrize("fill", FILLS)
def test_ink_stands_out_from_every_fill(house: str, fill: str) -> None:
    assert contrast(house, "figure-ink", fill) >= 3


@pytest.mark.parametrize("house", HOUSES)
def test_stripes_stand_out_from_what_is_under_them_and_that_from_the_legs(house: str) -> None:
    assert contrast(house, "figure-accent", "figure-felt") >= 3
    if house != "ink-light":
        assert contrast(house, "figure-felt", "figure-legs") >= 3


@pytest.mark.parametrize("near", LIMBS)
def test_far_limbs_are_paler_than_near_ones_in_grey(near: str) -> None:
    found = tokens("grey")
    far = near.replace("figure-", "figure-far-")
    assert luminance(found[far], True) > luminance(found[near], True) * 1.2


def test_ink_light_is_grey() -> None:
    source, _ = read_text(Disk(ROOT), ROOT / "styles" / "ink-light-tokens.css")
    assert source is not None
    found, _ = read_tokens(source)
    for name, colour in found.items():
        assert re.fullmatch(r"#([0-9a-f]{2})\1\1", colour), name


def test_figures_have_a_colour_for_each_role_and_no_other() -> None:
    named = {name for name in tokens("colour") if name.startswith("figure-")}
    assert named == set(Palette.tokens().values())


def test_colours_stand_in_token_files_alone() -> None:
    sheets = {name for edition in PDFS for name in edition.stylesheets}
    for name in sorted(sheets):
        if not name.endswith("tokens.css"):
            text = (ROOT / "styles" / name).read_text(encoding="utf-8")
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*[;}])|\brgb|\bhsl", text), name


def contrast(house: str, first: str, second: str) -> float:
    """Return the contrast ratio of WCAG 2.2, 1.4.3."""
    found = tokens(house)
    values = [luminance(found[name], house == "grey") for name in (first, second)]
    return (max(values) + 0.05) / (min(values) + 0.05)


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


# --- Tokens put in -------------------------------------------------------------------------


def test_tokens_are_put_in_where_they_are_named_and_nowhere_else() -> None:
    text = (
        "/* var(--ink) */\na { content: 'var(--ink)'; color: var(--ink); b: var( --é ) }\n"
        "@media print { b { border: 1px solid VAR(--ink); } }\n"
    )
    made, diagnostics = put_in(Source("a.css", text), {"ink": "#123", "é": "1px"})
    assert not diagnostics
    assert made == text.replace("color: var(--ink)", "color: #123").replace(
        "var( --é )", "1px"
    ).replace("VAR(--ink)", "#123")


def test_token_that_there_is_not_is_an_error_at_its_place() -> None:
    text = "a { color: var(--inc);\n  b: calc(var(--ink, 1px)) }"
    _, diagnostics = put_in(Source("a.css", text), {"ink": "#123"})
    assert [(str(each.place), each.code, each.hint) for each in diagnostics] == [
        ("a.css:1:12", "E408", "did you mean “ink”?"),
        ("a.css:2:11", "E408", "write var(--NAME)"),
    ]
