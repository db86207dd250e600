"""Figures: a pose is joint angles; a figure is the SVG drawn from it.

``Pose`` and ``Figures`` are what editors write; ``draw_frames`` draws the frames of one move and
``draw_picture`` the other pictures of a guide.
"""

from __future__ import annotations

from .canvas import Drawing
from .errors import UnknownLabelError, UnknownPictureError, UnknownPoseError
from .frames import Arrow, Figures, Frame
from .palette import Palette, PaletteError
from .pictures import draw_picture, picture_names
from .poses import Pose
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
    "picture_names",
]
