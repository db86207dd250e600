"""Diagnostics: order, hints, and how one looks on the console and to a machine."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpocket.characters import invisible, printable
from backpocket.diagnostics import (
    Diagnostic,
    Place,
    Severity,
    as_json,
    as_lines,
    error,
    has_errors,
    in_order,
    nearest,
    warning,
)

PLACE = Place("content/small/guide.toml", 3, 7)


def test_an_error_stops_and_a_warning_does_not() -> None:
    assert has_errors([warning(PLACE, "W1", "a"), error(PLACE, "E1", "b")])
    assert not has_errors([warning(PLACE, "W1", "a")])
    assert not has_errors([])


def test_order_is_by_file_line_column_and_code() -> None:
    wanted = [
        error(Place("a.md"), "E9", "the whole file comes first"),
        error(Place("a.md", 2, 9), "E1", "m"),
        error(Place("a.md", 10, 1), "E1", "line 10 comes after line 2"),
        error(Place("b.md", 1, 1), "E1", "m"),
        warning(Place("b.md", 1, 1), "W1", "m"),
    ]
    assert in_order(reversed(wanted)) == wanted


def test_what_is_said_twice_is_shown_once() -> None:
    once = error(PLACE, "E1", "m", hint="h")
    other = error(PLACE, "E1", "m", hint="another")
    assert in_order([once, other, once]) == [once, other]


def test_place_of_a_whole_file_has_no_line() -> None:
    assert str(PLACE) == "content/small/guide.toml:3:7"
    assert str(Place("content/small")) == "content/small"


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("planck", ["bridge", "plank"], "did you mean “plank”?"),
        ("x", ["bridge", "plank"], "known: bridge, plank"),
        ("x", [], "there are none yet"),
        (
            "x",
            [f"move-{n}" for n in range(10)],
            "known: " + ", ".join(f"move-{n}" for n in range(8)) + " and 2 more",
        ),
        ("", ["b", "a", "a"], "known: a, b"),
    ],
)
def test_nearest(name: str, known: list[str], hint: str) -> None:
    assert nearest(name, known) == hint


def test_lines_put_a_caret_under_the_place() -> None:
    found = error(Place("a.md", 1, 5), "E1", "wrong", excerpt="one two", hint="mend it")
    assert as_lines(found) == [
        "a.md:1:5: error E1: wrong",
        "    one two",
        "        ^",
        "    hint: mend it",
    ]


def test_lines_of_a_whole_file_have_no_excerpt() -> None:
    assert as_lines(warning(Place("a.md"), "W1", "odd")) == ["a.md: warning W1: odd"]


@given(st.text(st.characters(exclude_characters="\n"), max_size=300), st.integers(0, 400))
def test_caret_is_under_its_character(line: str, column: int) -> None:
    lines = as_lines(error(Place("a.md", 1, column), "E1", "m", excerpt=line))
    if not line:
        assert len(lines) == 1
        return
    excerpt, caret = lines[1].removeprefix("    "), lines[2].removeprefix("    ").index("^")
    assert not list(invisible(excerpt))
    assert len(line) > 88 or len(excerpt) >= len(line.rstrip())
    assert len(excerpt) <= 88 * len(r"\U0010ffff")
    if 1 <= column <= len(line.rstrip()):
        at = line[column - 1]
        assert excerpt[caret:].startswith(" " if at.isspace() else printable(at))


def test_what_steers_a_terminal_is_escaped_everywhere() -> None:
    steering = "\x1b[2J\x9b31m\u202e\r\n\x07"
    found = error(
        Place(f"content/{steering}.md", 1, 3),
        "E1",
        f"“{steering}”",
        hint=f"did you mean “{steering}”?",
        excerpt=f"a {steering} b",
    )
    for line in [*as_lines(found), str(found.place), found.message, found.hint]:
        assert line.isprintable()
    assert as_lines(found)[2].index("^") == as_lines(found)[1].index(r"\x1b")


def test_json_has_every_field() -> None:
    found = [
        error(PLACE, "E1", "“wrong”", hint="h", excerpt="not shown"),
        warning(PLACE, "W1", "m"),
    ]
    text = as_json(found)
    assert "“wrong”" in text
    assert json.loads(text) == [
        {
            "path": "content/small/guide.toml",
            "line": 3,
            "column": 7,
            "severity": "error",
            "code": "E1",
            "message": "“wrong”",
            "hint": "h",
        },
        {
            "path": "content/small/guide.toml",
            "line": 3,
            "column": 7,
            "severity": "warning",
            "code": "W1",
            "message": "m",
            "hint": "",
        },
    ]


def test_a_diagnostic_is_a_value() -> None:
    one = Diagnostic(PLACE, Severity.ERROR, "E1", "m")
    assert one == error(PLACE, "E1", "m")
    assert len({one, error(PLACE, "E1", "m")}) == 1
