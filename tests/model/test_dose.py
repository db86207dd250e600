"""Doses: words to numbers, and the time they take."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpocket.model.dose import Dose, Hold, Quantity, Reps, Sets

KINDS = [Hold, Reps, Sets]


@pytest.mark.parametrize(
    ("words", "least", "most", "unit", "seconds"),
    [
        ("15 seconds", 15, 15, "seconds", 15),
        ("1 second", 1, 1, "second", 1),
        ("3 to 5 seconds", 3, 5, "seconds", 3),
        ("2 minutes", 2, 2, "minutes", 120),
        ("1 to 2 minutes", 1, 2, "minutes", 60),
        ("5 to 10 slow breaths", 5, 10, "slow breaths", 25),
        ("1 slow breath each way", 1, 1, "slow breath", 10),
        ("  15   seconds\n", 15, 15, "seconds", 15),
    ],
)
def test_hold(words: str, least: int, most: int, unit: str, seconds: int) -> None:
    hold = Hold.parse(words)
    assert (hold.least, hold.most, hold.unit, hold.seconds) == (least, most, unit, seconds)
    assert str(hold) == " ".join(words.split())


@pytest.mark.parametrize(
    ("words", "least", "most", "sides"),
    [
        ("3", 3, 3, 1),
        (4, 4, 4, 1),
        ("3 to 5", 3, 5, 1),
        ("8 to 10 each side", 8, 10, 2),
        ("1 each leg", 1, 1, 2),
        ("10 times", 10, 10, 1),
        ("5 each way", 5, 5, 1),
    ],
)
def test_reps(words: str | int, least: int, most: int, sides: int) -> None:
    reps = Reps.parse(words)
    assert (reps.least, reps.most, reps.sides) == (least, most, sides)
    assert str(reps) == str(words)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Hold, "15"),
        (Hold, "ten seconds"),
        (Hold, "15 sec"),
        (Hold, "15-20 seconds"),
        (Hold, "0 seconds"),
        (Hold, "5 to 3 seconds"),
        (Hold, "1000 seconds"),
        (Hold, "about 15 seconds"),
        (Hold, "15 seconds each side"),
        (Hold, ""),
        (Reps, "3 – 5"),
        (Reps, "3 to"),
        (Reps, "-3"),
        (Reps, 0),
        (Reps, "8 each arm"),
        (Sets, "2 rounds"),
        (Sets, 1.5),
        (Sets, True),
        (Sets, None),
        (Sets, ["1"]),
    ],
)
def test_what_is_no_dose_says_how_to_write_one(kind: type[Quantity], words: Any) -> None:
    with pytest.raises(ValueError, match=r"^write "):
        kind.parse(words)


@pytest.mark.parametrize("kind", KINDS)
@given(
    words=st.text(max_size=20)
    | st.integers()
    | st.floats()
    | st.none()
    | st.booleans()
    | st.lists(st.integers(), max_size=2)
)
def test_parse_gives_a_quantity_or_a_value_error(kind: type[Quantity], words: Any) -> None:
    try:
        quantity = kind.parse(words)
    except ValueError:
        return
    assert 0 < quantity.least <= quantity.most


@pytest.mark.parametrize("kind", KINDS)
@given(least=st.integers(1, 999), more=st.integers(0, 999), data=st.data())
def test_what_is_written_by_the_grammar_is_read(
    kind: type[Quantity], least: int, more: int, data: st.DataObject
) -> None:
    most = min(least + more, 999)
    units = {
        Hold: [" seconds", " minutes", " slow breaths", " slow breaths each way"],
        Reps: ["", " times", " each side", " each leg", " each way"],
        Sets: [""],
    }
    words = f"{least} to {most}{data.draw(st.sampled_from(units[kind]))}"
    quantity = kind.parse(words)
    assert (quantity.words, quantity.least, quantity.most) == (words, least, most)
    assert kind.parse(quantity) is quantity


def dose(**words: Any) -> Dose:
    fields = {"often": "Daily", "source": "Ours.", **words}
    return Dose.model_validate(fields)


def test_time_of_a_dose_is_that_of_the_least() -> None:
    assert (
        dose(hold="3 to 5 seconds", reps="8 to 10 each side", sets="2 to 3").seconds
        == 3 * 8 * 2 * 2
    )
    assert dose(hold="1 minute", reps=3).seconds == 180
    assert dose(hold="2 slow breaths each way", reps="5").seconds == 2 * 5 * 2 * 5
