"""Tokens: the colours and sizes of ``styles/tokens.css``, for what is drawn and not styled."""

from __future__ import annotations

from collections.abc import Mapping

import tinycss2

from backpocket.diagnostics import Diagnostic
from backpocket.model.source import Source

__all__ = ["read_tokens"]


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
