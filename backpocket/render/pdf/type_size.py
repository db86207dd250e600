"""Fit: the largest type size at which a page does not run over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backpocket.diagnostics import Diagnostic
from backpocket.model.editions import Edition, Fit
from backpocket.model.guide import Guide
from backpocket.model.source import Source

__all__ = ["largest", "overflow", "sizes"]


def sizes(fit: Fit) -> list[float]:
    """Return the type sizes to choose from, in points, smallest first.

    >>> sizes(Fit(pages=1, floor=12.0, ideal=12.3))
    [12.0, 12.1, 12.2, 12.3]
    """
    steps = round((fit.ideal - fit.floor) / fit.step)
    return [round(fit.floor + fit.step * index, 3) for index in range(steps + 1)]


def largest(candidates: list[float], fits: Callable[[float], bool]) -> float | None:
    """Return the largest candidate that fits, or None; above the largest, none fits.

    The ideal is tried first, since a page that has room is the common case; then bisection.
    """
    if fits(candidates[-1]):
        return candidates[-1]
    low, high = -1, len(candidates) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if fits(candidates[middle]):
            low = middle
        else:
            high = middle
    return candidates[low] if low >= 0 else None


@dataclass(frozen=True)
class _Text:
    words: int
    text: str
    source: Source


def overflow(guide: Guide, edition: Edition, pages: int) -> Diagnostic:
    """Say that a sheet is too full, at the place of the longest text that stands on it."""
    fit = edition.fit
    assert fit is not None
    longest = max(_texts(guide), key=lambda item: item.words)
    offset = max(longest.source.text.find(longest.text), 0)
    message = (
        f"{edition.name} needs {pages} pages at {fit.floor:g} pt and may have {fit.pages}; "
        f"its longest text has {longest.words} words: “{longest.text[:60]}”"
    )
    hint = "shorten the texts of the sheet; type is never set below the floor"
    return longest.source.error(offset, "E409", message, hint)


def _texts(guide: Guide) -> list[_Text]:
    """Return the texts of the sheet that an editor can shorten."""
    texts: list[_Text] = []
    sheet = guide.sheet
    assert sheet is not None
    named = {source.path.removeprefix(f"content/{guide.name}/"): source for source in guide.sources}
    own = [sheet.title, sheet.promise, sheet.ask_first, sheet.soon, *sheet.before]
    own += [text for block in sheet.block for text in (block.name, block.stop, block.swap or "")]
    texts += [_Text(len(text.split()), text, named["sheet.toml"]) for text in own]
    traffic = guide.safety.traffic
    signs = [sign.short or sign.text for sign in guide.safety.sign if sign.level == "emergency"]
    lights = (traffic.go, traffic.ease, traffic.stop) if traffic else ()
    for text in (*signs, *lights):
        texts.append(_Text(len(text.split()), text, named["safety.toml"]))
    for name in dict.fromkeys(name for block in sheet.block for name in block.moves):
        move = guide.moves[name]
        steps = move.sheet.steps if move.sheet else move.steps
        texts += [_Text(len(text.split()), text, named[f"moves/{name}.toml"]) for text in steps]
    return texts
