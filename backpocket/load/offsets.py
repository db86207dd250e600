"""Offsets: where each field of a TOML or JSON text stands, and where a text is nested too deeply.

tree-sitter parses a text once more for its places, since the readers that give the values keep
none. A text has been read without fault before that, and judged by :func:`depth_errors` before it
is read: what works here level by level has few levels to go. CSS has readers of that kind too.
"""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Any

from backpocket.diagnostics import Diagnostic
from backpocket.model.source import Source

__all__ = ["DEEPEST", "Key", "depth_errors", "json_offsets", "toml_offsets"]

Key = tuple[str | int, ...]
Span = tuple[Key, int, int]
"""The path of a value, the offset of its key, and its own; an item of a list has no key."""

DEEPEST = 32
"""How many levels a text may have: tables, lists, dots in a key; brackets of CSS."""

_SIGNS = r"[\[\]{},.\n]"
_TOML_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.?|"(?!""))*(?:""")?|"(?:[^"\\\n]|\\.?)*"?'  # with escapes
    r"|'''(?:[^']|'(?!''))*(?:''')?|'[^'\n]*+'?"  # and without
    rf"|#[^\n]*+|{_SIGNS}",
    re.DOTALL,
)
_JSON_TOKEN = re.compile(rf'"(?:[^"\\]|\\.?)*"?|{_SIGNS}', re.DOTALL)
_CSS_TOKEN = re.compile(
    r'"(?:[^"\\\n]|\\.?)*"?'
    r"|'(?:[^'\\\n]|\\.?)*'?"
    r"|/\*(?:[^*]|\*(?!/))*(?:\*/)?|\\.|[()\[\]{}]",
    re.DOTALL,
)
_TOKENS = {".toml": _TOML_TOKEN, ".json": _JSON_TOKEN, ".css": _CSS_TOKEN}


def depth_errors(source: Source, code: str, name: str) -> list[Diagnostic]:
    """Find nesting before a reader meets it: they take it one call a level, and fall over."""
    at = _too_deep(source)
    if at is None:
        return []
    hint = f"write at most {DEEPEST} levels"
    return [source.error(at, code, f"this {name} is nested too deeply", hint)]


def _too_deep(source: Source) -> int | None:
    """Return the offset at which a text has more than ``DEEPEST`` levels; None if it has not.

    Both the header of a table and what follows it may have as many.
    """
    levels: list[int] = []
    level = dots = 0
    token = _TOKENS.get(PurePosixPath(source.path).suffix, _JSON_TOKEN)
    for match in token.finditer(source.text):
        sign = match[0]
        if sign in ("[", "{", "("):
            levels.append(level)
            level, dots = level + dots + 1, 0
        elif sign in ("]", "}", ")"):
            level = levels.pop() if levels else 0
        elif sign == ".":
            dots += 1
        elif sign in (",", "\n"):
            dots = 0
        if level + dots > DEEPEST:
            return match.start()
    return None


def toml_offsets(source: Source) -> Iterator[Span]:
    """Yield the place of each key, table and array item of a valid TOML text."""
    import tree_sitter
    import tree_sitter_toml

    data = source.text.encode()
    tree = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language())).parse(data)
    to_offset = _byte_to_offset(source.text, data)
    counts: dict[Key, int] = {}
    for key, name, value in _toml_pairs(tree.root_node, (), data):
        yield key, to_offset(name), to_offset(value)
    for node in tree.root_node.named_children:
        if node.type not in ("table", "table_array_element"):
            continue
        header = node.named_children[0]
        base = _toml_base(_toml_name(header, data), counts)
        if node.type == "table_array_element":
            array = base[:-1] if isinstance(base[-1], int) else base
            counts[array] = counts.get(array, 0) + 1
            base = (*array, counts[array] - 1)
        yield base, to_offset(header.start_byte), to_offset(header.start_byte)
        for key, name, value in _toml_pairs(node, base, data):
            yield key, to_offset(name), to_offset(value)


def _toml_base(name: Key, counts: dict[Key, int]) -> Key:
    """Return the path of a header: below an array of tables, it means the last one so far."""
    base: Key = ()
    for part in name:
        base = (*base, part)
        if base in counts:
            base = (*base, counts[base] - 1)
    return base


def _toml_pairs(node: Any, base: Key, data: bytes) -> Iterator[Span]:
    for child in node.named_children:
        if child.type == "pair":
            name, value = child.named_children[:2]  # a comment may follow
            key = (*base, *_toml_name(name, data))
            yield key, name.start_byte, value.start_byte
            yield from _toml_inside(value, key, data)


def _toml_inside(value: Any, key: Key, data: bytes) -> Iterator[Span]:
    if value.type == "inline_table":
        yield from _toml_pairs(value, key, data)
    if value.type == "array":
        items = [item for item in value.named_children if item.type != "comment"]
        for index, item in enumerate(items):
            yield (*key, index), item.start_byte, item.start_byte
            yield from _toml_inside(item, (*key, index), data)


def _toml_name(node: Any, data: bytes) -> Key:
    if node.type == "dotted_key":
        return tuple(part for child in node.named_children for part in _toml_name(child, data))
    text = data[node.start_byte : node.end_byte].decode()
    if node.type == "quoted_key":
        return (next(iter(tomllib.loads(f"{text} = 0"))),)
    return (text,)


def json_offsets(source: Source) -> Iterator[Span]:
    """Yield the place of each value of a valid JSON text."""
    import tree_sitter
    import tree_sitter_json

    data = source.text.encode()
    tree = tree_sitter.Parser(tree_sitter.Language(tree_sitter_json.language())).parse(data)
    to_offset = _byte_to_offset(source.text, data)
    waiting: list[tuple[Any, Key, int]] = [
        (child, (), child.start_byte) for child in reversed(tree.root_node.named_children)
    ]
    while waiting:
        node, key, name_byte = waiting.pop()
        yield key, to_offset(name_byte), to_offset(node.start_byte)
        inner: list[tuple[Any, Key, int]] = []
        if node.type == "array":
            children = enumerate(node.named_children)
            inner = [(child, (*key, index), child.start_byte) for index, child in children]
        if node.type == "object":
            for pair in node.named_children:
                name, value = pair.named_children[0], pair.named_children[-1]
                text = json.loads(data[name.start_byte : name.end_byte])
                inner.append((value, (*key, text), name.start_byte))
        waiting += reversed(inner)


def _byte_to_offset(text: str, data: bytes) -> Callable[[int], int]:
    """Return the function from a UTF-8 byte offset to a character offset."""
    if len(text) == len(data):
        return lambda byte: byte
    starts = list(accumulate((len(char.encode()) for char in text), initial=0))
    return lambda byte: bisect_left(starts, byte)
