"""Figures: a pose is joint angles; a figure is the SVG drawn from it.

``Pose`` and ``Figures`` are what editors write; ``draw_frames`` draws the frames of one move and
``draw_picture`` the other pictures of a guide. What draws is loaded when it is first wanted, since
NumPy and Shapely take longer to load than a guide does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from backpocket.model.figures import Arrow, Figures, Frame
from backpocket.model.poses import Pose

from .errors import UnknownLabelError, UnknownPictureError, UnknownPoseError
from .palette import Palette, PaletteError

if TYPE_CHECKING:
    from .canvas import Drawing
    from .pictures import draw_picture, picture_labels, picture_names
    from .scene import draw_frames
    from .skeleton import ReachError

__all__ = [
    "Arrow",
    "Drawing",
    "Figures",
    "Frame",
    "Palette",
    "PaletteError",
    "Pose",
    "ReachError",
    "UnknownLabelError",
    "UnknownPictureError",
    "UnknownPoseError",
    "draw_frames",
    "draw_picture",
    "picture_labels",
    "picture_names",
]

_HOMES = {
    "Drawing": "canvas",
    "ReachError": "skeleton",
    "draw_frames": "scene",
    "draw_picture": "pictures",
    "picture_labels": "pictures",
    "picture_names": "pictures",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
