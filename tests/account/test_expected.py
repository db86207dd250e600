"""Expected: no field of the model is forgotten, and what an edition leaves out has a name."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from backpocket.account.contents import Contents
from backpocket.account.expected import all_parts, expected
from backpocket.account.field_parts import DATA, SHOWN
from backpocket.account.wordings import texts
from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.model import drawings, figures, poses
from backpocket.model.editions import CARDS, EDITIONS, Edition
from backpocket.model.guide import Move, Press
from tests.places import GUIDE, ROOT

ROWS = [*EDITIONS, *CARDS.values()]
NOWHERE = {"cover.caption"}
"""Texts that no edition shows today."""

DRAWN = {
    name
    for module in (drawings, figures, poses)
    for name, each in vars(module).items()
    if isinstance(each, type) and name not in ("Frame", "Figures")
}
"""What a figure is drawn from: it has numbers and names alone."""


@pytest.fixture(scope="module")
def contents() -> Contents:
    project, _ = load_project(Disk(ROOT), [GUIDE])
    assert project.press is not None
    guide = project.press.guides[GUIDE]
    settings = guide.settings.model_copy(update={"reviewers": ("Ann Adams",)})
    on_sheet = guide.sheet.block[0].moves[0] if guide.sheet else ""
    moves = {**guide.moves, on_sheet: filled(guide.moves[on_sheet])}
    assert guide.sheet is not None
    first, *rest = guide.sheet.block
    two = first.model_copy(update={"moves": (*first.moves, rest[-1].moves[0])})
    sheet = guide.sheet.model_copy(update={"block": (two, *rest)})
    guide = dataclasses.replace(guide, settings=settings, moves=moves, sheet=sheet)
    numbers = {key: index for index, key in enumerate(guide.references, 1)}
    return Contents(guide, project.press.brand, project.press.regions, numbers)


def filled(move: Move) -> Move:
    """Return a move with what its sheet may say, and this guide leaves out."""
    assert move.sheet is not None
    return move.model_copy(
        update={
            "dose": move.dose.model_copy(update={"sets": move.dose.reps}),
            "sheet": move.sheet.model_copy(update={"stop": "It hurts."}),
        }
    )


def models(of: Any, seen: set[type]) -> Iterator[type]:
    """Yield the classes of the model that a type leads to."""
    for inner in typing.get_args(of):
        yield from models(inner, seen)
    if not isinstance(of, type) or of in seen or not of.__module__.startswith("backpocket.model"):
        return
    seen.add(of)
    if issubclass(of, BaseModel) or dataclasses.is_dataclass(of):
        yield of
        for hint in typing.get_type_hints(of, include_extras=True).values():
            yield from models(hint, seen)


def names(model: type) -> set[str]:
    if issubclass(model, BaseModel):
        return set(model.model_fields)
    return {each.name for each in dataclasses.fields(model)}  # type: ignore[arg-type]


def test_each_field_of_the_model_is_a_text_or_data() -> None:
    kinds = ("Hold", "PainRange", "Reps", "Sets", "Quantity", "Source")
    for model in models(Press, set()):
        if model.__name__ not in DRAWN and model.__name__ not in kinds:
            shown = set(SHOWN.get(model.__name__, ()))
            data = set(DATA.get(model.__name__, ()))
            assert shown | data == names(model), model
            assert not shown & data, model


def test_each_text_of_the_model_is_expected(contents: Contents) -> None:
    parts = {text.part for text in texts(all_parts(contents))}
    wanted = {part for fields in SHOWN.values() for part in fields.values()}
    assert wanted <= parts


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_an_edition_leaves_out_is_there_to_be_shown(contents: Contents, row: Edition) -> None:
    parts = [text.part for text in texts(all_parts(contents))]
    parts += ["address", "chapter.alt", "chapter.caption"]
    for name in row.leaves_out:
        assert any(part == name or part.startswith(f"{name}.") for part in parts), name


def test_each_text_is_expected_of_some_edition(contents: Contents) -> None:
    shown = {text.part for row in ROWS for text in texts(expected(contents, row))}
    nowhere = {text.part for text in texts(all_parts(contents))} - shown
    assert nowhere <= NOWHERE
