"""Fields: values of TOML and JSON with their places, and faults where they are."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from backpocket.load.fields import Fields, parse_json, parse_toml, validate
from backpocket.load.offsets import DEEPEST, Key
from backpocket.load.pydantic_words import path_in, words
from backpocket.model.dose import Hold
from backpocket.model.guide import Brand, Move, Pose, Safety, Settings, Sheet
from backpocket.model.source import Source

PARSERS: dict[str, Callable[[Source], Any]] = {"a.toml": parse_toml, "a.json": parse_json}


def placed(fields: Fields, *key: str | int) -> str:
    """Return the line of a field from where it stands."""
    place = fields.source.place(fields.offset(key))
    return fields.source.line(place.line)[place.column - 1 :]


def keys(values: Any, key: Key = ()) -> Iterator[Key]:
    """Yield the path of every field and item below some values."""
    items: Any = ()
    if isinstance(values, dict):
        items = values.items()
    elif isinstance(values, list):
        items = enumerate(values)
    for name, value in items:
        yield (*key, name)
        yield from keys(value, (*key, name))


def parsed(name: str, text: str) -> Fields:
    fields, diagnostics = PARSERS[name](Source(name, text))
    assert not diagnostics
    assert isinstance(fields, Fields)
    return fields


def fault(name: str, text: str) -> str:
    """Parse what must not parse, and return what is said of it."""
    fields, diagnostics = PARSERS[name](Source(name, text))
    assert fields is None
    [found] = diagnostics
    return f"{found.place.line}:{found.place.column}: {found.code}: {found.message}"


# --- Places --------------------------------------------------------------------------------


PLACES = """\
# é 🦵
plain = "é"  # “”
"quoted key" = 1
'single' = 2
dotted . inner = 3
inline = { "é" = 4, "deep" = { x = 5 } }
list = [
  1,  # ü
  [2, 3],
  { y = 6 },
]
text = '''
plain = no
[table]
'''

[table]
a = 1

[table.below."q r"]
b = 2

[[many]]
c = "é🦵"

[[many.inner]]
d = 1

[[many.inner]]
d = 2

[many.one]
e = 3

[[many]]
c = 5

[[many.inner]]
d = 6

[[many]]
c = 7

