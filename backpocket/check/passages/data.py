"""Data files as passages: the fields that a reader sees, with the place of every character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from backpocket.check.passages.passage import Passage, PassageKind, clean
from backpocket.load.fields import Fields
from backpocket.load.offsets import Key

__all__ = ["field_passages"]

Shown = Mapping[str, PassageKind]

_RUN = re.compile(r"\s++|\S++")
_LINE = PassageKind.LINE
_LIGHTS = ("go", "ease", "stop")
_SHOWN: Mapping[str, Shown] = {
    "guide.toml": {
        "series": PassageKind.TITLE,
        "title": PassageKind.TITLE,
        "short_title": PassageKind.TITLE,
        "promise": _LINE,
        "topic": PassageKind.LABEL,
        "main_message": _LINE,
        "in_short.#": PassageKind.ITEM,
        "for_whom.#": PassageKind.ITEM,
        "not_for.#": PassageKind.ITEM,
        "scope": _LINE,
        "questions.#": PassageKind.ITEM,
        "notes.#": PassageKind.LABEL,
        "diary.#.name": PassageKind.LABEL,
        "links.#.title": PassageKind.TITLE,
        "links.#.why": _LINE,
        "changes.#.text": _LINE,
    },
    "plan.toml": {
        "decision.question": _LINE,
        "decision.yes": _LINE,
        "decision.no": _LINE,
        "decision.note": _LINE,
        "day.#.do": _LINE,
    },
    "sheet.toml": {
        "title": PassageKind.TITLE,
        "promise": _LINE,
        "after": PassageKind.LABEL,
        "ask_first": _LINE,
        "soon": _LINE,
        "block.#.name": PassageKind.TITLE,
        "block.#.stop": _LINE,
        "block.#.swap": _LINE,
    },
    "safety.toml": {
        "visit": _LINE,
        "sign.#.text": PassageKind.ITEM,
        "sign.#.short": PassageKind.ITEM,
        "traffic.note": _LINE,
        **{f"traffic.{light}.{name}": _LINE for light in _LIGHTS for name in ("signs", "do")},
    },
    "traffic.toml": {f"{light}.{name}": _LINE for light in _LIGHTS for name in ("signs", "do")},
    "treatments.toml": {
        "treatment.#.name": PassageKind.TITLE,
        "treatment.#.asks": _LINE,
        "scale.note": _LINE,
        "treatment.#.benefit": _LINE,
        "treatment.#.effect.#.against": PassageKind.LABEL,
        "treatment.#.limits": _LINE,
        "treatment.#.risk": _LINE,
        "treatment.#.certainty_note": _LINE,
    },
    "glossary.toml": {"term.#.term": PassageKind.TITLE, "term.#.meaning": _LINE},
    "pictures.toml": {
        "*.alt": PassageKind.ALT,
        "*.caption": PassageKind.CAPTION,
        "*.labels.*": PassageKind.LABEL,
    },
    "moves/": {
        "name": PassageKind.TITLE,
        "purpose": _LINE,
        "feel": _LINE,
        "equipment.#": PassageKind.LABEL,
        "steps.#": PassageKind.STEP,
        "dose.often": PassageKind.LABEL,
        "dose.source": _LINE,
        "easier": _LINE,
        "next_step": _LINE,
        "not_this": _LINE,
        "stop": _LINE,
        "ask_first": _LINE,
        "sheet.name": PassageKind.TITLE,
        "sheet.steps.#": PassageKind.STEP,
        "sheet.stop": _LINE,
        "figures.caption": PassageKind.CAPTION,
        "figures.*.alt": PassageKind.ALT,
    },
    "brand.toml": {
        "name": PassageKind.TITLE,
        "product.#.name": PassageKind.TITLE,
        "product.#.line": _LINE,
    },
    "regions.toml": {
        "*.name": PassageKind.TITLE,
        "*.emergency": _LINE,
        "*.emergency_number": PassageKind.LABEL,
        "*.soon": _LINE,
        "*.clinician": PassageKind.LABEL,
    },
}
"""The fields that are shown: ``#`` is any item of a list, ``*`` any name."""

_DEPTHS = {"pictures.toml": 2, "regions.toml": 1, "treatments.toml": 2}
"""How many names lead to a section; other files are read as one."""

_CITED = ("treatments.toml", "safety.toml", "traffic.toml")
"""The files whose tables say where they are from."""

_BOXES = {"brand.toml": "shop"}
"""The kind of box that the texts of a file stand in."""


def field_passages(name: str, fields: Fields, variables: Mapping[str, str]) -> Iterator[Passage]:
    """Yield the passages of a data file, ``name`` being its path below the guide."""
    kind_of_file = "moves/" if name.startswith("moves/") else name
    shown = _SHOWN.get(kind_of_file)
    if shown is None:
        return
    for key, value in fields.texts():
        kind = shown.get(_form(key)) or shown.get(_form(key, names=True))
        if kind is None or not value.strip():
            continue
        raw, offsets = _placed(fields, key, value)
        text, places, links, cited = clean(raw, offsets, variables)
        if text:
            yield Passage(
                source=fields.source,
                kind=kind,
                text=text,
                offsets=places,
                raw=raw,
                places=tuple(offsets),
                links=links,
                cited=cited or kind_of_file in _CITED,
                key=key,
                box=_BOXES.get(kind_of_file, ""),
                section=key[: _DEPTHS.get(kind_of_file, 0)],
            )


def _form(key: Key, *, names: bool = False) -> str:
    """Write a key as in the table; with ``names``, a name other than the last may be any."""
    parts = ["#" if isinstance(part, int) else part for part in key]
    if names and len(parts) > 1:
        if "labels" in parts:
            parts[-1] = "*"
        parts[parts[0] == "figures"] = "*"
    return ".".join(parts)


def _placed(fields: Fields, key: Key, value: str) -> tuple[str, list[int]]:
    """Return a value with one space for all white space, and the place of each character."""
    places = fields.places(key, value)
    runs = [match.span() for match in _RUN.finditer(value)]
    raw = "".join(value[start:end] if value[start:end].strip() else " " for start, end in runs)
    offsets: list[int] = []
    for start, end in runs:
        offsets += places[start:end] if value[start:end].strip() else places[start : start + 1]
    return raw, offsets
