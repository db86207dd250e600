"""Bidi: in which order the letters of one line stand (Unicode Standard Annex #9).

The part of the algorithm that a line without explicit controls needs, since :mod:`.names` takes
those out: rules P2 and P3, W1 to W7, N0 to N2, I1, I2, L1 and L2. Each line is an isolate.

HarfBuzz shapes runs of one level, and no package on PyPI gives levels: python-bidi turns a line
around and keeps them to itself. FriBidi has them, but each system has its own, so that the same
order could come out as other bytes elsewhere; here it is what the tests measure this module by.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

__all__ = ["base_level", "levels", "visual"]

_STRONG = {"L": 0, "R": 1, "AL": 1}
_NEUTRAL = {"B", "S", "WS", "ON"}
_BRACKETS = "()[]{}⟨⟩〈〉《》「」『』【】〔〕（）［］｛｝｢｣"
_CLOSING = dict(zip(_BRACKETS[::2], _BRACKETS[1::2], strict=True))


@lru_cache(maxsize=4096)
def _type(letter: str) -> str:
    kind = unicodedata.bidirectional(letter)
    return kind if kind in _KINDS else "ON"


_KINDS = {"L", "R", "AL", "EN", "ES", "ET", "AN", "CS", "NSM", "B", "S", "WS", "ON"}


def base_level(text: str) -> int:
    """Return 1 if the first letter with a direction is written from the right, else 0 (P2, P3)."""
    for letter in text:
        level = _STRONG.get(_type(letter))
        if level is not None:
            return level
    return 0


def levels(text: str, base: int) -> list[int]:
    """Return the embedding level of each character of a line in a paragraph of level ``base``.

    >>> levels("ab אב", 0)
    [0, 0, 0, 1, 1]
    """
    types = [_type(letter) for letter in text]
    if base == 0 and not any(kind in ("R", "AL", "AN") for kind in types):
        return [0] * len(text)
    edge = "R" if base else "L"
    kinds = _weak(types, edge)
    _brackets(text, types, kinds, edge)
    _neutral(kinds, edge)
    done = [_implicit(kind, base) for kind in kinds]
    for index in range(len(text) - 1, -1, -1):  # L1: blanks at the end stand with the paragraph
        if types[index] not in ("WS", "S", "B"):
            break
        done[index] = base
    return done


def visual(level: Sequence[int]) -> list[int]:
    """Return the indices of the items of a line from left to right, given their levels (L2).

    >>> visual([0, 1, 1, 0])
    [0, 2, 1, 3]
    """
    order = list(range(len(level)))
    for limit in range(max(level, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and level[order[end]] >= limit:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1
    return order


def _implicit(kind: str, base: int) -> int:
    if base == 0:
        return {"L": 0, "R": 1}.get(kind, 2)
    return 1 if kind == "R" else 2


# --- Weak types ----------------------------------------------------------------------------


def _weak(types: list[str], edge: str) -> list[str]:
    kinds = list(types)
    before = edge
    for index, kind in enumerate(kinds):  # W1
        kinds[index] = before if kind == "NSM" else kind
        before = kinds[index]
    _digits(kinds, edge, "AL", "AN")  # W2
    kinds = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    _separators(kinds)
    for start, end, kind in _runs(kinds):  # W5
        beside = kinds[start - 1 : start] + kinds[end : end + 1]
        if kind == "ET" and "EN" in beside:
            kinds[start:end] = ["EN"] * (end - start)
    kinds = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in kinds]  # W6
    _digits(kinds, edge, "L", "L")  # W7
    return kinds


def _digits(kinds: list[str], edge: str, after: str, become: str) -> None:
    """Let digits whose last strong type before them is ``after`` become another type."""
    strong = edge
    for index, kind in enumerate(kinds):
        if kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == after:
            kinds[index] = become


def _separators(kinds: list[str]) -> None:
    """Let one separator between two numbers be part of them (W4)."""
    for index in range(1, len(kinds) - 1):
        left, kind, right = kinds[index - 1 : index + 2]
        joins = (left == "EN" and kind in ("ES", "CS")) or (left == "AN" and kind == "CS")
        if joins and left == right:
            kinds[index] = left


def _runs(kinds: list[str]) -> Iterator[tuple[int, int, str]]:
    start = 0
    for kind, items in groupby(list(kinds)):
        end = start + sum(1 for _ in items)
        yield start, end, kind
        start = end


# --- Neutral types -------------------------------------------------------------------------


def _direction(kind: str) -> str:
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind, "")


def _brackets(text: str, types: list[str], kinds: list[str], edge: str) -> None:
    """Let a pair of brackets stand in the direction of what it holds (N0)."""
    for opening, closing in _pairs(text, kinds):
        inside = {_direction(kind) for kind in kinds[opening + 1 : closing]} - {""}
        other = "L" if edge == "R" else "R"
        if edge in inside:
            chosen = edge
        elif other in inside:
            before = [_direction(kind) for kind in kinds[:opening] if _direction(kind)]
            chosen = other if (before or [edge])[-1] == other else edge
        else:
            continue
        for bracket in (opening, closing):
            kinds[bracket] = chosen
            for index in range(bracket + 1, len(kinds)):
                if types[index] != "NSM":
                    break
                kinds[index] = chosen


def _pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    """Find pairs of brackets, at most 63 deep (BD16)."""
    open_: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, letter in enumerate(text):
        if kinds[index] != "ON":
            continue
        if letter in _CLOSING:
            if len(open_) == 63:
                return []
            open_.append((_CLOSING[letter], index))
            continue
        for depth in range(len(open_) - 1, -1, -1):
            if open_[depth][0] == letter:
                pairs.append((open_[depth][1], index))
                del open_[depth:]
                break
    return sorted(pairs)


def _neutral(kinds: list[str], edge: str) -> None:
    """Give what has no direction that of its neighbours if they agree, else the line's (N1, N2)."""
    start = 0
    while start < len(kinds):
        if kinds[start] not in _NEUTRAL:
            start += 1
            continue
        end = start
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        left = _direction(kinds[start - 1]) if start else edge
        right = _direction(kinds[end]) if end < len(kinds) else edge
        kinds[start:end] = [left if left == right else edge] * (end - start)
        start = end
