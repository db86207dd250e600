"""Outcome: what a run came to, in numbers that must add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backpocket.diagnostics import Diagnostic, Place, warning
from backpocket.orders.plan import Reason

__all__ = ["RunOutcome", "Tally"]

_MOST_UNKNOWN = 50
_MOST_FAULTS = 20


@dataclass
class Tally:
    """Counts as they grow: orders read and made, those left out by reason, unknown products."""

    read: int = 0
    made: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    papers: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    _faults: list[Diagnostic] = field(default_factory=list)

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
        """Keep what is wrong with an order; of very many, only the first."""
        if len(self._faults) < _MOST_FAULTS:
            of = f"order {number}" if number else "not read"
            self._faults.append(warning(place, "W866", f"{of}: {words}"))

    def diagnostics(self) -> list[Diagnostic]:
        """Return a warning for each fault, and for each product that is not in the catalogue."""
        place = Place("content/orders.toml")
        hint = "add it there; without “editions”, if it comes without a guide"
        return [
            *self._faults,
            *(
                warning(place, "W865", f"“{name}” is not listed; {_orders(count)} of it", hint=hint)
                for name, count in sorted(self.unknown.items())
            ),
        ]


def _orders(count: int) -> str:
    return f"{count} order{'' if count == 1 else 's'}"


@dataclass(frozen=True)
class RunOutcome:
    """What a run came to; ``finished`` says that its files are there, and at its address."""

    read: int
    made: int
    left_out: Mapping[str, int]
    papers: Mapping[str, int]
    out: Path | None
    files: tuple[tuple[str, int], ...]
    diagnostics: tuple[Diagnostic, ...]
    finished: bool
    address: str = ""

    @property
    def has_faults(self) -> bool:
        """Say whether an order was left out that should not have been."""
        return any(Reason(reason).is_fault for reason in self.left_out)
