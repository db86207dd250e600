"""Pictures: drawings of a guide that are not figures of a move, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backpocket.draw.canvas import Drawing
from backpocket.draw.errors import UnknownLabelError, UnknownPictureError
from backpocket.draw.palette import Palette
from backpocket.draw.pictures.anatomy import draw_anatomy
from backpocket.draw.pictures.descent import draw_descent
from backpocket.draw.pictures.runner import draw_runner

__all__ = ["draw_picture", "picture_labels", "picture_names"]

_PICTURES: dict[str, Callable[[Mapping[str, str], Palette], Drawing]] = {
    "anatomy": draw_anatomy,
    "descent": draw_descent,
    "runner": draw_runner,
}


def picture_names() -> tuple[str, ...]:
    """Return the names of all pictures."""
    return tuple(sorted(_PICTURES))


def picture_labels(name: str) -> tuple[str, ...]:
    """Return the labels that a picture has a place for.

    It is asked for one that none has, which it refuses before it draws.
    """
    try:
        draw_picture(name, {"": ""}, Palette())
    except UnknownLabelError as refusal:
        return refusal.known
    raise AssertionError(f"the picture {name} takes any label")


def draw_picture(name: str, labels: Mapping[str, str], palette: Palette) -> Drawing:
    """Draw the picture ``name`` with its labels set in.

    Raises :class:`UnknownPictureError`, which lists the names, and
    :class:`~.errors.UnknownLabelError` for a label that the picture has no place for.
    """
    if name not in _PICTURES:
        raise UnknownPictureError(name, picture_names())
    return _PICTURES[name](labels, palette)
