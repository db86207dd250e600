"""Sheets: the texts of the one-page sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backpocket.account.contents import Contents
from backpocket.account.wordings import Group, Origin, Part, Series, Wording
from backpocket.markup.cited_keys import CITATION, cited
from backpocket.model.figures import FIGURE_LETTERS
from backpocket.model.guide import Block, Move

__all__ = ["sheet_parts"]

_LETTER = re.compile(r"\(([AB])\)")


def sheet_parts(contents: Contents) -> Part:
    """Return the texts of the sheet of a guide that has one."""
    sheet = contents.guide.sheet
    assert sheet is not None

    def field(name: str) -> Wording:
        return contents.text(f"sheet.{name}", getattr(sheet, name), "sheet.toml", name)

    blocks = (_block(contents, index, block) for index, block in enumerate(sheet.block))
    before = contents.texts("sheet.before", sheet.before, "sheet.toml", "before")
    named = tuple(field(name) for name in ("title", "promise", "after", "ask_first", "soon"))
    shown = (*_signs(contents), before, _traffic(contents), Series(tuple(blocks)))
    parts = (*named, *shown, Series(tuple(_sources(contents))))
    return Group(parts)


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


def _sources(contents: Contents) -> Iterator[Part]:
    """Yield the sources of signs and doses by number and author, as there is no list of them."""
    guide, numbers = contents.guide, contents.numbers
    assert guide.sheet is not None
    keys = [key for sign in guide.safety.sign if sign.level == "emergency" for key in sign.cite]
    doses = [guide.moves[name].dose.source for block in guide.sheet.block for name in block.moves]
    keys += [
        part.key
        for source in doses
        for group in CITATION.finditer(source)
        for part in cited(group["cited"])
    ]
    for key in sorted(dict.fromkeys(keys), key=lambda key: numbers.get(key, 0)):
        reference = guide.references[key]
        [author, *_] = reference.author or reference.editor or ({},)
        name = author.get("family") or author.get("literal") or reference.title
        origin = Origin(contents.path("references.json"), (list(guide.references).index(key),))
        yield Wording("sheet.source", f"[{numbers[key]}] {name}", origin)


def _traffic(contents: Contents) -> Part:
    traffic = contents.guide.safety.traffic
    names = ("go", "ease", "stop") if traffic else ()
    return Series(
        tuple(
            contents.text("sheet.traffic", getattr(traffic, name), "safety.toml", "traffic", name)
            for name in names
        )
    )


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
    for place, move in enumerate(moves):
        file = f"moves/{move.id}.toml"
        texts = move.sheet.steps if move.sheet else ()
        on = [_lettered(text, place) for text in texts]
        if on and len(moves) > 1:
            on[0] = f"{_short_name(move)}: {on[0]}"
        steps.append(
            contents.texts("sheet.steps", on, file, "sheet", "steps", numbered_from=number)
        )
        number += len(on)
        stop = move.sheet.stop if move.sheet else None
        stops.append(
            contents.text("sheet.stop", stop and _lettered(stop, place), file, "sheet", "stop")
        )
        alts += (_alt(contents, move, name) for name in FIGURE_LETTERS)
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


def _lettered(text: str, place: int) -> str:
    """Letter the figures on: A and B are those of the first move of a block."""
    shift = place * len(FIGURE_LETTERS)
    return _LETTER.sub(lambda match: f"({chr(ord(match[1]) + shift)})", text)


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
    return Series((name, *contents.dose(move, "sheet").parts[:3]))


def _often(contents: Contents, moves: list[Move]) -> Iterator[Part]:
    """Yield how often each move is done; what holds for several may be said once."""
    said: set[str] = set()
    for move in moves:
        often = contents.dose(move, "sheet").parts[3]
        if move.dose.often not in said:
            said.add(move.dose.often)
            yield often
