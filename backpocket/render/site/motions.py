"""Motions: a move on its way from start to end, as pictures in one file that a script blends.

They are drawn from the poses of one body, all on one ground and at one scale. Without the script
the first alone is seen.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from backpocket.diagnostics import Diagnostic
from backpocket.draw.canvas import coloured
from backpocket.draw.drawings import body_of
from backpocket.draw.figure.vectors import Vectors, from_plain, plain
from backpocket.draw.kept import Kept, key
from backpocket.draw.styles import Style, style_of
from backpocket.model.figures import Body, Floor, Scenery
from backpocket.model.guide import Guide
from backpocket.model.poses import Pose
from backpocket.render.jobs import Job
from backpocket.render.pools import spread

__all__ = ["FRAMES", "Motion", "motions"]

FRAMES = 8
"""How many pictures a motion has: enough to blend smoothly, few enough for a phone on the move."""

_MARGIN, _MAT_ENDS, _MAT_HALF, _RIM = 1.5, 3.0, 13.0, 0.55


@dataclass(frozen=True)
class Motion:
    """What there is to draw of a move: a start and an end pose, in their scenery, on a body."""

    scenery: Scenery
    start: Pose
    end: Pose
    body: Body

    @property
    def key(self) -> str:
        """The digest of all that decides the result."""
        return key(f"motion {FRAMES} {self!r}")


def motions(job: Job, kept: Kept | None) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Return the motion of each move by its path in the site; what is kept is not drawn again."""
    workshop = job.workshop
    style, diagnostics = style_of(job.sources, [], workshop.typefaces.text.name)
    tasks = dict(_tasks(workshop.guide))
    if style is None or not tasks:
        return {}, diagnostics
    drawn = _drawn(list(dict.fromkeys(tasks.values())), kept)
    folder = f"{workshop.guide.name}/motions"
    files = {f"{folder}/{move}.svg": _written(drawn[task], style) for move, task in tasks.items()}
    return files, diagnostics


def _tasks(guide: Guide) -> Iterable[tuple[str, Motion]]:
    for move in guide.moves.values():
        start, end = move.figures.start, move.figures.end
        if end is not None:
            scenery = Scenery(
                pose=start.pose, floor=start.floor, view=start.view, props=start.props
            )
            poses = guide.poses[start.pose], guide.poses[end.pose]
            yield move.id, Motion(scenery, *poses, body_of(guide, move))


def _drawn(tasks: Sequence[Motion], kept: Kept | None) -> dict[Motion, list[Vectors]]:
    """Draw, in several processes, what is not kept."""
    found: dict[Motion, Any] = {task: kept.read(task.key) if kept else None for task in tasks}
    missing = [task for task, values in found.items() if values is None]
    workers = min(len(missing), os.cpu_count() or 1)
    if workers:
        with closing(spread(_in_a_process, None, missing, workers)) as results:
            for task, values in zip(missing, results, strict=True):
                found[task] = values
                if kept:
                    kept.write(task.key, values)
    return {task: [from_plain(each) for each in values] for task, values in found.items()}


def _in_a_process(_: None, task: Motion) -> list[object]:
    return [plain(each) for each in _frames(task)]


def _frames(task: Motion) -> list[Vectors]:
    """Return the ground and what stands on it, then the body at each share of the way."""
    from backpocket.draw.body.between import between
    from backpocket.draw.figure.figure import painted
    from backpocket.draw.figure.shapes import Painted, bounds, vectors
    from backpocket.draw.figure.vectors import Tone
    from backpocket.draw.props import faces, mat, solids
    from backpocket.draw.scene import one_scene

    shares = [index / (FRAMES - 1) for index in range(FRAMES)]
    scenes = [
        one_scene(
            task.scenery, {task.scenery.pose: between(task.start, task.end, share)}, task.body
        )
        for share in shares
    ]
    view = scenes[0].view
    ground: list[Painted] = []
    if task.scenery.floor is Floor.MAT:
        places = [scene.body.points for scene in scenes]
        left = min(float(each[:, 0].min()) for each in places) - _MAT_ENDS
        right = max(float(each[:, 0].max()) for each in places) + _MAT_ENDS
        sides = faces([mat(left, right, _MAT_HALF)], view, Tone.MAT, Tone.MAT_SIDE)
        ground = [Painted(each.tone, (each.outline,), _RIM, rim=Tone.MAT_SIDE) for each in sides]
    ground += [
        Painted(face.tone, (face.outline,), _RIM, rim=Tone.INK)
        for prop in task.scenery.props
        for face in faces(solids(prop), view)
    ]
    bodies = [painted(scene.sight) for scene in scenes]
    left, bottom, right, top = bounds([*ground, *(each for body in bodies for each in body)])
    box = (left - _MARGIN, bottom - _MARGIN, right + _MARGIN, top + _MARGIN)
    return [vectors(shapes, box) for shapes in (ground, *bodies)]


def _written(frames: Sequence[Vectors], style: Style) -> bytes:
    """Return the frames as one SVG: the ground, and a group each, of which the first is seen."""
    drawn = [coloured(each, style).svg for each in frames]
    head = drawn[0].partition(">")[0]
    inside = [svg.partition(">")[2].removesuffix("</svg>") for svg in drawn]
    hidden = ("", *([' visibility="hidden"'] * (len(inside) - 2)))
    groups = "".join(f"<g{how}>{each}</g>" for each, how in zip(inside[1:], hidden, strict=True))
    return f'{head}><g data-ground="">{inside[0]}</g>{groups}</svg>\n'.encode()
