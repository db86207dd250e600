"""Outcome: what a run came to, in numbers that must add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backpocket.diagnostics import Diagnostic, Place, warning
from backpocket.orders.plan import Reason

__all__ = ["RunOutcome", "Tally"]

_MOST_UNKNOWN = 5_000
_MOST_SAID = 20
"""Of very many of a kind, so many are named; all are counted, and in the list."""

_EVERYWHERE = "with the emergency numbers of all regions"
_KINDS = {
    ("country", "unknown"): ("W868", "the country is not known", _EVERYWHERE),
    ("country", "missing"): ("W868", "the country is missing", _EVERYWHERE),
    ("name", "missing"): ("W869", "there is none", "without a name"),
    ("name", "not as written"): (
        "W869",
        "it is not as it was written",
        "with a name mended, or without one",
    ),
    ("refund", "in part"): ("W890", "a part is refunded", "with what is left"),
    ("lines", "taken off"): ("W890", "lines are refunded or taken off", "with what is left"),
}
"""What is told of orders that are made, by what is doubtful and how: code, words and outcome."""


@dataclass
class Tally:
    """Counts as they grow: orders read and made, those left out by reason, unknown products.

    ``settings`` counts what a setting of a shop would make, by its key and the shop.
    """

    read: int = 0
    made: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    papers: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    settings: Counter[tuple[str, str]] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    _faults: list[Diagnostic] = field(default_factory=list)
    _doubtful: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _doubts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def know_not(self, name: str) -> None:
        """Count a product that is not in the catalogue; of very many, only the first."""
        if name in self.unknown or len(self.unknown) < _MOST_UNKNOWN:
            self.unknown[name] += 1

    def check(self) -> None:
        """Raise AssertionError unless each order read is either made or left out."""
        left_out = self.left_out.total()
        if self.read != self.made + left_out:
            raise AssertionError(f"{self.read} read, but {self.made} made, {left_out} left out")

    def fail(self, place: Place, number: str, words: str) -> None:
        """Keep what is wrong with an order."""
        self._say(place, "W866", number, words)

    def change(self, place: Place, number: str, words: str) -> None:
        """Keep what has changed in an order since it was made."""
        self._say(place, "W891", number, words)

    def _say(self, place: Place, code: str, number: str, words: str) -> None:
        self.said[code] += 1
        if self.said[code] <= _MOST_SAID:
            of = f"order {number}" if number else "not read"
            self._faults.append(warning(place, code, f"{of}: {words}"))

    def doubt(self, what: str, reason: str, number: str) -> None:
        """Count an order that is made, and is doubtful in a part."""
        kind = (what, reason)
        if kind in _KINDS:
            self._doubts[kind] += 1
            numbers = self._doubtful.setdefault(kind, [])
            if len(numbers) < 5:
                numbers.append(number)

    def diagnostics(self) -> list[Diagnostic]:
        """Return what is wrong or doubtful: of many that are alike, the first."""
        place = Place("content/orders.toml")
        hint = "add it there; without “editions”, if it comes without a guide"
        return [
            *self._faults,
            *(_doubtful(kind, count, self._doubtful[kind]) for kind, count in self._doubts.items()),
            *(
                warning(place, "W865", f"“{name}” is not listed; {_orders(count)} of it", hint=hint)
                for name, count in sorted(self.unknown.items())
            ),
        ]


def _doubtful(kind: tuple[str, str], count: int, numbers: list[str]) -> Diagnostic:
    code, words, outcome = _KINDS[kind]
    named = ", ".join(numbers) + (" …" if count > len(numbers) else "")
    message = f"{_orders(count)} made {outcome}, since {words}: {named}"
    return warning(Place("skipped.csv"), code, message)


def _orders(count: int) -> str:
    return f"{count} order{'' if count == 1 else 's'}"


@dataclass(frozen=True)
class RunOutcome:
    """What a run came to; ``finished`` says that its files are there, and at its address.

    ``said`` counts by code what there is more of than diagnostics.
    """

    read: int
    made: int
    left_out: Mapping[str, int]
    papers: Mapping[str, int]
    out: Path | None
    files: tuple[tuple[str, int], ...]
    diagnostics: tuple[Diagnostic, ...]
    finished: bool
    address: str = ""
    settings: Mapping[tuple[str, str], int] = field(default_factory=dict)
    said: Mapping[str, int] = field(default_factory=dict)

    @property
    def has_faults(self) -> bool:
        """Say whether an order was left out that should not have been."""
        return any(Reason(reason).is_fault for reason in self.left_out)
