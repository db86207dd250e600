"""Errors: what can be wrong with the pictures that a guide asks for."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["UnknownPoseError"]


class _UnknownError(KeyError):
    """A name is none of those that are known."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name)
        self.name = name
        self.known = tuple(sorted(known))


class UnknownPoseError(_UnknownError):
    """A frame names a pose that is not in the library."""

    def __str__(self) -> str:
        return f"unknown pose “{self.name}”; the library has: {', '.join(self.known)}"
