"""Blocks of the sheet: the figures of their moves lettered on, and the steps that speak of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from backpocket.draw.drawings import frames
from backpocket.markup.elements import NO_BREAK
from backpocket.model.figures import FIGURE_LETTERS, Frame
from backpocket.model.guide import Block, Move

__all__ = ["Panel", "SheetBlock", "SheetMove", "sheet_block"]

_LETTER = re.compile(r" ?\(([AB])\)")


@dataclass(frozen=True)
class Panel:
    """One figure of a block: the letter beside it, and its drawing."""

    letter: str
    address: str
    frame: Frame


@dataclass(frozen=True)
class SheetMove:
    """A move as its block shows it."""

    move: Move
    name: str
    panels: tuple[Panel, ...]
    steps: tuple[str, ...]
    stop: str | None


@dataclass(frozen=True)
class SheetBlock:
    """A block with its moves; they ``share_days`` if one line says how often for all of them."""

    block: Block
    moves: tuple[SheetMove, ...]

    @property
    def share_days(self) -> bool:
        return len({shown.move.dose.often for shown in self.moves}) == 1


def sheet_block(block: Block, moves: Mapping[str, Move]) -> SheetBlock:
    """Letter the figures of a block: A and B are of its first move, C and D of its second."""
    return SheetBlock(block, tuple(_lettered(moves[name] for name in block.moves)))


def _lettered(moves: Iterable[Move]) -> Iterator[SheetMove]:
    first = 0
    for move in moves:
        on = {own: chr(ord(own) + first) for own in FIGURE_LETTERS.values()}
        first += len(on)
        drawn = frames(move)
        panels = tuple(
            Panel(on[own], f"figure:{move.id}/{name}", drawn[name])
            for name, own in FIGURE_LETTERS.items()
        )
        short = move.sheet
        assert short is not None, "a rule sees to it that each move of the sheet has a short form"
        yield SheetMove(
            move,
            short.name or move.name,
            panels,
            tuple(_spoken(step, on) for step in short.steps),
            _spoken(short.stop, on) if short.stop else None,
        )


def _spoken(text: str, on: Mapping[str, str]) -> str:
    """Letter a text on; a letter stays with the word before it."""
    return _LETTER.sub(
        lambda match: f"{NO_BREAK if match[0].startswith(' ') else ''}({on[match[1]]})", text
    )