[many.one]
e = 8
"""


@pytest.mark.parametrize(
    ("key", "start"),
    [
        (("plain",), 'plain = "é"'),
        (("quoted key",), '"quoted key" = 1'),
        (("single",), "'single' = 2"),
        (("dotted", "inner"), "dotted . inner"),
        (("inline",), "inline = {"),
        (("inline", "deep"), '"deep" = { x'),
        (("inline", "deep", "x"), "x = 5 } }"),
        (("list", 0), "1,  # ü"),
        (("list", 1), "[2, 3]"),
        (("list", 1, 1), "3],"),
        (("list", 2, "y"), "y = 6"),
        (("table",), "table]"),
        (("table", "a"), "a = 1"),
        (("table", "below"), 'table.below."q r"]'),
        (("table", "below", "q r", "b"), "b = 2"),
        (("many",), "many]]"),
        (("many", 0, "c"), 'c = "é🦵"'),
        (("many", 0, "inner"), "many.inner]]"),
        (("many", 0, "inner", 0, "d"), "d = 1"),
        (("many", 0, "inner", 1, "d"), "d = 2"),
        (("many", 0, "one", "e"), "e = 3"),
        (("many", 1, "c"), "c = 5"),
        (("many", 1, "inner", 0, "d"), "d = 6"),
        (("many", 2, "c"), "c = 7"),
        (("many", 2, "one", "e"), "e = 8"),
    ],
    ids=str,
)
def test_place_in_toml(key: Key, start: str) -> None:
    assert placed(parsed("a.toml", PLACES), *key).startswith(start)


def test_place_in_json_is_that_of_the_value() -> None:
    text = '[\n  {"é🦵": "“”", "b": [1, {"\\u0063": 2}]},\n  3\n]'
    fields = parsed("a.json", text)
    assert placed(fields) == "["
    assert placed(fields, 0, "é🦵").startswith('"“”"')
    assert placed(fields, 0, "b", 1, "c") == "2}]},"
    assert placed(fields, 1) == "3"


def test_field_that_is_not_there_stands_where_its_table_does() -> None:
    fields = parsed("a.toml", PLACES)
    assert placed(fields, "table", "missing").startswith("table]")
    assert fields.offset(("missing",)) == 0


SIMPLE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-99, 99)
    | st.text(st.sampled_from("aé🦵“\" \\'#"), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.sampled_from("abé\"'. "), max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(SIMPLE, st.sampled_from([None, 2]), st.booleans())
def test_json_and_its_places_are_read_as_written(
    values: Any, indent: int | None, escaped: bool
) -> None:
    text = json.dumps(values, indent=indent, ensure_ascii=escaped)
    fields = parsed("a.json", text)
    assert fields.values == values
    for key in keys(values):
        inner = values
        for part in key:
            inner = inner[part]
        assert text[fields.offsets[key] :].startswith(json.dumps(inner, ensure_ascii=escaped)[:1])


KEYS = st.sampled_from(["a", "b", '"q r"', "'s.t'", "a.b", "b . c", '"é".x', "1", "true", "a-b"])
VALUES = st.recursive(
    st.sampled_from(
        ["1", '"x"', "'y'", '"""\nm = 1\n"""', "2026-01-02", "-inf", '"é🦵"', "07:32:00"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]")
        | st.lists(inner, min_size=1, max_size=3).map(
            lambda each: "[\n" + ", # é\n".join(each) + ",\n]"
        )
        | st.lists(st.tuples(KEYS, inner), max_size=2).map(
            lambda each: "{" + ", ".join(f"{key} = {value}" for key, value in each) + "}"
        )
    ),
    max_leaves=5,
)
LINES = st.one_of(
    st.tuples(KEYS, VALUES).map(" = ".join),
    KEYS.map("[{}]".format),
    KEYS.map("[[ {} ]]".format),
    st.just("# é"),
)


@given(st.lists(LINES, max_size=8).map("\n".join))
def test_toml_has_a_place_for_every_field(text: str) -> None:
    fields, diagnostics = parse_toml(Source("a.toml", text))
    assert (fields is None) == bool(diagnostics)
    for key in keys(fields.values) if fields else ():
        stands = text[fields.offsets[key] :]
        assert isinstance(key[-1], int) or stands[0] in "abt1\"'"


# --- Faults of form ------------------------------------------------------------------------


@pytest.mark.parametrize("name", PARSERS)
@given(text=st.text(max_size=60))
def test_no_text_makes_a_parser_raise(name: str, text: str) -> None:
    fields, diagnostics = PARSERS[name](Source(name, text))
    assert fields is not None or diagnostics


TOKENS = {
    "a.toml": [*"a.=[]{},\"'1#é\n", "[[", "]]", '"""'],
    "a.json": [*'{}[],:"1é\n', '"a"', "null", "NaN", "\\ud800"],
}


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
def test_no_tangle_of_signs_makes_a_parser_raise(name: str, data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(st.sampled_from(TOKENS[name]), max_size=30)))
    fields, diagnostics = PARSERS[name](Source(name, text))
    assert fields is not None or diagnostics
    for found in diagnostics:
        assert "\n" not in found.message


NESTED = [
    ("a.toml", "a = ", "[", "1", "]"),
    ("a.toml", "a = ", "{ a = ", "1", " }"),
    ("a.toml", "a = ", "[[{ a.b = ", "1", "}]]"),
    ("a.toml", "", "a.", "a = 1", ""),
    ("a.toml", "a = { b = 1, ", '"[".', "c = 1 }", ""),
    ("a.toml", "[", "'\"' . ", "a]", ""),
    ("a.toml", "[[", "a.", "a]]", ""),
    ("a.json", "", "[", "1", "]"),
    ("a.json", "", '{"a": ', "1", "}"),
    ("a.json", "", '[{"]": ', "1", "}]"),
]


@pytest.mark.parametrize(("name", "start", "opening", "inside", "closing"), NESTED)
@pytest.mark.parametrize("depth", [600, 5_000, 100_000])
def test_deep_nesting_is_an_error_at_its_line(
    name: str, start: str, opening: str, inside: str, closing: str, depth: int
) -> None:
    first = {"a.toml": "[table]\n", "a.json": "\n"}[name]
    text = first + start + opening * depth + inside + closing * depth
    found = fault(name, text)
    assert found.startswith("2:")
    assert found.endswith("is nested too deeply")
    assert int(found.split(":")[1]) <= len(start + opening * DEEPEST) + 2


@pytest.mark.parametrize(("name", "start", "opening", "inside", "closing"), NESTED)
def test_nesting_of_a_few_levels_is_read(
    name: str, start: str, opening: str, inside: str, closing: str
) -> None:
    levels = (DEEPEST - 4) // (opening.count("[") + opening.count("{") + opening.count(".") or 1)
    fields = parsed(name, start + opening * levels + inside + closing * levels)
    assert len(list(keys(fields.values))) >= levels
    assert set(keys(fields.values)) <= set(fields.offsets)


