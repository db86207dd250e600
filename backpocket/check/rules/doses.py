"""Doses: a hold or a count is written once, in the move’s data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from backpocket.check.language import whole_words
from backpocket.check.passages.passage import Passage
from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.model.dose import Dose
from backpocket.model.guide import Move

__all__ = ["RULES"]

_OWN_FIELDS = ("purpose", "feel", "steps", "not_this", "sheet", "figures")
"""Fields of a move that tell its dose, if they tell one; “easier” and “next step” tell another."""

_AMOUNT = re.compile(
    r"\b(?P<least>\d+)(?:\s+to\s+(?P<most>\d+))?\s+"
    r"(?P<unit>seconds?|minutes?|(?:slow\s+)?breaths?|times|reps|sets|rounds)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")


@rule("E706", "W707", purpose="A dose in the text is that of the move’s data.")
def doses_are_told_once(subject: Subject) -> Iterator[Diagnostic]:
    guide = subject.loaded.guide
    if guide is None:
        return
    for passage in subject.passages:
        if "/moves/" in passage.source.path:
            own = guide.moves.get(passage.source.path.rpartition("/")[2].removesuffix(".toml"))
            if own is not None and passage.key[0] in _OWN_FIELDS:
                yield from _compare(passage, own, 0, len(passage.text))
        else:
            yield from _named(passage, tuple(guide.moves.values()))


def _named(passage: Passage, moves: Sequence[Move]) -> Iterator[Diagnostic]:
    """Compare the amounts in a sentence that names one move."""
    for sentence in passage.sentences:
        end = sentence.start + len(sentence.text)
        linked = {
            link.target.removeprefix("move:")
            for link in passage.links
            if sentence.start <= link.start < end
        }
        named = [
            move
            for move in moves
            if move.id in linked or whole_words((move.name,)).search(sentence.text)
        ]
        if len(named) == 1:
            yield from _compare(passage, named[0], sentence.start, end)


def _compare(passage: Passage, move: Move, start: int, end: int) -> Iterator[Diagnostic]:
    for match in _AMOUNT.finditer(passage.text, start, end):
        if passage.source.text.startswith("{{", passage.offset(match.start())):
            continue  # put in by a variable, the unit after it or not
        name, value = _field(move.dose, match["unit"].lower())
        amount = f"{match['least']} to {match['most']}" if match["most"] else match["least"]
        if _NUMBER.findall(amount) == _NUMBER.findall(str(value)):
            message = f"the {name} of “{move.id}” is written here again"
            hint = f"write {{{{ move.{move.id}.{name} }}}}"
            yield passage.warning(match.start(), "W707", message, hint)
        else:
            message = f"“{match[0]}” is not the {name} of “{move.id}”, which is “{value}”"
            hint = (
                f"write {{{{ move.{move.id}.{name} }}}}, or change the dose in moves/{move.id}.toml"
            )
            yield passage.error(match.start(), "E706", message, hint)


def _field(dose: Dose, unit: str) -> tuple[str, object]:
    if unit in ("times", "reps"):
        return "reps", dose.reps
    if unit in ("sets", "rounds"):
        return "sets", dose.sets or 1
    return "hold", dose.hold


RULES = (doses_are_told_once,)
