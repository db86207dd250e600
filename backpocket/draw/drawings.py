"""Drawings: every figure and picture of a guide, as SVG, under the address a page asks for it by.

The address of the end frame of the plank is ``figure:plank/end``; of a picture,
``picture:anatomy``, and without its labels ``picture:anatomy/plain``; of the code that leads to
the guide's web address, ``qr:guide``.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from backpocket.draw.canvas import Drawing
from backpocket.draw.greys import turned_grey
from backpocket.draw.pictures.by_name import draw_picture
from backpocket.draw.scene import draw_frames
from backpocket.draw.styles import Style
from backpocket.model.figures import Frame
from backpocket.model.guide import Guide, Move, OwnPicture
from backpocket.model.pictures import PictureFile, picture_address
from backpocket.model.poses import Pose

__all__ = ["Drawings", "draw", "frames"]


@dataclass(frozen=True)
class Drawings:
    """Drawings by address."""

    by_address: Mapping[str, Drawing]
    files: Mapping[str, PictureFile] = field(default_factory=dict)
    """The pictures that come from files."""

    def __getitem__(self, address: str) -> Drawing:
        return self.by_address[address]

    def svg(self, address: str) -> str | None:
        drawing = self.by_address.get(address)
        return drawing.svg if drawing else None

    def served(self, address: str) -> str | PictureFile | None:
        """Return what a page shows at an address: an SVG of ours, or a picture from a file."""
        return self.files.get(address) or self.svg(address)


def frames(move: Move) -> Mapping[str, Frame]:
    """Return the frames of a move by name, start first."""
    named = {name: getattr(move.figures, name) for name in type(move.figures).model_fields}
    return {name: frame for name, frame in named.items() if isinstance(frame, Frame)}


def draw(guide: Guide, style: Style, *, grey: bool = False) -> Drawings:
    """Draw all that the pages show of a guide that the rules on names and figures let pass.

    Pictures from files keep their colours, or turn ``grey``.
    """
    files = {address: turned_grey(file) if grey else file for address, file in guide.files.items()}
    drawn: dict[str, Drawing] = {"qr:guide": _code(guide.settings.address)}
    for move in guide.moves.values():
        drawn |= _draw_move(guide, move, style)
    for name, picture in guide.pictures.items():
        if isinstance(picture, OwnPicture):
            file = files[picture_address(picture.picture)]
            files |= {f"picture:{name}": file, f"picture:{name}/plain": file}
            continue
        plain = draw_picture(picture.drawing, {}, style)
        labels = picture.labels
        whole = draw_picture(picture.drawing, labels, style) if labels else plain
        drawn |= {f"picture:{name}": whole, f"picture:{name}/plain": plain}
    return Drawings(drawn, files)


def _draw_move(guide: Guide, move: Move, style: Style) -> dict[str, Drawing]:
    named = frames(move)
    poses = tuple((frame.pose, guide.poses[frame.pose]) for frame in named.values())
    drawings = _drawn(tuple(named.values()), poses, style)
    return {f"figure:{move.id}/{name}": each for name, each in zip(named, drawings, strict=True)}


@lru_cache(maxsize=512)
def _drawn(
    wanted: tuple[Frame, ...], poses: tuple[tuple[str, Pose], ...], style: Style
) -> tuple[Drawing, ...]:
    """Draw frames once for as long as the process lives: most builds change the words alone."""
    return tuple(draw_frames(wanted, dict(poses), style))


def _code(address: str) -> Drawing:
    """Draw a QR code (ISO/IEC 18004) with its quiet zone of four modules."""
    import segno

    code = segno.make(address, error="m", micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True, nl=False)
    width, height = code.symbol_size(border=4)
    return Drawing(out.getvalue().decode(), float(width), float(height))
