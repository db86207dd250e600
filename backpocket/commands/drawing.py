"""Drawing: the figures of a move, or a pose, by themselves, to look at while they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args

from backpocket.check.rules.postures import move_findings, pose_findings
from backpocket.diagnostics import Diagnostic, has_errors, nearest
from backpocket.draw.canvas import coloured
from backpocket.draw.drawing_tasks import RowTask, Task
from backpocket.draw.drawings import frames, move_task, shown_task, vectors_of
from backpocket.draw.figure.vectors import Vectors
from backpocket.draw.kept import kept_of
from backpocket.draw.styles import Style, style_of
from backpocket.load.disk import Disk
from backpocket.load.fields import Fields
from backpocket.load.guides import Loaded, guide_names
from backpocket.load.project import Project, load_project
from backpocket.model.editions import EDITIONS
from backpocket.model.figures import Body, Scenery
from backpocket.model.guide import Guide, Move
from backpocket.model.poses import Pose
from backpocket.render.makers import side_by_side, stylesheets
from backpocket.render.png import png_of

__all__ = ["Drawn", "UnknownNameError", "drawn", "files_of", "style_for"]

_WAY = tuple(round(each / 6, 4) for each in range(7))
"""The shares of the way that a strip shows: the start, five in between, the end."""
_PIXELS = 8.0
_AS_IT_IS = (0.0,)
_BODIES: tuple[Body, ...] = get_args(Body)


class UnknownNameError(Exception):
    """There is no such move or pose; the message says what may be meant."""


@dataclass(frozen=True)
class Drawn:
    """Figures by name, where they are from, and what is wrong with them."""

    project: Project
    guide: Guide | None = None
    figures: Mapping[str, Vectors] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


def drawn(root: Path, name: str, body: Body | None = None) -> Drawn:
    """Draw the move GUIDE/MOVE, or a pose, of the library or as GUIDE/POSE.

    A move gives its frames and a strip of the way from start to end, a pose itself, as
    ``shown.toml`` shows it, and a row of it on all bodies; ``body`` is who shows them, if not the
    usual one. What of a pose does not hold is a finding, and is drawn all the same. Raises
    :class:`UnknownNameError`.
    """
    guide_name, _, last = name.rpartition("/")
    known = guide_names(root)
    if guide_name and guide_name not in known:
        raise UnknownNameError(f"there is no guide “{guide_name}”; {nearest(guide_name, known)}")
    project, found = load_project(Disk(root), [guide_name] if guide_name else [])
    if has_errors(found):
        return Drawn(project, diagnostics=tuple(found))
    if not guide_name:
        if last in project.poses and project.pose_fields:
            return _pose(project, None, last, project.poses[last], body, project.pose_fields)
        hint = f"{nearest(last, project.poses)}; a move is named with its guide, as GUIDE/MOVE"
        raise UnknownNameError(f"there is no pose “{last}”; {hint}")
    return _of_guide(project, project.guides[guide_name], last, body)


def files_of(
    made: Drawn, figures: Literal["solid", "line"]
) -> tuple[Mapping[str, bytes], list[Diagnostic]]:
    """Return the figures as files, each an SVG and a PNG, by the names of these."""
    style, found = style_for(made.project, made.guide, figures)
    if style is None:
        return {}, found
    files: dict[str, bytes] = {}
    for name, vectors in made.figures.items():
        svg = coloured(vectors, style, _PIXELS).svg
        files |= {f"{name}.svg": svg.encode(), f"{name}.png": png_of(svg)}
    return files, found


def style_for(
    project: Project, guide: Guide | None, figures: Literal["solid", "line"]
) -> tuple[Style | None, list[Diagnostic]]:
    """Return the style of the first edition whose figures are solid, or in lines, in a guide."""
    edition = next(each for each in EDITIONS if each.figures == figures)
    sources, missing = stylesheets(project.look, [edition], guide)
    if missing or project.look.typefaces is None:
        return None, missing
    return style_of(sources, edition.stylesheets, project.look.typefaces.text.name)


def _of_guide(project: Project, loaded: Loaded, name: str, body: Body | None) -> Drawn:
    guide = loaded.guide
    assert guide is not None, "a guide without errors is whole"
    if name in guide.moves:
        return _move(project, loaded, guide, guide.moves[name], body)
    own = loaded.data.get("poses.toml")
    fields = own if own is not None and name in own.values else project.pose_fields
    if name in guide.poses and fields:
        return _pose(project, guide, name, guide.poses[name], body, fields)
    hint = nearest(name, [*guide.moves, *guide.poses])
    raise UnknownNameError(f"{guide.name} has no move or pose “{name}”; {hint}")


def _move(project: Project, loaded: Loaded, guide: Guide, move: Move, body: Body | None) -> Drawn:
    unknown = tuple(_unknown_poses(loaded, guide, move))
    if unknown:
        return Drawn(project, guide, diagnostics=unknown)
    task = move_task(guide, move)
    task = replace(task, body=body or task.body)
    start, end = task.frames[:2]
    ends = guide.poses[start.pose], guide.poses[end.pose]
    strip = RowTask(_plain(start), *ends, _WAY, (task.body,))
    found = move_findings(loaded, guide, move, task.body, kept_of(project.disk.root))
    names = [*(f"{move.id}-{name}" for name in frames(move)), f"{move.id}-strip"]
    return Drawn(project, guide, _figures(project, names, [task, strip]), tuple(found))


def _unknown_poses(loaded: Loaded, guide: Guide, move: Move) -> Iterator[Diagnostic]:
    fields = loaded.data[f"moves/{move.id}.toml"]
    for name, frame in frames(move).items():
        if frame.pose not in guide.poses:
            at = fields.offset(("figures", name, "pose"))
            hint = nearest(frame.pose, guide.poses)
            yield fields.source.error(at, "E201", f"unknown pose “{frame.pose}”", hint)


def _plain(frame: Scenery) -> Scenery:
    """Return what a frame shows without its marks."""
    return Scenery(pose=frame.pose, floor=frame.floor, view=frame.view, props=frame.props)


def _pose(
    project: Project, guide: Guide | None, name: str, pose: Pose, body: Body | None, fields: Fields
) -> Drawn:
    scenery, kept = Scenery(pose=name), kept_of(project.disk.root)
    names, one = _shown(project, name, body) if guide is None else ((name,), None)
    one = one or RowTask(scenery, pose, pose, _AS_IT_IS, (body or _BODIES[0],))
    all_ = RowTask(scenery, pose, pose, _AS_IT_IS, _BODIES)
    found = [
        finding
        for each in _BODIES
        for finding in pose_findings(fields, (name,), name, pose, each, kept)
    ]
    figures = _figures(project, [*names, f"{name}-bodies"], [one, all_])
    return Drawn(project, guide, figures, tuple(found))


def _shown(project: Project, pose: str, body: Body | None) -> tuple[tuple[str, ...], Task | None]:
    """Return what ``shown.toml`` says of the exercise that a pose is of: its poses, its frames."""
    for shown in project.shown:
        names = tuple(frame.pose for frame in shown.frames)
        if pose in names:
            return names, shown_task(shown, project.poses, body)
    return (pose,), None


def _figures(project: Project, names: list[str], tasks: list[Task]) -> Mapping[str, Vectors]:
    made = vectors_of(tasks, kept_of(project.disk.root), side_by_side)
    return dict(zip(names, (vectors for each in made for vectors in each), strict=True))
