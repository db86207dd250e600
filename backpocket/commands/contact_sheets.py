"""Contact sheets: every pose of the library side by side, as large as it is printed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from xml.sax.saxutils import escape

from backpocket.commands.drawing import style_for
from backpocket.diagnostics import Diagnostic, has_errors
from backpocket.draw.canvas import Drawing, coloured
from backpocket.draw.drawing_tasks import PictureTask, RowTask, Task
from backpocket.draw.drawings import frames, move_task, shown_task, vectors_of
from backpocket.draw.figure.vectors import Vectors
from backpocket.draw.kept import kept_of
from backpocket.draw.styles import Style
from backpocket.load.disk import Disk
from backpocket.load.project import Project, load_project
from backpocket.model.drawings import DrawingSpec
from backpocket.model.figures import Body, Scenery
from backpocket.model.typefaces import Typefaces
from backpocket.render.makers import side_by_side
from backpocket.render.png import png_of

__all__ = ["contact_sheets"]


@dataclass(frozen=True)
class _Sheet:
    """How large a body is on a sheet, and the sheet itself; millimetres, and dots a millimetre."""

    stature: int
    width: float
    dots: float


_SHEETS = (_Sheet(75, 400, 5.2), _Sheet(35, 200, 8.0))
_GAP, _LETTERS, _COLOURS = 5.0, 2.6, 48
_AXES_DOTS = 5.0
_BODIES: tuple[Body, ...] = get_args(Body)


def contact_sheets(root: Path) -> tuple[Mapping[str, bytes], list[Diagnostic]]:
    """Return PNGs by name of file: every pose filled, in line art and in grey, in two sizes.

    One more shows what the angles of a pose mean.

    A pose is shown as a move shows it, with its props and marks, if one does, or ``shown.toml``.
    """
    project, diagnostics = load_project(Disk(root))
    if has_errors(diagnostics):
        return {}, diagnostics
    solid, found = style_for(project, None, "solid")
    line, more = style_for(project, None, "line")
    typefaces = project.look.typefaces
    if solid is None or line is None or typefaces is None:
        return {}, [*found, *more]
    shown, fonts = _poses(project), typefaces.of_weight("regular")
    made = {}
    for name, style, grey in (
        ("filled", solid, False),
        ("line", line, True),
        ("grey", solid, True),
    ):
        for sheet in _SHEETS:
            svg = _laid_out(sheet, shown, style, typefaces)
            file = f"poses-{name}-{sheet.stature}mm.png"
            made[file] = png_of(svg, fonts, grey=grey, colours=_COLOURS)
    axes = coloured(_axes(project), solid, _AXES_DOTS).svg
    made["pose-axes.png"] = png_of(axes, fonts, colours=_COLOURS)
    return made, []


def _axes(project: Project) -> Vectors:
    """Draw what the angles of a pose mean; each label says its own name."""
    text = Path(__file__).with_name("axes.toml").read_text(encoding="utf-8")
    drawing = DrawingSpec.model_validate(tomllib.loads(text))
    task = PictureTask(drawing, {}, {name: name for name in drawing.labels})
    ((labelled, _),) = vectors_of([task], kept_of(project.disk.root))
    return labelled


def _poses(project: Project) -> Mapping[str, Vectors]:
    tasks: list[Task] = []
    names: list[tuple[str, ...]] = []
    for loaded in project.guides.values():
        guide = loaded.guide
        for move in guide.moves.values() if guide else ():
            assert guide is not None
            tasks.append(move_task(guide, move))
            names.append(tuple(frame.pose for frame in frames(move).values()))
    for shown in project.shown:
        names.append(tuple(frame.pose for frame in shown.frames))
        tasks.append(shown_task(shown, project.poses))
    moved = {name for each in names for name in each}
    alone = [name for name in project.poses if name not in moved]
    for number, name in enumerate(alone):
        pose, body = project.poses[name], _BODIES[number % len(_BODIES)]
        tasks.append(RowTask(Scenery(pose=name), pose, pose, (0.0,), (body,)))
        names.append((name,))
    drawn: dict[str, Vectors] = {}
    for each, made in zip(
        names, vectors_of(tasks, kept_of(project.disk.root), side_by_side), strict=True
    ):
        drawn = {**dict(zip(each, made, strict=True)), **drawn}
    return {name: drawn[name] for name in project.poses}


def _laid_out(
    sheet: _Sheet, shown: Mapping[str, Vectors], style: Style, typefaces: Typefaces
) -> str:
    """Set figures on shelves, each over its name, on the scale of the sheet."""
    scale = sheet.stature / 100 * sheet.dots
    drawings = {name: coloured(vectors, style, scale) for name, vectors in shown.items()}
    gap, letters = _GAP * sheet.dots, _LETTERS * sheet.dots
    parts: list[str] = []
    top = gap
    for shelf in _shelves(drawings, scale, sheet.width * sheet.dots - gap, gap):
        height = max(drawings[name].height for name, _ in shelf) * scale
        left = gap
        for name, width in shelf:
            drawing = drawings[name]
            x, y = left + (width - drawing.width * scale) / 2, top + height - drawing.height * scale
            parts.append(drawing.svg.replace("<svg ", f'<svg x="{x:.1f}" y="{y:.1f}" ', 1))
            parts.append(
                f'<text x="{left + width / 2:.1f}" y="{top + height + letters * 1.3:.1f}" '
                f'font-family="{typefaces.text.name}" font-size="{letters:.1f}" '
                f'text-anchor="middle">{escape(name)}</text>'
            )
            left += width + gap
        top += height + letters * 1.6 + gap
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{sheet.width * sheet.dots:.0f}" '
        f'height="{top:.0f}">{"".join(parts)}</svg>'
    )


def _shelves(
    drawings: Mapping[str, Drawing], scale: float, room: float, gap: float
) -> Iterator[Sequence[tuple[str, float]]]:
    """Yield figures that fit beside each other, with the width of each; none is wider than all."""
    shelf: list[tuple[str, float]] = []
    used = gap
    for name, drawing in drawings.items():
        width = max(drawing.width * scale, len(name) * gap * 0.3)
        if shelf and used + width + gap > room:
            yield shelf
            shelf, used = [], gap
        shelf.append((name, width))
        used += width + gap
    yield shelf