@pytest.mark.parametrize("text", ["[", "{", "a.", '[{"'])
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.toml", 'a = "{}"'),
        ("a.toml", "a = '{}'"),
        ("a.toml", 'a = """\n\\"{}"""'),
        ("a.toml", "a = '''\n''{}'''"),
        ("a.toml", "# {}"),
        ("a.json", '"\\"{}"'),
    ],
)
def test_what_stands_in_a_text_or_a_comment_is_no_nesting(name: str, form: str, text: str) -> None:
    many = (text * 100).replace('"', '\\"' if '"' in form and '"""' not in form else "")
    assert parsed(name, form.format(many))


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.toml", "a = " + "1" * 5000), ("a.json", "1" * 5000)],
)
def test_number_of_thousands_of_digits_is_no_crash(name: str, text: str) -> None:
    assert ": this is not " in fault(name, text)


def test_faults_at_the_end_of_a_file_are_placed_there() -> None:
    assert fault("a.toml", 'a = 1\nb = [1,\n  "é"').startswith("3:6: E010")
    assert fault("a.json", '[1,\n"é"').startswith("2:4: E012")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = 1\n  a = 2", "2:3"),
        ("[t]\n[t]", "2:2"),
        ('"é" = 1\n"é" = 2', "2:1"),
        ("a.b=1\na=2", "2:1"),
    ],
)
def test_toml_key_given_twice_is_placed_at_the_key(text: str, place: str) -> None:
    assert fault("a.toml", text).startswith(f"{place}: E013: “")


def test_json_key_given_twice_is_placed_at_the_second() -> None:
    text = '[{"x": "a", "a": 1, "b": {"a": 1},\n "a": 2, "a": 3}, {"a": "a"}]'
    fields, diagnostics = parse_json(Source("a.json", text))
    assert fields is not None
    assert [(str(each.place), each.code) for each in diagnostics] == [
        ("a.json:2:2", "E013"),
        ("a.json:2:10", "E013"),
    ]


def test_nothing_at_all_is_an_empty_table_in_toml() -> None:
    assert parsed("a.toml", "").values == {}
    assert fault("a.json", "").startswith("1:1: E012")


# --- Faults of content ---------------------------------------------------------------------


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    DOI: str
    hold: Hold | None = None


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    inner: tuple[Inner, ...] = ()
    Literal: int = 0
    by_name: dict[str, Inner] = {}


def faults(name: str, text: str) -> list[str]:
    made, diagnostics = validate(Outer, parsed(name, text))
    assert made is None
    return [f"{d.place.line}:{d.place.column} {d.code} {d.message} | {d.hint}" for d in diagnostics]


def test_fields_with_capital_letters_keep_their_place() -> None:
    assert faults(
        "a.toml", 'Literal = "x"\n[[inner]]\nDOI = 1\n[[inner]]\nUpper = 1\nDOI = "x"\n'
    ) == [
        "3:1 E022 “inner.DOI”: this is not text | put it in quotes",
        "5:1 E020 unknown field “Upper” | known: DOI, hold",
        "1:1 E022 “Literal”: this is not a number | ",
    ]


def test_fields_named_like_a_part_of_pydantic_keep_their_place() -> None:
    text = '[by_name."list[x]"]\nDOI = 1\n[by_name.function-wrap]\nDOI = 2\n[by_name.Abc]\nx = 1\n'
    assert faults("a.toml", text) == [
        "2:1 E022 “list[x].DOI”: this is not text | put it in quotes",
        "4:1 E022 “function-wrap.DOI”: this is not text | put it in quotes",
        "5:2 E021 the field “DOI” is missing | add DOI = …",
        "6:1 E020 unknown field “x” | known: DOI, hold",
    ]


def test_missing_field_is_shown_in_the_form_of_the_file() -> None:
    assert faults("a.json", '{"inner": [{}]}') == [
        '1:12 E021 the field “DOI” is missing | add "DOI": …'
    ]
    assert faults("a.toml", 'inner = [\n  { hold = "5 seconds" },\n]') == [
        "2:3 E021 the field “DOI” is missing | add DOI = …"
    ]


def test_all_faults_are_found_at_once() -> None:
    text = 'inner = [{DOI = 1}, {hold = "x"}, 3]\nouter = 1\n'
    assert [each.split(" ")[0] for each in faults("a.toml", text)] == [
        "1:11",
        "1:21",
        "1:22",
        "1:35",
        "2:1",
    ]


