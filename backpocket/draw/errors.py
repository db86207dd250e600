"""Errors: what can be wrong with the pictures that a guide asks for."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["UnknownLabelError", "UnknownPictureError", "UnknownPoseError"]


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


class UnknownPictureError(_UnknownError):
    """A guide asks for a picture that the press cannot draw."""

    def __str__(self) -> str:
        return f"unknown picture “{self.name}”; there are: {', '.join(self.known)}"


class UnknownLabelError(_UnknownError):
    """A picture has no place for a label."""

    def __init__(self, picture: str, name: str, known: Sequence[str]) -> None:
        super().__init__(name, known)
        self.picture = picture

    def __str__(self) -> str:
        places = f"it has: {', '.join(self.known)}" if self.known else "it takes no labels"
        return f"the picture “{self.picture}” has no label “{self.name}”; {places}"
