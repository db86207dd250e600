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
from backpocket.model.figures import Body, Frame
from backpocket.model.poses import Pose

__all__ = ["FrameTask", "PictureTask", "SideBySide", "Task", "done"]


@dataclass(frozen=True)
class FrameTask:
    """The frames of a move, with the poses that they name, on one body."""

    frames: tuple[Frame, ...]
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


Task = FrameTask | PictureTask
SideBySide: TypeAlias = Callable[
    [Callable[[Task], tuple[Vectors, ...]], Iterable[Task]], Iterable[tuple[Vectors, ...]]
]
"""Does tasks, one after the other or several at a time, and gives their results in order."""


def done(task: Task) -> tuple[Vectors, ...]:
    """Draw: each frame of a move, or a picture with its labels and without.

    Raises :class:`~.errors.UnknownPoseError` for a pose that is not there.
    """
    if isinstance(task, FrameTask):
        from backpocket.draw.scene import draw_frames

        return tuple(draw_frames(task.frames, task.poses, task.body))
    from backpocket.draw.pictures import draw_picture

    return draw_picture(task.drawing, task.poses, task.labels)


def _named(poses: Mapping[str, Pose]) -> str:
    return "\n".join(f"{name} {pose!r}" for name, pose in sorted(poses.items()))
