"""Overflow: what on a sheet is too tall, by how many lines, and which of its texts to shorten.

The sheet is laid out on a page that is as tall as it likes; its parts are measured there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backpocket.diagnostics import Diagnostic, Place, Severity, error
from backpocket.model.editions import Edition
from backpocket.model.guide import Block, Guide, Sheet
from backpocket.model.source import Source
from backpocket.render.jobs import Overflow

__all__ = ["TALL", "card_overflow", "overflow"]

TALL = 20_000.0
"""How much taller than its paper the page is on which a sheet is measured, in CSS pixels."""

_SHOWN = 60


@dataclass(frozen=True)
class _Text:
    text: str
    source: Source

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True)
class _Part:
    """A part of the sheet; ``gain`` is how much shorter the sheet can get by it, in pixels."""

    name: str
    gain: float
    texts: Sequence[_Text]


def overflow(guide: Guide, edition: Edition, document: Any, fitting: int) -> Overflow:
    """Say that a sheet is too full, at the place of the text that is best shortened.

    ``document`` is WeasyPrint’s of the sheet on one tall page, and ``fitting`` how many of its
    moves would fit.
    """
    fit, sheet = edition.fit, guide.sheet
    assert fit is not None
    assert sheet is not None
    page = document.pages[0]._page_box  # noqa: SLF001
    boxes = _by_name(page)
    line = _line(boxes["band"])
    pages = max(fit.pages, fit.most)
    body = next(box for box in page.descendants() if box.element_tag == "body")
    lines = max(1, math.ceil((_height(body) - pages * (page.height - TALL)) / line))
    part = max(_parts(guide, sheet, boxes), key=lambda each: each.gain)
    longest = max(part.texts, key=lambda text: text.words)
    of = f"{lines} {'line' if lines == 1 else 'lines'}"
    excess = f"{edition.name} has {of} too many at {fit.floor:g} pt"
    too_tall = f"the tallest part is {part.name}"
    moves = sum(len(block.moves) for block in sheet.block)
    if moves > 1:
        too_tall += f"; {fitting or 'none'} of its {moves} moves would fit"
    shown = longest.text if len(longest.text) <= _SHOWN else f"{longest.text[:_SHOWN]}…"
    source = longest.source
    at = source.error(max(source.text.find(longest.text), 0), "E409", "")
    return Overflow(
        at.place,
        Severity.ERROR,
        "E409",
        f"{excess}; {too_tall}",
        f"shorten “{shown}” ({longest.words} words), or what stands beside it",
        at.excerpt,
        excess=excess,
        lines=lines,
        too_tall=too_tall,
        fitting=fitting,
    )


def card_overflow(guide: Guide, edition: Edition) -> Diagnostic:
    """Say that a card, on which only the title and the promise are a guide’s, is too full."""
    message = f"{edition.name} has more on it than its page holds"
    place = Place(f"content/{guide.name}/guide.toml")
    return error(place, "E409", message, hint="shorten the title or the promise")


def _by_name(page: Any) -> Mapping[str, Any]:
    """Return the boxes of elements by id, or by the first class."""
    found: dict[str, Any] = {}
    for box in page.descendants():
        if box.element is not None and "::" not in (box.element_tag or ""):
            name = box.element.get("id") or (box.element.get("class") or "").partition(" ")[0]
            found.setdefault(name, box)
    return found


def _line(box: Any) -> float:
    """Return the height of the last line in a box."""
    lines = [float(each.height) for each in box.descendants() if type(each).__name__ == "LineBox"]
    return lines[-1]


def _height(box: Any) -> float:
    """Return how tall the content of a box is: a grid may have stretched the box itself."""
    below = [child.position_y + child.margin_height() for child in box.children]
    return float(max(below, default=box.position_y) - box.position_y)


def _parts(guide: Guide, sheet: Sheet, boxes: Mapping[str, Any]) -> Iterator[_Part]:
    named = {source.path.removeprefix(f"content/{guide.name}/"): source for source in guide.sources}
    of_sheet, of_safety = named["sheet.toml"], named["safety.toml"]
    texts = [_Text(text, of_sheet) for text in (sheet.title, sheet.promise, sheet.after)]
    yield _Part("its head", _spare(boxes["band"], len(texts) - 1), texts)
    signs = (sign for sign in guide.safety.sign if sign.level == "emergency")
    texts = [_Text(sheet.soon, of_sheet)]
    texts += [_Text(sign.short or sign.text, of_safety) for sign in signs]
    danger, rule = boxes["stop-box"], boxes["rule"]
    beside = danger.position_y == rule.position_y
    gain = _more(danger, texts, rule if beside else None)
    yield _Part("the column “Danger signs”", gain, texts)
    texts = [_Text(sheet.ask_first, of_sheet)]
    if traffic := guide.safety.traffic:
        lights = (traffic.go, traffic.ease, traffic.stop)
        of_lights = guide.lights or of_safety
        texts += [_Text(text, of_lights) for light in lights for text in (light.signs, light.do)]
    yield _Part(
        "the column “Go, ease or stop”", _more(rule, texts, danger if beside else None), texts
    )
    placed = [(block, boxes[f"block-{index}"]) for index, block in enumerate(sheet.block, 1)]
    for block, box in placed:
        beside_it = [
            _height(other)
            for _, other in placed
            if other is not box and other.position_y == box.position_y
        ]
        gain = _height(box) - max(beside_it, default=0.0)
        yield _Part(f"the block “{block.name}”", gain, list(_texts_of(guide, block, named)))


def _more(box: Any, texts: Sequence[_Text], beside: Any | None) -> float:
    """Return how much taller a part is than a line a text, and than what stands beside it."""
    least = _height(beside) if beside else 0.0
    return min(_spare(box, len(texts)), _height(box) - least)


def _spare(box: Any, lines: int) -> float:
    """Return how much taller a part is than with that many lines."""
    return max(_height(box) - lines * _line(box), 0.0)


def _texts_of(guide: Guide, block: Block, named: Mapping[str, Source]) -> Iterator[_Text]:
    """Yield the texts of a block that an editor can shorten."""
    for text in (block.name, block.stop, block.swap):
        if text:
            yield _Text(text, named["sheet.toml"])
    for name in block.moves:
        move, source = guide.moves[name], named[f"moves/{name}.toml"]
        if move.sheet:
            for text in (*move.sheet.steps, move.sheet.stop):
                if text:
                    yield _Text(text, source)
        yield _Text(move.dose.often, source)
