"""Wording: what is said of products, doses and words goes by the box or sentence they stand in."""

from __future__ import annotations

import pytest

from backpocket.check.language import Language
from backpocket.check.rules.dangling_marks import BOXES
from tests.conftest import Project


def codes(project: Project, text: str, *wanted: str) -> list[str]:
    project.write("small/03-more.md", f"# More\n\n{text}\n")
    return [each.code for each in project.diagnostics() if each.code in wanted]


@pytest.mark.parametrize("box", ["", *BOXES])
def test_a_product_is_named_in_a_shop_box_alone(project: Project, box: str) -> None:
    text = "Take the Foam Mat along."
    boxed = f'!!! {box} "From us"\n    {text}' if box else text
    assert codes(project, boxed, "E621") == ([] if box == "shop" else ["E621"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Do [this one](move:plank) for 99 seconds.", "E706"),
        ("Do the plank for 99 seconds.", "E706"),
        ("Rest for 99 seconds. Then do [this one](move:plank).", ""),
        ("Do [this one](move:plank). Then rest for 99 seconds.", ""),
        ("Do [this one](move:plank), then [that](move:bridge), for 99 seconds.", ""),
    ],
)
def test_a_dose_is_of_the_move_that_its_sentence_names(
    project: Project, text: str, code: str
) -> None:
    assert "".join(codes(project, text, "E706", "W707")) == code


def test_advice_is_that_of_the_phrase() -> None:
    table = {"utilis*": "use", "utility*": "tool", "in order to": "to", "util*": "of use"}
    language = Language("xx", {"advice": {"plainer": table}})
    text = "Utilise utilities, UTILITYS, util and utilitarian things  In  order\nto walk."
    found = [(each.words, each.hint) for each in language.advice("plainer", text)]
    assert found == [
        ("Utilise", "use"),
        ("utilities", "of use"),
        ("UTILITYS", "tool"),
        ("util", "of use"),
        ("utilitarian", "of use"),
        ("In  order\nto", "to"),
    ]
