"""Formats: diagnostics for machines, as JSON and as SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from backpocket import __version__
from backpocket.diagnostics import Diagnostic, as_json

__all__ = ["FORMATS", "as_sarif"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(diagnostics: Iterable[Diagnostic], *, ascii_only: bool = False) -> str:
    """Set diagnostics as a SARIF log (OASIS, SARIF 2.1.0), as code hosts and editors read it.

    Columns count Unicode code points, as everywhere in the press.
    """
    from backpocket.check.explain import explanations

    found = list(diagnostics)
    codes = sorted({each.code for each in found})
    texts = explanations()
    rules = []
    for code in codes:
        described: dict[str, Any] = {"id": code}
        if code in texts:
            described["shortDescription"] = {"text": texts[code].title}
            described["fullDescription"] = {"text": texts[code].why}
        rules.append(described)
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "backpocket", "version": __version__, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, codes) for each in found],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=ascii_only, indent=2)


def _result(diagnostic: Diagnostic, codes: Sequence[str]) -> Mapping[str, Any]:
    text = diagnostic.message + (f"; {diagnostic.hint}" if diagnostic.hint else "")
    place: dict[str, Any] = {"artifactLocation": {"uri": _address(diagnostic.place.path)}}
    if diagnostic.place.line:
        place["region"] = {
            "startLine": diagnostic.place.line,
            "startColumn": max(diagnostic.place.column, 1),
        }
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": str(diagnostic.severity),
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }


def _address(path: str) -> str:
    from urllib.parse import quote

    return quote(path)


FORMATS = {"json": as_json, "sarif": as_sarif}
"""The formats for machines, by the name that --format takes."""
