"""Measures: contrast, sizes of type and dots of pictures, on both sides of what is enough."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from backpocket.check.house.contrast import contrast, grey
from backpocket.check.house.styles_and_templates import check_look
from backpocket.draw.tokens import parse_colour
from backpocket.load.look import Look
from backpocket.model.source import Source
from tests.conftest import Project

# --- Contrast ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [
        ("#000000", 21.0),
        ("#ffffff", 1.0),
        ("#777777", 4.48),
        ("#767676", 4.54),
        ("#ff0000", 4.0),
        ("#008000", 5.14),
        ("#0000ff", 8.59),
        ("#0a0a0a", 19.80),
        ("#0b0b0b", 19.68),
    ],
)
def test_contrast_on_white(colour: str, ratio: float) -> None:
    """As WebAIM's and other checkers have it."""
    one, white = parse_colour(colour), parse_colour("#ffffff")
    assert one is not None
    assert white is not None
    assert round(contrast(one, white), 2) == round(contrast(white, one), 2) == ratio


@pytest.mark.parametrize(
    ("colour", "luma"), [("#ff0000", 76), ("#00ff00", 150), ("#0000ff", 29), ("#ffffff", 255)]
)
def test_grey_of_a_printer_without_colour(colour: str, luma: int) -> None:
    one = parse_colour(colour)
    assert one is not None
    assert [round(part * 255) for part in grey(one)] == [luma] * 3


@pytest.mark.parametrize("ink", ["", "--ink: var(--x);", "--ink: #999;"])
def test_each_pair_of_colours_is_judged(ink: str) -> None:
    """Whether or not another is there, is a colour, or is good."""
    text = f":root {{ {ink} --paper: #fff; --alert: #ddd; --figure-legs: #eee; }}"
    style = Source("styles/pale-tokens.css", text)
    found = [each.message for each in check_look(Look({"pale-tokens.css": style}, {}))]
    pale = [message for message in found if "contrast of" in message and "“ink”" not in message]
    assert [message.split(" has ")[0] for message in pale] == [
        "“alert” on “paper”",
        "“figure-legs” on “paper”",
    ]


# --- Sizes of type -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("least", "less"),
    [
        ("12pt", "11.9pt"),
        ("16px", "15.9px"),
        ("4.24mm", "4.23mm"),
        ("1rem", ".99rem"),
        ("1em", "0.99em"),
        ("100%", "99%"),
    ],
)
def test_the_smallest_type(least: str, less: str) -> None:
    def codes(size: str) -> list[str]:
        style = Source("styles/base.css", f"p {{ font-size: {size}; }}")
        return [each.code for each in check_look(Look({"base.css": style}, {}))]

    assert codes(least) == []
    assert codes(less) == ["E812"]


# --- Dots of pictures ----------------------------------------------------------------------

COVER = """
[cover]
picture = "dots.png"
purpose = "Shows where it hurts."
alt = "A foot on a step."
caption = "Step by step."
"""
CHAPTER = "# More\n\nLook at this.\n\n![A black field on white.](dots.png)\n"


def picture(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("place", "size", "code"),
    [
        ("chapter", (733, 100), ""),
        ("chapter", (732, 100), "W208"),
        ("chapter", (367, 100), "W208"),
        ("chapter", (366, 100), "E207"),
        ("chapter", (600, 709), ""),
        ("chapter", (600, 708), "W208"),
        ("cover", (1016, 100), ""),
        ("cover", (1015, 100), "W208"),
        ("cover", (600, 461), ""),
        ("cover", (600, 460), "W208"),
    ],
)
def test_dots_for_the_room_that_a_picture_has(
    project: Project, place: str, size: tuple[int, int], code: str
) -> None:
    project.write("small/dots.png", picture(*size))
    if place == "cover":
        project.write("small/pictures.toml", COVER)
    else:
        project.write("small/03-more.md", CHAPTER)
    assert "".join(each.code for each in project.diagnostics()) == code
