"""Matching: each text of the content finds its place in what a file shows.

The longest texts choose first, so that a short one is never found within a long one. A text that
stands once is sure of its place; those that stand several times take the place between their
neighbours. What then has no place is lost; what has one apart from its neighbours is out of order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from backpocket.account.folding import SPOKEN, Letters, folded
from backpocket.account.found_text import Reading
from backpocket.account.wordings import Addition, Part, Series, Wording

__all__ = ["Match", "Spot", "match"]

_LONGEST_ADDITION = 40
"""The most letters that say on which page something is."""

_SURE = 12
"""The fewest letters of a text that may be sure of a place by itself."""


@dataclass
class Spot:
    """A part in its tree, and where its texts stand: indices into the letters of a reading."""

    part: Part
    parent: Spot | None = field(default=None, repr=False)
    index: int = 0
    inner: list[Spot] = field(default_factory=list, repr=False)
    start: int = -1
    end: int = -1

    @property
    def is_pinned(self) -> bool:
        return self.start >= 0

    @property
    def form(self) -> tuple[str, bytes]:
        """Return the letters of a text, and what stands before each."""
        assert isinstance(self.part, Wording)
        return _form(self.part.words)

    @cached_property
    def pieces(self) -> tuple[tuple[str, Addition | None], ...]:
        """Return the letters of a text up to each place where an edition may add something."""
        assert isinstance(self.part, Wording)
        found: list[tuple[str, Addition | None]] = []
        start = 0
        for addition in self.part.additions:
            if not self.part.words[: addition.index].strip():
                continue  # what stands before a text is not of it
            found.append((_letters(self.part.words[start : addition.index]), addition))
            start = addition.index
        return (*found, (_letters(self.part.words[start:]), None))

    def pin(self, start: int, end: int) -> None:
        self.start, self.end = start, end
        above = self.parent
        while above is not None:
            above.start = start if above.start < 0 else min(above.start, start)
            above.end = max(above.end, end)
            above = above.parent

    @property
    def leaves(self) -> Iterator[Spot]:
        if isinstance(self.part, Wording):
            yield self
        for each in self.inner:
            yield from each.leaves


@lru_cache(maxsize=8192)
def _form(words: str) -> tuple[str, bytes]:
    """Fold a text once for all editions that show it."""
    letters = Letters()
    letters.write(words)
    return "".join(letters.text), bytes(letters.gaps)


def _letters(words: str) -> str:
    return "".join(map(folded, words))


@dataclass(frozen=True)
class Match:
    """What became of the texts: all of them in the order of the content, and those that are lost.

    ``claimed`` says for each letter of the reading whether it is of a text.
    """

    root: Spot
    leaves: Sequence[Spot]
    claimed: bytes

    @property
    def lost(self) -> Iterator[Spot]:
        return (each for each in self.leaves if not each.is_pinned)


def match(part: Part, reading: Reading) -> Match:
    """Find the place of each text."""
    root = _spots(part)
    leaves = list(root.leaves)
    matcher = _Matcher(reading, leaves)
    matcher.run()
    return Match(root, leaves, bytes(matcher.claimed))


def _spots(part: Part, parent: Spot | None = None, index: int = 0) -> Spot:
    spot = Spot(part, parent, index)
    if not isinstance(part, Wording):
        spot.inner = [_spots(each, spot, number) for number, each in enumerate(part.parts)]
    return spot


class _Matcher:
    def __init__(self, reading: Reading, leaves: Sequence[Spot]) -> None:
        self.reading = reading
        self.claimed = bytearray(reading.size)
        self.alike: dict[tuple[tuple[str, Addition | None], ...], list[Spot]] = {}
        for leaf in leaves:
            self.alike.setdefault(leaf.pieces, []).append(leaf)

    def run(self) -> None:
        by_length = sorted(self.alike.values(), key=lambda each: -len(each[0].form[0]))
        waiting = [spots for spots in by_length if not self._is_sure(spots)]
        for spots in waiting:
            for spot in sorted(spots, key=self._room):
                self._place(spot)

    def _is_sure(self, spots: Sequence[Spot]) -> bool:
        """Pin texts that stand as often as they should, if they are long enough to be sure."""
        if len(spots[0].form[0]) < _SURE:
            return False
        places = list(self._places(spots[0]))
        if len(places) != len(spots):
            return False
        if len(spots) > 1 and not all(_is_ordered(*pair) for pair in pairwise(spots)):
            return False
        for spot, place in zip(spots, places, strict=True):
            self._pin(spot, *place)
        return True

    def _room(self, spot: Spot) -> int:
        """Return how far apart the neighbours of a text are: who has least room chooses first."""
        low, high = _window(spot, self.reading.size)
        return high - low

    def _place(self, spot: Spot) -> None:
        """Pin a text where it is nearest to its neighbours; out of order, if it must be."""
        places = list(self._places(spot))
        if not places:
            return
        low, high = _window(spot, self.reading.size)
        between = [place for place in places if low <= place[0] and place[1] <= high]
        near = _family(spot)

        def distance(place: tuple[int, int]) -> int:
            return max(near.start - place[1], place[0] - near.end, 0) if near else 0

        self._pin(spot, *min(between or places, key=distance))

    def _pin(self, spot: Spot, start: int, end: int) -> None:
        spot.pin(start, end)
        self.claimed[start:end] = b"\1" * (end - start)

    def _places(self, spot: Spot) -> Iterator[tuple[int, int]]:
        """Yield where the letters of a text stand that no other text has claimed."""
        for start, end in self._found(spot):
            is_free = not any(self.claimed[start:end]) and self._is_seen(spot, start)
            if is_free and self.reading.is_edge(start) and self.reading.is_edge(end):
                yield start, end

    def _is_seen(self, spot: Spot, start: int) -> bool:
        """Say whether a text is seen there, or spoken, if it is said for a picture."""
        assert isinstance(spot.part, Wording)
        is_said = spot.part.part.endswith(".alt") and self.reading.is_spoken
        return (self.reading.marks[start] == SPOKEN) == is_said

    def _found(self, spot: Spot) -> Iterator[tuple[int, int]]:
        letters, gaps = spot.form
        text = self.reading.text
        first = spot.pieces[0][0]
        start = text.find(first)
        while start >= 0:
            if len(spot.pieces) > 1:
                end = self._end(spot.pieces, start)
                if end > 0:
                    yield start, end
            elif self.reading.has_gaps(start, gaps):
                yield start, start + len(letters)
            start = text.find(first, start + 1)

    def _end(self, pieces: Sequence[tuple[str, Addition | None]], start: int) -> int:
        """Return where a text ends that begins at an index, with what is added; -1 if it is not."""
        text = self.reading.text
        for index, (piece, addition) in enumerate(pieces):
            if not text.startswith(piece, start):
                return -1
            start += len(piece)
            if addition is not None:
                start = self._added(addition, start, pieces[index + 1][0])
                if start < 0:
                    return -1
        return start

    def _added(self, addition: Addition, start: int, following: str) -> int:
        """Return where the words go on after an addition; -1 if it must be there and is not."""
        text = self.reading.text
        for option in addition.options:
            added = _letters(option)
            if text.startswith(added, start):
                return start + len(added)
        if addition.must:
            return -1
        if addition.options or (following and text.startswith(following, start)):
            return start
        close = text.find(")", start, start + _LONGEST_ADDITION)
        return close + 1 if text.startswith("(", start) and close > 0 else start


def _is_ordered(first: Spot, second: Spot) -> bool:
    """Say whether the first is to stand before the second."""
    above = {}
    spot: Spot | None = first
    while spot is not None:
        above[id(spot.parent)] = spot
        spot = spot.parent
    spot = second
    while id(spot.parent) not in above:
        assert spot.parent is not None
        spot = spot.parent
    meets = spot.parent
    return meets is not None and isinstance(meets.part, Series)


def _window(spot: Spot, size: int) -> tuple[int, int]:
    """Return between which indices a text is to stand, as far as its neighbours are pinned."""
    low, high = 0, size
    here = spot
    while here.parent is not None:
        above = here.parent
        if isinstance(above.part, Series):
            before = (each for each in reversed(above.inner[: here.index]) if each.is_pinned)
            after = (each for each in above.inner[here.index + 1 :] if each.is_pinned)
            low = max(low, next((each.end for each in before), 0))
            high = min(high, next((each.start for each in after), size))
        here = above
    return low, high


def _family(spot: Spot) -> Spot | None:
    """Return the nearest part around a text of which something is pinned."""
    above = spot.parent
    while above is not None and not above.is_pinned:
        above = above.parent
    return above