def test_item_that_is_wrong_does_not_make_its_list_too_short() -> None:
    sign = '[[sign]]\nlevel = "emergency"\ntext = "T"\ncite = [1]\n'
    text = f'visit = "V"\n{sign}'
    _, diagnostics = validate(Safety, parsed("a.toml", text))
    assert [each.message for each in diagnostics] == ["“sign.cite”: this is not text"]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.toml", '[inner]\nDOI = "x"\n', "“inner”: this is not a list | write it as [[inner]]"),
        (
            "a.json",
            '{"inner": {"DOI": "x"}}',
            "“inner”: this is not a list | write it in brackets, as [ …, … ]",
        ),
        (
            "a.toml",
            "[[inner]]\nDOI = { a = 1 }\n",
            "“inner.DOI”: this is not one text | write one text in quotes",
        ),
    ],
)
def test_a_table_in_the_place_of_something_else(name: str, text: str, found: str) -> None:
    assert [each.partition(" E022 ")[2] for each in faults(name, text)] == [found]


@pytest.mark.parametrize(
    ("location", "missing", "path"),
    [
        (("a", 0, "b"), False, ("a", 0, "b")),
        (("a", "list[Table]", 0, "Table", "b"), False, ("a", 0, "b")),
        (("a", "list[Table]", 0, "Table", "c"), True, ("a", 0, "c")),
        (("a", "list[Table]", 0, "Table", "c"), False, ("a", 0)),
        (("a", 1, "c"), True, ("a", "c")),
    ],
)
def test_a_path_leads_past_the_branches_of_a_choice(
    location: Key, missing: bool, path: Key
) -> None:
    assert path_in({"a": [{"b": 1}]}, location, missing=missing) == path


@pytest.mark.parametrize(("length", "shown"), [(40, "x" * 40), (41, "x" * 39 + "…")])
def test_a_long_value_is_cut(length: int, shown: str) -> None:
    message, hint = words("enum", "x" * length, {"expected": "'a' or 'b'"}, "")
    assert message == f"“{shown}” is not one of the choices"
    assert hint == "known: a, b"


def test_choice_of_kinds_is_placed_at_the_kind() -> None:
    text = '[figures.start]\npose = "plank"\nprops = [{ kind = "sofa" }, { x = 1 }]\n'
    _, diagnostics = validate(Move, parsed("a.toml", text))
    found = {f"{d.place.line}:{d.place.column} {d.message} | {d.hint}" for d in diagnostics}
    assert any(
        each.startswith("3:12 “props.kind”: “sofa” is not one of the choices") for each in found
    )
    assert "3:29 the field “kind” is missing | add kind = …" in found


@pytest.mark.parametrize(
    "model", [Brand, Settings, Sheet, Safety, Move, Pose], ids=lambda m: m.__name__
)
@given(values=SIMPLE)
def test_no_values_make_validation_raise(model: type[BaseModel], values: Any) -> None:
    fields = Fields(Source("a.toml", ""), dict.fromkeys([*model.model_fields, "x"], values), {})
    made, diagnostics = validate(model, fields)
    assert made is None
    assert diagnostics
    for found in diagnostics:
        assert not {"Input", "valid dictionary", "instance"} & set(found.message.split())


def test_what_tomllib_reads_is_what_is_given() -> None:
    assert parsed("a.toml", PLACES).values == tomllib.loads(PLACES)


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("a.toml", 'a = "phy\N{SOFT HYPHEN}sio\\u00ad"', {"a": "physio"}),
        ("a.toml", 'b = [{ c = "\\u00AD" }]', {"b": [{"c": ""}]}),
        ("a.json", '[{"a": "phy\\u00adsio", "b": 1}]', [{"a": "physio", "b": 1}]),
    ],
)  # fmt: skip
def test_soft_hyphens_leave_no_trace(name: str, text: str, values: object) -> None:
    parse = parse_json if name.endswith("json") else parse_toml
    fields, diagnostics = parse(Source(name, text))
    assert fields is not None
    assert fields.values == values
    assert not diagnostics


@pytest.mark.parametrize("escape", ["\\u202e", "\\u200B", "\\U000E0041", "\\u3164", "\\ufe0f"])
@pytest.mark.parametrize("form", ['a = "x{}"', '"x{}" = 1', '[[t]]\nb = [["x{}"]]', '["t{}"]'])
def test_escapes_let_no_unseen_character_in(form: str, escape: str) -> None:
    fields, diagnostics = parse_toml(Source("a.toml", form.format(escape)))
    assert fields is None
    assert [each.code for each in diagnostics] == ["E002"]
    assert f"U+{escape[2:].upper().lstrip('0')}" in diagnostics[0].message
