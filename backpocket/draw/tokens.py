"""Tokens: the colours and sizes of ``styles/tokens.css``, for what is drawn and not styled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import tinycss2

from backpocket.diagnostics import Diagnostic, nearest
from backpocket.model.source import Source

__all__ = ["TOKENS", "Colour", "ink_of", "parse_colour", "put_in", "read_tokens", "tokens_of"]

TOKENS = "tokens.css"
"""The file of the tokens; further ones, whose names end as its does, take the place of some."""

Colour = tuple[float, float, float]
"""Red, green and blue of sRGB, from 0 to 1."""

_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")
_VARIABLE = re.compile(r"var\(\s*--(?P<name>[\w-]+)\s*\)", re.IGNORECASE)


def read_tokens(source: Source) -> tuple[Mapping[str, str], list[Diagnostic]]:
    """Return the custom properties of the ``:root`` rule: ``{"ink": "#1b2733", …}``."""
    tokens: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    rules = tinycss2.parse_stylesheet(source.text, skip_comments=True, skip_whitespace=True)
    for rule in rules:
        if rule.type == "error":
            offset = source.offset(rule.source_line, rule.source_column)
            diagnostics.append(source.error(offset, "E408", f"this is not CSS: {rule.message}"))
        if rule.type != "qualified-rule" or tinycss2.serialize(rule.prelude).strip() != ":root":
            continue
        items = tinycss2.parse_declaration_list(
            rule.content, skip_comments=True, skip_whitespace=True
        )
        for item in items:
            if item.type == "declaration" and item.name.startswith("--"):
                tokens[item.name[2:]] = tinycss2.serialize(item.value).strip()
    if not tokens:
        hint = "write them as :root { --ink: #1b2733; … }"
        diagnostics.append(source.error(0, "E408", "there are no tokens in this file", hint))
    return tokens, diagnostics


def tokens_of(
    sources: Mapping[str, Source], stylesheets: Iterable[str]
) -> tuple[Mapping[str, str], list[Diagnostic]]:
    """Return the tokens of an edition: of its files of tokens, the later override the earlier."""
    tokens: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    for name in dict.fromkeys([TOKENS, *stylesheets]):
        if name.endswith(TOKENS):
            more, found = read_tokens(sources[name])
            diagnostics += found
            tokens |= more
    return tokens, diagnostics


def ink_of(
    sources: Mapping[str, Source], stylesheets: Iterable[str]
) -> tuple[Colour | None, list[Diagnostic]]:
    """Return the colour of an edition's text, for letters that no stylesheet reaches."""
    tokens, diagnostics = tokens_of(sources, stylesheets)
    colour = parse_colour(tokens.get("ink", ""))
    if colour is None:
        hint = "write it as --ink: #1b2733"
        diagnostics.append(sources[TOKENS].error(0, "E408", "there is no colour “ink”", hint))
    return colour, diagnostics


def parse_colour(text: str) -> Colour | None:
    """Read ``#rgb`` or ``#rrggbb``; None for any other form.

    >>> parse_colour("#ffffff")
    (1.0, 1.0, 1.0)
    """
    match = _HEX.match(text.strip())
    if match is None:
        return None
    digits = match[1] if len(match[1]) == 6 else "".join(char * 2 for char in match[1])
    red, green, blue = (int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4))
    return red, green, blue


def put_in(source: Source, tokens: Mapping[str, str]) -> tuple[str, list[Diagnostic]]:
    """Return a stylesheet with each ``var(--name)`` as its token: e-readers may not know them."""
    pieces: list[str] = []
    diagnostics: list[Diagnostic] = []
    end = 0
    for at in sorted(_variables(source)):
        form = _VARIABLE.match(source.text, at)
        name = form["name"] if form else ""
        if form is None:
            message = "this is not the name of a token"
            diagnostics.append(source.error(at, "E408", message, "write var(--NAME)"))
        elif name not in tokens:
            message = f"there is no token “{name}”"
            diagnostics.append(source.error(at, "E408", message, nearest(name, tokens)))
        else:
            pieces += [source.text[end:at], tokens[name]]
            end = form.end()
    return "".join([*pieces, source.text[end:]]), diagnostics


def _variables(source: Source) -> Iterable[int]:
    """Yield where each ``var(…)`` of a stylesheet stands; those in comments and texts are none."""
    waiting: list[Any] = tinycss2.parse_component_value_list(source.text)
    while waiting:
        token = waiting.pop()
        if token.type == "function" and token.lower_name == "var":
            yield source.offset(token.source_line, token.source_column)
        waiting += getattr(token, "arguments", None) or getattr(token, "content", None) or ()
