"""Fields: TOML, YAML and JSON as plain values, with the place of every field.

``tomllib``, PyYAML and ``json`` give the values; tree-sitter (TOML, JSON) and PyYAML's node graph
give the places. ``validate`` turns the values into a model of :mod:`backpocket.model` and every
fault that pydantic finds into a diagnostic at the field it is about.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from backpocket.diagnostics import Diagnostic, nearest
from backpocket.offsets import Key, json_offsets, toml_offsets, yaml_offsets
from backpocket.sources import Source

__all__ = ["Fields", "parse_json", "parse_toml", "parse_yaml", "validate"]

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Fields:
    """Values of a data file, and for the path of each field the offset of its key or value."""

    source: Source
    values: Any
    offsets: Mapping[Key, int]

    def offset(self, key: Key) -> int:
        """Return where a field stands; a missing one stands where its table does."""
        while key and key not in self.offsets:
            key = key[:-1]
        return self.offsets.get(key, 0)


def parse_toml(source: Source) -> tuple[Fields | None, list[Diagnostic]]:
    """Read TOML 1.0."""
    try:
        values = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as problem:
        return None, [_toml_error(source, str(problem))]
    except RecursionError:
        return None, [source.error(0, "E010", "this TOML is nested too deeply")]
    return Fields(source, values, dict(toml_offsets(source))), []


def parse_json(source: Source) -> tuple[Fields | None, list[Diagnostic]]:
    """Read JSON; a key that stands twice in one object is an error."""
    repeated: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            names = [name for name, _ in pairs]
            repeated.extend(name for name in table if names.count(name) > 1)
        return table

    try:
        values = json.loads(source.text, object_pairs_hook=unique)
    except json.JSONDecodeError as problem:
        return None, [source.error(problem.pos, "E012", f"this is not JSON: {problem.msg}")]
    except RecursionError:
        return None, [source.error(0, "E012", "this JSON is nested too deeply")]
    diagnostics = [_repeated(source, name) for name in dict.fromkeys(repeated)]
    return Fields(source, values, dict(json_offsets(source))), diagnostics


def parse_yaml(
    source: Source, start: int = 0, end: int | None = None
) -> tuple[Fields | None, list[Diagnostic]]:
    """Read the YAML between two offsets of a source, in YAML's safe subset, without aliases."""
    import yaml

    # Padding keeps PyYAML's line numbers those of the file; it counts columns itself.
    lines_before = source.text.count("\n", 0, start)
    text = "\n" * lines_before + source.text[start:end]
    shift = start - lines_before
    try:
        loader = _yaml_loader(text)
        node = loader.get_single_node()
        values = loader.construct_document(node) if node else {}
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        at = (mark.index if mark else 0) + shift
        what = problem.problem or "it cannot be read"
        hint = "put text that holds “: ” or starts with a sign in quotes"
        return None, [source.error(at, "E011", f"this is not YAML: {what}", hint)]
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        return None, [source.error(start, "E011", f"this is not YAML: {problem}")]
    offsets: dict[Key, int] = {}
    diagnostics: list[Diagnostic] = []
    for key, index in yaml_offsets(node):
        if key in offsets:
            diagnostics.append(_repeated(source, str(key[-1]), index + shift))
        offsets.setdefault(key, index + shift)
    return Fields(source, values, offsets), diagnostics


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
    return None, [_fault(model, fields, at, dict(fault)) for fault in faults]


def _fault(model: type[BaseModel], fields: Fields, at: Key, fault: dict[str, Any]) -> Diagnostic:
    location = tuple(part for part in fault["loc"] if not _is_branch(part))
    key = (*at, *location)
    offset = fields.offset(key)
    name = ".".join(str(part) for part in location) or model.__name__.lower()
    kind = fault["type"]
    if kind == "missing":
        message = f"the field “{location[-1]}” is missing"
        return fields.source.error(offset, "E021", message, f"add it: {name}")
    if kind == "extra_forbidden":
        hint = nearest(str(location[-1]), _field_names(model, location[:-1]))
        return fields.source.error(offset, "E020", f"unknown field “{location[-1]}”", hint)
    reason = str(fault["msg"]).removeprefix("Value error, ")
    reason = reason[:1].lower() + reason[1:]
    return fields.source.error(offset, "E022", f"“{name}”: {reason}")


def _is_branch(part: object) -> bool:
    """Say whether pydantic put this part in for a validator or a union, not for a field."""
    return isinstance(part, str) and bool(re.match(r"[a-z-]+\[|function-|Literal|[A-Z]\w+$", part))


def _field_names(model: type[BaseModel], path: Key) -> list[str]:
    """Return the field names that a table at ``path`` below a model may have."""
    current: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        info = current.model_fields.get(part) if _is_model(current) else None
        current = _inner_model(info.annotation) if info else None
        if current is None:
            return []
    if not _is_model(current):
        return []
    return [info.alias or name for name, info in current.model_fields.items()]


def _inner_model(annotation: Any) -> Any:
    if _is_model(annotation):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner_model(argument)
        if found is not None:
            return found
    return None


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _repeated(source: Source, name: str, offset: int | None = None) -> Diagnostic:
    if offset is None:
        offset = max(source.text.rfind(f'"{name}"'), 0)
    return source.error(offset, "E013", f"“{name}” is given twice", "keep one of them")


def _toml_error(source: Source, message: str) -> Diagnostic:
    where = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    if where and where[1]:
        offset = source.offset(int(where[1]), int(where[2]))
    else:
        offset = len(source.text)
    reason = message[: where.start()] if where else message
    code = "E013" if "overwrite" in reason or "twice" in reason else "E010"
    return source.error(offset, code, f"this is not TOML: {reason[:1].lower()}{reason[1:]}")


def _yaml_loader(text: str) -> Any:
    """Return a safe loader that refuses aliases: they can nest without end, and hide a place."""
    import yaml

    class Loader(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
                raise yaml.composer.ComposerError(None, None, "aliases are not used here", mark)
            return super().compose_node(parent, index)

    return Loader(text)
