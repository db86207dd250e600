"""Faults: what pydantic finds wrong with a field, in the words of an editor.

pydantic says what a program expects (“Input should be a valid tuple”); an editor needs to know
which field, in which words of the file, and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from backpocket.diagnostics import nearest
from backpocket.load.offsets import Key

__all__ = ["field_names", "is_consequence", "path_in", "words"]

_CHOICE = re.compile(r"'([^']*)'")
_NOT_A_TABLE = ("this is not a table of fields", "")
_NOT_A_LIST = ("this is not a list", "write it in brackets, as [ …, … ]")
_NOT_A_NUMBER = ("this is not a number", "")
_WORDS: Mapping[str, tuple[str, str]] = {
    "bool_parsing": ("this is not yes or no", "write true or false, without quotes"),
    "bool_type": ("this is not yes or no", "write true or false, without quotes"),
    "dict_type": _NOT_A_TABLE,
    "float_parsing": _NOT_A_NUMBER,
    "float_type": _NOT_A_NUMBER,
    "int_parsing": _NOT_A_NUMBER,
    "int_type": _NOT_A_NUMBER,
    "list_type": _NOT_A_LIST,
    "mapping_type": _NOT_A_TABLE,
    "model_type": _NOT_A_TABLE,
    "string_pattern_mismatch": (
        "this is not a name",
        "use small letters, numbers and hyphens, as in cat-cow",
    ),
    "string_type": ("this is not text", "put it in quotes"),
    "tuple_type": _NOT_A_LIST,
}


def path_in(values: Any, location: Iterable[str | int], *, missing: bool = False) -> Key:
    """Return the path of a fault in the values themselves.

    pydantic's location also names the branch of a union that it tried; such a part is none of the
    keys of the values. The last part of a missing field is not there either, and stays.
    """
    parts = tuple(location)
    key: Key = ()
    for number, part in enumerate(parts, 1):
        if _has(values, part):
            values = values[part]
        elif not (missing and number == len(parts)):
            continue
        key = (*key, part)
    return key


def _has(values: Any, part: str | int) -> bool:
    if isinstance(values, list):
        return isinstance(part, int) and 0 <= part < len(values)
    return isinstance(values, dict) and part in values


def words(kind: str, value: Any, context: Mapping[str, Any], message: str) -> tuple[str, str]:
    """Return what is wrong with a value and the hint, for a kind of pydantic's errors.

    >>> words("literal_error", "strech", {"expected": "'stretch' or 'strength'"}, "")
    ('“strech” is not one of the choices', 'did you mean “stretch”?')
    """
    if kind in ("literal_error", "enum"):
        choices = _CHOICE.findall(str(context.get("expected", "")))
        return f"“{_shown(value)}” is not one of the choices", nearest(str(value), choices)
    if kind == "union_tag_invalid":
        choices = _CHOICE.findall(str(context["expected_tags"]))
        tag = str(context["tag"])
        return f"“{tag}” is not one of the choices", nearest(tag, choices)
    if kind in ("too_short", "too_long"):
        return _length(len(value), context)
    if kind == "string_type" and value is None:
        return "there is nothing here", "write some text"
    if kind == "string_type" and isinstance(value, list | dict):
        return "this is not one text", "write one text in quotes"
    if kind in _WORDS:
        return _WORDS[kind]
    return _own_words(message)


def _own_words(message: str) -> tuple[str, str]:
    """Cut the message of a validator in two: “what is wrong; what to do”, or what to do alone."""
    reason = message.removeprefix("Value error, ").replace("Input should", "this should")
    if reason.startswith("String should"):
        reason = "this text" + reason.removeprefix("String")
    reason = reason[:1].lower() + reason[1:]
    if reason.startswith(("write ", "use ")):
        return "this is not in its form", reason
    what, _, hint = reason.partition("; ")
    return what, hint


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _length(count: int, context: Mapping[str, Any]) -> tuple[str, str]:
    least, most = context.get("min_length"), context.get("max_length")
    bound = f"it needs at least {least}" if least is not None else f"it takes at most {most}"
    return f"this list has {count} item{'' if count == 1 else 's'}", bound


def is_consequence(fault: Mapping[str, Any]) -> bool:
    """Say whether a list is only too short for pydantic because an item of it is wrong."""
    if fault["type"] != "too_short" or not isinstance(fault["input"], list | tuple):
        return False
    return len(fault["input"]) >= int(fault["ctx"]["min_length"])


def field_names(model: type[BaseModel], path: Key) -> list[str]:
    """Return the field names that a table at ``path`` below a model may have."""
    current: Any = model
    for part in path:
        current = _step(current, part)
    inner = _inner_model(current)
    return [info.alias or name for name, info in inner.model_fields.items()] if inner else []


def _step(annotation: Any, part: str | int) -> Any:
    """Return the type of a field, or of the values of a mapping; an item is found further in."""
    if isinstance(part, int):
        return annotation
    origin = get_origin(annotation)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return get_args(annotation)[-1]
    model = _inner_model(annotation)
    info = model.model_fields.get(part) if model else None
    return info.annotation if info else None


def _inner_model(annotation: Any) -> Any:
    if _is_model(annotation):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        model = _inner_model(argument)
        if model is not None:
            return model
    return None


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
