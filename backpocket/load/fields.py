"""Fields: TOML and JSON as plain values, with the place of every field.

``tomllib`` and ``json`` give the values, tree-sitter gives the places. ``validate`` turns the
values into a model of :mod:`backpocket.model` and every fault that pydantic finds into a diagnostic
at the field it is about.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from backpocket.characters import SOFT_HYPHEN, without_soft_hyphens
from backpocket.diagnostics import Diagnostic, nearest
from backpocket.load.literals import literal_places
from backpocket.load.offsets import Key, depth_errors, json_offsets, toml_offsets
from backpocket.load.pydantic_words import field_names, is_consequence, path_in, words
from backpocket.load.text_files import invisible_characters
from backpocket.model.source import Source

__all__ = ["Fields", "missing_field", "parse_json", "parse_toml", "validate"]

_NO_NUMBER = re.compile(r"(?<![\w\"])(?:-?Infinity|NaN)")
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_TOML_KEY = re.compile(r"[ \t\[]*+([^=\[\]\s]++(?:\s++[^=\[\]\s]++)*)")
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Fields:
    """Values of a data file, and for the path of each field the offset of its key or value.

    ``starts`` holds the offsets of the values alone.
    """

    source: Source
    values: Any
    offsets: Mapping[Key, int]
    starts: Mapping[Key, int] = field(default_factory=dict)

    def offset(self, key: Key) -> int:
        """Return where a field stands; a missing one stands where its table does."""
        while key and key not in self.offsets:
            key = key[:-1]
        return self.offsets.get(key, 0)

    def texts(self) -> Iterator[tuple[Key, str]]:
        """Yield each text with its path, in the order of the values."""
        waiting: list[tuple[Key, Any]] = [((), self.values)]
        while waiting:
            key, value = waiting.pop()
            if isinstance(value, str):
                yield key, value
            elif isinstance(value, dict):
                waiting += reversed([((*key, name), inner) for name, inner in value.items()])
            elif isinstance(value, list):
                waiting += reversed([((*key, n), inner) for n, inner in enumerate(value)])

    def places(self, key: Key, text: str) -> Sequence[int]:
        """Return the offset of each character of a text of these values."""
        at = self.starts.get(key, self.offset(key))
        written, places = literal_places(self.source.text, at)
        shown = [index for index, char in enumerate(written) if char != SOFT_HYPHEN]
        if "".join(written[index] for index in shown) != text:
            return [at] * len(text)
        return [places[index] for index in shown]


def parse_toml(source: Source) -> tuple[Fields | None, list[Diagnostic]]:
    """Read TOML 1.0; what is nested too deeply is an error."""
    if deep := depth_errors(source, "E010", "TOML"):
        return None, deep
    try:
        values = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as problem:
        return None, [_toml_error(source, str(problem))]
    except ValueError as problem:  # a number of thousands of digits
        return None, [source.error(0, "E010", f"this is not TOML: {problem}")]
    places = list(toml_offsets(source))
    offsets = _with_tables((key, name) for key, name, _ in places)
    return _judged(Fields(source, values, offsets, {key: value for key, _, value in places}))


def parse_json(source: Source) -> tuple[Fields | None, list[Diagnostic]]:
    """Read JSON; a key that stands twice in one object, or deep nesting, is an error."""
    if deep := depth_errors(source, "E012", "JSON"):
        return None, deep
    try:
        values = json.loads(source.text, parse_constant=_refuse)
    except json.JSONDecodeError as problem:
        return None, [_json_error(source, problem)]
    except ValueError as problem:  # a number of thousands of digits, or NaN
        stands = _NO_NUMBER.search(source.text)
        at = stands.start() if stands else 0
        return None, [source.error(at, "E012", f"this is not JSON: {problem}")]
    offsets: dict[Key, int] = {}
    diagnostics = []
    for key, name, value in json_offsets(source):
        if key in offsets:
            diagnostics.append(_repeated(source, str(key[-1]), name))
        offsets.setdefault(key, value)
    fields, found = _judged(Fields(source, values, offsets, offsets))
    return fields, diagnostics + found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number of JSON")


def _with_tables(places: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """Add the tables and lists that have no place of their own: they are where they begin."""
    offsets = dict(places)
    for key, offset in list(offsets.items()):
        for length in range(1, len(key)):
            offsets.setdefault(key[:length], offset)
    return offsets


def _judged(fields: Fields) -> tuple[Fields | None, list[Diagnostic]]:
    """Find characters that no page can show, which escapes such as \\u0007 let in.

    Soft hyphens go: no edition divides words. Values may nest deeper than Python can call.
    """
    found: list[Diagnostic] = []
    values = [fields.values]
    waiting: list[tuple[Any, Any, Key]] = [(values, 0, ())]
    while waiting:
        table, name, key = waiting.pop()
        value, at = table[name], fields.offset(key)
        texts: Iterable[Any] = value if isinstance(value, dict) else ()
        if isinstance(value, str):
            texts, table[name] = (value,), without_soft_hyphens(value)
        elif isinstance(value, dict):
            waiting += [(value, inner, (*key, inner)) for inner in value]
        elif isinstance(value, list):
            waiting += [(value, index, (*key, index)) for index in range(len(value))]
        for text in map(str, texts):
            found += invisible_characters(fields.source, text, at)
    return (None if found else replace(fields, values=values[0])), found


def validate(
    model: type[Model], fields: Fields, at: Key = ()
) -> tuple[Model | None, list[Diagnostic]]:
    """Make a model of the values at a path, or say at each field what is wrong with it."""
    values = fields.values
    for part in at:
        values = values[part]
    try:
        return model.model_validate(values), []
    except ValidationError as problem:
        faults = problem.errors(include_url=False)
    own = [dict(fault) for fault in faults if not is_consequence(dict(fault))]
    return None, [_fault(model, fields, at, fault) for fault in own]


def _fault(model: type[BaseModel], fields: Fields, at: Key, fault: dict[str, Any]) -> Diagnostic:
    values = fields.values
    for part in at:
        values = values[part]
    kind = fault["type"]
    context = fault.get("ctx", {})
    location = path_in(values, fault["loc"], missing=kind == "missing")
    if kind == "union_tag_not_found":
        kind, location = "missing", (*location, context["discriminator"].strip("'"))
    if kind == "union_tag_invalid":
        location = (*location, context["discriminator"].strip("'"))
    offset = fields.offset((*at, *location))
    if kind == "missing" and isinstance(location[-1], str):
        return missing_field(fields, offset, location[-1])
    if kind == "extra_forbidden":
        hint = nearest(str(location[-1]), field_names(model, location[:-1]))
        return fields.source.error(offset, "E020", f"unknown field “{location[-1]}”", hint)
    named = [str(part) for part in (*at[-1:], *location) if isinstance(part, str)]
    name = ".".join(named[-2:]) or "this file"
    reason, hint = words(kind, fault["input"], context, str(fault["msg"]))
    if kind == "missing":
        reason, hint = "this list is too short", f"it needs at least {int(location[-1]) + 1} items"
    if kind == "tuple_type" and isinstance(fault["input"], dict) and fields.source.is_toml:
        hint = f"write it as [[{name}]]"
    return fields.source.error(offset, "E022", f"“{name}”: {reason}", hint)


def missing_field(fields: Fields, offset: int, name: str) -> Diagnostic:
    """Say that a field is missing from the table at an offset."""
    message, hint = f"the field “{name}” is missing", _line(fields.source, name)
    return fields.source.error(offset, "E021", message, hint)


def _line(source: Source, name: str) -> str:
    """Return the hint that shows how a field is written in this kind of file."""
    return f"add {name} = …" if source.is_toml else f'add "{name}": …'


def _repeated(source: Source, name: str, offset: int) -> Diagnostic:
    return source.error(offset, "E013", f"“{name}” is given twice", "keep one of them")


_TOML_HINTS = (
    ("Invalid value", "put text in quotes"),
    ("Illegal character '\\n'", "close the text with a quote on the same line"),
    ("Expected '=' after a key", "write NAME = VALUE"),
    ("Invalid date", "write a day that there is, as 2026-11-22"),
    ("Expected newline or end", "put text in quotes, and each field on a line of its own"),
    ("Unclosed array", "close it with ]"),
    ("Unclosed inline table", "close it with }"),
    ("Unescaped '\\'", "write a backslash twice"),
)
_JSON_HINTS = (
    ("Expecting ',' delimiter", "put a comma between two items"),
    ("Expecting property name", 'write each field as "name": value'),
    ("Expecting value", "put text in straight quotes"),
    ("Extra data", "the file ends before this"),
    ("Invalid control character", "close the text with a quote on the same line"),
    ("Unterminated string", "close the text with a quote"),
)


def _hint(reason: str, hints: Iterable[tuple[str, str]]) -> str:
    return next((hint for start, hint in hints if reason.startswith(start)), "")


def _toml_error(source: Source, message: str) -> Diagnostic:
    where = _TOML_PLACE.search(message)
    offset = len(source.text)
    if where and where[1]:
        offset = source.offset(int(where[1]), int(where[2]))
    reason = message[: where.start()] if where else message
    if "overwrite" in reason or "twice" in reason:
        line = source.place(offset).line
        name = _TOML_KEY.match(source.line(line))
        if name:
            return _repeated(source, name[1], source.offset(line, name.start(1) + 1))
    text = f"this is not TOML: {reason[:1].lower()}{reason[1:]}"
    return source.error(offset, "E010", text, _hint(reason, _TOML_HINTS))


def _json_error(source: Source, problem: json.JSONDecodeError) -> Diagnostic:
    before = source.text[: problem.pos + 1].rstrip("]} \t\n")
    if before.endswith(",") and source.text[len(before) :].lstrip()[:1] in ("]", "}"):
        message = "this is not JSON: a comma stands before the end of a list or table"
        return source.error(len(before) - 1, "E012", message, "delete it")
    text = f"this is not JSON: {problem.msg[:1].lower()}{problem.msg[1:]}"
    return source.error(problem.pos, "E012", text, _hint(problem.msg, _JSON_HINTS))
