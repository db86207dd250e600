"""Steps: the names that a build goes by, the same in code, log, progress and README."""

from __future__ import annotations

from typing import Protocol

__all__ = ["STEPS", "Progress", "unseen"]

STEPS = ("load", "check", "draw", "render", "write")


class Progress(Protocol):
    """Told which step is under way, and what it is about: a guide, an edition, “orders”.

    A step that counts says how many are ``done``, of a ``total`` if that is known.
    """

    def __call__(
        self, step: str, about: str, done: int | None = None, total: int | None = None
    ) -> None: ...


def unseen(step: str, about: str, done: int | None = None, total: int | None = None) -> None:
    """Show no progress to anybody."""
