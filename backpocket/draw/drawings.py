"""Drawings: every figure and picture of a guide, as SVG, under the address a page asks for it by.

The address of the end frame of the plank is ``figure:plank/end``; of a picture,
``picture:anatomy``, and without its labels ``picture:anatomy/plain``; of the code that leads to
the guide's web address, ``qr:guide``, and to a move there, ``qr:move/plank``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backpocket.draw.canvas import Drawing, coloured
from backpocket.draw.drawing_tasks import FrameTask, PictureTask, SideBySide, Task, done
from backpocket.draw.figure.vectors import Vectors, from_plain, plain
from backpocket.draw.greys import turned_grey
from backpocket.draw.kept import Kept
from backpocket.draw.styles import Style
from backpocket.model.drawings import FigurePart
from backpocket.model.figures import Body, Frame, Shown
from backpocket.model.guide import Guide, Move, OwnPicture
from backpocket.model.pictures import PictureFile, picture_address
from backpocket.model.poses import Pose

__all__ = ["Drawings", "body_of", "draw", "frames", "move_task", "shown_task", "vectors_of"]


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


def body_of(guide: Guide, move: Move) -> Body:
    """Return who shows a move: whom it names, or else two take turns over the guide."""
    return move.figures.body or _BODIES[list(guide.moves).index(move.id) % len(_BODIES)]


def draw(
    guide: Guide,
    style: Style,
    *,
    grey: bool = False,
    kept: Kept | None = None,
    side_by_side: SideBySide = map,
    codes: Mapping[str, str] | None = None,
) -> Drawings:
    """Draw all that the pages show of a guide that the rules on names and figures let pass.

    Pictures from files keep their colours, or turn ``grey``. What is ``kept`` is not drawn again;
    what is not is drawn ``side_by_side``, one after the other if nothing else is given. ``codes``
    are the addresses that codes lead to, by name; without them, one leads to the guide's.
    """
    files = {address: turned_grey(file) if grey else file for address, file in guide.files.items()}
    led = codes or {"guide": guide.settings.address}
    drawn = {f"qr:{name}": _code(address) for name, address in led.items()}
    tasks = _tasks(guide)
    made = vectors_of([task for _, task in tasks], kept, side_by_side)
    for (addresses, _), vectors in zip(tasks, made, strict=True):
        drawn |= {
            address: coloured(each, style) for address, each in zip(addresses, vectors, strict=True)
        }
    for name, picture in guide.pictures.items():
        if isinstance(picture, OwnPicture):
            file = files[picture_address(picture.picture)]
            files |= {f"picture:{name}": file, f"picture:{name}/plain": file}
    return Drawings(drawn, files)


def move_task(guide: Guide, move: Move) -> FrameTask:
    """Return what there is to draw of a move: its frames, in their order."""
    shown = tuple(frames(move).values())
    poses = {frame.pose: guide.poses[frame.pose] for frame in shown}
    return FrameTask(shown, poses, body_of(guide, move))


def shown_task(shown: Shown, poses: Mapping[str, Pose], body: Body | None = None) -> FrameTask:
    """Return what there is to draw of an exercise of ``shown.toml``, by another body if named."""
    own = {frame.pose: poses[frame.pose] for frame in shown.frames}
    return FrameTask(shown.frames, own, body or shown.body)


_BODIES: tuple[Body, ...] = ("woman", "man")
_Addressed = tuple[tuple[str, ...], Task]


def _tasks(guide: Guide) -> list[_Addressed]:
    """Return what there is to draw, each with the addresses of what it gives."""
    tasks: list[_Addressed] = []
    for move in guide.moves.values():
        addresses = tuple(f"figure:{move.id}/{name}" for name in frames(move))
        tasks.append((addresses, move_task(guide, move)))
    for name, picture in guide.pictures.items():
        if isinstance(picture, OwnPicture):
            continue
        drawing = guide.drawings[picture.drawing]
        wanted = {part.pose for part in drawing.part if isinstance(part, FigurePart)}
        poses = {pose: guide.poses[pose] for pose in wanted - drawing.poses.keys()}
        addresses = (f"picture:{name}", f"picture:{name}/plain")
        tasks.append((addresses, PictureTask(drawing, poses, dict(picture.labels))))
    return tasks


def vectors_of(
    tasks: Sequence[Task], kept: Kept | None, side_by_side: SideBySide = map
) -> list[tuple[Vectors, ...]]:
    """Return what each task gives; what is kept is not drawn again."""
    by_key = {task.key: task for task in tasks}

    def made(missing: Sequence[str]) -> Iterator[list[Any]]:
        for vectors in side_by_side(done, [by_key[name] for name in missing]):
            yield [plain(each) for each in vectors]

    found = (kept or Kept()).once([task.key for task in tasks], made)
    return [tuple(from_plain(each) for each in result) for result in found]


def _code(address: str) -> Drawing:
    """Draw a QR code (ISO/IEC 18004) with its quiet zone of four modules."""
    import segno

    code = segno.make(address, error="m", micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True, nl=False)
    width, height = code.symbol_size(border=4)
    return Drawing(out.getvalue().decode(), float(width), float(height))
