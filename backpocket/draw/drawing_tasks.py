"""Tasks: what there is to draw, each by itself, in any process.

What a task needs of NumPy and the like is loaded when the first one is done, so that a build whose
figures are kept does without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from backpocket.draw.figure.vectors import Vectors
from backpocket.draw.kept import key
from backpocket.model.drawings import DrawingSpec
from backpocket.model.figures import Body, Scenery
from backpocket.model.poses import Pose

__all__ = ["FrameTask", "PictureTask", "RowTask", "SideBySide", "Task", "done"]


@dataclass(frozen=True)
class FrameTask:
    """The frames of a move, with the poses that they name, on one body."""

    frames: tuple[Scenery, ...]
    poses: Mapping[str, Pose]
    body: Body

    @property
    def key(self) -> str:
        """The digest of all that decides the result; what is said of a frame does not."""
        frames = [repr(frame.model_copy(update={"alt": ""})) for frame in self.frames]
        return key("\n".join([self.body, *frames, _named(self.poses)]))


@dataclass(frozen=True)
class PictureTask:
    """A drawing, with the poses that it names and the labels that a guide gives it."""

    drawing: DrawingSpec
    poses: Mapping[str, Pose]
    labels: Mapping[str, str]

    @property
    def key(self) -> str:
        """The digest of all that decides the result."""
        return key("\n".join([repr(self.drawing), repr(self.labels), _named(self.poses)]))


@dataclass(frozen=True)
class RowTask:
    """Figures side by side: some shares of the way from a start to an end, on some bodies."""

    scenery: Scenery
    start: Pose
    end: Pose
    shares: tuple[float, ...]
    bodies: tuple[Body, ...]

    @property
    def key(self) -> str:
        """The digest of all that decides the result."""
        return key(repr(self))


Task = FrameTask | PictureTask | RowTask
SideBySide: TypeAlias = Callable[
    [Callable[[Task], tuple[Vectors, ...]], Iterable[Task]], Iterable[tuple[Vectors, ...]]
]
"""Does tasks, one after the other or several at a time, and gives their results in order."""


def done(task: Task) -> tuple[Vectors, ...]:
    """Draw: each frame of a move, a row of figures, or a picture with its labels and without.

    Raises :class:`~.errors.UnknownPoseError` for a pose that is not there.
    """
    if isinstance(task, FrameTask):
        from backpocket.draw.scene import draw_frames

        return tuple(draw_frames(task.frames, task.poses, task.body))
    if isinstance(task, RowTask):
        from backpocket.draw.scene import draw_row

        return (draw_row(task.scenery, (task.start, task.end), task.shares, task.bodies),)
    from backpocket.draw.pictures import draw_picture

    return draw_picture(task.drawing, task.poses, task.labels)


def _named(poses: Mapping[str, Pose]) -> str:
    return "\n".join(f"{name} {pose!r}" for name, pose in sorted(poses.items()))
