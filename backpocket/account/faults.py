"""Faults: what is wrong with how texts stand in a finished file, as values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from backpocket.account.folding import CLOSE, folded
from backpocket.account.found_text import Reading
from backpocket.account.matching import Match, Spot
from backpocket.account.wordings import Group, Series, Wording

__all__ = ["Fault", "changed_faults", "lost_faults", "order_faults"]

LOST, COVERED, DISORDERED, CHANGED, CUT, SMALL = "E413", "E415", "E416", "E417", "E405", "E418"
"""The codes of faults; see the entries of each."""

_SHOWN = 60
_DIGITS = "0123456789"
_TICK = re.compile(r"\[x?\]$")
"""A box to tick, between the number of an item and its words."""

_LAST_DIGIT = re.compile(r"(?:\d[.,–/×x-]?|\dto)$")
_MORE = re.compile(r"(?:[.,–/×x-]\d|to\d|or\d|each|per)")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a text: ``at`` is where in the reading it was looked for or found.

    ``word`` counts the words of the text before the one that is at fault.
    """

    code: str
    text: Wording
    what: str
    hint: str
    at: int
    word: int = 0


def shown(words: str) -> str:
    """Return the beginning of a text for a message."""
    words = " ".join(words.split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def lost_faults(match: Match, reading: Reading) -> Iterator[Fault]:
    """Tell each text that does not stand in a file, or not whole."""
    for spot in match.lost:
        assert isinstance(spot.part, Wording)
        low, high = _looked_for(spot, reading)
        letters, _ = spot.form
        found, at = _beginning(letters, reading, low, high)
        hint = "a template, a style or the layout loses it"
        if len(found) < min(4, len(letters)):
            what = f"“{shown(spot.part.words)}” does not stand in it"
            yield Fault(LOST, spot.part, what, hint, low)
            continue
        word = _words_in(spot.part.words, len(found))
        words = spot.part.words.split()
        rest = " ".join(words[word : word + 6])
        instead = reading.shown(at + len(found), min(at + len(found) + 20, reading.size))
        text = shown(spot.part.words)
        what = f"“{text}” does not stand in it as written: “{rest}” is lost or changed"
        yield Fault(LOST, spot.part, f"{what}; “{instead}…” stands there", hint, at, word)


def _looked_for(spot: Spot, reading: Reading) -> tuple[int, int]:
    """Return where a text that is lost would stand: within what is nearest to it."""
    low, high = 0, reading.size
    here = spot
    while here.parent is not None:
        above = here.parent
        before = [each.end for each in above.inner[: here.index] if each.is_pinned]
        after = [each.start for each in above.inner[here.index + 1 :] if each.is_pinned]
        if isinstance(above.part, Series):
            low = max([low, *before[-1:]])
            high = min([high, *after[:1]])
        elif isinstance(above.part, Group) and above.is_pinned and not above.part.loose:
            low, high = max(low, above.start - 200), min(high, above.end + 200)
        here = above
    return low, max(low, high)


def _beginning(letters: str, reading: Reading, low: int, high: int) -> tuple[str, int]:
    """Return the longest beginning of letters that stands in a part of a reading, and where."""
    least, most = 0, len(letters)
    place = low
    while least < most:
        middle = (least + most + 1) // 2
        at = reading.text.find(letters[:middle], low, high)
        if at < 0:
            most = middle - 1
        else:
            least, place = middle, at
    return letters[:least], place


def _words_in(words: str, letters: int) -> int:
    """Return how many whole words of a text so many letters are."""
    count = 0
    for index, word in enumerate(words.split()):
        count += sum(len(folded(char)) for char in word)
        if count > letters:
            return index
    return max(len(words.split()) - 1, 0)


def order_faults(match: Match) -> Iterator[Fault]:
    """Tell what stands before what it follows in the content, or apart from its neighbours."""
    pinned = sorted((each for each in match.leaves if each.is_pinned), key=lambda each: each.start)
    places = {id(each): index for index, each in enumerate(pinned)}
    loose = {id(each) for each in match.leaves if _is_loose(each)}
    words = Counter(each.part.words for each in match.leaves if isinstance(each.part, Wording))
    repeated = frozenset(text for text, count in words.items() if count > 1)
    yield from _order(match.root, pinned, places, loose, repeated)


def _is_loose(spot: Spot) -> bool:
    """Say whether a text may stand within another part: as a note does, at the foot of a page."""
    if isinstance(spot.part, Wording) and spot.part.part == "chapter.note":
        return True
    above = spot.parent
    while above is not None and not (isinstance(above.part, Group) and above.part.loose):
        above = above.parent
    return above is not None


def _order(
    spot: Spot,
    pinned: Sequence[Spot],
    places: dict[int, int],
    loose: set[int],
    repeated: frozenset[str],
) -> Iterator[Fault]:
    if isinstance(spot.part, Wording) or not spot.is_pinned:
        return
    inner = [each for each in spot.inner if each.is_pinned]
    found = False
    if isinstance(spot.part, Series):
        for before, after in pairwise(inner):
            if after.start < before.end and not _is_either(before, after, repeated):
                found = True
                yield _disorder(before, after)
                break
    if not found and not (isinstance(spot.part, Group) and spot.part.loose):
        stranger = _stranger(spot, pinned, places, loose, repeated)
        if stranger is not None:
            yield stranger
            return
    for each in inner:
        yield from _order(each, pinned, places, loose, repeated)


def _at_the_seam(before: Spot, after: Spot) -> tuple[Wording, Wording]:
    """Return the last text of one part, and the first of the other."""
    first = next(each.part for each in before.leaves if each.end == before.end)
    second = next(each.part for each in after.leaves if each.start == after.start)
    assert isinstance(first, Wording)
    assert isinstance(second, Wording)
    return first, second


def _is_either(before: Spot, after: Spot, repeated: frozenset[str]) -> bool:
    """Say whether it cannot be told which of several alike a text is, as in a table of days."""
    return any(each.words in repeated for each in _at_the_seam(before, after))


def _disorder(before: Spot, after: Spot) -> Fault:
    first, second = _at_the_seam(before, after)
    what = f"“{shown(second.words)}” stands before “{shown(first.words)}”"
    hint = "it follows it in the content"
    return Fault(DISORDERED, second, what, hint, after.start)


def _stranger(
    spot: Spot,
    pinned: Sequence[Spot],
    places: dict[int, int],
    loose: set[int],
    repeated: frozenset[str],
) -> Fault | None:
    """Find a text of elsewhere that stands within a part."""
    own = sorted(places[id(each)] for each in spot.leaves if each.is_pinned)
    members = set(own)
    between = [index for index in range(own[0], own[-1]) if index not in members]
    strangers = [index for index in between if id(pinned[index]) not in loose]
    if not strangers:
        return None
    before = [index for index in own if index < strangers[0]]
    after = [index for index in own if index > strangers[0]]
    away = pinned[before[0] if len(before) < len(after) else after[-1]]
    near = pinned[strangers[0]]
    assert isinstance(away.part, Wording)
    assert isinstance(near.part, Wording)
    if {away.part.words, near.part.words} & repeated:
        return None
    what = f"“{shown(away.part.words)}” stands apart from its part, by “{shown(near.part.words)}”"
    return Fault(DISORDERED, away.part, what, "it stands with others in the content", away.start)


def changed_faults(match: Match, reading: Reading) -> Iterator[Fault]:
    """Tell numbers of lists, and doses, that are not as written."""
    for spot in match.leaves:
        if not spot.is_pinned:
            continue
        assert isinstance(spot.part, Wording)
        if spot.part.number:
            yield from _number(spot, spot.part, reading)
        yield from _extended(spot, spot.part, match, reading)


def _number(spot: Spot, text: Wording, reading: Reading) -> Iterator[Fault]:
    before = reading.text[max(spot.start - 12, 0) : spot.start]
    before = _TICK.sub("", before).rstrip(".):]")
    found = (
        before[len(before.rstrip(_DIGITS)) :]
        if text.number.isdigit()
        else before[-len(text.number) :]
    )
    if found != text.number:
        stands = f"has the number {found}" if found else "has no number"
        what = f"“{shown(text.words)}” is number {text.number} of its list, and {stands}"
        yield Fault(CHANGED, text, what, "lists keep their numbers", spot.start)


def _extended(spot: Spot, text: Wording, match: Match, reading: Reading) -> Iterator[Fault]:
    """Find a number that goes on before or after a text, so that another is read."""
    letters, _ = spot.form
    start, end = spot.start, spot.end
    before = _free(reading, match, max(start - 6, 0), start, backwards=True)
    after = _free(reading, match, end, min(end + 8, reading.size))
    is_more = (
        letters[:1].isdigit()
        and _LAST_DIGIT.search(before)
        and (before.endswith("to") or reading.gaps[start] == CLOSE)
        and not text.number
    )
    if letters[-1:].isdigit() or text.is_dose:
        more = _MORE.match(after)
        joined = more is not None and (more[0][0].isalpha() or reading.gaps[end] == CLOSE)
        is_more = is_more or joined
    if is_more:
        around = reading.shown(max(start - 6, 0), min(end + 8, reading.size))
        what = f"“{shown(text.words)}” reads otherwise with what stands beside it: “{around}”"
        yield Fault(CHANGED, text, what, "numbers and doses stand as they are written", start)


def _free(reading: Reading, match: Match, start: int, end: int, *, backwards: bool = False) -> str:
    """Return letters that are of no text, next to one: those up to the next text."""
    letters = list(zip(reading.text[start:end], match.claimed[start:end], strict=True))
    kept: list[str] = []
    for letter, claimed in reversed(letters) if backwards else letters:
        if claimed:
            break
        kept.append(letter)
    return "".join(reversed(kept) if backwards else kept)
