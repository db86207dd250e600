"""Pictures: drawings of a guide that are not figures of a move, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .anatomy import draw_anatomy
from .canvas import Drawing
from .errors import UnknownPictureError
from .palette import Palette
from .runner import draw_runner

__all__ = ["draw_picture", "picture_names"]

_PICTURES: dict[str, Callable[[Mapping[str, str], Palette], Drawing]] = {
    "anatomy": draw_anatomy,
    "runner": draw_runner,
}


def picture_names() -> tuple[str, ...]:
    """Return the names of all pictures."""
    return tuple(sorted(_PICTURES))


def draw_picture(name: str, labels: Mapping[str, str], palette: Palette) -> Drawing:
    """Draw the picture ``name`` with its labels set in.

    Raises :class:`UnknownPictureError`, which lists the names, and
    :class:`~.errors.UnknownLabelError` for a label that the picture has no place for.
    """
    if name not in _PICTURES:
        raise UnknownPictureError(name, picture_names())
    return _PICTURES[name](labels, palette)
