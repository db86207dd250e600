"""Sheets: the texts of the one-page sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from backpocket.account.contents import Contents
from backpocket.account.wordings import Group, Part, Series, Wording
from backpocket.model.figures import FIGURE_LETTERS, Frame
from backpocket.model.guide import Block, Move

__all__ = ["sheet_parts", "traffic_parts"]

_OF_LIGHTS = ("pain", "signs", "do")
_LETTER = re.compile(r"\(([AB])\)")


def sheet_parts(contents: Contents) -> Part:
    """Return the texts of the sheet of a guide that has one."""
    sheet = contents.guide.sheet
    assert sheet is not None

    def field(name: str) -> Wording:
        return contents.text(f"sheet.{name}", getattr(sheet, name), "sheet.toml", name)

    blocks = (_block(contents, index, block) for index, block in enumerate(sheet.block))
    named = tuple(field(name) for name in ("title", "promise", "after", "ask_first", "soon"))
    lights = Series(tuple(traffic_parts(contents, "sheet.traffic")))
    shown = (*_signs(contents), lights, Series(tuple(blocks)))
    return Group((*named, *shown))


def _signs(contents: Contents) -> Iterator[Part]:
    signs = [
        contents.text("sheet.sign", sign.short or sign.text, "safety.toml", "sign", index, field)
        for index, sign in enumerate(contents.guide.safety.sign)
        if sign.level == "emergency"
        for field in (["short"] if sign.short else ["text"])
    ]
    yield Series(tuple(signs))
    for name in ("emergency", "soon"):
        for text in contents.said_by_regions(name):
            yield Wording(f"sheet.{name}", text.words, text.origin, additions=text.additions)


def traffic_parts(contents: Contents, part: str = "traffic") -> Iterator[Part]:
    """Yield the texts of the traffic light, if there is one."""
    traffic, shared = contents.guide.safety.traffic, contents.guide.lights
    file, *table = [shared.path] if shared else ["safety.toml", "traffic"]
    for light in ("go", "ease", "stop") if traffic else ():

        def field(name: str, words: object, *key: str) -> Wording:
            return contents.text(f"{part}.{name}", words, file, *table, *key, name)

        shown = getattr(traffic, light)
        yield Series(tuple(field(name, getattr(shown, name), light) for name in _OF_LIGHTS))


def _block(contents: Contents, index: int, block: Block) -> Part:
    def field(name: str) -> Wording:
        key = ("block", index, name)
        return contents.text(f"sheet.block.{name}", getattr(block, name), "sheet.toml", *key)

    moves = [contents.guide.moves[name] for name in block.moves]
    steps: list[Part] = []
    alts: list[Part] = []
    doses: list[Part] = []
    stops: list[Part] = []
    number = 1
    shown: list[Frame] = []
    for move in moves:
        file = f"moves/{move.id}.toml"
        letters: dict[str, str] = {}
        for name, own in FIGURE_LETTERS.items():
            frame = getattr(move.figures, name)
            if frame not in shown:
                shown.append(frame)
                alts.append(_alt(contents, move, name))
            letters[own] = chr(ord("A") + shown.index(frame))
        on = [_lettered(text, letters) for text in (move.sheet.steps if move.sheet else ())]
        if on and len(moves) > 1:
            on[0] = f"{_short_name(move)}: {on[0]}"
        steps.append(
            contents.texts("sheet.steps", on, file, "sheet", "steps", numbered_from=number)
        )
        number += len(on)
        stop = move.sheet.stop if move.sheet else None
        stops.append(
            contents.text("sheet.stop", stop and _lettered(stop, letters), file, "sheet", "stop")
        )
        doses.append(_dose(contents, move, is_named=len(moves) > 1))
    beside = (
        Series(tuple(alts)),
        Series(tuple(steps)),
        Series(tuple(doses)),
        *_often(contents, moves),
    )
    rest = Group((*beside, field("stop"), *stops, field("swap")), loose=True)
    return Series((field("name"), rest))


def _short_name(move: Move) -> str:
    return (move.sheet and move.sheet.name) or move.name


def _lettered(text: str, letters: Mapping[str, str]) -> str:
    """Letter the figures on: A and B are those of the first move of a block."""
    return _LETTER.sub(lambda match: f"({letters[match[1]]})", text)


def _alt(contents: Contents, move: Move, name: str) -> Wording:
    frame = getattr(move.figures, name)
    key = ("figures", name, "alt")
    return contents.text("sheet.alt", frame.alt, f"moves/{move.id}.toml", *key)


def _dose(contents: Contents, move: Move, *, is_named: bool) -> Part:
    own = move.sheet.name if move.sheet else None
    key = ("sheet", "name") if own else ("name",)
    name = contents.text(
        "sheet.move", _short_name(move) if is_named else "", f"moves/{move.id}.toml", *key
    )
    return Series((name, contents.dose(move, "sheet").parts[0]))


def _often(contents: Contents, moves: list[Move]) -> Iterator[Part]:
    """Yield how often each move is done; what holds for several may be said once."""
    said: set[str] = set()
    for move in moves:
        often = contents.dose(move, "sheet").parts[1]
        if move.dose.often not in said:
            said.add(move.dose.often)
            yield often
