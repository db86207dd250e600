"""Moves of the sheet: the letters in their texts are those of figures; no short form is in vain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.model.figures import FIGURE_LETTERS

__all__ = ["RULES"]

_LETTER = re.compile(r"\((?P<letter>[A-Z])\)")
_LETTERED = ("steps", "sheet")


@rule("E210", purpose="A letter in a move’s text is that of a figure beside it.")
def letters_are_of_figures(subject: Subject) -> Iterator[Diagnostic]:
    for path, fields in subject.loaded.data.items():
        if not path.startswith("moves/"):
            continue
        for key, text in fields.texts():
            if key[0] not in _LETTERED:
                continue
            for found in _LETTER.finditer(text):
                if found["letter"] not in FIGURE_LETTERS.values():
                    message = f"“{found[0]}” is the letter of no figure of this move"
                    hint = "write (A) for the start and (B) for the end; the sheet letters them on"
                    at = fields.places(key, text)[found.start()]
                    yield fields.source.error(at, "E210", message, hint)


@rule("W211", purpose="The short form of a move is shown by the sheet.")
def short_forms_are_shown(subject: Subject) -> Iterator[Diagnostic]:
    guide = subject.loaded.guide
    if guide is None:
        return
    shown = {name for block in (guide.sheet.block if guide.sheet else ()) for name in block.moves}
    for move in guide.moves.values():
        if move.sheet is not None and move.id not in shown:
            fields = subject.loaded.data[f"moves/{move.id}.toml"]
            message = "no block of sheet.toml has this move: its short form is not shown"
            hint = "add the move to a block, or delete [sheet]"
            yield fields.source.warning(fields.offset(("sheet",)), "W211", message, hint)


RULES = (
    letters_are_of_figures,
    short_forms_are_shown,
)
