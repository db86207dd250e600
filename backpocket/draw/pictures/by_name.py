"""Pictures: drawings of a guide that are not figures of a move, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backpocket.draw.canvas import Drawing
from backpocket.draw.errors import UnknownPictureError
from backpocket.draw.pictures.anatomy import LABEL_KEYS, draw_anatomy
from backpocket.draw.pictures.descent import DESCENT_LABELS, draw_descent
from backpocket.draw.pictures.runner import RUNNER_LABELS, draw_runner
from backpocket.draw.styles import Style

__all__ = ["draw_picture", "picture_labels", "picture_names"]

_Draw = Callable[[Mapping[str, str], Style], Drawing]
_PICTURES: Mapping[str, tuple[_Draw, tuple[str, ...]]] = {
    "anatomy": (draw_anatomy, LABEL_KEYS),
    "descent": (draw_descent, DESCENT_LABELS),
    "runner": (draw_runner, RUNNER_LABELS),
}
"""How to draw each picture, and the labels that it has a place for."""


def picture_names() -> tuple[str, ...]:
    """Return the names of all pictures."""
    return tuple(sorted(_PICTURES))


def picture_labels(name: str) -> tuple[str, ...]:
    """Return the labels that a picture has a place for."""
    return _PICTURES[name][1]


def draw_picture(name: str, labels: Mapping[str, str], style: Style) -> Drawing:
    """Draw the picture ``name`` with its labels set in.

    Raises :class:`UnknownPictureError`, which lists the names, and
    :class:`~.errors.UnknownLabelError` for a label that the picture has no place for.
    """
    if name not in _PICTURES:
        raise UnknownPictureError(name, picture_names())
    draw, _ = _PICTURES[name]
    return draw(labels, style)
