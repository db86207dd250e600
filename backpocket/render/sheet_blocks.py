"""Blocks of the sheet: their place in its columns, and figures and steps that are lettered on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from backpocket.draw.drawings import frames
from backpocket.markup.elements import NO_BREAK
from backpocket.model.figures import FIGURE_LETTERS, Frame
from backpocket.model.guide import Block, Move

__all__ = ["COLUMNS", "Panel", "SheetBlock", "SheetMove", "sheet_blocks", "spans"]

COLUMNS = (2, 3)
"""How many columns the blocks may stand in, besides one."""

_LETTER = re.compile(r" ?\(([AB])\)")


@dataclass(frozen=True)
class Panel:
    """One figure of a block: the letter beside it, and its drawing.

    It ``follows`` the one before it if that is of the same move.
    """

    letter: str
    address: str
    frame: Frame
    follows: bool


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
    """A block with its moves; they ``share_days`` if one line says how often for all of them.

    ``spans`` has how many columns it takes, by how many columns there are.
    """

    block: Block
    moves: tuple[SheetMove, ...]
    spans: Mapping[int, int]

    @property
    def panels(self) -> tuple[Panel, ...]:
        return tuple(panel for shown in self.moves for panel in shown.panels)

    @property
    def share_days(self) -> bool:
        return len({shown.move.dose.often for shown in self.moves}) == 1


def sheet_blocks(blocks: Sequence[Block], moves: Mapping[str, Move]) -> list[SheetBlock]:
    """Letter the figures of each block: A and B are of its first move, C and D of its second.

    A figure that looks as one before it is not shown again, and goes by the letter of that one.
    """
    wanted = [len(block.moves) for block in blocks]
    taken = {columns: spans(wanted, columns) for columns in COLUMNS}
    return [
        SheetBlock(
            block,
            tuple(_lettered(moves[name] for name in block.moves)),
            {columns: each[index] for columns, each in taken.items()},
        )
        for index, block in enumerate(blocks)
    ]


def spans(wanted: Iterable[int], columns: int) -> list[int]:
    """Return how many columns each block takes: a column a move, and no row has a hole at its end.

    >>> spans([1, 1, 2, 1], 2)
    [1, 1, 2, 2]
    """
    found: list[int] = []
    left = columns
    for each in wanted:
        taken = min(each, columns)
        if taken > left:
            found[-1] += left
            left = columns
        found.append(taken)
        left = left - taken or columns
    if found:
        found[-1] += left % columns
    return found


def _lettered(moves: Iterable[Move]) -> Iterator[SheetMove]:
    shown: list[Frame] = []
    for move in moves:
        on: dict[str, str] = {}
        panels: list[Panel] = []
        for name, own in FIGURE_LETTERS.items():
            frame = frames(move)[name]
            if frame in shown:
                on[own] = chr(ord("A") + shown.index(frame))
                continue
            on[own] = chr(ord("A") + len(shown))
            shown.append(frame)
            panels.append(Panel(on[own], f"figure:{move.id}/{name}", frame, bool(panels)))
        short = move.sheet
        assert short is not None, "a rule sees to it that each move of the sheet has a short form"
        yield SheetMove(
            move,
            short.name or move.name,
            tuple(panels),
            tuple(_spoken(step, on) for step in short.steps),
            _spoken(short.stop, on) if short.stop else None,
        )


def _spoken(text: str, on: Mapping[str, str]) -> str:
    """Letter a text on; a letter stays with the word before it."""
    return _LETTER.sub(
        lambda match: f"{NO_BREAK if match[0].startswith(' ') else ''}({on[match[1]]})", text
    )
